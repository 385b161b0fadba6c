"""The rule of :mod:`testimonies.consent.rules` as a condition that the database can answer.

No model is imported here. Field names used: a testimony has ``state``, ``collection_id``, ``owner_id``, and one row
``governing`` with what of the ledger governs each use: ``sound_audience`` (empty where nothing was recorded),
``catalogue_places``, and for each audience that asks, as ``sound_public``, the days on which both the entry and the use
are open to it. The database keeps and derives that row (``testimonies/models/governing.py``).
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from testimonies.consent.audiences import Audience, Listener, Use, showing
from testimonies.consent.rules import PUBLISHED, WITHDRAWN

ASKING = (Audience.PUBLIC.value, Audience.RESEARCHER.value, Audience.READING_ROOM.value, Audience.STAFF.value)
"""The audiences that can be let in, from the widest on."""


def may(use: str, listener: Listener, day: date, *, to: str = "") -> Q:
    """Condition on a query set: what belongs to a testimony of which ``listener`` may have ``use`` on ``day``.

    ``to`` is the way from there to the testimony, such as ``recording__testimony__``; empty for testimonies themselves.
    """
    use = Use(use).value
    open_to_them = Q(**{f"{to}state": PUBLISHED}) & _open(use, listener, day, to)
    if not works_anywhere(listener):
        return open_to_them
    not_closed_to_all = ~Q(**{f"{to}state": WITHDRAWN})
    for one in dict.fromkeys((Use.CATALOGUE.value, use)):
        not_closed_to_all &= ~Q(**{f"{to}governing__{one}_audience": Audience.NOBODY.value})
    return open_to_them | (works_on(listener, to=to) & not_closed_to_all)


def works_anywhere(listener: Listener) -> bool:
    """Whether there is any collection in which the listener could work on something."""
    return bool(listener.staff_of or listener.contributes_to)


def works_on(listener: Listener, *, to: str = "") -> Q:
    """Condition on what belongs to a testimony that the listener works on, whatever the consent."""
    mine = Q(**{f"{to}collection_id__in": listener.staff_of})
    if not listener.contributes_to or listener.user_id is None:
        return mine
    return mine | Q(**{f"{to}owner_id": listener.user_id, f"{to}collection_id__in": listener.contributes_to})


def shows_places(fineness: str, listener: Listener, *, to: str = "") -> Q:
    """Condition on what belongs to a testimony whose places ``listener`` is told at least as finely as ``fineness``.

    It says nothing of the entry itself: whoever asks has asked :func:`may` for the catalogue before.
    """
    return works_on(listener, to=to) | Q(**{f"{to}governing__catalogue_places__in": showing(fineness)})


def _open(use: str, listener: Listener, day: date, to: str) -> Q:
    """An approved request puts the asker into the reading room for that testimony, never below where they were."""
    asking = listener.audience.value if listener.audience in ASKING else Audience.STAFF.value
    opened = Q(**{f"{to}governing__{use}_{asking}__contains": day})
    if not listener.reading_room or ASKING.index(asking) >= ASKING.index(Audience.READING_ROOM):
        return opened
    inside = {f"{to}pk__in": listener.reading_room, f"{to}governing__{use}_reading_room__contains": day}
    return opened | Q(**inside)
