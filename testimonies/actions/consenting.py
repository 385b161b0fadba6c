"""Writing down what a narrator allowed. Nothing is overwritten: the latest record governs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from testimonies import signals
from testimonies.models import Consent, Event, Testimony

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
) -> Consent:
    """Add one line to the ledger and tell whoever copied the testimony's words."""
    consent = Consent.objects.create(
        testimony=testimony,
        use=use,
        audience=audience,
        given=given,
        language=language,
        valid_from=valid_from or timezone.localdate(),
        valid_until=valid_until,
        recorded_by=by,
    )
    Event.write("consent_recorded", by=by, testimony=testimony, use=use, audience=audience, consent=consent.pk)
    signals.testimony_changed.send(Consent, testimony_id=testimony.pk)
    return consent
