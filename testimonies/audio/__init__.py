"""The craft of sound: what a file is, its samples, the copy that is streamed, the picture of its loudness.

Sound files come from strangers. The process that calls this package never parses one: it reads the first bytes to
name the file and hands an open descriptor to a limited child process (``inside``), which can open nothing else.
"""
