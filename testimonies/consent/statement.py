"""What is open, to whom and why, as sentences and as a table: for the ledger's own pages and for who asks aloud."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonies.consent import rules
from testimonies.consent.audiences import Audience, Listener, Use

__all__ = ["ASKERS", "Answer", "answers", "is_open", "sentence"]

ASKERS: dict[str, str | Promise] = {
    Audience.PUBLIC: gettext_lazy("everyone"),
    Audience.RESEARCHER: gettext_lazy("a registered researcher"),
    Audience.READING_ROOM: gettext_lazy("somebody whose request for this testimony was approved"),
    Audience.STAFF: gettext_lazy("those who work on this testimony"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """May one of ``audience`` have ``use``; ``why`` in a sentence; ``line``: number of the line of the ledger that
    decided, counted from 1 on within the testimony, ``None`` where none did."""

    audience: str
    use: str
    open: bool
    why: str
    line: int | None


def answers(standing: rules.Standing, day: date) -> Iterator[Answer]:
    """For every audience and every use, by the rule itself."""
    numbers = {grant.sequence: number for number, grant in enumerate(_in_order(standing), start=1)}
    for audience in ASKERS:
        listener = _asker(audience, standing)
        for use in Use:
            decided = rules.decide(use, standing, listener, day)
            grant = decided.grant
            why = decided.reason or (_worked_on(grant) if audience == Audience.STAFF else sentence(grant, day))
            yield Answer(audience, use.value, decided.allowed, why, numbers[grant.sequence] if grant else None)


def sentence(grant: rules.Grant | None, day: date) -> str:
    """What one governing consent comes to on ``day``."""
    if grant is None:
        return _("Closed: nothing was written down.")
    if grant.audience == Audience.NOBODY:
        return _("Closed to everyone, to staff as well.")
    facts = {
        "audience": Audience(grant.audience).label,
        "first": date_format(grant.valid_from),
        "last": date_format(grant.valid_until) if grant.valid_until else "",
    }
    if day < grant.valid_from:
        if grant.valid_until:
            return _("Closed until it opens on %(first)s for %(audience)s, until %(last)s.") % facts
        return _("Closed until it opens on %(first)s for %(audience)s.") % facts
    if not grant.holds_on(day):
        return _("Closed: it was open for %(audience)s until %(last)s.") % facts
    if grant.valid_until:
        return _("Open for %(audience)s until %(last)s.") % facts
    return _("Open for %(audience)s.") % facts


def is_open(grant: rules.Grant | None, day: date) -> bool:
    """Whether it opens anything to anybody on ``day`` beside those who work on it."""
    closed = (Audience.NOBODY, Audience.STAFF)
    return grant is not None and grant.audience not in closed and grant.holds_on(day)


def _worked_on(grant: rules.Grant | None) -> str:
    if grant is None:
        return _("Who works on it may have what nobody closed.")
    return _("Who works on it may have what the narrator did not close to everyone.")


def _asker(audience: str, standing: rules.Standing) -> Listener:
    if audience == Audience.STAFF:
        return Listener(staff_of=frozenset({standing.collection_id}))
    if audience == Audience.READING_ROOM:
        return Listener(reading_room=frozenset({standing.testimony_id}))
    return Listener(audience=Audience(audience))


def _in_order(standing: rules.Standing) -> Sequence[rules.Grant]:
    return sorted(standing.grants, key=lambda grant: grant.sequence)
