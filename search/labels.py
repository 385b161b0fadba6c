"""What people call the values of a field: labels in any language, codes and keys, folded as words are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

from django.utils.translation import override

from search.cells import ROLES, STATES
from search.knowledge import View
from search.language.folding import folded
from search.permits import ENTRY
from testimonies.description import languages
from testimonies.models import Participation, ReviewState, Role, TestimonyKind

__all__ = ["called", "nearest"]

MOST_SUGGESTED = 3


def called(field: str, typed: str, view: View) -> str | None:
    """The value that somebody means by ``typed``, in the form of an address; ``None`` where there is none."""
    return _names(field, view).get(folded(typed))


def nearest(field: str, typed: str, view: View) -> tuple[str, ...]:
    """What they may have meant, in the words of the active language, best first."""
    names = _names(field, view)
    found = dict.fromkeys(names[name] for name in get_close_matches(folded(typed), names, n=6, cutoff=0.7))
    return tuple(_label(field, value, view) for value in found)[:MOST_SUGGESTED]


def _names(field: str, view: View) -> Mapping[str, str]:
    words = view.holdings.vocabulary
    match field:
        case "country":
            return words.country_names
        case "theme":
            return words.theme_names
        case "article":
            return {str(number): str(number) for number in words.articles}
        case "collection":
            mine = _collections(view)
            return {folded(name): str(pk) for pk, name in words.collections.items() if pk in mine} | {
                str(pk): str(pk) for pk in mine
            }
        case "decade":
            return {str(decade): str(decade) for decade in range(1900, 2100, 10)}
        case "language":
            return _languages()
        case _:
            return _of_choices(field)


def _label(field: str, value: str, view: View) -> str:
    words = view.holdings.vocabulary
    match field:
        case "country":
            return next((one.label for one in words.countries.values() if one.iso2 == value), value)
        case "theme":
            labels = {one.slug: one.label for one in words.themes.values()}
            labels |= {f"group.{one.slug}": one.label for one in words.groups.values()}
            return labels.get(value, value)
        case "collection":
            return words.collections.get(int(value), value)
        case "language":
            return languages.name(value)
        case "role" | "state" | "speaker" | "kind":
            return str(_choices(field)[value])
        case _:
            return value


def _collections(view: View) -> set[int]:
    """Those of which the asker may see anything: nobody learns by asking that there is another."""
    column = view.holdings.column("collection")
    return set(column[: len(view.permit.bits)][view.permit.bits[: len(column)] & ENTRY > 0].tolist()) - {0}


@lru_cache(maxsize=1)
def _languages() -> Mapping[str, str]:
    names = {folded(tag): tag for tag in languages.SPOKEN_LANGUAGES}
    names |= {folded(languages.own_name(tag)): tag for tag in languages.SPOKEN_LANGUAGES}
    for interface in languages.INTERFACE_LANGUAGES:
        with override(interface):
            names |= {folded(languages.name(tag)): tag for tag in languages.SPOKEN_LANGUAGES}
    return names


@lru_cache(maxsize=8)
def _of_choices(field: str) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for interface in languages.INTERFACE_LANGUAGES:
        with override(interface):
            names |= {folded(str(label)): value for value, label in _choices(field).items()}
    return names | {folded(value): value for value in _choices(field)}


def _choices(field: str) -> Mapping[str, object]:
    known: Mapping[str, tuple[Iterable[str], Mapping[str, object]]] = {
        "role": (Role.values, dict(Role.choices)),
        "state": (STATES, dict(ReviewState.choices)),
        "speaker": (ROLES, dict(Participation.Part.choices)),
        "kind": (TestimonyKind.values, dict(TestimonyKind.choices)),
    }
    values, labels = known.get(field, ((), {}))
    return {value: labels[value] for value in values if value}
