"""Documents for the words of a search, beside the testimonies that answer them.

A question is read by the same grammar as that of the testimonies. Documents answer its words, phrases (as words),
``OR`` and ``NOT``; whoever asks for the place, the speaker or the language of a testimony asks for none of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from archive.library.words import forms
from archive.models import LibraryItem
from archive.models.in_languages import WRITTEN_IN
from search.language.nodes import And, Filter, Fuzzy, Near, Node, Not, Or, Phrase, Prefix, Term
from search.language.parser import parse

__all__ = ["MOST", "Found", "documents_for"]

MOST = 10
"""Documents shown beside the testimonies; how many there are is counted in full."""


@dataclass(frozen=True, slots=True)
class Found:
    """``count`` of all that answer; ``items`` are the first of them."""

    count: int = 0
    items: tuple[LibraryItem, ...] = ()


def documents_for(query: str, language: str = "en") -> Found:
    """Published documents that answer ``query``. At most two queries, none where nothing is asked of documents."""
    node = parse(query.replace("\0", ""), language).node
    condition = _condition(node) if node is not None and not isinstance(node, Not) else None
    if condition is None:
        return Found()
    found = LibraryItem.objects.published().filter(condition)
    items = tuple(found[: MOST + 1])
    return Found(len(items) if len(items) <= MOST else found.count(), items[:MOST])


def _condition(node: Node) -> Q | None:
    """``None`` for what no document can answer."""
    match node:
        case Term(text) | Fuzzy(text):
            return _word(text, stems=isinstance(node, Term))
        case Phrase(text):
            return _word(text, stems=False)
        case Prefix(_text):
            return None
        case Not(part):
            inner = _condition(part)
            return None if inner is None else ~inner
        case And(parts) | Near(parts):
            read = [_condition(part) for part in parts]
            if any(one is None for one in read) or all(isinstance(part, Not) for part in parts):
                return None
            return _all([one for one in read if one is not None])
        case Or(parts):
            some = [one for one in map(_condition, parts) if one is not None]
            condition = Q(pk__in=())
            for one in some:
                condition |= one
            return condition if some else None
        case Filter():
            return None
    return None


def _all(conditions: list[Q]) -> Q:
    joined = Q()
    for one in conditions:
        joined &= one
    return joined


def _word(text: str, *, stems: bool) -> Q | None:
    """Each of the words in ``text`` in any of the languages of the library: as it is written, or by its stem."""
    by_place: list[set[str]] = []
    for word in text.split():
        found = {one for tag in ("", *WRITTEN_IN) for one in forms(word, tag) if stems or one.startswith("=")}
        if found:
            by_place.append(found)
    if not by_place:
        return None
    return _all([Q(words__overlap=sorted(found)) for found in by_place])
