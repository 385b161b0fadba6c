"""The correction queue: stretches of a transcript that somebody should hear next, and who has which in hand.

A transcript is cut into stretches of :data:`STRETCH_MS` by the clock. A stretch comes first where names were found in
it that could endanger somebody; then the more is doubted or dangerous in it; then by the priority of its collection.
What nobody corrected is to be corrected; what is corrected is to be verified, by somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import connection, models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from testimonies.consent.audiences import Listener
from testimonies.models.testimony import Testimony
from testimonies.models.transcript import Segment, Transcript

__all__ = [
    "HELD_FOR",
    "STRETCH_MS",
    "Ahead",
    "CollectionPriority",
    "Priority",
    "Progress",
    "Stretch",
    "ahead",
    "progress",
]

STRETCH_MS = 180_000
"""Three minutes of sound: about ten minutes of work, for whoever hears everything once and half of it again."""
HELD_FOR = timedelta(hours=2)
"""Whoever took a stretch and does not come back for so long has left it."""


class Priority(models.IntegerChoices):
    LATER = -1, _("later")
    USUAL = 0, _("as usual")
    SOONER = 1, _("sooner")


class CollectionPriority(models.Model):
    """What of several collections is heard first, where equally much is doubted. Without a row: as usual."""

    collection = models.OneToOneField(Collection, on_delete=models.CASCADE, related_name="desk_priority")
    priority = models.SmallIntegerField(choices=Priority.choices, default=Priority.USUAL)

    class Meta:
        verbose_name = _("priority of a collection")
        verbose_name_plural = _("priorities of collections")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.collection_id}: {self.priority}"


class StretchQuerySet(models.QuerySet["Stretch"]):
    def held(self) -> Self:
        """Those that somebody has in hand at this moment."""
        return self.filter(left_at__isnull=True, held_until__gt=timezone.now())

    def visible_to(self, listener: Listener) -> Self:
        return self.filter(transcript__recording__testimony__in=Testimony.objects.worked_on_by(listener))


class Stretch(models.Model):
    """A stretch in somebody's hand. Nobody else is given it before it is left, or its time is over."""

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="stretches")
    number = models.PositiveIntegerField(help_text="Counts the stretches of the transcript, from 0 on.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    taken_at = models.DateTimeField(db_default=Now())
    held_until = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = StretchQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("stretch in hand")
        verbose_name_plural = _("stretches in hand")
        ordering = ("-pk",)
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["transcript", "number"], condition=models.Q(left_at=None), name="stretch_in_one_hand"
            )
        ]

    def __str__(self) -> str:
        return f"{self.transcript_id}/{self.number}"

    @property
    def start_ms(self) -> int:
        return self.number * STRETCH_MS

    @property
    def end_ms(self) -> int:
        return self.start_ms + STRETCH_MS

    @property
    def segments(self) -> models.QuerySet[Segment]:
        return Segment.objects.filter(
            transcript=self.transcript_id, start_ms__gte=self.start_ms, start_ms__lt=self.end_ms
        ).order_by("start_ms", "pk")

    @property
    def goes_on_at_ms(self) -> int:
        """Where its holder stopped: the first words of it that nobody has looked after, else that nobody verified."""
        of_it = self.segments.values_list("start_ms", flat=True)
        unheard = of_it.filter(review_state="machine").first()
        return unheard if unheard is not None else (of_it.filter(review_state="corrected").first() or self.start_ms)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A stretch that waits: how many segments are to be corrected and to be verified in it, and what speaks for it."""

    transcript: Transcript
    number: int
    to_correct: int
    to_verify: int
    doubtful: int
    unsure: int
    names: int
    findings: int

    @property
    def start_ms(self) -> int:
        return self.number * STRETCH_MS

    @property
    def end_ms(self) -> int:
        return self.start_ms + STRETCH_MS


_AHEAD = """
WITH danger AS (
    SELECT f.record AS segment, count(*) AS findings, count(*) FILTER (WHERE f.kind = 'name') AS names
    FROM testimonies_finding f
    WHERE f.place = 'segment' AND f.decision = 'open' AND f.testimony_id = ANY(%(testimonies)s)
    GROUP BY f.record
), stretch AS (
    SELECT s.transcript_id, s.start_ms / %(length)s AS number,
           count(*) FILTER (WHERE s.review_state = 'machine') AS to_correct,
           count(*) FILTER (WHERE s.review_state = 'corrected') AS to_verify,
           count(*) FILTER (WHERE s.review_state = 'machine' AND s.doubts <> '{}') AS doubtful,
           coalesce(sum(s.unsure) FILTER (WHERE s.review_state = 'machine'), 0) AS unsure,
           coalesce(sum(d.names) FILTER (WHERE s.review_state = 'machine'), 0) AS names,
           coalesce(sum(d.findings) FILTER (WHERE s.review_state = 'machine'), 0) AS findings,
           bool_or(s.review_state = 'corrected' AND s.corrected_by_id = %(user)s) AS own
    FROM testimonies_segment s LEFT JOIN danger d ON d.segment = s.id
    WHERE s.review_state <> 'verified' AND s.transcript_id = ANY(%(transcripts)s)
    GROUP BY 1, 2
)
SELECT w.transcript_id, w.number, w.to_correct, w.to_verify, w.doubtful, w.unsure, w.names, w.findings
FROM stretch w
JOIN testimonies_transcript t ON t.id = w.transcript_id
JOIN testimonies_recording r ON r.id = t.recording_id
JOIN testimonies_testimony y ON y.id = r.testimony_id
LEFT JOIN testimonies_collectionpriority p ON p.collection_id = y.collection_id
WHERE (w.to_correct > 0 OR NOT w.own)
  AND NOT EXISTS (SELECT FROM testimonies_stretch h WHERE h.transcript_id = w.transcript_id AND h.number = w.number
                  AND h.left_at IS NULL AND h.held_until > now())
