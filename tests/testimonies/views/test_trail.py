"""Who did what: read and taken out by those whose collection it is, and by nobody else."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from testimonies.models import Event, Testimony
from tests.factories.testimony import make_recording, make_testimony, make_transcript

pytestmark = pytest.mark.django_db


@pytest.fixture
def happened(north: Any, south: Any, interviewer: Any) -> tuple[Testimony, Testimony]:
    """Something in the North, something in the South, something nowhere."""
    here, there = make_testimony(north, titles={"en": "Secret title"}), make_testimony(south)
    Event.write("opened", by=interviewer, testimony=here)
    Event.write("taken_in", by=interviewer, recording=make_recording(here))
    Event.write("closed", by=None, testimony=there)
    Event.write("terms_accepted", by=interviewer, version="2026-11")
    return here, there


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def exported(client: Client, form: str = "jsonl", **narrowed: str) -> list[dict[str, Any]]:
    answer = client.post("/admin/who-did-what/export/", {"form": form, **narrowed})
    text = b"".join(answer).decode()
    assert answer.status_code == 200 and answer["Content-Disposition"].endswith(f'.{form}"')
    if form == "csv":
        return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("who", "sees"), [("editor", {"opened", "taken_in"}), ("foreign_editor", {"closed"})], ids=["North", "South"]
)
def test_each_editor_reads_of_their_own_collection(
    who: str, sees: set[str], happened: Any, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(who))
    assert {one["what"] for one in exported(client)} == sees
    html = client.get("/admin/who-did-what/").content.decode()
    for testimony, collection in zip(happened, ("editor", "foreign_editor"), strict=True):
        assert (testimony.accession_number in html) == (collection == who)
    assert "Secret title" not in html


def test_an_administrator_reads_everything(happened: Any, superuser: Any) -> None:
    everything = {"opened", "taken_in", "closed", "terms_accepted", "logged_in"}
    assert {one["what"] for one in exported(signed_in(superuser))} == everything


@pytest.mark.parametrize("who", ["interviewer", "visitor", None])
def test_nobody_else_reads_it(who: str | None, happened: Any, request: pytest.FixtureRequest) -> None:
    client = signed_in(request.getfixturevalue(who)) if who else Client()
    for answer in (client.get("/admin/who-did-what/"), client.post("/admin/who-did-what/export/", {"form": "csv"})):
        assert answer.status_code in (302, 403)
        assert happened[0].accession_number not in answer.content.decode()
    assert not Event.objects.filter(verb="trail_exported").exists()


def test_it_is_narrowed_by_testimony_person_and_day(happened: Any, superuser: Any) -> None:
    client, (here, _there) = signed_in(superuser), happened
    today = timezone.localdate()
    for narrowed, number in (
        ({"testimony": here.accession_number}, 2),
        ({"person": "INTERVIEWER"}, 3),
        ({"person": "interviewer@example.org"}, 3),
        ({"person": "nobody"}, 0),
        ({"since": today.isoformat()}, None),
        ({"until": (today - timedelta(days=1)).isoformat()}, 0),
    ):
        html = client.get("/admin/who-did-what/", narrowed).content.decode()
        rows = exported(client, **narrowed)
        assert number is None or len(rows) == number
        assert html.count("<time ") == len(rows)
    for nonsense in ("2026-13-45", "0001-01-01", "9999-12-31", "x\x00"):
        assert client.get("/admin/who-did-what/", {"since": nonsense, "person": nonsense}).status_code == 200


def test_looking_leaves_no_trace_and_taking_it_out_one(happened: Any, editor: Any) -> None:
    client = signed_in(editor)
    before = Event.objects.count()
    client.get("/admin/who-did-what/")
    assert Event.objects.count() == before
    assert client.get("/admin/who-did-what/export/").status_code == 405
    rows = exported(client, "csv", person="interviewer")
    assert rows[0]["sentence"] == "The testimony was opened."
    written = Event.objects.get(verb="trail_exported")
    assert (written.by, written.data) == (editor, {"form": "csv", "narrowed": ["person"]})
    assert client.post("/admin/who-did-what/export/", {"form": "exe"}, follow=True).status_code in (404, 405)


def test_it_is_linked_from_the_testimony(happened: Any, editor: Any) -> None:
    make_transcript(happened[0].recordings.get())
    edit = reverse("wagtailsnippets_testimonies_testimony:edit", args=[happened[0].pk])
    html = signed_in(editor).get(edit).content.decode()
    assert f"/admin/who-did-what/?testimony={happened[0].accession_number}" in html
