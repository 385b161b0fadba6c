"""What a page says of one State: its days in the reader's language, each as far as it was verified."""

from __future__ import annotations

from dataclasses import dataclass

from archive.ratification.record import State
from archive.ways.named import Named, named
from archive.ways.world import Shape, world
from testimonies.description.partial_dates import PartialDate

__all__ = ["Line", "line_of", "said"]


@dataclass(frozen=True, slots=True)
class Line:
    """A State in a table and on the map; empty texts for what it did not do, or what may not be shown. ``standing`` in
    words."""

    state: State
    country: Named
    standing: str
    shape: Shape | None
    signed: str
    bound: str
    how: str
    in_force: str


def line_of(state: State) -> Line:
    signed, bound = state.signed, state.bound
    return Line(
        state=state,
        country=named(state.country),
        standing=str(state.standing.label),
        shape=world().shapes.get(state.country.iso2),
        signed=said(signed.shown_day) if signed else "",
        bound=said(bound.shown_day) if bound else "",
        how=str(bound.get_kind_display()) if bound else "",
        in_force=said(bound.shown_in_force) if bound else "",
    )


def said(text: str) -> str:
    """A date of the reference data in the reader's language; ``""`` where nothing may be shown."""
    return PartialDate.parse(text).sentence if text else ""
