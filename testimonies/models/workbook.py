"""A reader's own workbook: quotations they marked, with notes and tags, in folders. Nobody else reaches it here.

It keeps where a quotation is and no word of it (``docs/decisions/0017-a-workbook-keeps-no-words.md``): the words are
fetched anew each time, as its owner may have them at that moment. What is withdrawn is gone from here too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonies.consent.audiences import Listener
from testimonies.models.quotation import Quotation, Since
from testimonies.models.recording import Recording
from testimonies.models.shown import conceal_names
from testimonies.models.testimony import Testimony

__all__ = ["Held", "MarkedQuotation", "Stands", "WorkbookFolder", "as_held"]


class WorkbookFolder(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("folder"), max_length=100)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("folder of a workbook")
        verbose_name_plural = _("folders of workbooks")
        ordering = ("name", "pk")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="workbook_folder_once"),
            models.CheckConstraint(name="workbook_folder_has_a_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # a name that somebody gave in private is in no log and no report


class MarkedQuotationQuerySet(models.QuerySet["MarkedQuotation"]):
    def of(self, user: Any) -> Self:
        """One's own. There is no other way to them."""
        return self.filter(owner=user.pk)


class MarkedQuotation(models.Model):
    """``language`` is empty for the words spoken, else that of a translation. ``fingerprint`` tells whether the words
    still stand, and nobody can read or try words from it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    folder = models.ForeignKey(
        WorkbookFolder, verbose_name=_("folder"), null=True, blank=True, on_delete=models.SET_NULL, related_name="marks"
    )
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="+")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    language = models.CharField(max_length=12, blank=True)
    fingerprint = models.CharField(max_length=16, blank=True)
    note = models.TextField(_("note"), blank=True)
    tags = ArrayField(models.CharField(max_length=60), verbose_name=_("tags"), default=list, blank=True)
    marked_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(default=timezone.now)

    objects = MarkedQuotationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("marked quotation")
        verbose_name_plural = _("marked quotations")
        ordering = ("-pk",)
        default_permissions = ()
        indexes = [models.Index(fields=["owner", "-id"], name="marked_of_owner")]
        constraints = [
            models.CheckConstraint(name="marked_has_length", condition=models.Q(end_ms__gt=models.F("start_ms"))),
            models.UniqueConstraint(
                fields=["owner", "recording", "start_ms", "end_ms", "language"], name="marked_once_by_each"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Stands(models.TextChoices):
    """What became of a marked quotation, in a sentence for its owner."""

    SAME = "same", _("As it was marked.")
    CHANGED = "changed", _("The words were changed since you marked them.")
    WORDS_CLOSED = "words_closed", _("The words are not open to you now.")
    CLOSED = "closed", _("This testimony is not open to you now.")

    @property
    def sentence(self) -> str:
        return str(self.label)


@dataclass(frozen=True, slots=True)
class Held:
    """A mark, and what its owner may have of what it points at: nothing of that where it is closed to them."""

    mark: MarkedQuotation
    stands: Stands
    testimony: Testimony | None = None
    quotation: Quotation | None = None


def as_held(marks: Iterable[MarkedQuotation], listener: Listener) -> list[Held]:
    """Each mark with its words as they stand and as far as ``listener`` may read them, in the same order."""
    some = list(marks)
    wanted = {one.recording_id for one in some}
    places = {
        pk: (testimony, position)
        for pk, testimony, position in Recording.objects.filter(pk__in=wanted).values_list(
            "pk", "testimony", "position"
        )
    }
    visible = Testimony.objects.visible_to(listener).for_cards().in_bulk([one for one, _place in places.values()])
    conceal_names(visible.values(), listener)
    return [
        _held(mark, visible.get(places[mark.recording_id][0]), places[mark.recording_id][1], listener) for mark in some
    ]


def _held(mark: MarkedQuotation, testimony: Testimony | None, position: int, listener: Listener) -> Held:
    if testimony is None:
        return Held(mark, Stands.CLOSED)
    found = _quotation(mark, testimony, position, listener, mark.language)
    if found is None and mark.language:  # the translation closed, and the words spoken may still be open
        known = _quotation(mark, testimony, position, listener, "")
        return Held(mark, Stands.WORDS_CLOSED, testimony, None) if known else Held(mark, Stands.CLOSED)
    if found is None:
        return Held(mark, Stands.CLOSED)
    if found.transcript is None:
        return Held(mark, Stands.WORDS_CLOSED, testimony, found)
    changed = bool(mark.fingerprint) and found.since(mark.fingerprint) == Since.CHANGED
    return Held(mark, Stands.CHANGED if changed else Stands.SAME, testimony, found)


def _quotation(
    mark: MarkedQuotation, testimony: Testimony, position: int, listener: Listener, language: str
) -> Quotation | None:
    start_ms, end_ms = mark.start_ms, mark.end_ms
    return Quotation.of(testimony, listener, position=position, start_ms=start_ms, end_ms=end_ms, language=language)
