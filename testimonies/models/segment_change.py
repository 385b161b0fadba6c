"""The ledger of what was done to the segments of a transcript: who, when, what stood there before and what after.

Append-only (a trigger says so); only a purge removes from it. A line is what one person did in one stroke. It holds
words: whoever shows it passes them through :meth:`SegmentChangeQuerySet.as_shown_to`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.consent.audiences import Listener
from testimonies.models.quick_json import QuickDecoder
from testimonies.models.shown import Reader
from testimonies.models.testimony import Testimony
from testimonies.models.transcript import Segment, Transcript

__all__ = ["Done", "SegmentChange", "lines_of", "segment_of", "snapshot", "writers_of"]

KEPT = (
    *("start_ms", "end_ms", "text", "words", "speaker", "language", "review_state", "doubts", "run_id"),
    *("corrected_by_id", "verified_by_id"),
)
"""What a snapshot holds of a segment beside its key and version: all that it consists of."""


class Done(models.TextChoices):
    """What was done, as the history says it."""

    WRITTEN = "written", _("changed the words")
    SPLIT = "split", _("split the segment")
    MERGED = "merged", _("merged two segments")
    ASSIGNED = "assigned", _("said who speaks")
    RENAMED = "renamed", _("named a speaker anew")
    TIMED = "timed", _("moved the times")
    REVIEWED = "reviewed", _("said how far the words are checked")
    REPLACED = "replaced", _("replaced in several segments")
    RESTORED = "restored", _("brought back an earlier version")
    STRUCK = "struck", _("struck out what nobody said")
    COARSENED = "coarsened", _("put coarser words in the place of dangerous ones")
    ADOPTED = "adopted", _("took over the words of another run")
    REDACTED = "redacted", _("marked a span for redaction")
    PASSAGE_MADE = "passage_made", _("made a passage")
    PASSAGE_CHANGED = "passage_changed", _("changed a passage")
    PASSAGE_REMOVED = "passage_removed", _("removed a passage")
    UNDONE = "undone", _("undid it")
    REDONE = "redone", _("did it again")


WORDY = (Done.WRITTEN, Done.REPLACED, Done.RESTORED, Done.COARSENED)
"""What makes somebody one of those who wrote the words."""


class SegmentChangeQuerySet(models.QuerySet["SegmentChange"]):
    def visible_to(self, listener: Listener) -> Self:
        """Those of transcripts that ``listener`` works on and may read."""
        mine = Testimony.objects.worked_on_by(listener)
        readable = Transcript.objects.visible_to(listener).order_by()
        return self.filter(transcript__in=readable.filter(recording__testimony__in=mine))

    def standing(self) -> Self:
        """Those that were not undone, or were done again."""
        undone = SegmentChange.objects.filter(undoes=models.OuterRef("pk"), undone_by=None)
        return self.exclude(models.Exists(undone))

    def as_shown_to(self, listener: Listener) -> list[SegmentChange]:
        """In order, each with ``was`` and ``became``: segments in which what is kept from ``listener`` is blanked."""
        some: list[Any] = list(self.visible_to(listener).select_related("transcript__recording", "by").order_by("pk"))
        recordings = {one.transcript.recording_id: one.transcript.recording.testimony_id for one in some}
        reader = Reader.of(listener, set(recordings), set(recordings.values()))
        for change in some:
            change.was = _shown(change, change.before, reader)
            change.became = _shown(change, change.after, reader)
        return some


class SegmentChange(models.Model):
    """``before`` and ``after`` are lists of snapshots (:func:`snapshot`) of all segments that it concerns: one that is
    in ``before`` alone is gone, one in ``after`` alone was made."""

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="changes")
    verb = models.CharField(max_length=20, choices=Done.choices)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    stroke = models.UUIDField(null=True, unique=True, help_text="Given by the desk: the same stroke is done once.")
    before = models.JSONField(default=list, decoder=QuickDecoder)
    after = models.JSONField(default=list, decoder=QuickDecoder)
    concerns = ArrayField(models.BigIntegerField(), default=list, help_text="The keys of the segments.")
    data = models.JSONField(default=dict, help_text="What was done that is no segment: run, redaction, passage.")
    undoes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="undone_by")

    objects = SegmentChangeQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    was: tuple[Segment, ...] = ()
    became: tuple[Segment, ...] = ()

    class Meta:
        verbose_name = _("change of a transcript")
        verbose_name_plural = _("changes of transcripts")
        ordering = ("pk",)
        default_permissions = ()
        indexes = [
            models.Index(fields=["transcript", "id"], name="segment_change_in_order"),
            GinIndex(fields=["concerns"], name="segment_change_concerns"),
        ]

    def __str__(self) -> str:
        return f"{self.transcript_id} {self.verb} {self.pk}"

    @classmethod
    def write(
        cls,
        verb: str,
        *,
        transcript: Transcript,
        by: Any,
        stroke: Any = None,
        before: Sequence[dict[str, Any]] = (),
        after: Sequence[dict[str, Any]] = (),
        undoes: SegmentChange | None = None,
        concerns: Iterable[int] = (),
        **data: Any,
    ) -> SegmentChange:
        """Add one line inside the caller's transaction, which holds the transcript."""
        was, is_now = {one["id"] for one in before}, {one["id"] for one in after}
        moved = {"made": sorted(is_now - was), "gone": sorted(was - is_now)}
        data |= {name: keys for name, keys in moved.items() if keys}
        return cls.objects.create(
            transcript=transcript,
            verb=verb,
            by=by if getattr(by, "pk", None) else None,
            stroke=stroke,
            before=list(before),
            after=list(after),
            concerns=sorted(was | is_now | set(concerns)),
            data=data,
            undoes=undoes,
        )

    @property
    def made(self) -> list[int]:
        """The keys of the segments that were not there before."""
        return list(self.data.get("made", ()))

    @property
    def gone(self) -> list[int]:
        """The keys of the segments that are gone by it."""
        return list(self.data.get("gone", ()))


