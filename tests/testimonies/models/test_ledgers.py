"""Consents and events are only added to; an original never changes. The database says so, not the code."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from testimonies.models import Consent, Event, Recording
from tests.factories.testimony import consent, make_recording, make_testimony


@pytest.mark.parametrize("model", [Consent, Event])
@pytest.mark.parametrize("statement", ["UPDATE {table} SET testimony_id = NULL", "DELETE FROM {table}"])
def test_a_ledger_only_grows(model: Any, statement: str, north: Any) -> None:
    testimony = make_testimony(north)
    consent(testimony, "sound")
    Event.write("looked_at", by=None, testimony=testimony)
    before = list(model.objects.values())
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=model._meta.db_table))
    assert list(model.objects.values()) == before


def test_a_testimony_with_a_ledger_cannot_be_deleted(north: Any) -> None:
    testimony = make_testimony(north)
    consent(testimony, "sound")
    with pytest.raises(IntegrityError), transaction.atomic():
        testimony.delete()


@pytest.mark.parametrize(
    "values", [{"sha256": "0" * 64}, {"size_bytes": 7}, {"uuid": uuid.UUID(int=7)}, {"testimony_id": None}]
)
def test_what_describes_an_original_never_changes(values: dict[str, Any], north: Any) -> None:
    recording = make_recording(make_testimony(north))
    if "testimony_id" in values:
        values = {"testimony_id": make_testimony(north).pk}
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Recording.objects.filter(pk=recording.pk).update(**values)


def test_what_was_found_out_about_a_recording_may_change(north: Any) -> None:
    recording = make_recording(make_testimony(north))
    Recording.objects.filter(pk=recording.pk).update(released=True, damaged_after_ms=5, spoken_languages=["ne"])
    recording.refresh_from_db()
    assert (recording.released, recording.damaged_after_ms, recording.spoken_languages) == (True, 5, ["ne"])
