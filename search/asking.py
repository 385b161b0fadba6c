"""From a question's tree to the index's own query."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from search.language.nodes import And, Node, Not, Or, Phrase, Term
from search.language.words import readings, stems

EXACT_BOOST = 2.0
"""A word in the very form that was asked for weighs so much more than another form of it."""


@dataclass(frozen=True, slots=True)
class Asking:
    """``languages`` are those whose stems are tried, for nobody says in which language they ask."""

    schema: tantivy.Schema
    languages: tuple[str, ...]

    def query(self, node: Node, *, among: Mapping[str, Collection[int]], narrowed: bool) -> Query | None:
        """What answers ``node`` among the allowed; ``None`` where nothing can. ``narrowed``: to the languages alone."""
        asked = self._asked(node)
        allowed = self._allowed(among)
        if asked is None or allowed is None:
            return None
        filters = [allowed]
        if narrowed:
            filters.append(Query.term_set_query(self.schema, "language", list(self.languages)))
        unscored = [(Occur.Must, Query.const_score_query(part, 0.0)) for part in filters]
        return Query.boolean_query([(Occur.Must, asked), *unscored])

    def _allowed(self, among: Mapping[str, Collection[int]]) -> Query | None:
        kinds = [
            Query.boolean_query(
                [
                    (Occur.Must, Query.term_query(self.schema, "kind", kind, "basic")),
                    (Occur.Must, Query.term_set_query(self.schema, "testimony", sorted(testimonies))),
                ]
            )
            for kind, testimonies in among.items()
            if testimonies
        ]
        return _any_of(kinds)

    def _asked(self, node: Node) -> Query | None:
        """``None`` for a part in which nothing can be searched: it neither helps nor hinders its neighbours."""
        match node:
            case Term(text):
                return self._word(text)
            case Phrase(text):
                return _any_of(self._row("exact", enumerate(reading)) for reading in readings(text))
            case Or(parts):
                return _any_of(asked for part in parts if (asked := self._asked(part)) is not None)
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
        return _any_of([*forms, *(self._row("stem", row) for row in rows if row)])

    def _row(self, field: str, words: Iterable[tuple[int, str]]) -> Query:
        """Words at their places in a row; one word alone is no phrase."""
        row = list(words)
        if len(row) == 1:
            return Query.term_query(self.schema, field, row[0][1])
        return Query.phrase_query(self.schema, field, list(row))


def _any_of(queries: Iterable[Query]) -> Query | None:
    found = list(queries)
    if len(found) < 2:
        return found[0] if found else None
    return Query.boolean_query([(Occur.Should, query) for query in found])
