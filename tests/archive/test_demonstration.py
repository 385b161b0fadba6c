"""The demonstration collection, loaded and transcribed for real, and what a visitor may have of each testimony.

It is worked through once for this module; every test begins with the same transcribed collection.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client

from archive import demonstration, reference_data, site_setup
from search.answering import answer
from search.engine import Engine
from search.index import Follower
from search.searchable import Narrowing
from testimonies.consent.audiences import VISITOR, Audience
from testimonies.interchange.formats import FORMATS
from testimonies.models import Event, Progress, Recording, State, Testimony, listener_for
from tests.factories.arrival import worked_through
from tests.factories.scripts import DEMONSTRATION, script, time_errors_ms, word_error

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WANTED = json.loads((demonstration.DATA / "testimonies.json").read_text(encoding="utf-8"))
SOUNDS = {one["slug"]: one["sound"] for one in WANTED["testimonies"]}
EMBARGOED, IN_REVIEW, NO_SOUND = "el-contrato-de-la-fabrica", "une-saison-a-la-ferme", "five-years-in-the-kitchen"
CLOSED = (EMBARGOED, IN_REVIEW)


@dataclass(frozen=True)
class Worked:
    media: Path
    index: Path


@pytest.fixture(scope="module")
def worked(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worked]:
    """The collection after every job, inside one transaction that is rolled back in the end."""
    folder = tmp_path_factory.mktemp("demonstration")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(django_settings, "MEDIA_ROOT", folder / "media")
        reference_data.load()
        site_setup.set_up()
        assert demonstration.load() is True
        for recording in Recording.objects.order_by("pk"):
            worked_through(recording)
        with Engine(folder / "index") as engine:
            Follower(engine).rebuild()
        yield Worked(folder / "media", folder / "index")
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def transcribed(worked: Worked, db: None, _own_folders: None, settings: Any) -> None:
    settings.MEDIA_ROOT, settings.SEARCH_INDEX_ROOT = worked.media, worked.index


def recording_of(slug: str) -> Recording:
    return Recording.objects.select_related("testimony").get(original_name=SOUNDS[slug])


@pytest.mark.parametrize("slug", SOUNDS)
def test_its_words_are_those_of_its_script_in_its_language(slug: str) -> None:
    recording = recording_of(slug)
    spoken, transcript = script(DEMONSTRATION / SOUNDS[slug]), recording.transcript
    segments = list(transcript.segments.all())
    assert transcript.progress == Progress.DONE and transcript.language == spoken.language
    assert word_error(spoken, segments) < 0.1
    errors_ms = time_errors_ms(spoken, segments)
    assert len(errors_ms) > 0.9 * len(spoken.words)
    assert sum(error_ms <= 500 for error_ms in errors_ms) >= 0.97 * len(errors_ms)


def test_loading_again_finds_nothing_to_do() -> None:
    before = (Testimony.objects.count(), Event.objects.count(), get_user_model().objects.count())
    assert demonstration.load() is False
    assert before == (Testimony.objects.count(), Event.objects.count(), get_user_model().objects.count())
    assert before[0] == len(SOUNDS)


def test_each_log_in_of_staff_enters_and_sees_the_collection(client: Client) -> None:
    for role, name, password in demonstration.LOG_INS:
        assert client.login(username=name, password=password), role
        if role == demonstration.RESEARCHER:
            continue
        seen = Testimony.objects.visible_to(listener_for(get_user_model().objects.get(username=name))).count()
        assert seen == len(SOUNDS)
        assert client.get("/admin/").status_code == client.get("/en/work/").status_code == 200


def test_the_researcher_has_accepted_the_terms_and_stays_outside_the_editors_rooms(client: Client) -> None:
    researcher = get_user_model().objects.get(username="researcher")
    assert client.login(username="researcher", password="study-with-care")
    assert listener_for(researcher).audience == Audience.RESEARCHER
    assert Testimony.objects.visible_to(listener_for(researcher)).count() == len(SOUNDS) - len(CLOSED)
    assert client.get("/en/account/").status_code == 200
    assert client.get("/admin/").status_code == 302 and not researcher.has_perm("wagtailadmin.access_admin")


def test_each_stands_where_it_should() -> None:
    states = {one["slug"]: one["state"] for one in WANTED["testimonies"]}
    assert {slug: recording_of(slug).testimony.state for slug in SOUNDS} == states
    assert states[IN_REVIEW] == State.IN_REVIEW and recording_of(IN_REVIEW).testimony.current_workflow_task_state


def test_every_public_page_says_that_it_is_a_demonstration(client: Client) -> None:
    number = recording_of(NO_SOUND).testimony.accession_number
    for address in ("/en/", "/en/testimonies/", f"/en/testimonies/{number}/", "/en/search/?q=money"):
        assert "synthetic" in client.get(address).content.decode(), address


def addresses(slug: str, language: str = "en") -> dict[str, list[str]]:
    """Every public address of a testimony: its page, its words, its sound."""
    recording = recording_of(slug)
    page = f"/{language}/testimonies/{recording.testimony.accession_number}/"
    return {
        "page": [page],
        "words": [f"{page}transcript-1.{form}" for form in FORMATS],
        "sound": [recording.sound_url, f"/sound/{recording.uuid}/waveform.json"],
    }


@pytest.mark.parametrize("slug", SOUNDS)
def test_what_a_visitor_may_have_at_every_address(slug: str, client: Client) -> None:
    allowed = {"page": slug not in CLOSED, "words": slug not in CLOSED, "sound": slug not in (*CLOSED, NO_SOUND)}
    title = recording_of(slug).testimony.title
    for kind, some in addresses(slug).items():
        for address in some:
            for headers in ({}, {"Range": "bytes=0-99"}):
                given = client.get(address, headers=headers, follow=True)
                held = b"".join(given.streaming_content) if given.streaming else given.content
                if allowed[kind]:
                    assert given.status_code in (200, 206) and held, address
                else:
                    assert given.status_code == 404 and title.encode() not in held, address
    private = recording_of(slug).get_absolute_url()
    assert client.get(f"/en{private}" if private.startswith("/rec") else private).status_code == 302


def test_the_lists_hold_what_may_be_listed_and_count_no_more(client: Client) -> None:
    for address in ("/en/testimonies/", "/es/testimonies/", "/en/", "/fr/"):
        html = client.get(address).content.decode()
        for slug in CLOSED:
            testimony = recording_of(slug).testimony
            assert testimony.accession_number not in html, address
            assert not any(one.title in html for one in testimony.descriptions.all()), address
    assert Testimony.objects.visible_to(VISITOR).count() == len(SOUNDS) - len(CLOSED)


def test_a_spoken_word_is_found_and_heard_at_its_second() -> None:
    """Each sentence of each script, asked for as a phrase of its three first words."""
    for slug in SOUNDS:
        spoken = script(DEMONSTRATION / SOUNDS[slug])
        number = recording_of(slug).testimony.accession_number
        asked = " ".join(text.strip(".,") for text, _, _ in spoken.words[:3])
        told = answer(f'"{asked}"', listener=VISITOR, narrowing=Narrowing())
        hits = [hit for one, _, some in told.groups if one.accession_number == number for hit in some]
        if slug in CLOSED:
            assert not hits, slug
        else:
            assert min(abs(hit.play_ms - spoken.words[0][1]) for hit in hits if hit.play_ms is not None) <= 500, slug
            assert all(bool(hit.sound_url) is (slug != NO_SOUND) for hit in hits), slug


@pytest.mark.parametrize("slug", CLOSED)
def test_no_search_tells_of_what_is_closed(slug: str, client: Client) -> None:
    testimony = recording_of(slug).testimony
    told = Testimony.objects.visible_to(VISITOR).values_list("pk", flat=True)
    words = {segment_word.text.strip(".,") for one in recording_of(slug).transcript.segments.all()
             for segment_word in one.spoken_words}  # fmt: skip
    for word in sorted(words)[:25]:
        found = answer(word, listener=VISITOR, narrowing=Narrowing())
        assert testimony.pk not in {one.pk for one, _, _ in found.groups} and found.testimonies <= len(told)
    html = client.get("/en/search/", {"q": " OR ".join(sorted(words)[:25])}).content.decode()
    assert testimony.accession_number not in html


def test_the_embargo_ends_on_its_day() -> None:
    testimony = recording_of(EMBARGOED).testimony
    for day, open_ in ((date(2034, 12, 31), False), (date(2035, 1, 1), True)):
        assert (testimony in Testimony.objects.visible_to(VISITOR, day)) is open_
        assert Recording.objects.audible_to(VISITOR, day).filter(testimony=testimony).exists() is open_
        told = answer("contrato", listener=VISITOR.on(day), narrowing=Narrowing())
        assert (testimony.pk in {one.pk for one, _, _ in told.groups}) is open_
