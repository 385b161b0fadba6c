"""The interviewer's own pages: what they took in, how far it is, what the narrator allowed, and what comes next."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from archive import site_setup
from testimonies.actions import accession
from testimonies.models import Consent, Event, State, Testimony
from tests.factories.testimony import make_recording, make_testimony, make_transcript


@pytest.fixture
def at_work(client: Client, interviewer: Any) -> Client:
    client.force_login(interviewer)
    return client


@pytest.fixture
def testimony(north: Any, interviewer: Any) -> Testimony:
    site_setup.set_up()
    return accession.open_testimony(by=interviewer, collection=north, title="The first winter", language="en")


def test_the_page_lists_what_one_works_on_and_says_where_it_stands(
    at_work: Client, testimony: Testimony, north: Any, other_interviewer: Any
) -> None:
    make_transcript(make_recording(testimony), [], progress="transcribing", finished_at=None, done_ms=30_000)
    make_testimony(north, owner=other_interviewer, titles={"en": "The other winter"})
    html = at_work.get("/en/work/").content.decode()
    assert "The first winter" in html and "Transcribing, 50 %." in html and State.DRAFT.sentence in html
    assert "The other winter" not in html
    assert f"/en/testimonies/{testimony.accession_number}/submit/" in html


@pytest.mark.parametrize(
    ("progress", "more", "said", "settled", "retry"),
    [
        ("waiting", {}, "Waiting for its turn", False, False),
        ("decoding", {}, "being decoded", False, False),
        ("transcribing", {"done_ms": 59_999}, "Transcribing, 99 %.", False, False),
        ("needs_weights", {"needs": "Set WHISPER_MODEL."}, "Set WHISPER_MODEL.", False, True),
        ("failed", {"failure": "original_missing"}, "Nothing is lost", True, True),
        ("done", {}, "no speech found", True, False),
    ],
)
def test_every_state_has_its_sentence_and_its_next_step(
    progress: str, more: dict[str, Any], said: str, settled: bool, retry: bool, at_work: Client, testimony: Testimony
) -> None:
    recording = make_recording(testimony)
    finished = {} if progress == "done" else {"finished_at": None}
    make_transcript(recording, progress=progress, **finished, **more)
    page = at_work.get(recording.get_absolute_url()).content.decode()
    told = at_work.get(f"{recording.get_absolute_url()}progress.json").json()
    assert said in page and said in told["sentence"]
    assert told["settled"] is settled
    assert ("retry/" in page) is retry


def test_asking_again_is_written_down(at_work: Client, testimony: Testimony, interviewer: Any) -> None:
    recording = make_recording(testimony)
    make_transcript(recording, progress="failed", failure="engine", finished_at=None)
    assert at_work.get(f"{recording.get_absolute_url()}retry/").status_code == 405
    assert at_work.post(f"{recording.get_absolute_url()}retry/").status_code == 302
    assert recording.transcripts.get().progress == "waiting"
    assert Event.objects.get(verb="transcription_asked_again").by == interviewer


def test_handing_it_to_the_editors(at_work: Client, testimony: Testimony) -> None:
    address = f"/en/testimonies/{testimony.accession_number}/submit/"
    assert State.IN_REVIEW.sentence in at_work.post(address, follow=True).content.decode()
    assert Testimony.objects.get().state == State.IN_REVIEW
    assert "being reviewed already" in at_work.post(address, follow=True).content.decode()


def test_every_consent_is_one_more_line(at_work: Client, testimony: Testimony, interviewer: Any) -> None:
    address = f"/en/testimonies/{testimony.accession_number}/consent/"
    line = {"sound": "public", "valid_from": "2020-01-01", "given": "form", "language": "ne"}
    assert at_work.post(address, line).status_code == 302
    assert at_work.post(address, {**line, "sound": "nobody", "valid_until": ""}).status_code == 302
    ledger = list(Consent.objects.all())
    assert [(one.use, one.audience, one.valid_from, one.recorded_by) for one in ledger] == [
        ("sound", "public", date(2020, 1, 1), interviewer),
        ("sound", "nobody", date(2020, 1, 1), interviewer),
    ]
    assert Event.objects.filter(verb="consent_recorded", by=interviewer).count() == 2
    page = at_work.get(address).content.decode()
    assert page.index("nobody") and "everyone" in page
