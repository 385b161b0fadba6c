"""Writing down what a narrator allowed. Nothing is overwritten: the latest record governs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from testimonies import signals
from testimonies.models import Consent, Event, Recording, Testimony

__all__ = ["record"]


@transaction.atomic
def record(
    *,
    testimony: Testimony,
    by: Any,
    use: str,
    audience: str,
    given: str,
    language: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    recording: Recording | None = None,
    spoken_at_ms: int | None = None,
) -> Consent:
    """Add one line to the ledger and tell whoever copied the testimony's words.

    ``recording`` and ``spoken_at_ms`` say where the narrator can be heard saying so.
    """
    consent = Consent.objects.create(
        testimony=testimony,
        use=use,
        audience=audience,
        given=given,
        language=language,
        valid_from=valid_from or timezone.localdate(),
        valid_until=valid_until,
        recording=recording,
        spoken_at_ms=spoken_at_ms,
        recorded_by=by,
    )
    Event.write("consent_recorded", by=by, testimony=testimony, use=use, audience=audience, consent=consent.pk)
    signals.testimony_changed.send(Consent, testimony_id=testimony.pk)
    return consent
