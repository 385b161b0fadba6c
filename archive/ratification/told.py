"""The record as other programs read it: JSON and CSV, with the days as far as they may be shown."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from archive.models import TreatyAction
from archive.ratification.record import Record, State

__all__ = ["COLUMNS", "as_csv", "as_json", "rows"]

COLUMNS = ("iso2", "iso3", "name", "standing", "signed", "bound", "how", "in_force", "verified", "source")


def rows(record: Record) -> list[dict[str, str]]:
    return [_row(state) for state in record.states]


def as_json(request: HttpRequest, record: Record) -> dict[str, Any]:
    figures = record.figures
    address = f"{reverse('ratification')}?on={record.day.isoformat()}&of={record.instrument.code}"
    return {
        "instrument": record.instrument.code,
        "name": record.instrument.name,
        "on": record.day.isoformat(),
        "parties": figures.parties,
        "parties_since_an_unverified_day": figures.undated,
        "signatories": figures.signatories,
        "no_action": figures.no_action,
        "page": request.build_absolute_uri(address),
        "states": rows(record),
    }


def as_csv(record: Record) -> str:
    """With the header's names in :data:`COLUMNS`; lines end as RFC 4180 has them."""
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS)
    writer.writeheader()
    writer.writerows(rows(record))
    return written.getvalue()


def _row(state: State) -> dict[str, str]:
    bound, signed = state.bound, state.signed
    deed = bound or signed
    return {
        "iso2": state.country.iso2,
        "iso3": state.country.iso3,
        "name": state.country.label,
        "standing": state.standing.value,
        "signed": signed.shown_day if signed else "",
        "bound": bound.shown_day if bound else "",
        "how": bound.kind if bound else "",
        "in_force": _in_force(bound),
        "verified": deed.verified if deed else "",
        "source": deed.source if deed else "",
    }


def _in_force(bound: TreatyAction | None) -> str:
    return bound.shown_in_force if bound else ""
