"""Taking over the words of another run. Machine words give way; what people corrected or verified stands.

Nothing is lost: the words that give way stay in the chunks of the run that heard them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies import signals
from testimonies.actions import writing
from testimonies.exceptions import StateForbids
from testimonies.models import Done, Event, Progress, ReviewState, Run, Segment, SegmentChange, Transcript, snapshot
from testimonies.transcript import alignment
from testimonies.transcript.alignment import Row, Span
from testimonies.transcript.document import Document
from testimonies.transcript.document import Segment as SpokenSegment

__all__ = ["adopt", "differences"]

FOR_EVER_MS = 2**53
LEAST_ADDED_MS = 1_000
"""Beside what a person looked after, words of less time are the same words at other times."""


def differences(*, transcript: Transcript, run: Run) -> list[Row]:
    """What stands beside what ``run`` says, in rows, where it listened."""
    standing = list(transcript.segments.all())
    reviewed = [_span(one) for one in standing if one.review_state != ReviewState.MACHINE]
    stands = Document(transcript.language, tuple(one.as_spoken() for one in standing))
    listened = _listened(run)
    found = alignment.rows(stands, Document(transcript.language, run.spoken()), reviewed=reviewed)
    return [row for row in found if row.says or any(_meet(_span(row), span) for span in listened)]


@transaction.atomic
def adopt(*, run: Run, by: Any, span: Span | None = None) -> int:
    """Take over what ``run`` says, in whole or within ``span`` (milliseconds): every row whose middle lies in it.

    Returns how many rows changed. The transcript becomes the run's own when the whole of a whole run is taken over.
    Raises :class:`StateForbids` for a run that is still going on, and for one whose words stand already.
    """
    run = Run.objects.select_for_update().get(pk=run.pk)  # before its transcript, as a worker does that finishes it
    transcript = Transcript.objects.select_for_update(of=("self",)).get(pk=run.transcript_id)
    if not run.is_settled:
        raise StateForbids(_("This run is still going on. Wait until it is done, or stop it."))
    if run.pk == transcript.run_id and span is None:
        raise StateForbids(_("The words of this run stand in the transcript already."))
    chosen = [
        row
        for row in differences(transcript=transcript, run=run)
        if not row.same and (span is None or span[0] <= row.middle_ms < span[1])
    ]
    changed = sum(_take_over(transcript, run, row, by) for row in chosen)
    whole = span is None and run.from_ms is None and run.progress == Progress.DONE
    if whole:
        transcript.run = run
        transcript.save(update_fields=["run"])
    if changed or whole:
        run.adopted_at = timezone.now()
        run.save(update_fields=["adopted_at"])
        writing.settle_language(transcript)
        told = {"run": run.pk, "rows": changed, "from_ms": span and span[0], "until_ms": span and span[1]}
        Event.write("run_adopted", by=by, recording=transcript.recording, **told)
        signals.testimony_changed.send(Transcript, testimony_id=transcript.recording.testimony_id)
    return changed


def _take_over(transcript: Transcript, run: Run, row: Row, by: Any) -> bool:
    """Write one row anew. Whether anything of it could give way."""
    nouns = {_span(one): one for one in transcript.segments.filter(start_ms__in=[one.start_ms for one in row.stands])}
    listened = _listened(run)
    giving_way = [
        noun
        for one in row.stands
        if (noun := nouns[_span(one)]).review_state == ReviewState.MACHINE
        and alignment.uncovered(one, listened) != [one]
    ]
    latest = Segment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    left = {noun.pk: alignment.uncovered(noun.as_spoken(), listened) for noun in giving_way}
    Segment.objects.filter(pk__in=left).delete()
    for noun in giving_way:
        writing.write(transcript, noun.run, left[noun.pk])
    looked_after = [span for span, noun in nouns.items() if noun.review_state != ReviewState.MACHINE]
    says = [part for one in row.says for part in _added(one, looked_after)]
    written = writing.write(transcript, run, says)
    if giving_way or written:
        _note(transcript, run, giving_way, latest, by)
    return bool(giving_way or written)


def _note(transcript: Transcript, run: Run, gave_way: Sequence[Segment], latest: int, by: Any) -> None:
    """Write down in the ledger what gave way, and what was written since the segment ``latest``."""
    made = [snapshot(one) for one in transcript.segments.filter(pk__gt=latest).order_by("start_ms", "pk")]
    was = [snapshot(one) for one in gave_way]
    SegmentChange.write(Done.ADOPTED, transcript=transcript, by=by, before=was, after=made, run=run.pk)


def _added(says: SpokenSegment, looked_after: Sequence[Span]) -> list[SpokenSegment]:
    """What a segment says beyond what people looked after: itself where it says nothing else."""
    parts = alignment.uncovered(says, looked_after)
    return [part for part in parts if part == says or part.end_ms - part.start_ms >= LEAST_ADDED_MS]


def _listened(run: Run) -> Sequence[Span]:
    """The spans of the recording that the run has an opinion on; where it heard nobody speak, nobody spoke."""
    if run.progress == Progress.DONE:
        return [(run.from_ms or 0, FOR_EVER_MS if run.until_ms is None else run.until_ms)]
    return list(run.chunks.filter(heard_at__isnull=False).values_list("start_ms", "end_ms"))


def _span(one: Any) -> Span:
    return one.start_ms, one.end_ms


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
