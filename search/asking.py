"""From a question's tree to the index's own query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise, product

from tantivy import Occur, Query, Searcher

from search.documents import SCHEMA
from search.language import expressions
from search.language.nodes import And, Filter, Fuzzy, Near, Node, Not, Or, Phrase, Prefix, Term
from search.language.patterns import STEM, Beginning, Like, OneOf, Place, Row, is_tagged, rows, searchable, tag
from search.language.words import WRITTEN_IN_HAN, tokens
from search.nearness import ways
from search.placing import REACH, STRIDE, by_slot, sorts_together
from search.tongues import in_each_language

EXACT_BOOST = 2.0
"""A word in the very form that was asked for weighs so much more than another form of it."""

MOST_EXPANDED = 10_000
"""In a phrase or beside NEAR, a beginning that more forms share than this is read as the commonest of them alone.
tantivy refuses a phrase in which one place takes more than 16,384 forms."""

COMMONEST = 250

MOST_FORMS = 8
"""What has more forms in a language is looked for in all languages at once, rather than looked up in each."""


def nothing_known(_filter: Filter) -> Query | None:
    return None


@dataclass(frozen=True, slots=True)
class Asking:
    """``languages`` are those that the index holds: the stems of each are tried, for nobody says in which they ask.

    ``resolve`` turns a filter into the documents that have the fact; ``None`` where the value is not known.
    ``searcher`` is asked for the forms that share a beginning. After :meth:`query`, ``cut`` holds the beginnings of
    which only the commonest forms were taken.
    """

    languages: tuple[str, ...]
    resolve: Callable[[Filter], Query | None] = nothing_known
    searcher: Searcher | None = None
    cut: list[str] = field(default_factory=list)

    def query(self, node: Node) -> Query | None:
        """What answers ``node``; ``None`` where nothing in it can be searched: it neither helps nor hinders what stands
        beside it."""
        match node:
            case Term() | Phrase() | Prefix() | Fuzzy():
                return any_of(self._row(row, node) for row in rows(node, self.languages))
            case Near(parts, within):
                return self._near([part for part in parts if searchable(part)], within)
            case Or(parts):
                return any_of(asked for part in parts if (asked := self.query(part)) is not None)
            case Not():
                return self._all_of((node,))
            case And(parts):
                return self._all_of(parts)
            case Filter():
                return _unscored(self.resolve(node) or Query.empty_query())

    def most(self, node: Node | None) -> int:
        """As many documents as may answer a single word; 0 for anything else, of which it is not known."""
        held = rows(node, self.languages) if node else ()
        if self.searcher is None or len(held) != 1 or len(held[0].places) != 1:
            return 0
        place = held[0].places[0]
        return sum(self.searcher.doc_freq("words", form) for form in place.forms) if isinstance(place, OneOf) else 0

    def _all_of(self, parts: Iterable[Node]) -> Query | None:
        clauses: list[tuple[Occur, Query]] = []
        for part in parts:
            occur, wanted = (Occur.MustNot, part.part) if isinstance(part, Not) else (Occur.Must, part)
            if (asked := self.query(wanted)) is not None:
                clauses.append((occur, asked))
        if not clauses:
            return None
        if all(occur == Occur.MustNot for occur, _ in clauses):
            clauses.append((Occur.Must, _unscored(Query.all_query())))
        return Query.boolean_query(clauses) if len(clauses) > 1 else clauses[0][1]

    def _row(self, row: Row, node: Node) -> Query:
        """One way of answering: the words of ``row`` side by side."""
        if len(row.places) > 1:
            asked = self._dictionary_first(self._placed(list(enumerate(row.places)), 0), node)
        else:
            asked = _place(row.places[0])
        return _outside(asked, row.outside)

    def _dictionary_first(self, phrase: Query, node: Node) -> Query:
        """Han characters stand alone; a passage in which the dictionary saw them as one word comes first."""
        if not isinstance(node, Term):
            return phrase
        spoken = WRITTEN_IN_HAN.intersection(self.languages)
        firsts = [(language, token) for language in sorted(spoken) for token in tokens(node.text, language)[:1]]
        whole = [_form(tag(STEM, language, token.stem)) for language, token in firsts if len(token.stem) > 1]
        return Query.boolean_query([(Occur.Must, phrase), *((Occur.Should, one) for one in whole)]) if whole else phrase

    def _near(self, parts: list[Node], within: int) -> Query | None:
        """Each part near the next. What a word on its own would answer is asked where only one part is left."""
        if len(parts) < 2:
            return self.query(parts[0]) if parts else None
        held = [_side_by_side(rows(part, self.languages)) for part in parts]
        clauses = [(Occur.Must, self._pair(one, other, within)) for one, other in pairwise(held)]
        return Query.boolean_query(clauses) if len(clauses) > 1 else clauses[0][1]

    def _pair(self, one: tuple[Row, ...], other: tuple[Row, ...], within: int) -> Query:
        return _joined(
            _outside(self._placed([*enumerate(first.places), *enumerate(second.places, start)], slop), outside)
            for left, right in product(one, other)
            for outside in [left.outside | right.outside]
            for first, second, start, slop in ways(left, right, within, self.languages, self.searcher)
        )

    def _placed(self, places: list[tuple[int, Place]], slop: int) -> Query:
        """Words at their places. ``slop``: by how many words the second of two may stand elsewhere."""
        at, held = [at * STRIDE for at, _ in places], [self._expanded(place) for _, place in places]
        parted = [by_slot(place) for place in held]
        if len(held) == 2 and any(len(slots) > 1 for slots in parted):
            return self._two(list(zip(at, held, strict=True)), slop * STRIDE)
        found = [
            self._phrase([(start + slot, place) for start, (slot, place) in zip(at, row, strict=True)], slop * STRIDE)
            for sorts in sorts_together(parted)
            for row in product(*map(self._there, sorts))
        ]
        return _joined(found) if found else Query.empty_query()

    def _two(self, places: list[tuple[int, Place]], slop: int) -> Query:
        """Two words at these places of the index, each of forms of several sorts."""
        (first, one), (second, other) = places
        if self.searcher is None or not (isinstance(one, OneOf) and isinstance(other, OneOf)):
            return self._phrase(places, slop + REACH)
        if len(one.forms | other.forms) > MOST_FORMS * len(self.languages):
            return self._phrase(places, slop + REACH)
        found = []
        for forms, others, spoken in in_each_language(one.forms, other.forms, self.languages, self.searcher):
            parted = [by_slot(OneOf(some)) for some in (forms, others)]
            if all(len(slots) == 1 for slots in parted):
                at = [start + slot for start, slots in zip((first, second), parted, strict=True) for slot in slots]
                asked = self._phrase(list(zip(at, map(OneOf, (forms, others)), strict=True)), slop)
            else:
                asked = self._phrase([(first, OneOf(forms)), (second, OneOf(others))], slop + REACH)
            found.append(only(asked, _in(spoken)) if spoken else asked)
        return _joined(found) if found else Query.empty_query()

    def _phrase(self, places: list[tuple[int, Place]], slop: int) -> Query:
        """Forms at these places of the index."""
        if all(isinstance(place, OneOf) and len(place.forms) == 1 for _, place in places):
            plain: list[str | tuple[int, str]] = [
                (at, min(place.forms)) for at, place in places if isinstance(place, OneOf)
            ]
            return Query.phrase_query(SCHEMA, "words", plain, slop)
        written = [[(at, expression) for expression in expressions.of(place)] for at, place in places]
        return _joined(Query.regex_phrase_query(SCHEMA, "words", list(row), slop) for row in product(*written))

    def _there(self, slots: Mapping[int, Place]) -> list[tuple[int, Place]]:
        """Without forms that the index does not hold, save exact ones: fewer ways to combine."""
        held: list[tuple[int, Place]] = []
        for slot, place in slots.items():
            if slot and self.searcher is not None and isinstance(place, OneOf):
                place = OneOf(frozenset(form for form in place.forms if self.searcher.doc_freq("words", form)))
                if not place.forms:
                    continue
            held.append((slot, place))
        return held

    def _expanded(self, place: Place) -> Place:
        if isinstance(place, Beginning) and self.searcher is not None:
            found = [
                pair
                for start in sorted(place.starts)
                for pair in self.searcher.terms_with_prefix("words", start, limit=MOST_EXPANDED + 1)
            ]
            if len(found) > MOST_EXPANDED:
                self.cut.append(next(start for start in sorted(place.starts) if not is_tagged(start)))
                commonest = sorted(found, key=lambda pair: -pair[1])[:COMMONEST]
                return OneOf(frozenset(form for form, _ in commonest))
        return place


def is_dear(node: Node | None) -> bool:
    """Whether words must stand at certain places beside each other: what costs most to look for."""
    match node:
        case Near():
            return True
        case Term(text) | Phrase(text) | Prefix(text) | Fuzzy(text):
            return len(tokens(text)) > 1
        case And(parts) | Or(parts):
            return any(map(is_dear, parts))
        case Not(part):
            return is_dear(part)
    return False


def only(query: Query, among: Query) -> Query:
    """What answers ``query`` and stands in ``among``, scored by ``query`` alone."""
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, _unscored(among))])


def any_of(queries: Iterable[Query]) -> Query | None:
    found = list(queries)
    return _joined(found) if found else None


def _joined(queries: Iterable[Query]) -> Query:
    found = list(queries)
    return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Should, query) for query in found])


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _outside(query: Query, languages: frozenset[str]) -> Query:
    """What answers ``query`` in any language but these."""
    if not languages:
        return query
    return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, _in(sorted(languages)))])


def _in(languages: Iterable[str]) -> Query:
    return _joined(Query.term_query(SCHEMA, "language", language, "basic") for language in languages)


def _place(place: Place) -> Query:
    """A word on its own; in the very form that was asked for it weighs more."""
    match place:
        case OneOf(wanted):
            return _joined(_form(form) if is_tagged(form) else _boosted(form) for form in sorted(wanted))
        case Beginning(starts):
            begun = [Query.regex_query(SCHEMA, "words", f"{start}.*") for start in sorted(starts)]
            return _joined([*begun, *(_boosted(start) for start in sorted(starts) if not is_tagged(start))])
        case Like(wanted, distance):
            like = [Query.fuzzy_term_query(SCHEMA, "words", form, distance) for form in sorted(wanted)]
            return _joined([*like, *(_boosted(form) for form in sorted(wanted) if not is_tagged(form))])


def _boosted(form: str) -> Query:
    return Query.boost_query(_form(form), EXACT_BOOST)


def _form(form: str) -> Query:
    return Query.term_query(SCHEMA, "words", form, "position")


def _side_by_side(found: tuple[Row, ...]) -> tuple[Row, ...]:
    """``found`` with all its single words of several forms made one place."""
    single: dict[frozenset[str], frozenset[str]] = {}
    others: list[Row] = []
    for row in found:
        match row.places:
            case (OneOf(wanted),):
                single[row.outside] = single.get(row.outside, frozenset()) | wanted
            case _:
                others.append(row)
    return (*(Row((OneOf(wanted),), outside) for outside, wanted in single.items()), *others)
