"""Who may see which mark: the rule once more, in the plainest words, independent of the product's code."""

from __future__ import annotations

from dataclasses import dataclass

from testimonies.consent.audiences import Audience, Use
from testimonies.models import State
from tests.matrix.plans import Plan

HEIGHT = [Audience.PUBLIC, Audience.RESEARCHER, Audience.READING_ROOM, Audience.STAFF]
"""Whoever stands at a height sees what is open up to there."""

USES_OF: dict[str, tuple[Use, ...]] = {
    "title": (Use.CATALOGUE,),
    "summary": (Use.CATALOGUE,),
    "context": (Use.CATALOGUE,),
    "keyword": (Use.CATALOGUE,),
    "narrator": (Use.CATALOGUE,),
    "passage": (Use.CATALOGUE,),
    "words": (Use.CATALOGUE, Use.TRANSCRIPT),
    "translated": (Use.CATALOGUE, Use.TRANSCRIPT, Use.TRANSLATION),
    "sound": (Use.CATALOGUE, Use.SOUND),
    "waveform": (Use.CATALOGUE, Use.SOUND),
}
"""What a narrator must have allowed for each mark. A mark that is not named here is sealed: for whoever works on it."""

OF_THE_RECORDING = ("passage", "words", "translated", "sound", "waveform")


@dataclass(frozen=True)
class Asker:
    """Who asks, by name in the cast; ``height`` among the audiences; what they do at the planted testimonies."""

    name: str
    height: str = Audience.PUBLIC
    works_on: bool = False
    colleague: bool = False

    @property
    def kind(self) -> tuple[str, bool, bool]:
        """All that the rule knows of who asks: those of one kind see the same marks."""
        return self.height, self.works_on, self.colleague


ASKERS = (
    Asker("superuser", works_on=True),
    Asker("editor", works_on=True),
    Asker("interviewer", works_on=True),
    Asker("other_interviewer", colleague=True),
    Asker("foreign_editor"),
    Asker("reader", Audience.READING_ROOM),
    Asker("researcher", Audience.RESEARCHER),
    Asker("visitor"),
    Asker("nobody"),
)
"""From the one who may see most to the one who is not logged in: a cache between them would show what it kept."""


def may_see(asker: Asker, mark: str, plan: Plan) -> bool:
    """Whether ``mark`` of a testimony planted by ``plan`` may be shown to ``asker`` today."""
    if plan.state == State.WITHDRAWN:
        return False
    if asker.works_on:
        return _not_closed_to_all(mark, plan)
    if mark == "narrator" and asker.colleague:
        return True  # interviewers of one organisation choose among the same people, by the names those chose
    if mark not in USES_OF or plan.state != State.PUBLISHED:
        return False
    if mark in OF_THE_RECORDING and not plan.released:
        return False
    return all(_open(asker, plan, use) for use in USES_OF[mark])


def finds(asker: Asker, mark: str, plan: Plan) -> bool:
    """Whether the catalogue and the search show and count it: to those who work on it too, unless it is closed to all.

    Their own rooms show it still, for the ledger must be kept. A recording that no editor released is in no index.
    """
    if mark in OF_THE_RECORDING and not plan.released:
        return False
    listed = plan.allowed.get(Use.CATALOGUE)
    return may_see(asker, mark, plan) and (listed is None or listed.audience != Audience.NOBODY)


def _not_closed_to_all(mark: str, plan: Plan) -> bool:
    """Those who work on it describe it whatever was said; against a no they neither read nor hear."""
    said = [plan.allowed[use] for use in USES_OF.get(mark, ()) if use in plan.allowed and use != Use.CATALOGUE]
    return all(one.audience != Audience.NOBODY for one in said)


def _open(asker: Asker, plan: Plan, use: str) -> bool:
    said = plan.allowed.get(use)
    if said is None or not said.holds_today or said.audience == Audience.NOBODY:
        return False
    return HEIGHT.index(Audience(said.audience)) <= HEIGHT.index(Audience(asker.height))
