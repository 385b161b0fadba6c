"""The consent ledger: what a narrator allowed, for whom, from when. Append-only; the latest record governs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonies.consent.audiences import Audience, Places, Use
from testimonies.consent.rules import Grant
from testimonies.description import languages

__all__ = ["Consent", "Given"]


class Given(models.TextChoices):
    """How the consent was given."""

    FORM = "form", _("on a signed form")
    SPOKEN = "spoken", _("spoken in the recording")
    BOTH = "both", _("on a signed form and in the recording")
    TICKED = "ticked", _("ticked by the interviewer, as the narrator said")
    SPOKEN_AND_TICKED = "spoken_and_ticked", _("spoken in the recording, and ticked by the interviewer")
    OWN_LOOK = "own_look", _("by the narrator themselves, through their private link")

    @classmethod
    def by_others(cls) -> dict[str, str]:
        """Value → label of what people may write down for a narrator; what came by the link is written by it alone."""
        return {one.value: str(one.label) for one in cls if one is not cls.OWN_LOOK}


class Consent(models.Model):
    """One line of the ledger. Its primary key rises with every record and decides which line governs.

    Lines that were given together share their ``sitting``.
    """

    testimony = models.ForeignKey("testimonies.Testimony", on_delete=models.PROTECT, related_name="consents")
    use = models.CharField(_("use"), max_length=20, choices=Use.choices)
    audience = models.CharField(_("allowed for"), max_length=20, choices=Audience.choices)
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    places = models.CharField(
        _("places shown"),
        max_length=10,
        choices=Places.choices,
        default=Places.COUNTRY,
        help_text="Means something on a line for the catalogue entry alone.",
    )
    given = models.CharField(_("how it was given"), max_length=20, choices=Given.choices)
    language = models.CharField(_("language in which it was explained"), max_length=12, blank=True)
    explained_by = models.CharField(_("explained by"), max_length=100, blank=True)
    form = models.ForeignKey(
        "testimonies.ConsentForm",
        verbose_name=_("paper form"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="consents",
    )
    sitting = models.UUIDField(null=True, editable=False)
    recording = models.ForeignKey(
        "testimonies.Recording",
        verbose_name=_("spoken in"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="consents",
    )
    spoken_at_ms = models.PositiveBigIntegerField(
        _("spoken at"), null=True, blank=True, help_text=_("Milliseconds from the beginning of that recording.")
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("pk",)
        indexes = [models.Index(fields=["testimony", "use", "-id"], name="consent_governing")]
        constraints = [
            models.CheckConstraint(name="consent_use_known", condition=models.Q(use__in=Use.values)),
            models.CheckConstraint(name="consent_audience_known", condition=models.Q(audience__in=Audience.values)),
            models.CheckConstraint(
                name="consent_places_known",
                condition=models.Q(places__in=Places.values)
                & (models.Q(use=Use.CATALOGUE) | models.Q(places=Places.COUNTRY)),
            ),
            models.CheckConstraint(
                name="consent_days_ordered",
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="consent_spoken_in_a_recording",
                condition=models.Q(spoken_at_ms=None) | models.Q(recording__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_use_display()}: {self.get_audience_display()}"

    @property
    def language_name(self) -> str:
        return languages.name(self.language)

    def as_grant(self) -> Grant:
        return Grant(self.pk, self.use, self.audience, self.valid_from, self.valid_until, self.places)
