"""From a question's tree to the index's own query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tantivy import Occur, Query

from search.documents import SCHEMA
from search.language.nodes import And, Node, Not, Or, Phrase, Term
from search.language.words import readings, stems

EXACT_BOOST = 2.0
"""A word in the very form that was asked for weighs so much more than another form of it."""


@dataclass(frozen=True, slots=True)
class Asking:
    """``languages`` are those whose stems are tried, for nobody says in which language they ask."""

    languages: tuple[str, ...]

    def query(self, node: Node, *, narrowed: bool) -> Query | None:
        """What answers ``node``; ``None`` where nothing can. ``narrowed``: in these languages alone."""
        asked = self._asked(node)
        if asked is None or not narrowed:
            return asked
        held = any_of(self._term("language", language, "basic") for language in self.languages)
        return None if held is None else only(asked, held)

    def _asked(self, node: Node) -> Query | None:
        """``None`` for a part in which nothing can be searched: it neither helps nor hinders its neighbours."""
        match node:
            case Term(text):
                return self._word(text)
            case Phrase(text):
                return any_of(self._row("exact", enumerate(reading)) for reading in readings(text))
            case Or(parts):
                return any_of(asked for part in parts if (asked := self._asked(part)) is not None)
            case Not():
                return self._all_of((node,))
            case And(parts):
                return self._all_of(parts)

    def _all_of(self, parts: Iterable[Node]) -> Query | None:
        clauses: list[tuple[Occur, Query]] = []
        for part in parts:
            occur, wanted = (Occur.MustNot, part.part) if isinstance(part, Not) else (Occur.Must, part)
            if (asked := self._asked(wanted)) is not None:
                clauses.append((occur, asked))
        if not clauses:
            return None
        if all(occur == Occur.MustNot for occur, _ in clauses):
            clauses.append((Occur.Must, Query.const_score_query(Query.all_query(), 0.0)))
        return Query.boolean_query(clauses) if len(clauses) > 1 else clauses[0][1]

    def _word(self, text: str) -> Query | None:
        forms = [Query.boost_query(self._row("exact", enumerate(reading)), EXACT_BOOST) for reading in readings(text)]
        rows = ([(at, f"{language}:{stem}") for at, stem in stems(text, language)] for language in self.languages)
        return any_of([*forms, *(self._row("stem", row) for row in rows if row)])

    def _row(self, field: str, words: Iterable[tuple[int, str]]) -> Query:
        """Words at their places in a row; one word alone is no phrase."""
        row = list(words)
        if len(row) == 1:
            return self._term(field, row[0][1])
        return Query.phrase_query(SCHEMA, field, list(row))

    def _term(self, field: str, value: str, option: str = "position") -> Query:
        return Query.term_query(SCHEMA, field, value, option)


def only(query: Query, among: Query) -> Query:
    """What answers ``query`` and stands in ``among``, scored by ``query`` alone."""
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(among, 0.0))])


def any_of(queries: Iterable[Query]) -> Query | None:
    found = list(queries)
    if len(found) < 2:
        return found[0] if found else None
    return Query.boolean_query([(Occur.Should, query) for query in found])
