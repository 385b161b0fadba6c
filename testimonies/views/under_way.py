"""What the interviewer sees of the work on their own recordings: the same lines and steps as the admin's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from testimonies.consent.audiences import Listener
from testimonies.models import Hands, Recording, Run, Testimony, steps_of
from testimonies.models.work import lines_of
from testimonies.views.lines import line_told, step_told

__all__ = ["of", "tell"]


def of(recording: Recording, listener: Listener) -> dict[str, Any]:
    """The steps of one recording, and the line of its own run."""
    hands = Hands.now()
    lines = lines_of(_own_runs([recording]), [], listener, hands)
    return {
        "steps": [step_told(step) for step in steps_of(recording, hands)],
        "line": line_told(lines[0]) if lines else None,
    }


def tell(testimonies: Sequence[Testimony], listener: Listener) -> None:
    """Give each recording whose words are still being written down its ``line``, in a fixed number of queries.

    Wants ``recordings__transcripts__run``, prefetched.
    """
    recordings = [recording for testimony in testimonies for recording in testimony.recordings.all()]
    runs = [run for run in _own_runs(recordings) if not run.is_settled]
    found = {line.recording.pk: line_told(line) for line in lines_of(runs, [], listener, Hands.now())} if runs else {}
    for recording in recordings:
        recording.line = found.get(recording.pk)


def _own_runs(recordings: Sequence[Recording]) -> list[Run]:
    """Their runs, tied to the very objects that were fetched."""
    runs = []
    for recording in recordings:
        transcript = recording.transcript
        if transcript is not None and transcript.run is not None:
            transcript.recording = recording
            transcript.run.transcript = transcript
            runs.append(transcript.run)
    return runs
