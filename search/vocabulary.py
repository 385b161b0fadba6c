"""The controlled words that facets and fields are named by, as one process holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import get_language
from wagtail.models import Collection

from search.language.folding import folded
from testimonies.models import Article, Country, Theme, ThemeGroup

__all__ = ["Labels", "Vocabulary"]


@dataclass(frozen=True)
class Labels:
    """How things are called in one language, by their keys; articles by number."""

    countries: Mapping[int, str]
    themes: Mapping[int, str]
    groups: Mapping[int, str]
    articles: Mapping[int, str]


@dataclass(frozen=True)
class Vocabulary:
    """Each by its key in the database; ``articles`` by number, ``articles_of`` those of a theme."""

    countries: Mapping[int, Country]
    themes: Mapping[int, Theme]
    groups: Mapping[int, ThemeGroup]
    articles: Mapping[int, Article]
    articles_of: Mapping[int, tuple[int, ...]]
    collections: Mapping[int, str]
    _labels: dict[str, Labels] = field(default_factory=dict, compare=False, repr=False)

    @property
    def labels(self) -> Labels:
        """In the active language."""
        language = get_language() or "en"
        held = self._labels.get(language)
        if held is None:
            held = self._labels[language] = Labels(
                countries={pk: one.label for pk, one in self.countries.items()},
                themes={pk: one.label for pk, one in self.themes.items()},
                groups={pk: one.label for pk, one in self.groups.items()},
                articles={number: f"{one}: {one.title}" for number, one in self.articles.items()},
            )
        return held

    @classmethod
    def load(cls) -> Vocabulary:
        articles_of: dict[int, tuple[int, ...]] = {}
        links = Theme.articles.through.objects.order_by("article__number")
        for theme, number in links.values_list("theme_id", "article__number"):
            articles_of[theme] = (*articles_of.get(theme, ()), number)
        return cls(
            countries={one.pk: one for one in Country.objects.order_by("label_en")},
            themes={one.pk: one for one in Theme.objects.order_by("group__position", "position")},
            groups={one.pk: one for one in ThemeGroup.objects.order_by("position")},
            articles={one.number: one for one in Article.objects.order_by("number")},
            articles_of=articles_of,
            collections=dict(Collection.objects.order_by("name").values_list("pk", "name")),
        )

    @cached_property
    def country_names(self) -> Mapping[str, str]:
        """Every name and code of a country, folded, with its two-letter code; ``np.destination`` is no name."""
        return _called(((one.iso2, one.iso3, *one.labels.values()), one.iso2) for one in self.countries.values())

    @cached_property
    def theme_names(self) -> Mapping[str, str]:
        """Every name of a theme, folded, with its slug; of a group with ``group.`` before it. A theme goes first."""
        groups = [((one.slug, *one.labels.values()), f"group.{one.slug}") for one in self.groups.values()]
        themes = [((one.slug, one.name, *one.labels.values()), one.slug) for one in self.themes.values()]
        return _called([*groups, *themes])


def _called(named: Iterable[tuple[tuple[str, ...], str]]) -> Mapping[str, str]:
    return {folded(name): value for names, value in named for name in names if name}
