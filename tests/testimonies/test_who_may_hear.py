"""``manage.py who_may_hear``, and the same as a page for staff of the collection."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from testimonies.consent.audiences import Audience, Use
from testimonies.models import Testimony
from tests.factories.testimony import consent, make_published


@pytest.fixture
def testimony(north: Any, interviewer: Any) -> Testimony:
    """Line 1: entry for all; 2: words for researchers from 2030 on; 3 and 4: voice for all, then for nobody."""
    made = make_published(north, text="words", allows=(), owner=interviewer)
    consent(made, Use.CATALOGUE)
    consent(made, Use.TRANSCRIPT, Audience.RESEARCHER, valid_from=date(2030, 1, 1))
    consent(made, Use.SOUND)
    consent(made, Use.SOUND, Audience.NOBODY)
    return made


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command("who_may_hear", *arguments, stdout=out)
    return out.getvalue()


def answers(*arguments: str) -> dict[tuple[str, str], tuple[bool, int | None]]:
    facts = json.loads(told(*arguments, "--format", "json"))
    return {(one["audience"], one["use"]): (one["open"], one["line"]) for one in facts["answers"]}


def test_every_audience_and_use_with_the_line_that_decided(testimony: Testimony) -> None:
    today, later = answers(testimony.accession_number), answers(testimony.accession_number, "--on", "2030-01-01")
    assert len(today) == len(later) == 4 * 8
    for audience in ("public", "researcher", "reading_room", "staff"):
        assert today[audience, "catalogue"] == (True, 1)
        assert today[audience, "sound"] == later[audience, "sound"] == (False, 4)
        assert today[audience, "export"] == (audience == "staff", None)
    assert today["researcher", "transcript"] == (False, 2) and later["researcher", "transcript"] == (True, 2)
    assert later["public", "transcript"] == (False, 2) and later["reading_room", "transcript"] == (True, 2)
    assert today["staff", "transcript"] == (True, 2)


def test_it_is_said_in_sentences(testimony: Testimony) -> None:
    text = told(testimony.accession_number, "--on", "2030-01-02")
    today = timezone.localdate().isoformat()
    assert text.startswith(f"{testimony.accession_number} · 2030-01-02 · Published")
    assert f"  + reading the words: Open for registered researchers. (line 2, {today})" in text
    assert f"  - hearing the voice: The narrator closed this to everyone. (line 4, {today})" in text
    assert "  - export to other catalogues: The narrator has not allowed this.\n" in text
    assert "قراءة" in told(testimony.accession_number, "--language", "ar")


@pytest.mark.parametrize(
    ("arguments", "sentence"), [(("1999-0001",), "no testimony"), (("1999-0001", "--on", "tomorrow"), "is no day")]
)
def test_what_cannot_be_answered_is_said(arguments: tuple[str, ...], sentence: str, db: None) -> None:
    with pytest.raises(CommandError, match=sentence):
        told(*arguments)


def test_the_page_is_for_staff_of_the_collection(testimony: Testimony, request: pytest.FixtureRequest) -> None:
    address = f"/admin/who-may-hear/{testimony.accession_number}/"
    for who, status in {
        "editor": 200,
        "superuser": 200,
        "interviewer": 404,
        "other_interviewer": 404,
        "foreign_editor": 404,
        "visitor": 302,
    }.items():
        client = Client()
        client.force_login(request.getfixturevalue(who))
        answer = client.get(address)
        assert answer.status_code in (status, 302), who
        if status == 404:  # the site tries the reader's language in front of what it does not find
            assert client.get(address, follow=True).status_code == 404, who
        if status == 200:
            page = answer.content.decode()
            assert page.count("w-status--primary") == 4 + 6 and "The narrator closed this to everyone." in page
            assert f"/en/testimonies/{testimony.accession_number}/consent/#line-4" in page
            assert client.get(address, {"on": "2030-01-01"}).status_code == 200
            wrong = client.get(address, {"on": "soon"})
            assert wrong.status_code == 400 and "This is no day" in wrong.content.decode()
    assert Client().get(address).status_code == 302
