"""What an address of the search asks: the question, what it is narrowed to, the order, the page; and where it leads on.

Nothing in an address is an error: what cannot be read is left out, and said.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from search.searchable import FACETS, Narrowing

__all__ = ["LONGEST_LINKED", "WORDS", "Wanted"]

WORDS = ("both", "original", "translation")
"""Whether what was said is searched, its translations, or both. What is usual is not written into the address."""

MOST_CHOICES = 20
LONGEST_VALUE = 100
LONGEST_QUESTION = 1_000
"""Characters of the question that are written into addresses: no more of it is read (``search.language.parser``)."""
LONGEST_ADDRESS = 600
"""Characters of an address that a page may repeat for each of its choices. Beyond it they are boxes of one form."""
LONGEST_LINKED = 1_500
"""Beyond it the page repeats it for the next page alone."""
LAST_PAGE = 10_000
_SPOOFING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of whatever stands after them, outside of the question too."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """``chosen`` holds values by facet; ``slips`` sentences about what in the address could not be read."""

    query: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: str = "both"
    sort: str = ""
    page: int = 1
    more: Mapping[str, str] = field(default_factory=dict)
    usual_words: str = "both"
    slips: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        given: QueryDict,
        *,
        sorts: Collection[str],
        more: Mapping[str, Collection[str]] | None = None,
        usual_words: str = "both",
    ) -> Self:
        """``sorts``: the orders on offer, the usual one first; ``more``: other parameters with theirs."""
        slips: list[str] = []
        query = _cleaned(given.get("q", "")).strip()
        return cls(
            query=query,
            chosen=_chosen(given, slips),
            words=words if (words := given.get("words", "")) in WORDS else usual_words,
            usual_words=usual_words,
            sort=_one_of(given.get("sort", ""), sorts),
            page=_page(given.get("page", ""), slips),
            more={name: _one_of(given.get(name, ""), values) for name, values in (more or {}).items()},
            slips=tuple(slips),
        )

    @property
    def short_query(self) -> str:
        """As much of the question as is read."""
        return self.query[:LONGEST_QUESTION]

    @property
    def narrowing(self) -> Narrowing:
        return Narrowing(self.chosen, self.words)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen) or self.words != self.usual_words

    @property
    def is_long(self) -> bool:
        """Whether repeating this address for each choice would make the page heavy."""
        return len(self.address()) > LONGEST_ADDRESS

    @property
    def is_very_long(self) -> bool:
        """Whether even a few links with it would."""
        return len(self.address()) > LONGEST_LINKED

    def address(self, *, without: Collection[str] = (), **changed: Any) -> str:
        """``?q=…`` for the same question with something ``changed``; what is usual is not written. A page is written
        only where it is named, for everything else leads to the first one."""
        held: dict[str, Any] = {"q": self.short_query, **self.chosen, "words": self.words, "sort": self.sort}
        held |= dict(self.more)
        held = {name: value for name, value in held.items() if name not in without} | changed
        usual = {"words": self.usual_words}
        kept = {name: value for name, value in held.items() if value and str(value) != usual.get(name)}
        return "?" + urlencode(kept, doseq=True)

    def toggled(self, name: str, value: str) -> str:
        """The address with this value taken in, or left out where it is chosen."""
        return self.address(**{name: self._after(name, value)})

    def asking(self, query: str) -> str:
        """The same address with another question."""
        return replace(self, query=query).address()

    def beside(self, word: str, within: int, *, near: bool) -> str:
        """The lines in which ``word`` stands within so many words of what was asked (``near``), or in the same segment
        where the question is not of a kind that something can be near to."""
        link = f"NEAR/{within} " if near else ""
        return replace(self, query=f'({self.short_query}) {link}"{word}"', more={}, sort="").address()

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """What a form of this page has to carry along, as (name, value)."""
        held = [(name, value) for name, values in self.chosen.items() for value in values if name not in without]
        single = {"words": self.words if self.words != self.usual_words else "", "sort": self.sort, **self.more}
        return held + [(name, value) for name, value in single.items() if value and name not in without]

    def _after(self, name: str, value: str) -> tuple[str, ...]:
        held = self.chosen.get(name, ())
        return tuple(one for one in held if one != value) if value in held else (*held, value)


def _cleaned(text: str) -> str:
    """Control characters are spaces, and no mark of the question turns the page around it. The longest question that
    is told from one a little shorter stays longer than what is read, so that it is said."""
    kept = (" " if unicodedata.category(char) in ("Cc", "Cs") else char for char in text if char not in _SPOOFING)
    return "".join(kept)[: LONGEST_QUESTION + 1]


def _chosen(given: QueryDict, slips: list[str]) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    number = 0
    for name in FACETS:
        values = [value.strip() for value in given.getlist(name) if value.strip()]
        fit = [value for value in dict.fromkeys(values) if value.isprintable() and len(value) <= LONGEST_VALUE]
        if len(fit) < len(set(values)):
            slips.append(_("A choice in this address could not be read; it was left out."))
        room = max(0, MOST_CHOICES - number)
        if len(fit) > room:
            slips.append(
                _("An answer can be narrowed by %(most)s choices at most; the rest was left out.")
                % {"most": MOST_CHOICES}
            )
        if fit[:room]:
            chosen[name] = tuple(fit[:room])
            number += len(fit[:room])
    return chosen


def _one_of(value: str, known: Collection[str]) -> str:
    """The value where it is known and not the usual one, the first; else ``""``."""
    return value if value in known and value != next(iter(known)) else ""


def _page(text: str, slips: list[str]) -> int:
    if not text:
        return 1
    if text.isascii() and text.isdigit() and int(text[:9]) >= 1:
        return min(int(text[:9]), LAST_PAGE) if len(text) < 9 else LAST_PAGE
    slips.append(_("The number of the page could not be read; this is the first one."))
    return 1
