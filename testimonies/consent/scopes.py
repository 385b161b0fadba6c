"""The rule of :mod:`testimonies.consent.rules` as a condition that the database can answer.

No model is imported here: the caller hands in the query set of consents. Field names used: a testimony has ``state``,
``collection_id`` and ``owner_id``; a consent has ``testimony``, ``use``, ``audience``, ``valid_from``, ``valid_until``,
``places``, and a primary key that rises with every record.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from testimonies.consent.audiences import Audience, Listener, Use, audiences_reaching, showing
from testimonies.consent.rules import PUBLISHED, WITHDRAWN


def may(use: str, listener: Listener, day: date, *, consents: QuerySet[Any]) -> Q:
    """Condition on a query set of testimonies: those of which ``listener`` may have ``use`` on ``day``."""
    needed = dict.fromkeys((Use.CATALOGUE.value, Use(use).value))
    open_to_them = Q(state=PUBLISHED)
    not_closed_to_all = Q()
    for one in needed:
        governing = _governing(one, consents)
        open_to_them &= _open(governing, listener, day)
        not_closed_to_all &= ~Q(Exists(governing.filter(audience=Audience.NOBODY)))
    return ~Q(state=WITHDRAWN) & ((works_on(listener) & not_closed_to_all) | open_to_them)


def works_on(listener: Listener) -> Q:
    """Condition on testimonies: those the listener works on, whatever the consent."""
    return Q(collection_id__in=listener.staff_of) | Q(
        owner_id=listener.user_id, owner_id__isnull=False, collection_id__in=listener.contributes_to
    )


def shows_places(fineness: str, listener: Listener, *, consents: QuerySet[Any]) -> Q:
    """Condition on testimonies: those whose places ``listener`` is told at least as finely as ``fineness``.

    It says nothing of the entry itself: whoever asks has asked :func:`may` for the catalogue before.
    """
    governing = _governing(Use.CATALOGUE, consents)
    return works_on(listener) | Q(Exists(governing.filter(places__in=showing(fineness))))


def _governing(use: str, consents: QuerySet[Any]) -> QuerySet[Any]:
    """The latest consent for ``use`` of the testimony in the outer query."""
    later = consents.filter(testimony=OuterRef("testimony"), use=use, pk__gt=OuterRef("pk"))
    return consents.filter(testimony=OuterRef("pk"), use=use).exclude(Exists(later))


def _open(governing: QuerySet[Any], listener: Listener, day: date) -> Q:
    in_force = governing.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)
    everywhere = Q(Exists(in_force.filter(audience__in=audiences_reaching(listener.audience))))
    admitted = Q(pk__in=listener.reading_room) & Q(
        Exists(in_force.filter(audience__in=audiences_reaching(Audience.READING_ROOM)))
    )
    # an approved request puts the asker into the reading room for that testimony, never below where they were
    return everywhere | admitted
