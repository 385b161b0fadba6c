"""What the verbs tell whoever listens. ``testimonies`` does not know who does.

Each is sent inside the verb's transaction, with ``sender`` the model class.
"""

from django.dispatch import Signal

recording_taken_in = Signal()
"""``recording``: an original was kept; its access copy and transcript are owed."""

transcription_asked = Signal()
"""``run``: it should go on, now or when the weights are there; ``delay_s`` to wait before."""

run_settled = Signal()
"""``run``: it is done, failed or was stopped."""

testimony_changed = Signal()
"""``testimony_id``: its words, descriptions, tags, state or consent changed; whoever copied them must look again."""
