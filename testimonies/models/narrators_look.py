"""A narrator's own look: a private link by which one person hears and reads one testimony before it is published.

The secret of the link is nowhere in the archive, only its digest. A link opens no more than whoever made it may hear,
and of that only what everyone would be given: what is kept from the public is silent and blank here as well.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonies.consent.audiences import VISITOR, Audience, Listener
from testimonies.consent.redaction import Spans
from testimonies.description import languages
from testimonies.models.person import Person
from testimonies.models.recording import AccessCopy, Recording
from testimonies.models.redaction import CopyState, RedactedCopy, Redaction, spans_of
from testimonies.models.shown import Reader
from testimonies.models.state import State
from testimonies.models.testimony import Testimony
from testimonies.models.transcript import Segment, Transcript
from testimonies.models.withdrawal import Withdrawal

__all__ = ["LookMark", "NarratorsLook", "digest_of_token", "new_token"]

ALPHABET = "023456789abcdefghjkmnpqrstuvwxyz"
"""Digits and letters that are not taken for each other on paper: neither i, l, o nor 1."""
GROUPS, IN_A_GROUP = 7, 4
"""28 characters out of 32: 140 bits of chance."""


def new_token() -> str:
    """A secret such as ``k3v9-7qmd-x2pa-9hjr-4wtc-0ufz-b5ne``, to be handed to one person and kept nowhere."""
    return "-".join("".join(secrets.choice(ALPHABET) for _each in range(IN_A_GROUP)) for _group in range(GROUPS))


def digest_of_token(token: str) -> str:
    """SHA-256 of the secret, however it was typed: with or without its hyphens, in capitals or not, o for 0."""
    return hashlib.sha256(token.replace("-", "").lower().replace("o", "0").encode()).hexdigest()


class NarratorsLookQuerySet(models.QuerySet["NarratorsLook"]):
    def alive(self) -> Self:
        """Those whose address answers: neither over nor revoked, and the testimony not taken back by anybody else."""
        there = models.Q(withdrawal__isnull=False) | ~models.Q(testimony__state=State.WITHDRAWN)
        return self.filter(there, revoked_at__isnull=True, expires_at__gt=timezone.now())

    def open(self) -> Self:
        """Those that open the words and the sound: after the narrator took the testimony back it is a receipt alone."""
        return self.alive().filter(withdrawal__isnull=True).exclude(testimony__state=State.WITHDRAWN)

    def of_token(self, token: str) -> NarratorsLook | None:
        """The one whose address answers to this secret; ``None`` alike for one that is unknown, over or revoked."""
        known = self.alive().select_related("testimony__collection", "withdrawal__testimony", "person")
        found: NarratorsLook | None = known.filter(digest=digest_of_token(token)).first()
        if found is not None:
            found.token = token
        return found

    def visible_to(self, listener: Listener) -> Self:
        """Those of the testimonies that ``listener`` works on."""
        return self.filter(testimony__in=Testimony.objects.worked_on_by(listener))


class NarratorsLook(models.Model):
    """One link. It goes with the testimony when that is purged."""

    testimony = models.ForeignKey(Testimony, on_delete=models.CASCADE, related_name="looks")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the link's secret.")
    language = models.CharField(_("language of the link"), max_length=12)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(_("until"))
    opened_at = models.DateTimeField(null=True, blank=True, help_text="When the words were first asked for by it.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawal = models.ForeignKey(
        Withdrawal,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The testimony was taken back by this link; from then on it shows the receipt alone.",
    )

    token = ""
    """The secret itself, in the hand of the request that came in by it. It is no field: nothing keeps it."""

    objects = NarratorsLookQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("narrator’s own look")
        verbose_name_plural = _("narrators’ own looks")
        ordering = ("-pk",)
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="look_digest_form", condition=models.Q(digest__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(name="look_ends", condition=models.Q(expires_at__gt=models.F("made_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.testimony_id}/{self.pk}"

    @property
    def is_open(self) -> bool:
        return bool(self.pk and NarratorsLook.objects.open().filter(pk=self.pk).exists())

    @property
    def language_name(self) -> str:
        return languages.name(self.language)

    @property
    def standing(self) -> str:
        """Where it stands, for whoever made it."""
        for true, sentence in (
            (self.withdrawal_id, _("The narrator took the testimony back by it.")),
            (self.revoked_at, _("Revoked.")),
            (self.expires_at <= timezone.now(), _("Over.")),
            (self.opened_at, _("Open; the narrator has looked.")),
        ):
            if true:
                return str(sentence)
        return str(_("Open; nobody has looked yet."))

    # What it opens

    @property
    def listener(self) -> Listener:
        """Asks the rule of consent as the staff would, so that a link opens nothing that is closed to them too."""
        return Listener(staff_of=frozenset({self.testimony.collection_id}), day=timezone.localdate())

    def recordings(self) -> models.QuerySet[Recording]:
        return Recording.objects.visible_to(self.listener).filter(testimony=self.testimony_id).order_by("position")

    def transcripts(self, recording: Recording) -> models.QuerySet[Transcript]:
        """The words of a recording, those in the language spoken first."""
        readable = Transcript.objects.visible_to(self.listener).filter(recording=recording)
        return readable.order_by("kind", "language")

    def words(self, transcript: Transcript) -> list[Segment]:
        """What was written down, as everyone would be given it; what the machine doubts is there, and says so."""
        return Segment.objects.filter(transcript=transcript).as_shown_to(
            self.listener, reader=Reader.nobody(self.testimony_id)
        )

    def sound_of(self, position: int) -> AccessCopy | RedactedCopy | None:
        """The copy in which all that is kept from the public is silent, at this moment; ``None`` where none is owed."""
        copy = AccessCopy.objects.filter(
            recording__in=Recording.objects.audible_to(self.listener).filter(
                testimony=self.testimony_id, position=position
            )
        ).first()
        if copy is None or not self.is_open:
            return None
        spans = self.silent_in(copy.recording)
        if not spans:
            return copy
        checked = RedactedCopy.objects.filter(recording=copy.recording_id, state=CopyState.CHECKED)
        return next((one for one in checked if one.as_spans == spans), None)

    def silent_in(self, recording: Recording) -> Spans:
        """What of a recording is kept from the public, margins included."""
        return self._kept(recording)

    def gone_from(self, recording: Recording) -> Spans:
        """What of it is kept from everybody outside of the staff, so that nothing more can be taken out there."""
        return self._kept(recording, open_to__in=(Audience.STAFF, Audience.NOBODY))

    def _kept(self, recording: Recording, **which: Any) -> Spans:
        held = list(Redaction.objects.in_force().filter(recording=recording, **which).select_related("recording"))
        return spans_of(VISITOR, {recording.pk: held}, ()).get(recording.pk, ()) if held else ()


class LookMarkQuerySet(models.QuerySet["LookMark"]):
    def over(self, recording: Any, start_ms: int, end_ms: int) -> Self:
        """Those that lie over any part of a stretch."""
        return self.filter(recording=recording, start_ms__lt=end_ms, end_ms__gt=start_ms)


class LookMark(models.Model):
    """A stretch that the narrator wants to have taken out, and has not sent yet. Sent, it becomes a redaction."""

    look = models.ForeignKey(NarratorsLook, on_delete=models.CASCADE, related_name="marks")
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="+")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    marked_at = models.DateTimeField(db_default=Now())

    objects = LookMarkQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("narrator’s mark")
        verbose_name_plural = _("narrators’ marks")
        ordering = ("recording", "start_ms")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="look_mark_has_length", condition=models.Q(end_ms__gt=models.F("start_ms")))
        ]

    def __str__(self) -> str:
        return f"{self.recording_id} {self.start_ms}–{self.end_ms} ms"