ORDER BY w.to_correct > 0 DESC, w.names > 0 DESC, w.names DESC,
         10 * w.doubtful + w.unsure + 5 * w.findings DESC, coalesce(p.priority, 0) DESC, y.accession_number, r.position,
         w.number
LIMIT %(most)s
"""


def ahead(listener: Listener, *, collection: int | None = None, most: int = 10) -> list[Ahead]:
    """What ``listener`` could take next, the most urgent first; nothing that somebody has in hand, and nothing to be
    verified in which they corrected words themselves."""
    mine = Testimony.objects.worked_on_by(listener)
    if collection is not None:
        mine = mine.filter(collection=collection)
    readable = Transcript.objects.visible_to(listener).filter(kind="original", recording__testimony__in=mine)
    asked: dict[str, Any] = {
        "testimonies": list(mine.order_by().values_list("pk", flat=True)),
        "transcripts": list(readable.order_by().values_list("pk", flat=True)),
        "length": STRETCH_MS,
        "user": listener.user_id,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_AHEAD, asked)
        rows: Sequence[Any] = cursor.fetchall()
    found = Transcript.objects.select_related("recording__testimony__collection").in_bulk({row[0] for row in rows})
    return [Ahead(found[row[0]], *map(int, row[1:])) for row in rows]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the words of a collection are looked after, in segments."""

    collection: Collection
    machine: int
    corrected: int
    verified: int
    priority: int

    @property
    def whole(self) -> int:
        return self.machine + self.corrected + self.verified

    def percent(self, part: int) -> int:
        return 100 * part // self.whole if self.whole else 0


def progress(listener: Listener) -> list[Progress]:
    """Each collection that ``listener`` works in, as far as their own work goes."""
    mine = Testimony.objects.worked_on_by(listener).order_by()
    way = "transcript__recording__testimony"
    counted = (
        Segment.objects.order_by()
        .filter(transcript__kind="original", **{f"{way}__in": mine})
        .values(f"{way}__collection")
        .annotate(**{state: models.Count("pk", filter=models.Q(review_state=state)) for state in _STATES})
    )
    by_key = {row[f"{way}__collection"]: row for row in counted}
    some = Collection.objects.filter(pk__in=by_key).select_related("desk_priority").order_by("path")
    return [
        Progress(
            collection=one,
            machine=by_key[one.pk]["machine"],
            corrected=by_key[one.pk]["corrected"],
            verified=by_key[one.pk]["verified"],
            priority=one.desk_priority.priority if hasattr(one, "desk_priority") else Priority.USUAL,
        )
        for one in some
    ]


_STATES = ("machine", "corrected", "verified")
