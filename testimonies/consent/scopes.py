"""The rule of :mod:`testimonies.consent.rules` as a condition that the database can answer.

No model is imported here. Field names used: a testimony has ``state``, ``collection_id``, ``owner_id``, and one row
``governing`` with what of the ledger governs each use: ``sound_audience`` (empty where nothing was recorded),
``sound_from``, ``sound_until``, both inclusive; ``catalogue_places``, how finely places are shown. The database keeps
that row (``testimonies/models/governing.py``).
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from testimonies.consent.audiences import Audience, Listener, Use, audiences_reaching, showing
from testimonies.consent.rules import PUBLISHED, WITHDRAWN


def may(use: str, listener: Listener, day: date, *, to: str = "") -> Q:
    """Condition on a query set: what belongs to a testimony of which ``listener`` may have ``use`` on ``day``.

    ``to`` is the way from there to the testimony, such as ``recording__testimony__``; empty for testimonies themselves.
    """
    needed = dict.fromkeys((Use.CATALOGUE.value, Use(use).value))
    open_to_them = Q(**{f"{to}state": PUBLISHED})
    not_closed_to_all = Q()
    for one in needed:
        open_to_them &= _open(one, listener, day, to)
        not_closed_to_all &= ~Q(**{f"{to}governing__{one}_audience": Audience.NOBODY.value})
    return ~Q(**{f"{to}state": WITHDRAWN}) & ((works_on(listener, to=to) & not_closed_to_all) | open_to_them)


def works_on(listener: Listener, *, to: str = "") -> Q:
    """Condition on what belongs to a testimony that the listener works on, whatever the consent."""
    own = {
        f"{to}owner_id": listener.user_id,
        f"{to}owner_id__isnull": False,
        f"{to}collection_id__in": listener.contributes_to,
    }
    return Q(**{f"{to}collection_id__in": listener.staff_of}) | Q(**own)


def shows_places(fineness: str, listener: Listener, *, to: str = "") -> Q:
    """Condition on what belongs to a testimony whose places ``listener`` is told at least as finely as ``fineness``.

    It says nothing of the entry itself: whoever asks has asked :func:`may` for the catalogue before.
    """
    return works_on(listener, to=to) | Q(**{f"{to}governing__catalogue_places__in": showing(fineness)})


def _open(use: str, listener: Listener, day: date, to: str) -> Q:
    """Each asker is let in by what governs ``use``; an approved request puts them into the reading room for that
    testimony, never below where they were."""
    governing = f"{to}governing__{use}"
    in_force = Q(**{f"{governing}_from__lte": day, f"{governing}_until__gte": day})
    audience = Q(**{f"{governing}_audience__in": audiences_reaching(listener.audience)})
    if listener.reading_room:
        inside = {f"{governing}_audience__in": audiences_reaching(Audience.READING_ROOM)}
        audience |= Q(**{f"{to}pk__in": listener.reading_room}, **inside)
    return in_force & audience
