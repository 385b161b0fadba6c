"""A question's words as rows of places, and whether the words of a text fill them.

The index and the highlighting both go by these rows, so that what is found is what is marked. Each word of a text
bears its exact form and, marked with its language, its stem (:func:`forms`); a place says which of them it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from search.language.distance import within
from search.language.folding import MARKS_COUNT, is_bare
from search.language.nodes import Fuzzy, Node, Or, Phrase, Prefix, Term
from search.language.words import HAN, Token, tokens

STEM, PLAIN, PLAIN_STEM = "::", "~~~", "==="
"""What marks a form as a stem, as a word without the marks its language counts, as such a stem. A colon follows the
language: no form is within two letters of one of another sort."""

TAGS = (STEM, PLAIN, PLAIN_STEM)

MOST_WITH_STEMS = 8
"""A word cut into more parts than this, such as an address, is found as it stands alone."""

_CUTS = ("", "tr", "vi", "sv")
"""Nobody says in which language they ask: these are the ways in which languages cut and fold a word differently."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """A word that has one of these forms."""

    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Beginning:
    """A word of which a form begins so."""

    starts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Like:
    """A word of which a form is at most so many letters away."""

    forms: frozenset[str]
    distance: int


Place: TypeAlias = OneOf | Beginning | Like


class Row(NamedTuple):
    """Places side by side. ``outside`` are the languages in whose texts this row says nothing."""

    places: tuple[Place, ...]
    outside: frozenset[str] = frozenset()


def forms(token: Token, language: str) -> tuple[str, ...]:
    """What the index holds of a word in a text of ``language`` (a base tag): its exact form first, then the others."""
    if not token.stem and not token.plain:
        return (token.exact,)
    return _tagged(token.exact, token.stem, token.plain, token.plain_stem, language)


@lru_cache(maxsize=200_000)
def _tagged(exact: str, stem: str, plain: str, plain_stem: str, language: str) -> tuple[str, ...]:
    tagged = ((STEM, stem), (PLAIN, plain), (PLAIN_STEM, plain_stem))
    return (exact, *(tag(sort, language, form) for sort, form in tagged if form))


def tag(sort: str, language: str, form: str) -> str:
    return f"{sort}{language}:{form}"


def is_tagged(form: str) -> bool:
    """Whether it is a form of one language's rules, not a word as it is said."""
    return form.startswith(TAGS)


def rows(node: Node, languages: Iterable[str]) -> tuple[Row, ...]:
    """The rows of places, any of which answers a word, a phrase, a prefix, a fuzzy word or several joined by OR.

    ``languages`` are those whose stems are tried. Empty where nothing in ``node`` can be searched.
    """
    match node:
        case Term(text):
            return _term_rows(text, tuple(languages))
        case Phrase(text):
            return _exact_rows(text, tuple(languages), _starred(text))
        case Prefix(text):
            return _exact_rows(text, tuple(languages), lambda token, last: _beginning if last else OneOf)
        case Fuzzy(text, distance):
            return _exact_rows(text, tuple(languages), lambda token, last: _like(distance) if last else OneOf)
        case Or(parts):
            known = tuple(languages)
            return tuple(dict.fromkeys(row for part in parts for row in rows(part, known)))
        case _:
            return ()


def searchable(node: Node) -> bool:
    """Whether there is anything in a word or a phrase that can be searched; true of every other node."""
    return not isinstance(node, Term | Phrase | Prefix | Fuzzy) or bool(tokens(node.text))


def fills(place: Place, word: Sequence[str]) -> bool:
    """Whether a word with these :func:`forms` may stand in ``place``."""
    match place:
        case OneOf(wanted):
            return not wanted.isdisjoint(word)
        case Beginning(starts):
            return any(form.startswith(tuple(starts)) for form in word)
        case Like(wanted, distance):
            return any(within(one, form, distance) for form in word for one in wanted)


def occurrences(row: Row, words: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Where ``row`` stands among ``words`` (each its :func:`forms`): first place, and the place after the last."""
    if len(row.places) == 1:  # as most questions are
        place = row.places[0]
        if isinstance(place, OneOf):
            yield from ((at, at + 1) for at, word in enumerate(words) if not place.forms.isdisjoint(word))
        else:
            yield from ((at, at + 1) for at, word in enumerate(words) if fills(place, word))
        return
    for at in range(len(words) - len(row.places) + 1):
        if all(fills(place, words[at + offset]) for offset, place in enumerate(row.places)):
            yield at, at + len(row.places)


PlaceOf: TypeAlias = Callable[[frozenset[str]], Place]


def _exact_rows(text: str, languages: Sequence[str], place_of: Callable[[Token, bool], PlaceOf]) -> tuple[Row, ...]:
    """The word as it may be cut; typed without marks, also the words that are so when their marks are left out."""
    found: dict[Row, None] = {}
    for cut, outside in _readings(text):
        plain = [language for language in languages if language in MARKS_COUNT] if is_bare(text) else []
        wanted = (
            frozenset({token.exact, *(tag(PLAIN, language, token.plain or token.exact) for language in plain)})
            for token in cut
        )
        makers = [place_of(token, number == len(cut)) for number, token in enumerate(cut, 1)]
        found[Row(tuple(make(one) for make, one in zip(makers, wanted, strict=True)), outside)] = None
    return tuple(found)


def _term_rows(text: str, languages: Sequence[str]) -> tuple[Row, ...]:
    """Rows of equal length are one: in each place the exact form or the stem of any language will do."""
    merged: dict[tuple[int, frozenset[str]], list[set[str]]] = {}

    def add(words: Sequence[Iterable[str]], outside: frozenset[str] = frozenset()) -> None:
        places = merged.setdefault((len(words), outside), [set() for _ in words])
        for place, word in zip(places, words, strict=True):
            place.update(word)

    for cut, outside in _readings(text):
        add([{token.exact} for token in cut], outside)
    bare = is_bare(text)
    for language in languages:
        found = [_inexact(token, language, bare) for token in tokens(text, language)]
        if len(found) <= MOST_WITH_STEMS and found and all(found):
            add(found)
    return tuple(
        Row(tuple(OneOf(frozenset(one)) for one in places), outside) for (_, outside), places in merged.items()
    )


def _readings(text: str) -> list[tuple[list[Token], frozenset[str]]]:
    """The ways in which ``text`` may be cut. Typed with marks, it is not folded for the languages that count them."""
    found: dict[tuple[str, ...], tuple[list[Token], frozenset[str]]] = {}
    for language in _CUTS:
        if cut := tokens(text, language):
            outside = frozenset() if language or is_bare(text) else MARKS_COUNT
            found[tuple(token.exact for token in cut)] = (cut, outside)
    return list(found.values())


def _inexact(token: Token, language: str, bare: bool) -> list[str]:
    found = [tag(STEM, language, token.stem)] if token.stem else []
    if bare and token.plain:
        found.append(tag(PLAIN, language, token.plain))
    if bare and token.plain_stem:
        found.append(tag(PLAIN_STEM, language, token.plain_stem))
    return found


def _starred(text: str) -> Callable[[Token, bool], PlaceOf]:
    """In a phrase a star that touches a word's end makes it a beginning."""
    return lambda token, last: _beginning if text[token.end : token.end + 1] == "*" else OneOf


def _beginning(wanted: frozenset[str]) -> Place:
    """A Han character is a word of its own: what begins with it is itself."""
    return OneOf(wanted) if any(HAN.fullmatch(form) for form in wanted) else Beginning(wanted)


def _like(distance: int) -> PlaceOf:
    return lambda wanted: Like(wanted, distance)
