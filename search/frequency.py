"""How often something is said in each country, of each theme, decade and language; also as a part of the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.answering import Facet, tallied
from search.choices import LABELS
from search.searchable import Narrowing
from testimonies.consent.audiences import Listener

__all__ = ["BY", "Row", "Table", "frequencies"]

BY = ("country", "theme", "decade", "language", "speaker", "kind")
MOST_ROWS = 15
PER = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """``places``: segments that answer, out of ``of`` that the asker may read, in ``testimonies``. ``per_thousand``: so
    many of 1,000 of them answer. ``bar`` is that figure as percent of the highest in the table."""

    value: str
    label: str
    places: int
    testimonies: int
    of: int
    per_thousand: float
    bar: float


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one facet, the most frequent first; decades in their order. ``left`` rows are not shown."""

    name: str
    label: str
    rows: Sequence[Row]
    left: int


def frequencies(query: str, *, listener: Listener, narrowing: Narrowing, most: int = MOST_ROWS) -> list[Table]:
    """A table for each of :data:`BY` in which there is anything. What is chosen of a facet does not narrow its own
    table: it can be compared with what was not chosen."""
    found = tallied(query, listener=listener, narrowing=narrowing)
    if not found.hits:
        return []
    whole = tallied(None, listener=listener, narrowing=narrowing)
    tables = []
    for name in BY:
        of = {facet.value: facet.hits for facet in _flat(whole.facets.get(name, ()))}
        told = [(facet, of.get(facet.value, 0)) for facet in _flat(found.facets.get(name, ())) if facet.hits]
        rows = _rows(told)
        rows.sort(key=lambda row: row.value if name == "decade" else (-row.per_thousand, row.label))
        if rows:
            tables.append(Table(name, str(LABELS[name]), rows[:most], max(0, len(rows) - most)))
    return tables


def _rows(told: Sequence[tuple[Facet, int]]) -> list[Row]:
    rates = {facet.value: PER * facet.hits / of for facet, of in told if of}
    highest = max(rates.values(), default=0.0)
    return [
        Row(
            facet.value,
            facet.label,
            facet.hits,
            facet.testimonies,
            of,
            rates.get(facet.value, 0.0),
            100 * rates.get(facet.value, 0.0) / highest if highest else 0.0,
        )
        for facet, of in told
    ]


def _flat(facets: Sequence[Facet]) -> Iterator[Facet]:
    """Without roles of countries; themes in place of their groups."""
    for facet in facets:
        if facet.value.startswith("group."):
            yield from facet.children
        else:
            yield facet