def snapshot(segment: Segment) -> dict[str, Any]:
    """``{"id", "version", "start_ms", "end_ms", "text", "words", "speaker", "language", "review_state", "doubts",
    "run_id", "corrected_by_id", "verified_by_id"}`` of a segment as it is in the database."""
    return {
        "id": segment.pk,
        "version": segment.version,
        **{name: getattr(segment, name) for name in KEPT},
        "doubts": list(segment.doubts),
    }


def segment_of(held: dict[str, Any], transcript: Transcript) -> Segment:
    """The segment that a snapshot was taken of; nothing is saved."""
    kept = {name: held[name] for name in KEPT}
    return Segment(pk=held["id"], version=held["version"], transcript=transcript, **kept)


def lines_of(transcript_id: int, segment_id: int) -> tuple[set[int], set[int]]:
    """The keys of all lines that made a segment what it is: its own, and those of what it was cut from or merged with
    until then; and the keys of those segments."""
    found: set[int] = set()
    known = {segment_id}
    begun: list[tuple[int, int | None]] = [(segment_id, None)]
    while begun:
        key, until = begun.pop()
        lines = SegmentChange.objects.filter(transcript=transcript_id, concerns__contains=[key])
        if until is not None:
            lines = lines.filter(pk__lt=until)
        for line in lines.only("verb", "concerns", "data"):
            found.add(line.pk)
            if line.verb in (Done.UNDONE, Done.REDONE):
                continue
            others = set(line.concerns) - set(line.made) if key in line.made else set(line.gone)
            if key in line.made or line.verb == Done.MERGED:
                begun += [(other, line.pk) for other in sorted(others - known)]
                known |= others
    return found, known


def writers_of(segment: Segment) -> set[int]:
    """The keys of all accounts that wrote any of the words, and did not take that back."""
    found, _segments = lines_of(segment.transcript_id, segment.pk)
    lines = SegmentChange.objects.filter(pk__in=found, verb__in=WORDY)
    return set(lines.standing().exclude(by=None).order_by().values_list("by", flat=True))


def _shown(change: SegmentChange, held: Iterable[dict[str, Any]], reader: Reader) -> tuple[Segment, ...]:
    segments = tuple(segment_of(one, change.transcript) for one in held)
    for segment in segments:
        reader.conceal(segment, change.transcript.recording_id, change.transcript.recording.testimony_id)
    return segments
