"""What the verbs tell whoever listens. ``testimonies`` does not know who does.

Each is sent inside the verb's transaction, with ``sender`` the model class.
"""

from django.dispatch import Signal

recording_taken_in = Signal()
"""``recording``: an original was kept; its access copy and transcript are owed."""

preparation_asked = Signal()
"""``recording``: its access copy or its waveform is owed again."""

preparation_settled = Signal()
"""``recording``: its access copy is made, or could not be made."""

transcription_asked = Signal()
"""``run``: it should go on, now or when the weights are there; ``delay_s`` to wait before."""

run_settled = Signal()
"""``run``: it is done, failed or was stopped."""

silence_asked = Signal()
"""``recording``: silenced copies of it are owed, or copies of it must move."""

small_copy_asked = Signal()
"""``recording``: small copies of it are owed again."""

testimony_changed = Signal()
"""``testimony_id``: its words, descriptions, tags, state or consent changed; whoever copied them must look again.

``words_gone`` (optional): words of it may no longer be found on any disk that copied them, not even among what was
deleted there.
"""

access_changed = Signal()
"""``request``: somebody asked to be let in to a testimony, or it was decided."""

look_answered = Signal()
"""``answer``: a narrator answered through their own look; the editors are to be told."""

task_changed = Signal()
"""``task``: a transcript was given to somebody, handed in, sent back, or is done."""

ingest_asked = Signal()
"""``ingest``: its owner has confirmed it, and a worker shall take it in."""

testimony_withdrawn = Signal()
"""``testimony``: its narrator took it back; whatever waits to be done with it is to be dropped."""

purge_asked = Signal()
"""``withdrawal``: its purge is owed, and a worker shall do it."""

testimony_purged = Signal()
"""``testimony``, and ``recordings``, ``runs``, ``requests``: keys of what is removed for good; whoever
keeps a trace of them removes it too."""

approval_given = Signal()
"""``task_state``, ``by``, ``comment``: an editor approves. Whoever listens says whether that is enough to publish."""

publication_asked = Signal()
"""``testimony``, ``revision``: it is about to be published, by whichever door. Whoever listens may refuse."""
