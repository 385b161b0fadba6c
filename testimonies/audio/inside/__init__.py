"""What runs in the limited process: the only code that lets FFmpeg see a stranger's file.

Nothing here imports Django, so that the process starts in a quarter of a second. It is started by
``testimonies.audio.confinement`` and speaks the frames of ``messages`` on its standard output.
"""
