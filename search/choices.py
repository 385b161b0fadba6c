"""What an answer can be narrowed to, as a page offers it: each value a plain link that takes it in or leaves it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.answering import Facet
from search.wanted import Wanted

__all__ = ["LABELS", "Chip", "Choices", "Option", "chips", "choices"]

LABELS: dict[str, Promise] = {
    "country": gettext_lazy("Country"),
    "theme": gettext_lazy("Rights theme"),
    "article": gettext_lazy("Article of the Convention"),
    "language": gettext_lazy("Language"),
    "speaker": gettext_lazy("Who speaks"),
    "state": gettext_lazy("How far the words are checked"),
    "kind": gettext_lazy("Kind"),
    "decade": gettext_lazy("Decade"),
    "collection": gettext_lazy("Collection"),
}
"""Every facet with its heading, in the order in which they are offered."""

WORDS_LABELS: dict[str, Promise] = {
    "both": gettext_lazy("everything"),
    "original": gettext_lazy("what was said"),
    "translation": gettext_lazy("translations"),
}
OFFERED = 6
OFFERED_IN_ALL = 250
OPEN_AT_FIRST = ("country", "theme", "language")


@dataclass(frozen=True, slots=True)
class Option:
    """``address`` is ``""`` where the page has boxes in place of links."""

    value: str
    label: str
    testimonies: int
    hits: int
    chosen: bool
    address: str
    children: tuple[Option, ...] = ()
    shows_children: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """One facet: its first values and all that are chosen; ``left`` more are shown at ``more_address``."""

    name: str
    label: str
    options: Sequence[Option]
    left: int
    more_address: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """Something chosen, and the address without it; ``unknown`` where nothing that the asker may find has it."""

    facet: str
    label: str
    address: str
    unknown: bool = False


def choices(asked: Wanted, facets: Mapping[str, Sequence[Facet]]) -> list[Choices]:
    """Only those among which there is something to choose."""
    offered = []
    for name, label in LABELS.items():
        whole = asked.more.get("more") == name
        found = _offered(name, facets.get(name, ()), whole)
        if not found:
            continue
        shown = found[: OFFERED_IN_ALL if whole else OFFERED]
        shown += [one for one in found[len(shown) :] if _is_chosen(asked, name, one)]
        offered.append(
            Choices(
                name,
                str(label),
                [_option(asked, name, one, shows_children=whole) for one in shown],
                left=len(found) - len(shown),
                more_address=asked.address(more=name) + f"#of-{name}",
                is_open=whole or name in OPEN_AT_FIRST or name in asked.chosen,
            )
        )
    return offered


def chips(asked: Wanted, facets: Mapping[str, Sequence[Facet]]) -> list[Chip]:
    """Each choice by its label; what nobody could have chosen by what stands in the address."""
    found = []
    for name, values in asked.chosen.items():
        labels = dict(_labels(facets.get(name, ())))
        for value in values:
            label, number = labels.get(value, (value, 0))
            found.append(Chip(str(LABELS[name]), label, asked.toggled(name, value), unknown=not number))
    if asked.words != asked.usual_words:
        found.append(Chip(_("Searched"), str(WORDS_LABELS[asked.words]), asked.address(words="")))
    return found


def _offered(name: str, facets: Sequence[Facet], whole: bool) -> list[Facet]:
    """Themes stand by themselves among the first, the commonest before the others; in their groups where all are."""
    if name == "theme" and not whole:
        groups = [one for one in facets if one.chosen]
        themes = [child for one in facets for child in one.children]
        facets = groups + sorted(themes, key=lambda one: (-one.testimonies, -one.hits, one.label))
    return [one for one in facets if one.testimonies or one.chosen or _below(one)]


def _option(asked: Wanted, name: str, facet: Facet, *, shows_children: bool = False) -> Option:
    chosen = asked.chosen.get(name, ())
    return Option(
        facet.value,
        facet.label,
        facet.testimonies,
        facet.hits,
        facet.value in chosen,
        "" if asked.is_long else asked.toggled(name, facet.value),
        tuple(_option(asked, name, child) for child in facet.children if child.testimonies or child.chosen),
        shows_children=shows_children
        or facet.value in chosen
        or any(child.value in chosen for child in facet.children),
    )


def _is_chosen(asked: Wanted, name: str, facet: Facet) -> bool:
    values = asked.chosen.get(name, ())
    return facet.value in values or any(child.value in values for child in facet.children)


def _below(facet: Facet) -> bool:
    return any(child.testimonies or child.chosen for child in facet.children)


def _labels(facets: Iterable[Facet], above: str = "") -> Iterable[tuple[str, tuple[str, int]]]:
    """Value, and its label with the number of testimonies; a role after its country."""
    for facet in facets:
        finer = "." in facet.value and above
        yield facet.value, (f"{above}: {facet.label}" if finer else facet.label, facet.testimonies)
        yield from _labels(facet.children, facet.label)
