"""What an article of the Convention or a theme is about, in the archive's own words, one row for each language.

The English words stand with the article and the theme themselves (``archive/data/icrmw_articles.csv``,
``rights_themes.csv``); these are the other languages of ``archive/data/explanations.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from testimonies.description import languages
from testimonies.models import Article, Theme

__all__ = ["Explained", "Explanation", "explained"]


class Explanation(models.Model):
    """``subject`` is ``article/22`` or ``theme/recruitment-fees``."""

    subject = models.CharField(max_length=120)
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("explanation")
        verbose_name_plural = _("explanations")
        constraints = [
            models.UniqueConstraint(fields=["subject", "language"], name="explained_once_per_language"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.language})"


@dataclass(frozen=True, slots=True)
class Explained:
    """``text`` in ``language``, the reader's or the next best."""

    title: str
    text: str
    language: str

    @property
    def direction(self) -> str:
        return languages.direction(self.language)


def explained(*subjects: Article | Theme, language: str = "") -> dict[int, Explained]:
    """What each is about, in the active language or the next best, by its key. All of one kind; one query."""
    wanted = language or get_language() or "en"
    names = {_subject(one): one for one in subjects}
    known: dict[str, dict[str, Explained]] = {name: {"en": _in_english(one)} for name, one in names.items()}
    for row in Explanation.objects.filter(subject__in=list(names)):
        known[row.subject][row.language] = Explained(row.title, row.text, row.language)
    found = {}
    for name, some in known.items():
        best = languages.best(some, wanted)
        found[names[name].pk] = best[1] if best else some["en"]
    return found


def _subject(one: Article | Theme) -> str:
    return f"article/{one.number}" if isinstance(one, Article) else f"theme/{one.slug}"


def _in_english(one: Article | Theme) -> Explained:
    if isinstance(one, Article):
        return Explained(one.title, one.summary, "en")
    return Explained("", one.scope_note, "en")
