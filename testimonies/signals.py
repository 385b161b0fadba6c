"""What the verbs tell whoever listens. ``testimonies`` does not know who does.

Each is sent inside the verb's transaction, with ``sender`` the model class.
"""

from django.dispatch import Signal

recording_taken_in = Signal()
"""``recording``: an original was kept; its access copy and transcript are owed."""

transcription_asked = Signal()
"""``transcript``: it should be transcribed (again), now or when the weights are there; ``delay_s`` to wait before."""

testimony_changed = Signal()
"""``testimony_id``: its words, descriptions, tags, state or consent changed; whoever copied them must look again."""
