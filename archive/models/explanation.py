"""What an article of the Convention, a theme, an instrument or an entry of the timeline is about, in the archive's own
words, one row for each language.

The English words stand with the thing itself (``archive/data/icrmw_articles.csv``, ``rights_themes.csv``,
``instruments.csv``, ``timeline.csv``); these are the other languages of ``archive/data/explanations.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from archive.models.timeline import TimelineEntry
from archive.models.treaties import Instrument
from testimonies.description import languages
from testimonies.models import Article, Theme

__all__ = ["Explained", "Explanation", "explained"]

Subject = Article | Theme | Instrument | TimelineEntry


class Explanation(models.Model):
    """``subject`` is ``article/22``, ``theme/recruitment-fees``, ``instrument/C97`` or ``timeline/`` and a key."""

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


def explained(*subjects: Subject, language: str = "") -> dict[int, Explained]:
    """What each is about, in the active language or the next best, by its key. All of one kind; one query."""
    wanted = language or get_language() or "en"
    names = {_subject(one): one for one in subjects}
    known = {name: {own.language: own} for name, one in names.items() for own in (_in_its_own_words(one),)}
    for row in Explanation.objects.filter(subject__in=list(names)):
        known[row.subject][row.language] = Explained(row.title, row.text, row.language)
    found = {}
    for name, some in known.items():
        best = languages.best(some, wanted)
        found[names[name].pk] = best[1] if best else next(iter(some.values()))
    return found


def _subject(one: Subject) -> str:
    """An entry that an editor wrote or changed has the editor's words alone."""
    if isinstance(one, Article):
        return f"article/{one.number}"
    if isinstance(one, Theme):
        return f"theme/{one.slug}"
    if isinstance(one, Instrument):
        return f"instrument/{one.code}"
    return f"timeline/{one.key}" if one.key and not one.is_own else f"timeline/#{one.pk}"


def _in_its_own_words(one: Subject) -> Explained:
    if isinstance(one, Article):
        return Explained(one.title, one.summary, "en")
    if isinstance(one, Theme):
        return Explained("", one.scope_note, "en")
    if isinstance(one, Instrument):
        return Explained(one.name, one.description, "en")
    return Explained(one.title, one.description, one.language)
