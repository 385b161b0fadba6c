"""A document of the campaign as a record: what it is, of when, by whom, to whom, and where its original is."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string

from archive.library.words import words_of
from archive.models.in_languages import WRITTEN_IN, Told, told
from archive.models.treaties import Instrument, Verified, shown_date
from testimonies.description.partial_dates import PartialDate
from testimonies.models import Article, Country, Theme

__all__ = ["LibraryItem"]

_TITLE = _("What it is and of whom, for example: Open letter to the Secretary-General of the United Nations.")
_ABOUT = _("Two or three sentences of facts in your own words. Do not copy the document.")


class LibraryItemQuerySet(models.QuerySet["LibraryItem"]):
    def published(self) -> Self:
        return self.filter(live=True)


class LibraryItem(models.Model):
    """Not Wagtail's ``Document``, which is a file: this is what is known of a document, wherever it lies."""

    class Kind(models.TextChoices):
        LETTER = "letter", _("letter")
        INVITATION = "invitation", _("invitation")
        STATEMENT = "statement", _("statement")
        REPORT = "report", _("report")
        RECORDING = "recording", _("recording")
        OTHER = "other", _("other document")

    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("The last part of the page's address, for example: open-letter-2007. Do not change it later."),
    )
    kind = models.CharField(_("type"), max_length=12, choices=Kind.choices, help_text=_("What it is by its form."))
    title_en = models.CharField(_("title, in English"), max_length=250, blank=True, help_text=_TITLE)
    title_es = models.CharField(_("title, in Spanish"), max_length=250, blank=True, help_text=_TITLE)
    title_fr = models.CharField(_("title, in French"), max_length=250, blank=True, help_text=_TITLE)
    title_ar = models.CharField(_("title, in Arabic"), max_length=250, blank=True, help_text=_TITLE)
    about_en = models.TextField(_("description, in English"), blank=True, help_text=_ABOUT)
    about_es = models.TextField(_("description, in Spanish"), blank=True, help_text=_ABOUT)
    about_fr = models.TextField(_("description, in French"), blank=True, help_text=_ABOUT)
    about_ar = models.TextField(_("description, in Arabic"), blank=True, help_text=_ABOUT)
    date = models.CharField(
        _("date"),
        max_length=11,
        blank=True,
        help_text=_("As far as it is known: 2007, 2007-07 or 2007-07-10; ~ after it for “about”."),
    )
    place = models.CharField(
        _("place"), max_length=150, blank=True, help_text=_("Where it was written or adopted, for example: Manila.")
    )
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("In which that place lies."),
    )
    languages = ArrayField(
        models.CharField(max_length=12),
        verbose_name=_("languages"),
        default=list,
        blank=True,
        help_text=_("In which the document itself is written or spoken."),
    )
    signatories = models.TextField(
        _("signatories"),
        blank=True,
        help_text=_("Who wrote or signed it, one on each line: organisations, and people who signed in public."),
    )
    addressees = models.TextField(_("addressees"), blank=True, help_text=_("To whom it went, one on each line."))
    instruments = models.ManyToManyField(
        Instrument,
        verbose_name=_("instruments it invokes"),
        blank=True,
        related_name="library_items",
        help_text=_("Treaties and declarations that it names."),
    )
    themes = models.ManyToManyField(
        Theme,
        verbose_name=_("themes"),
        blank=True,
        related_name="+",
        help_text=_("Rights that it speaks of, as far as somebody has read that in it."),
    )
    articles = models.ManyToManyField(
        Article,
        verbose_name=_("articles of the Convention"),
        blank=True,
        related_name="+",
        help_text=_("Those that it names by number."),
    )
    citation = models.TextField(
        _("where the original is"),
        blank=True,
        help_text=_("Archive, library or publication with its own mark, so that anybody can ask for it there."),
    )
    website = models.URLField(
        _("address of the original"), blank=True, help_text=_("Where it can be read, for example: https://example.org/")
    )
    file = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("file"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Plain text that may be given to everybody. May stay empty."),
    )
    verified = models.CharField(
        _("how far it was checked"),
        max_length=10,
        choices=Verified.choices,
        default=Verified.YES,
        help_text=_("Its date is shown only as far as it was seen in the source."),
    )
    source = models.TextField(
        _("source"), help_text=_("How this is known, for example: the document itself, seen on 3 March 2026.")
    )
    note = models.TextField(_("note"), blank=True, help_text=_("For editors alone: what is still to be checked."))
    live = models.BooleanField(
        _("published"), default=False, help_text=_("Without this nobody but editors sees the record.")
    )
    words = ArrayField(
        models.TextField(), default=list, blank=True, editable=False, help_text="What search finds it by."
    )
    is_own = models.BooleanField(
        default=False,
        editable=False,
        help_text="Entered or changed here: loading the reference data leaves it as it is.",
    )

    objects = LibraryItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of the library")
        verbose_name_plural = _("documents of the library")
        ordering = ("-date", "pk")
        indexes = [GinIndex(fields=["words"], name="library_item_words")]

    def __str__(self) -> str:
        return self.title.text or self.slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.words = words_of(self)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        faults = {}
        if not any(getattr(self, f"title_{tag}") for tag in WRITTEN_IN):
            faults["title_en"] = _t("Please give its title in one language at least.")
        if self.date:
            try:
                read = PartialDate.parse(self.date)
                if read.earliest > timezone.localdate():
                    faults["date"] = _t("That day is still to come. Please look at the year.")
                self.date = str(read)
            except ValueError as error:
                faults["date"] = str(error)
        if faults:
            raise ValidationError(faults)

    @property
    def title(self) -> Told:
        return told(self, "title")

    @property
    def about(self) -> Told:
        return told(self, "about")

    @property
    def shown_date(self) -> str:
        """Its date as far as it was seen, in EDTF."""
        return shown_date(self.date, self.verified)

    @property
    def dated(self) -> str:
        """The same in the reader's language."""
        return PartialDate.parse(self.shown_date).sentence if self.shown_date else ""

    @property
    def signed_by(self) -> list[str]:
        return [line.strip() for line in self.signatories.splitlines() if line.strip()]

    @property
    def sent_to(self) -> list[str]:
        return [line.strip() for line in self.addressees.splitlines() if line.strip()]

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.slug])
