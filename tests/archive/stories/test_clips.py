"""A clip is a reference: what it shows follows consent, redactions and names at the moment of asking."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Revision

from archive.clips.place import LONGEST_MS, Place
from archive.clips.showing import clips
from testimonies.actions import withdrawing
from testimonies.consent.audiences import VISITOR, Audience, Listener, Use
from testimonies.models import Recording, RedactedCopy, Redaction, Segment, Testimony, listener_for
from tests.factories.stories import block, clip, make_story, place_of
from tests.factories.testimony import consent, make_published, make_segment, make_transcript

pytestmark = pytest.mark.django_db
WORDS = "the contract was not the contract"


@pytest.fixture
def told(north: Any) -> Testimony:
    return make_published(north, text=[WORDS, "they kept my passport"], narrator="Asha", titles={"en": "A factory"})


def html(client: Client, page: Any) -> str:
    answer = client.get(page.url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_words_sound_speaker_time_and_the_way_to_the_testimony(told: Testimony, client: Client) -> None:
    page = html(client, make_story(clip(told)))
    recording = told.recordings.get()
    assert WORDS in page and "they kept my passport" not in page
    assert f"{recording.sound_url}#t=0,5" in page and "Asha" in page and "A factory" in page and "0:00–0:05" in page
    assert f"/en/testimonies/{told.accession_number}/at/1/0-5000/" in page


def test_only_the_words_of_the_span_are_shown(told: Testimony, client: Client) -> None:
    page = html(client, make_story(clip(told, 0, 2_400)))
    assert "the contract was" in page and WORDS not in page


def test_the_translation_for_the_reader_stands_beside_the_original(told: Testimony) -> None:
    recording = told.recordings.get()
    translated = make_transcript(recording, language="fr", kind="translation")
    make_segment(translated, "le contrat n’était pas le contrat", end_ms=5_000, language="fr")
    place = place_of(told)
    assert [line.cut.text for line in clips([place], VISITOR, "fr")[place].translation] == [
        "le contrat n’était pas le contrat"
    ]
    assert clips([place], VISITOR, "en")[place].translation == ()
    consent(told, Use.TRANSLATION, Audience.NOBODY)
    assert clips([place], VISITOR, "fr")[place].translation == ()


@pytest.mark.parametrize("use", [Use.EXCERPT, Use.CATALOGUE])
def test_without_consent_for_excerpts_nothing_of_it_is_in_the_page(use: str, told: Testimony, client: Client) -> None:
    page = make_story(clip(told))
    consent(told, use, Audience.NOBODY)
    shown = html(client, page)
    recording = told.recordings.get()
    for secret in (WORDS, "contract was", "Asha", "A factory", told.accession_number, str(recording.uuid), "0:05"):
        assert secret not in shown
    assert "A voice belongs here" in shown


def test_words_and_sound_close_each_apart(told: Testimony, client: Client) -> None:
    page = make_story(clip(told))
    consent(told, Use.SOUND, Audience.RESEARCHER)
    shown = html(client, page)
    assert WORDS in shown and "<audio" not in shown
    consent(told, Use.SOUND)
    consent(told, Use.TRANSCRIPT, Audience.RESEARCHER)
    shown = html(client, page)
    assert WORDS not in shown and "<audio" in shown
    consent(told, Use.SOUND, Audience.RESEARCHER)
    assert "A voice belongs here" in html(client, page)


def test_what_is_redacted_or_in_doubt_is_so_in_a_clip(told: Testimony, editor: Any) -> None:
    place, recording = place_of(told), told.recordings.get()
    Redaction.objects.create(recording=recording, start_ms=800, end_ms=1_600, reason="third_person", by=editor)
    RedactedCopy.objects.create(recording=recording, spans=[[300, 2_100]], file="access/a.m4a")
    shown = clips([place], VISITOR)[place]
    assert "contract was" not in "".join(line.cut.text for line in shown.lines) and not shown.audible
    Segment.objects.filter(transcript__recording=recording).update(doubts=["unsure"])
    assert place not in clips([place], VISITOR)


def test_those_who_work_on_it_are_told_that_visitors_see_less(told: Testimony, editor: Any, client: Client) -> None:
    page = make_story(clip(told))
    client.force_login(editor)
    assert "Only you and your colleagues" not in html(client, page)
    consent(told, Use.EXCERPT, Audience.STAFF)
    assert "Only you and your colleagues" in html(client, page)


def test_a_clip_opens_on_its_day(told: Testimony) -> None:
    place, today = place_of(told), timezone.localdate()
    consent(told, Use.EXCERPT, valid_from=today + timedelta(days=10))
    assert place not in clips([place], VISITOR)
    assert place in clips([place], VISITOR.on(today + timedelta(days=10)))


def test_a_researcher_sees_what_researchers_may(told: Testimony) -> None:
    place = place_of(told)
    consent(told, Use.EXCERPT, Audience.RESEARCHER)
    assert place not in clips([place], VISITOR)
    assert place in clips([place], Listener(audience=Audience.RESEARCHER))


def test_the_number_of_queries_does_not_grow_with_clips(north: Any, client: Client) -> None:
    def story(number: int) -> Any:
        some = [make_published(north, text=[f"words {one}"], narrator=f"N{one}") for one in range(number)]
        row = [place_of(one).as_json() for one in some]
        return make_story(*[clip(one) for one in some], block("sequence", {"title": "All", "clips": row * 2}))

    counts = []
    for number in (2, 5):
        page = story(number)
        client.get(page.url)
        with CaptureQueriesContext(connection) as asked:
            client.get(page.url)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 45


def test_a_testimony_that_was_taken_back_is_in_no_story(told: Testimony, editor: Any, client: Client) -> None:
    page = make_story(clip(told))
    withdrawing.withdraw(testimony=told, by=editor)
    shown = html(client, page)
    assert WORDS not in shown and told.accession_number not in shown and "A voice belongs here" in shown


def test_neither_page_nor_draft_nor_version_keeps_a_word(told: Testimony, client: Client) -> None:
    page = make_story(clip(told))
    kept = str(Revision.objects.for_instance(page).get().content) + str(page.body.raw_data[0])
    assert WORDS not in kept and "Asha" not in kept and str(told.recordings.get().uuid) in kept
    assert all(WORDS not in text for text in page.body.stream_block.get_searchable_content(page.body))


@pytest.mark.parametrize(
    "forged",
    [
        None,
        "<script>alert(1)</script>",
        {"recording": "' OR 1=1 --", "start_ms": 0, "end_ms": 5},
        {"recording": "00000000-0000-4000-8000-000000000000", "start_ms": 0, "end_ms": 5_000},
        {"recording": "00000000-0000-4000-8000-000000000000", "start_ms": 5, "end_ms": 5},
        {"recording": "00000000-0000-4000-8000-000000000000", "start_ms": "0", "end_ms": "9"},
        {"recording": "00000000-0000-4000-8000-000000000000", "start_ms": 0, "end_ms": 10**30},
        {"recording": ["x"], "start_ms": True, "end_ms": 5_000},
    ],
)
def test_whatever_stands_in_the_place_of_a_clip_shows_nothing_and_breaks_nothing(forged: Any, client: Client) -> None:
    shown = html(client, make_story(block("clip", forged)))
    assert "A voice belongs here" in shown and "alert(1)" not in shown


def test_a_place_is_read_as_it_is_written_and_nothing_else_is() -> None:
    place = Place.parse("6f9619ff-8b86-4011-b42d-00c04fc964ff/1000-2500")
    assert place is not None and Place.parse(str(place)) == place == Place.of_json(place.as_json())
    for text in (
        "",
        "6f9619ff-8b86-4011-b42d-00c04fc964ff/2500-1000",
        f"{place.recording}/0-{LONGEST_MS + 1}",
        "x/1-2",
    ):
        assert Place.parse(text) is None


def test_what_nobody_released_yet_is_closed(told: Testimony) -> None:
    place = place_of(told)
    Recording.objects.update(released=False)
    assert place not in clips([place], VISITOR)


def test_the_listener_of_staff_sees_their_own(told: Testimony, editor: Any, foreign_editor: Any) -> None:
    place = place_of(told)
    consent(told, Use.EXCERPT, Audience.STAFF, valid_from=date(2000, 1, 1))
    assert place in clips([place], listener_for(editor))
    assert place not in clips([place], listener_for(foreign_editor))
