"""May this listener have this use of this testimony on this day, and if not, why not.

The rule (``domain.md``, *One question, one answer*):

1. A withdrawn testimony is open to nobody.
2. Of all the consents recorded for one use the latest governs; earlier ones are history. Where none was recorded,
   nothing is allowed.
3. Whoever works on the testimony (staff of its collection, or the interviewer who created it) may have each use unless
   the governing consent says *nobody*.
4. Everyone else needs the testimony to be published, and for the use **and** for the catalogue entry a governing
   consent whose audience takes them in and whose days (both inclusive) hold the day asked for. An approved request
   lets in to one testimony, as someone of the reading room, and never lowers anybody.
5. Places are shown as finely as the governing consent for the catalogue entry says; to whoever works on the testimony,
   as they are.

:mod:`testimonies.consent.scopes` says the same as a database condition; ``tests/properties/test_consent.py`` holds them
equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from testimonies.consent.audiences import Audience, Listener, Places, Use, reaches
from testimonies.exceptions import NotPermitted

PUBLISHED, WITHDRAWN = "published", "withdrawn"


@dataclass(frozen=True, slots=True)
class Grant:
    """One consent as the rule reads it. ``sequence`` rises with every record; both days are inclusive.

    ``places`` means something on a consent for the catalogue entry alone.
    """

    sequence: int
    use: str
    audience: str
    valid_from: date
    valid_until: date | None = None
    places: str = Places.COUNTRY.value

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Standing:
    """One testimony as the rule reads it."""

    testimony_id: int
    state: str
    collection_id: int
    owner_id: int | None
    grants: tuple[Grant, ...] = ()


def governing(grants: Iterable[Grant], use: str) -> Grant | None:
    """The latest recorded consent for ``use``, or ``None``."""
    return max((grant for grant in grants if grant.use == use), key=lambda grant: grant.sequence, default=None)


def works_on(listener: Listener, standing: Standing) -> bool:
    """Whether the listener works on this testimony: staff of its collection, or its own interviewer."""
    return standing.collection_id in listener.staff_of or (
        listener.user_id is not None
        and standing.owner_id == listener.user_id
        and standing.collection_id in listener.contributes_to
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one question: the ``reason`` why not, empty where it is allowed, and the ``grant`` that decided.

    Without a grant it was the testimony's state, a consent that was never asked, or that the asker works on it.
    """

    reason: str = ""
    grant: Grant | None = None

    @property
    def allowed(self) -> bool:
        return not self.reason


def decide(use: str, standing: Standing, listener: Listener, day: date) -> Decision:
    """The rule itself."""
    if standing.state == WITHDRAWN:
        return Decision(_("This testimony was withdrawn."))
    needed = dict.fromkeys((Use.CATALOGUE, Use(use)))
    if works_on(listener, standing):
        for one in needed:
            grant = governing(standing.grants, one)
            if grant is not None and grant.audience == Audience.NOBODY:
                return Decision(_("The narrator closed this to everyone."), grant)
        return Decision(grant=governing(standing.grants, use))
    if standing.state != PUBLISHED:
        return Decision(_("This testimony is not published."))
    asking = [listener.audience]
    if standing.testimony_id in listener.reading_room:
        asking.append(Audience.READING_ROOM)
    for one in needed:
        grant = governing(standing.grants, one)
        if reason := _why_not(grant, asking, day):
            return Decision(reason, grant)
    return Decision(grant=governing(standing.grants, use))


def _why_not(grant: Grant | None, asking: Iterable[str], day: date) -> str:
    if grant is None:
        return _("The narrator has not allowed this.")
    if not any(reaches(grant.audience, audience) for audience in asking):
        return _("The narrator allowed this for: %(audience)s.") % {"audience": Audience(grant.audience).label}
    if day < grant.valid_from:
        return _("The narrator allowed this from %(day)s on.") % {"day": date_format(grant.valid_from)}
    if not grant.holds_on(day):
        return _("The narrator allowed this for a time that is over.")
    return ""


def check_may(use: str, standing: Standing, listener: Listener, day: date) -> None:
    """Raise :class:`NotPermitted` with a sentence for the asker, or return in silence."""
    if reason := decide(use, standing, listener, day).reason:
        raise NotPermitted(reason)


def may(use: str, standing: Standing, listener: Listener, day: date) -> bool:
    """The same answer without the reason."""
    return decide(use, standing, listener, day).allowed


def places(standing: Standing, listener: Listener) -> Places:
    """How finely ``listener``, who may see the catalogue entry, is told the countries. No day: the entry's own hold."""
    if works_on(listener, standing):
        return Places.COUNTRY
    grant = governing(standing.grants, Use.CATALOGUE)
    return Places(grant.places) if grant is not None else Places.NOTHING
