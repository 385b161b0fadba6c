"""An interview arrives from a recorder: sound, description and consent in one stroke, and once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction
from wagtail.models import Collection

from testimonies.actions import accession, consenting, describing
from testimonies.actions.accession import Arrival
from testimonies.actions.describing import Particulars
from testimonies.models import Delivery, Event, Recording, TestimonyKind

__all__ = ["Spoken", "deliver", "delivered"]

_POSITIVE = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Spoken:
    """Where the narrator can be heard to consent: the number of the take, from 0 on, and the time in it."""

    take: int
    at_ms: int


def delivered(*, by: Any, key: uuid.UUID) -> Delivery | None:
    """What has arrived under this key from this person, or ``None``."""
    return Delivery.objects.filter(owner=by, key=key).select_related("testimony").first()


@transaction.atomic
def deliver(
    *,
    by: Any,
    key: uuid.UUID,
    takes: Sequence[Arrival],
    collection: Collection,
    particulars: Particulars,
    spoken_languages: Sequence[str] = (),
    spoken: Spoken | None = None,
    kind: str = TestimonyKind.LIFE,
) -> Delivery:
    """Open a testimony with all takes, all that is known of it and its consent: all, or nothing.

    The same key of the same person leads to the testimony that came of it the first time; two requests at one moment
    wait for each other. ``particulars`` holds at least one description. Raises
    :class:`~testimonies.exceptions.FaultyParticulars`, and what
    :func:`~testimonies.actions.accession.deposit_together` raises.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key.int & _POSITIVE])
    if (before := delivered(by=by, key=key)) is not None:
        return before
    describing.check(particulars)
    language, text = next(iter(particulars.descriptions.items()))
    recordings = accession.deposit_together(
        by=by,
        arrivals=takes,
        collection=collection,
        title=text.title,
        language=language,
        spoken_languages=spoken_languages,
        kind=kind,
    )
    testimony = recordings[0].testimony
    testimony = describing.describe(testimony=testimony, particulars=replace(particulars, consents=()), by=by)
    _write_consent(recordings, particulars, spoken, by)
    delivery = Delivery.objects.create(owner=by, key=key, testimony=testimony)
    Event.write("delivered", by=by, testimony=testimony, key=str(key), takes=len(recordings))
    return delivery


def _write_consent(recordings: Sequence[Recording], particulars: Particulars, spoken: Spoken | None, by: Any) -> None:
    heard = recordings[spoken.take] if spoken is not None else None
    for line in particulars.consents:
        consenting.record(
            testimony=recordings[0].testimony,
            by=by,
            use=line.use,
            audience=line.audience,
            given=line.given,
            language=line.language,
            recording=heard,
            spoken_at_ms=spoken.at_ms if spoken is not None else None,
        )
