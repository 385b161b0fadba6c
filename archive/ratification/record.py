"""How every State stood to one instrument at the end of one day. Page, map, table, CSV and JSON all tell this.

A deed counts from its day where that was verified; from the last day of its year where only the year was; and where
only the deed itself was seen, its State stands apart, as a party since nobody knows when. What rests on memory alone
counts nowhere (``archive/data/README.md``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models import Instrument, TreatyAction, Verified
from testimonies.models import Country

__all__ = ["CONVENTION", "Figures", "Record", "Standing", "State", "counted_from", "record_of", "states_of"]

CONVENTION = "ICRMW"


class Standing(models.TextChoices):
    """How a State stands to an instrument. The order is that of the table."""

    PARTY = "party", _("State party")
    UNDATED = "undated", _("State party, since when is not verified")
    SIGNATORY = "signatory", _("signed, not ratified")
    NONE = "none", _("no action")


@dataclass(frozen=True, slots=True)
class Figures:
    """How many States stood how; together they are the States that are counted."""

    parties: int
    signatories: int
    no_action: int
    undated: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """One State, and what it had done by that day, each deed as it may be shown."""

    country: Country
    standing: Standing
    signed: TreatyAction | None
    bound: TreatyAction | None


@dataclass(frozen=True)
class Record:
    """All States, in the reader's alphabet."""

    instrument: Instrument
    day: date
    states: tuple[State, ...]

    @cached_property
    def figures(self) -> Figures:
        number = {standing: 0 for standing in Standing}
        for state in self.states:
            number[state.standing] += 1
        return Figures(
            parties=number[Standing.PARTY],
            signatories=number[Standing.SIGNATORY],
            no_action=number[Standing.NONE],
            undated=number[Standing.UNDATED],
        )

    @property
    def waiting(self) -> list[tuple[State, date]]:
        """Signatories that have not ratified, and since when each surely has waited; the longest first."""
        signed = [(one, one.signed) for one in self.states if one.signed and one.standing == Standing.SIGNATORY]
        waiting = [(state, since) for state, deed in signed if (since := counted_from(deed))]
        return sorted(waiting, key=lambda one: one[1])


def counted_from(action: TreatyAction) -> date | None:
    """The first day on which it is sure that this was done; ``None`` where no day can be given."""
    if action.day is None:
        return None
    if action.verified in (Verified.YES, Verified.DERIVED):
        return action.day
    return date(action.day.year, 12, 31) if action.verified == Verified.YEAR else None


def record_of(instrument: Instrument, day: date, countries: Iterable[Country] | None = None) -> Record:
    """Two queries. ``countries``: those that are counted, where they were fetched."""
    done: dict[int, list[TreatyAction]] = defaultdict(list)
    for action in TreatyAction.objects.filter(instrument=instrument).exclude(verified=Verified.NO).order_by("pk"):
        done[action.country_id].append(action)
    every = Country.objects.all() if countries is None else countries
    states = [_state(country, done.get(country.pk, ()), day) for country in every]
    return Record(instrument, day, tuple(sorted(states, key=lambda state: state.country.label.casefold())))


def states_of(country: Country, day: date) -> list[tuple[Instrument, State]]:
    """How one State stood to each instrument: the Convention first, whatever it did, then those about which it did
    anything. Two queries."""
    done: dict[int, list[TreatyAction]] = defaultdict(list)
    for action in TreatyAction.objects.filter(country=country).exclude(verified=Verified.NO).order_by("pk"):
        done[action.instrument_id].append(action)
    every = sorted(Instrument.objects.all(), key=lambda one: (one.code != CONVENTION, one.pk))
    states = [(one, _state(country, done.get(one.pk, ()), day)) for one in every]
    return [(one, state) for one, state in states if one.code == CONVENTION or state.standing != Standing.NONE]


def _state(country: Country, actions: Sequence[TreatyAction], day: date) -> State:
    past = [one for one in actions if (since := counted_from(one)) is not None and since <= day]
    signed = next((one for one in past if one.kind == TreatyAction.Kind.SIGNATURE), None)
    bound = next((one for one in past if one.kind in TreatyAction.BINDING), None)
    if bound:
        return State(country, Standing.PARTY, signed, bound)
    undated = next((one for one in actions if one.kind in TreatyAction.BINDING and counted_from(one) is None), None)
    if undated:
        return State(country, Standing.UNDATED, signed, undated)
    return State(country, Standing.SIGNATORY if signed else Standing.NONE, signed, None)
