"""Writing down what a narrator allowed. Nothing is overwritten: the latest record governs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies import signals
from testimonies.actions import paper_forms
from testimonies.consent import rules
from testimonies.consent.audiences import Places, Use
from testimonies.exceptions import StateForbids
from testimonies.models import Consent, ConsentForm, Event, Recording, Testimony

__all__ = ["Line", "give", "record"]


@dataclass(frozen=True, slots=True)
class Line:
    """One use and for whom. ``valid_from`` is today where it is not said; ``places``, of the catalogue entry alone,
    stays as it was last where it is not said, and is countries where nothing ever was."""

    use: str
    audience: str
    valid_from: date | None = None
    valid_until: date | None = None
    places: str | None = None


@transaction.atomic
def give(
    *,
    testimony: Testimony,
    by: Any,
    lines: Sequence[Line],
    given: str,
    language: str = "",
    explained_by: str = "",
    recording: Recording | None = None,
    spoken_at_ms: int | None = None,
    form: ConsentForm | None = None,
) -> list[Consent]:
    """Add what a narrator said at one sitting to the ledger, and tell whoever copied the testimony's words.

    ``recording`` and ``spoken_at_ms`` say where the narrator can be heard saying so. ``form`` is the paper that it
    stands on, which is returned herewith. Taking a consent back is a line too: for nobody. Raises
    :class:`StateForbids` for a form of another testimony, and for one that was returned before.
    """
    Testimony.objects.select_for_update().get(pk=testimony.pk)  # one sitting after another
    if form is not None:
        if form.testimony_id != testimony.pk:
            raise StateForbids(_("This form belongs to another testimony."))
        paper_forms.take_back(form=form, by=by)
    standing = Testimony.objects.get(pk=testimony.pk).standing
    sitting = uuid.uuid4()
    written = [
        Consent.objects.create(
            testimony=testimony,
            use=line.use,
            audience=line.audience,
            valid_from=line.valid_from or timezone.localdate(),
            valid_until=line.valid_until,
            places=_places(line, standing),
            given=given,
            language=language,
            explained_by=explained_by,
            form=form,
            sitting=sitting,
            recording=recording,
            spoken_at_ms=spoken_at_ms,
            recorded_by=by,
        )
        for line in lines
    ]
    for one in written:
        Event.write("consent_recorded", by=by, testimony=testimony, use=one.use, audience=one.audience, consent=one.pk)
    signals.testimony_changed.send(Consent, testimony_id=testimony.pk)
    return written


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
    """A sitting of one line."""
    (consent,) = give(
        testimony=testimony,
        by=by,
        lines=[Line(use, audience, valid_from, valid_until)],
        given=given,
        language=language,
        recording=recording,
        spoken_at_ms=spoken_at_ms,
    )
    return consent


def _places(line: Line, standing: rules.Standing) -> str:
    if line.use != Use.CATALOGUE:
        return Places.COUNTRY
    before = rules.governing(standing.grants, Use.CATALOGUE)
    return line.places or (before.places if before else Places.COUNTRY)
