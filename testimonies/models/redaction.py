"""Redactions: spans that must not be heard or read by an audience, and the silenced copies that are given out instead.

A redaction is a fact of the ledger: it is never changed, only lifted, and the database says so. What is given out
follows from the redactions in force at the moment of asking, never from a flag.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.consent import redaction as rule
from testimonies.consent.audiences import Audience, Listener
from testimonies.models.name_replacement import NameReplacement
from testimonies.models.prepared import Keyed, Prepared, by_asker
from testimonies.models.quick_json import QuickDecoder
from testimonies.models.recording import AccessCopy, Recording
from testimonies.models.testimony import Testimony

__all__ = [
    "CopyState",
    "Reason",
    "RedactedCopy",
    "Redaction",
    "copies_for",
    "kept_from",
    "redactions_in_force",
    "spans_of",
]


class Reason(models.TextChoices):
    """Why a span is kept back."""

    NARRATOR_ASKED = "narrator_asked", _("the narrator asked for it")
    THIRD_PERSON = "third_person", _("it names or describes a third person")
    CHILD = "child", _("it is about a child")
    WHEREABOUTS = "whereabouts", _("an address, a telephone number or a place where somebody can be found")
    PAPERS = "papers", _("the number of a passport, visa or other document")
    EMPLOYER = "employer", _("an employer who could be recognised")
    ROUTE = "route", _("how and when a border was crossed")
    MEMBERSHIP = "membership", _("membership of a union, party or group")
    HEALTH = "health", _("health, violence or grief")
    LAW = "law", _("a conviction or proceedings at law")
    OTHER = "other", _("another reason, in the note")


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def in_force(self) -> Self:
        return self.filter(lifted_at=None)

    def visible_to(self, listener: Listener) -> Self:
        """Those of the recordings that ``listener`` works on: nobody else learns where and why."""
        return self.filter(recording__testimony__in=Testimony.objects.worked_on_by(listener))


class Redaction(models.Model):
    """A span of a recording that only ``open_to`` may still hear and read (as a consent's audience is meant)."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="redactions")
    start_ms = models.PositiveBigIntegerField(_("from"))
    end_ms = models.PositiveBigIntegerField(_("until"))
    margin_ms = models.PositiveIntegerField(_("margin on each side"), default=rule.MARGIN_MS)
    open_to = models.CharField(
        _("who may still hear and read it"),
        max_length=20,
        choices=[(one.value, one.label) for one in rule.OPEN_TO],
        default=Audience.STAFF,
    )
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices)
    note = models.CharField(_("note"), max_length=500, blank=True, help_text="For staff alone; never in an event.")
    replacement = models.ForeignKey(
        NameReplacement,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="redactions",
        help_text="The name that is spoken there. As long as it is replaced, its other form stands in the text.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        ordering = ("recording", "start_ms", "pk")
        constraints = [
            models.CheckConstraint(name="redaction_has_length", condition=models.Q(end_ms__gt=models.F("start_ms"))),
            models.CheckConstraint(
                name="redaction_margin_is_kept",
                condition=models.Q(margin_ms__gte=rule.MARGIN_MS, margin_ms__lte=rule.LARGEST_MARGIN_MS),
            ),
            models.CheckConstraint(name="redaction_audience_known", condition=models.Q(open_to__in=rule.OPEN_TO)),
            models.CheckConstraint(name="redaction_reason_known", condition=models.Q(reason__in=Reason.values)),
            models.CheckConstraint(
                name="redaction_lifted_by_someone_at_a_time",
                condition=models.Q(lifted_by=None) | models.Q(lifted_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="redaction_in_force", fields=["recording"], condition=models.Q(lifted_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.recording} {self.start_ms}–{self.end_ms} ms"

    @property
    def is_in_force(self) -> bool:
        return self.lifted_at is None

    @property
    def is_written_otherwise(self) -> bool:
        """Whether a text that holds the other form of the name needs no mark there."""
        return self.replacement is not None and self.replacement.lifted_at is None

    def as_kept(self) -> rule.Kept:
        return rule.Kept(self.start_ms, self.end_ms, self.open_to, self.margin_ms)


class CopyState(models.TextChoices):
    """How far a silenced copy is. Only a checked one is given out."""

    WAITING = "waiting", _("The silenced copy is being made. Until then nobody outside the staff hears the recording.")
    CHECKED = "checked", _("The silenced copy was made and checked.")
    FAILED = "failed", _("No silenced copy could be made. Nobody outside the staff hears the recording.")


class RedactedCopyQuerySet(models.QuerySet["RedactedCopy"]):
    def owed(self) -> Self:
        """Those that are not there yet, or could not be made."""
        return self.exclude(state=CopyState.CHECKED)


class RedactedCopy(models.Model):
    """What is given out to those from whom exactly ``spans`` are kept: ``[[start_ms, end_ms], …]`` with margins."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="redacted_copies")
    spans = models.JSONField()
    state = models.CharField(max_length=10, choices=CopyState.choices, default=CopyState.WAITING)
    failure = models.CharField(max_length=40, blank=True, help_text="What the check or the encoder found wrong.")
    file = models.CharField(max_length=200, unique=True, help_text="Path below MEDIA_ROOT.")
    media_type = models.CharField(max_length=80, default="audio/mp4")
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.BigIntegerField(null=True)
    peaks = models.JSONField(
        null=True, blank=True, decoder=QuickDecoder, help_text="Waveform, drawn from the silenced sound."
    )
    must_move = models.BooleanField(default=False, help_text="As of an access copy.")
    made_at = models.DateTimeField(null=True, help_text="When it was made and checked.")

    objects = RedactedCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("silenced copy")
        verbose_name_plural = _("silenced copies")
        constraints = [
            models.UniqueConstraint(fields=["recording", "spans"], name="redacted_copy_once_for_its_spans"),
            models.CheckConstraint(name="redacted_copy_has_spans", condition=~models.Q(spans=[])),
            models.CheckConstraint(
                name="redacted_copy_checked_is_whole",
                condition=~models.Q(state="checked")
                | models.Q(sha256__regex=r"^[0-9a-f]{64}$", size_bytes__gt=0, made_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="redacted_copy_owed", fields=["recording"], condition=~models.Q(state="checked"))]

    def __str__(self) -> str:
        return self.file

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file

    @property
    def as_spans(self) -> rule.Spans:
        return tuple((start_ms, end_ms) for start_ms, end_ms in self.spans)

    @property
    def sentence(self) -> str:
        return str(CopyState(self.state).label)


def copies_for(listener: Listener, recordings: Iterable[int]) -> Mapping[int, AccessCopy | RedactedCopy]:
    """The copy of each recording that may be given to ``listener`` at this moment, by the recording's key.

    That of exactly the spans which are kept from them now, and only if it was checked. Outside the staff nobody is
    given any copy of a recording of which a silenced one is owed. Whether they may hear it at all is asked elsewhere
    (:meth:`RecordingQuerySet.audible_to`).
    """
    keys = recordings if isinstance(recordings, Collection) else list(recordings)
    full = {copy.recording_id: copy for copy in _copies(listener).objects(keys)}
    if not full:
        return {}
    kept = kept_from(listener, list(full))
    if not kept:
        return full
    checked = RedactedCopy.objects.filter(recording__in=kept, state=CopyState.CHECKED).defer("peaks")
    silenced = {(copy.recording_id, copy.as_spans): copy for copy in checked}
    given = {pk: silenced.get((pk, kept[pk])) if pk in kept else copy for pk, copy in full.items()}
    return {pk: copy for pk, copy in given.items() if copy is not None}


@by_asker
def _copies(listener: Listener) -> Prepared:
    audible = Recording.objects.audible_to(listener).order_by()
    return Prepared(AccessCopy.objects.filter(Keyed("recording_id"), recording__in=audible).defer("peaks"))


def kept_from(listener: Listener, recordings: Iterable[int]) -> Mapping[int, rule.Spans]:
    """What is kept from ``listener``: spans by the key of the recording. Recordings without any are absent.

    ``recordings`` are keys. Two queries at most, whatever their number.
    """
    held: dict[int, list[Redaction]] = {}
    for one in redactions_in_force(recordings):
        held.setdefault(one.recording_id, []).append(one)
    if not held:
        return {}
    concerned = {some[0].recording.testimony_id for some in held.values()}
    own = set(Testimony.objects.worked_on_by(listener).filter(pk__in=concerned).values_list("pk", flat=True))
    return spans_of(listener, held, own)


def redactions_in_force(recordings: Iterable[int]) -> list[Redaction]:
    """Of these keys, with recording and replacement, by recording and time."""
    return _in_force().objects(recordings if isinstance(recordings, Collection) else list(recordings))


@cache
def _in_force() -> Prepared:
    held = Redaction.objects.in_force().filter(Keyed("recording_id")).order_by("recording_id", "start_ms", "pk")
    return Prepared(held.select_related("recording", "replacement"))


def spans_of(
    listener: Listener, redacted: Mapping[int, Sequence[Redaction]], own: Collection[int]
) -> Mapping[int, rule.Spans]:
    """The same, of redactions in force that were fetched with their recordings; ``own`` are the testimonies that
    ``listener`` works on."""
    found = {}
    for recording_id, some in redacted.items():
        recording = some[0].recording
        asking = rule.asking_as(listener, testimony_id=recording.testimony_id, works_on=recording.testimony_id in own)
        spans = rule.kept_from([one.as_kept() for one in some], asking, recording.duration_ms)
        if spans:
            found[recording_id] = spans
    return found
