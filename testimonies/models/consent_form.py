"""The paper form: printed with a reference, signed in the field, matched on return; its scans are sealed."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.consent.audiences import Listener
from testimonies.consent.reference import Reference, parse
from testimonies.description import languages
from testimonies.exceptions import BadReference
from testimonies.models.testimony import Testimony
from testimonies.preservation import sealed

__all__ = ["ConsentForm", "ConsentScan"]


class ConsentFormQuerySet(models.QuerySet["ConsentForm"]):
    def worked_on_by(self, listener: Listener) -> Self:
        """Those of the testimonies that the listener works on."""
        return self.filter(testimony__in=Testimony.objects.worked_on_by(listener).order_by()).select_related(
            "testimony"
        )

    def awaited(self) -> Self:
        """Printed, and not back yet."""
        return self.filter(printed_at__isnull=False, returned_at=None)

    def of_reference(self, written: str) -> ConsentForm:
        """The form whose reference was typed, among these. Raises :class:`BadReference`."""
        reference = parse(written)
        found = self.filter(testimony__accession_number=reference.accession_number, number=reference.number).first()
        if found is None:
            raise BadReference(
                _("No form with the reference %(reference)s was printed for a testimony that you work on.")
                % {"reference": reference}
            )
        return found


class ConsentForm(models.Model):
    """One sheet. ``printed_at`` is empty for a paper that did not come from this archive and was numbered when it came
    in."""

    testimony = models.ForeignKey(Testimony, on_delete=models.PROTECT, related_name="consent_forms")
    number = models.PositiveSmallIntegerField(_("number"))
    language = models.CharField(_("language"), max_length=12, blank=True)
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(_("printed"), null=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(_("returned"), null=True)

    objects = ConsentFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper form")
        verbose_name_plural = _("paper forms")
        ordering = ("testimony", "number")
        constraints = [
            models.UniqueConstraint(fields=["testimony", "number"], name="consent_form_number_once"),
            models.CheckConstraint(
                name="consent_form_number_fits", condition=models.Q(number__gte=1) & models.Q(number__lte=999)
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What is printed on it, such as ``2026-0007-C2-K``."""
        return str(Reference(self.testimony.accession_number, self.number))

    @property
    def language_name(self) -> str:
        return languages.name(self.language)


class ConsentScan(models.Model):
    """A scan of a signed form: bytes that nobody sees but staff of the collection, each look an event."""

    form = models.ForeignKey(ConsentForm, on_delete=models.PROTECT, related_name="scans")
    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=40, choices=[(one, one) for one in sealed.EXTENSIONS])
    size_bytes = models.BigIntegerField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("scan of a paper form")
        verbose_name_plural = _("scans of paper forms")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["form", "sha256"], name="consent_scan_once"),
            models.CheckConstraint(name="consent_scan_digest", condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.form}/{self.pk}"

    @property
    def path(self) -> Path:
        return sealed.path_of(Path(settings.MEDIA_ROOT), self.sha256)

    @property
    def extension(self) -> str:
        return sealed.EXTENSIONS[self.media_type]
