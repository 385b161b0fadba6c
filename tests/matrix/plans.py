"""What the narrators of the planted testimonies allowed: each use apart, closed in every way that there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from testimonies.consent.audiences import Audience, Use
from testimonies.models import State

LONG_AGO, TODAY = date(2000, 1, 1), date.today()


@dataclass(frozen=True)
class Allowed:
    """One use: for whom, and on which days (both inclusive)."""

    audience: str = Audience.PUBLIC
    since: date = LONG_AGO
    until: date | None = None

    @property
    def holds_today(self) -> bool:
        return self.since <= TODAY and (self.until is None or self.until >= TODAY)


@dataclass(frozen=True, eq=False)
class Plan:
    """One testimony to plant. ``allowed`` lacks a use that the narrator was never asked about."""

    name: str
    state: str = State.PUBLISHED
    released: bool = True
    allowed: dict[str, Allowed] = field(default_factory=lambda: {use.value: Allowed() for use in Use})

    def but(self, use: str, allowed: Allowed | None) -> dict[str, Allowed]:
        """The same with one use changed, or not asked about."""
        rest = {one: other for one, other in self.allowed.items() if one != use}
        return rest if allowed is None else {**rest, use: allowed}


OPEN = Plan("open to everyone")
_TIMES = {"from tomorrow": Allowed(since=TODAY + timedelta(1)), "until yesterday": Allowed(until=TODAY - timedelta(1))}
_SHOWN = (Use.CATALOGUE, Use.TRANSCRIPT, Use.SOUND, Use.TRANSLATION)


def plans() -> list[Plan]:
    """One with everything open; each use that a page shows closed to each audience, and on other days; each state."""
    found = [OPEN]
    for use in Use:
        found.append(Plan(f"{use}: never asked", allowed=OPEN.but(use, None)))
        narrower = [one for one in Audience if one != Audience.PUBLIC] if use in _SHOWN else [Audience.NOBODY]
        found += [Plan(f"{use}: for {one}", allowed=OPEN.but(use, Allowed(one))) for one in narrower]
    found += [Plan(f"{use}: {when}", allowed=OPEN.but(use, one)) for use in _SHOWN for when, one in _TIMES.items()]
    found += [Plan(f"state {state}", state=state) for state in State if state != State.PUBLISHED]
    return [*found, Plan("a recording that no editor released", released=False)]
