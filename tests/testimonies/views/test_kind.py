"""Of what kind a testimony is: asked for when it is sent, taken from a sheet, and told on its page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from testimonies.actions import describing
from testimonies.actions.describing import Particulars
from testimonies.exceptions import FaultyParticulars
from testimonies.models import Testimony
from tests.factories.sheets import row, sheet, sounds
from tests.factories.testimony import make_published, make_testimony
from tests.testimonies.actions.test_ingesting import faults, ingested, planned
from tests.testimonies.views.test_upload import send


def test_it_is_asked_for_with_the_sound(client: Client, interviewer: Any, north: Any) -> None:
    client.force_login(interviewer)
    send(client, north, kind="ratification")
    assert Testimony.objects.get().kind == "ratification"
    assert send(client, north, kind="other").status_code == 400


def test_it_is_described_and_refused_by_name(interviewer: Any, north: Any) -> None:
    made = make_testimony(north, owner=interviewer)
    described = describing.describe(testimony=made, particulars=Particulars(kind="ratification"), by=interviewer)
    assert described.kind == "ratification" and Testimony.objects.get().kind == "ratification"
    assert describing.describe(testimony=made, particulars=Particulars(), by=interviewer).kind == "ratification"
    with pytest.raises(FaultyParticulars) as refusal:
        describing.check(Particulars(kind="ratificaton"))
    (fault,) = refusal.value.faults
    assert fault.field == "kind" and "“ratification”" in fault.sentence


def test_it_is_taken_from_a_sheet_and_a_wrong_one_is_a_fault_of_its_cell(
    interviewer: Any, north: Any, tmp_path: Path
) -> None:
    folder = sounds(tmp_path / "in", "a.wav", "b.wav", "c.wav")
    said = {"title__en": "A tape", "consent_given": "", "consent_language": ""}
    text = sheet(
        row("A", "a.wav", kind="Ratification", **said),
        row("B", "b.wav", kind="", **said),
        row("C", "c.wav", kind="x", **said),
    )
    wrong = planned(interviewer, north, folder, text).results[2]
    ingested(interviewer, north, folder, text)
    assert [one.kind for one in Testimony.objects.order_by("pk")] == ["ratification", "life"]
    assert faults(wrong) == [(4, "kind")]


def test_it_is_told_on_the_page(client: Client, north: Any) -> None:
    made = make_published(north, kind="ratification")
    html = client.get(f"/en/testimonies/{made.accession_number}/").content.decode()
    assert "Advocate&#x27;s account of ratification" in html
