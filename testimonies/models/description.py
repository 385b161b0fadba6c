"""What a testimony is called and about, in one language. One record has many, never a copied record per language."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from testimonies.description import languages
from testimonies.models.testimony import Testimony

__all__ = ["Description"]


class Description(models.Model):
    testimony = ParentalKey(Testimony, on_delete=models.CASCADE, related_name="descriptions")
    language = models.CharField(_("language of this description"), max_length=12, choices=languages.choices)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True, help_text=_("Two or three sentences: who speaks, about what."))
    context = models.TextField(
        _("context"),
        blank=True,
        help_text=_("What a reader should know: the place, the time, how the interview came about."),
    )
    warning = models.TextField(
        _("warning"),
        blank=True,
        help_text=_(
            "One sentence for whoever is about to listen, beside what is ticked below. Example: “From minute 12 she "
            "tells of her brother’s death at the building site.”"
        ),
    )

    class Meta:
        verbose_name = _("description")
        verbose_name_plural = _("descriptions")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["testimony", "language"], name="description_once_per_language"),
            models.CheckConstraint(name="description_has_title", condition=~models.Q(title="")),
            models.CheckConstraint(name="description_has_language", condition=~models.Q(language="")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def direction(self) -> str:
        return languages.direction(self.language)

    @property
    def language_name(self) -> str:
        return languages.name(self.language)
