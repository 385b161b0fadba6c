"""The reading room: who asked to be let in to which testimony, what the editor of its collection decided, until when.

One row for each testimony, because each collection decides for itself; those of one letter share ``letter``.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from testimonies.models.researcher import Researcher
from testimonies.models.state import State

__all__ = ["AccessRequest", "AccessRequestQuerySet", "Asked"]

RENEWED_BEFORE_DAYS = 14
"""So many days before its end one may ask for more time."""


class Asked(models.TextChoices):
    """Where a request stands. :attr:`AccessRequest.sentence` says it to whoever asked."""

    WAITING = "waiting", _("waiting")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    REVOKED = "revoked", _("taken back")
    GIVEN_UP = "given_up", _("given up")
    RENEWED = "renewed", _("renewed by a later one")


ENDED = (Asked.REVOKED, Asked.GIVEN_UP, Asked.RENEWED)
SENTENCES = {
    Asked.WAITING: _("The editors of its collection have not decided yet."),
    Asked.GRANTED: _("You may read and hear it as far as its narrator opened it to the reading room, until %(until)s."),
    Asked.REFUSED: _("The editors of its collection said no."),
    Asked.REVOKED: _("The editors of its collection took their leave back."),
    Asked.GIVEN_UP: _("You gave this request up."),
    Asked.RENEWED: _("A later request took its place."),
}
OVER = _("The time for which you were let in is over, since %(until)s. You can ask again.")


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    def granted_on(self, day: date) -> Self:
        """Granted by the editors, for a time that holds ``day``."""
        return self.filter(state=Asked.GRANTED, granted_until__gte=day)

    def in_force(self, day: date | None = None) -> Self:
        """Granted on ``day`` (default: today) to somebody who is a registered researcher now."""
        researchers = Researcher.objects.order_by().in_force().values("user")
        return self.granted_on(day or timezone.localdate()).filter(asker__in=researchers)

    def of(self, user: Any) -> Self:
        """Those of one person."""
        return self.filter(asker=user)

    def decided_in(self, collections: Any) -> Self:
        """Those for testimonies of these collections; none for what was taken back."""
        return self.filter(testimony__collection__in=collections).exclude(testimony__state=State.WITHDRAWN)

    def open_first(self) -> Self:
        """What waits before what is decided; the oldest that waits first, then the latest decided."""
        waiting = models.Case(models.When(state=Asked.WAITING, then=0), default=1)
        waited = models.Case(models.When(state=Asked.WAITING, then="asked_at"))
        return self.order_by(waiting, models.F("testimony__collection__name"), waited, "-decided_at", "-pk")


class AccessRequest(models.Model):
    """One testimony that somebody asked for. In force while it is granted and ``granted_until`` (inclusive) holds."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    letter = models.UUIDField(default=uuid4, db_index=True, editable=False)
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_requests")
    testimony = models.ForeignKey(
        "testimonies.Testimony", on_delete=models.PROTECT, related_name="access_requests", verbose_name=_("testimony")
    )
    purpose = models.TextField(_("what you want to use it for"), max_length=2_000)
    language = models.CharField(max_length=12, blank=True, help_text="In which whoever asked is written to.")
    asked_at = models.DateTimeField(_("asked"), db_default=Now())

    state = models.CharField(max_length=10, choices=Asked.choices, default=Asked.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    granted_until = models.DateField(_("until"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=2_000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    editors_told_at = models.DateTimeField(null=True, blank=True)
    told_state = models.CharField(max_length=10, blank=True, help_text="What whoever asked was last written about.")

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("access request")
        verbose_name_plural = _("access requests")
        ordering = ("-pk",)
        indexes = [models.Index(fields=["state", "testimony"], name="accessrequest_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["asker", "testimony", "state"],
                condition=models.Q(state__in=("waiting", "granted")),
                name="accessrequest_once",
            ),
            models.CheckConstraint(name="accessrequest_state_known", condition=models.Q(state__in=Asked.values)),
            models.CheckConstraint(name="accessrequest_says_why", condition=~models.Q(purpose="")),
            models.CheckConstraint(
                name="accessrequest_granted_until_a_day",
                condition=~models.Q(state__in=("granted", "revoked", "renewed"))
                | models.Q(granted_until__isnull=False),
            ),
            models.CheckConstraint(
                name="accessrequest_decided_has_a_time",
                condition=models.Q(state="waiting", decided_at=None)
                | models.Q(state="given_up")
                | (~models.Q(state__in=("waiting", "given_up")) & models.Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="accessrequest_refused_says_why", condition=~models.Q(state="refused") | ~models.Q(reason="")
            ),
            models.CheckConstraint(
                name="accessrequest_ended_has_a_time",
                condition=models.Q(state__in=ENDED, ended_at__isnull=False)
                | (~models.Q(state__in=ENDED) & models.Q(ended_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def is_over(self) -> bool:
        """Whether it was granted, and its days are past."""
        return self._ends_before(timezone.localdate())

    @property
    def is_in_force(self) -> bool:
        return self.state == Asked.GRANTED and not self.is_over

    @property
    def may_be_renewed(self) -> bool:
        """Whether it ends so soon that one may ask for more time."""
        return self._ends_before(timezone.localdate() + timedelta(days=RENEWED_BEFORE_DAYS + 1))

    def _ends_before(self, day: date) -> bool:
        return self.state == Asked.GRANTED and self.granted_until is not None and self.granted_until < day

    @property
    def sentence(self) -> str:
        """Where it stands, for whoever asked."""
        day = date_format(self.granted_until) if self.granted_until else ""
        return str(OVER if self.is_over else SENTENCES[Asked(self.state)]) % {"until": day}
