"""The page of a testimony: who sees what of it, and what stands where it was."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from testimonies.consent.audiences import Audience, Use
from testimonies.models import Description, Passage, PassageDescription, State, Testimony
from tests.factories.testimony import consent, make_published, make_recording, make_segment, make_transcript

WORDS = "the employer kept my passport"


@pytest.fixture
def testimony(north: Any) -> Testimony:
    return make_published(
        north,
        text=[WORDS, "five years I did not see my family"],
        titles={"en": "The door of the house", "ar": "باب البيت"},
        countries=[("PH", "origin"), ("SA", "destination")],
        themes=["wage-theft"],
        keywords=["nights"],
        narrator="A domestic worker",
    )


def page(client: Client, testimony: Testimony, language: str = "en") -> str:
    answer = client.get(f"/{language}/testimonies/{testimony.accession_number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_a_visitor_reads(client: Client, testimony: Testimony) -> None:
    html = page(client, testimony)
    for expected in (WORDS, "The door of the house", "A domestic worker", "PH (en)", "wage-theft (en)", "nights"):
        assert expected in html
    assert "18 December 2014" in html
    assert "Transcribed by machine (whisper-mini); may contain errors." in html
    assert f'src="{testimony.recordings.get().sound_url}"' in html
    assert "noindex" not in html


def test_each_line_has_an_address_and_its_words_their_times(client: Client, testimony: Testimony) -> None:
    html = page(client, testimony)
    line = re.search(r'<p class="segment" id="t-5000".*?</p>', html, re.DOTALL)
    assert line
    assert 'data-lasts="5000" data-words="0 625 625 625 625 625 625 625"' in line[0]
    assert '<a class="time clock" href="#t-5000">0:05</a>' in line[0]


def test_the_lines_of_the_second_recording_have_addresses_of_their_own(client: Client, testimony: Testimony) -> None:
    make_transcript(make_recording(testimony, released=True), ["another day"])
    html = page(client, testimony)
    assert 'id="t-0"' in html
    assert 'id="r2-t-0"' in html
    assert len(re.findall(r'id="([^"]+)"', html)) == len(set(re.findall(r'id="([^"]+)"', html)))


def test_nothing_in_the_page_needs_an_inline_script_or_style(client: Client, testimony: Testimony) -> None:
    html = page(client, testimony)
    assert not re.search(r'<script(?![^>]*(?:\bsrc=|type="application/ld\+json"))|<style|\sstyle=|\son\w+=', html)


def test_arabic_runs_from_right_to_left_and_the_words_as_they_were_spoken(client: Client, testimony: Testimony) -> None:
    html = page(client, testimony, "ar")
    assert '<html lang="ar" dir="rtl">' in html
    assert '<h1 lang="ar" dir="rtl">باب البيت</h1>' in html
    assert '<div class="transcript" data-transcript lang="en" dir="ltr">' in html


def test_a_description_in_another_language_says_so(client: Client, testimony: Testimony) -> None:
    Description.objects.filter(testimony=testimony, language="en").delete()
    html = page(client, testimony)
    assert '<h1 lang="ar" dir="rtl">' in html
    assert "Described in Arabic" in html


def test_words_without_sound_say_why(client: Client, testimony: Testimony) -> None:
    consent(testimony, Use.SOUND, Audience.RESEARCHER)
    html = page(client, testimony)
    assert WORDS in html
    assert "<audio" not in html
    assert "The narrator allowed this for: registered researchers." in html
    assert str(testimony.recordings.get().uuid) not in html


def test_sound_without_words_says_why(client: Client, testimony: Testimony) -> None:
    consent(testimony, Use.TRANSCRIPT, Audience.PUBLIC, valid_from=date(2999, 1, 1))
    html = page(client, testimony)
    assert WORDS not in html
    assert "transcript-1." not in html
    assert "<audio" in html
    assert "The narrator allowed this from 1 January 2999 on." in html


def test_a_transcript_in_the_making_says_how_far_it_is(client: Client, testimony: Testimony) -> None:
    run = testimony.recordings.get().transcript.run
    run.progress, run.finished_at, run.done_ms = "transcribing", None, 25_800
    run.save()
    assert "Transcribing, 43 %." in page(client, testimony)


def test_a_recording_that_no_editor_released_is_not_mentioned(client: Client, testimony: Testimony) -> None:
    hidden = make_recording(testimony, spoken_languages=["tl"])
    make_transcript(hidden, ["a secret"])
    html = page(client, testimony)
    assert "a secret" not in html
    assert str(hidden.uuid) not in html
    assert "language=tl" not in html


def test_passages_lead_to_lines(client: Client, testimony: Testimony) -> None:
    passage = Passage.objects.create(recording=testimony.recordings.get(), start_ms=5_200, end_ms=9_000)
    PassageDescription.objects.create(passage=passage, language="en", title="Far from the family")
    html = page(client, testimony)
    assert '<a href="#p-5200" data-seconds="5.2">' in html
    heading, line = html.index('<h3 class="passage" id="p-5200"'), html.index('id="t-5000"')
    assert html.index('id="t-0"') < heading < line


def test_made_up_voices_are_called_so(client: Client, testimony: Testimony) -> None:
    testimony.demonstration = True
    testimony.save()
    assert "a synthetic voice, a made-up story" in page(client, testimony)
    assert "Every voice here is synthetic" in client.get("/en/accessibility/").content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [(None, 404), ("visitor", 404), ("interviewer", 200), ("editor", 200), ("foreign_editor", 404)]
)
def test_a_draft_is_seen_by_those_who_work_on_it(
    client: Client, testimony: Testimony, request: pytest.FixtureRequest, who: str | None, status: int
) -> None:
    interviewer = request.getfixturevalue("interviewer")
    testimony.live, testimony.state, testimony.owner = False, State.DRAFT, interviewer
    testimony.save()
    if who:
        client.force_login(request.getfixturevalue(who))
    answer = client.get(testimony.get_absolute_url())
    assert answer.status_code == status
    if status == 200:
        assert "noindex" in answer.content.decode()
        assert "Being described." in answer.content.decode()


@pytest.mark.parametrize(("published_before", "status"), [(True, 410), (False, 404)])
def test_what_stands_where_a_testimony_was_taken_back(
    client: Client, testimony: Testimony, published_before: bool, status: int
) -> None:
    testimony.live, testimony.state = False, State.WITHDRAWN
    testimony.first_published_at = testimony.created_at if published_before else None
    testimony.save()
    answer = client.get(testimony.get_absolute_url())
    html = answer.content.decode()
    assert answer.status_code == status
    for told in ("The door of the house", "A domestic worker", WORDS, "PH (en)"):
        assert told not in html


@pytest.mark.parametrize("number", ["2026-9999", "2026-1", "x", "2026-0001%00", "٢٠٢٦-٠٠٠١"])
@pytest.mark.django_db
def test_a_number_that_nobody_has(client: Client, number: str) -> None:
    assert client.get(f"/en/testimonies/{number}/").status_code == 404


def transcript_of(testimony: Testimony, end: str) -> str:
    return f"/en/testimonies/{testimony.accession_number}/transcript-{end}"


@pytest.mark.parametrize(
    ("format_", "media_type"),
    [("txt", "text/plain"), ("vtt", "text/vtt"), ("srt", "application/x-subrip"), ("json", "application/json")],
)
def test_the_words_as_a_file(client: Client, testimony: Testimony, format_: str, media_type: str) -> None:
    answer = client.get(transcript_of(testimony, f"1.{format_}"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == f"{media_type}; charset=utf-8"
    assert answer["Content-Disposition"] == f'inline; filename="{testimony.accession_number}-1.{format_}"'
    assert answer["Cache-Control"] == "private, max-age=0, must-revalidate"
    assert WORDS in answer.content.decode()


@pytest.mark.parametrize("end", ["1.exe", "2.vtt", "0.vtt", "1.vtt?language=fr", "1.vtt?language=%00"])
def test_a_file_that_is_not_there(client: Client, testimony: Testimony, end: str) -> None:
    assert client.get(transcript_of(testimony, end)).status_code == 404


def test_a_translation_is_asked_for_by_its_language(client: Client, testimony: Testimony) -> None:
    make_transcript(testimony.recordings.get(), ["le patron"], language="fr", kind="translation")
    answer = client.get(transcript_of(testimony, "1.txt?language=fr"))
    assert "le patron" in answer.content.decode()
    consent(testimony, Use.TRANSLATION, Audience.NOBODY)
    assert client.get(transcript_of(testimony, "1.txt?language=fr")).status_code == 404
    assert "le patron" not in page(client, testimony)


def test_words_that_may_not_be_read_are_no_file_either(client: Client, testimony: Testimony) -> None:
    consent(testimony, Use.TRANSCRIPT, Audience.STAFF)
    assert client.get(transcript_of(testimony, "1.vtt")).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_recordings(
    client: Client, testimony: Testimony, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        transcript = make_transcript(make_recording(testimony, released=True), ["one", "two"])
        make_segment(transcript, "three", start_ms=20_000 + number)
    with django_assert_max_num_queries(32):
        page(client, testimony)
