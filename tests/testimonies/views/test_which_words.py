"""The words a reader chooses, what they are warned of, and who else speaks of the same."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from testimonies.consent.audiences import Audience, Use
from testimonies.models import Description, Event, Passage, PassageDescription, ReviewState, Segment, Testimony
from testimonies.views.listening import Words
from tests.factories.testimony import consent, make_published, make_segment, make_transcript


@pytest.fixture
def testimony(north: Any) -> Testimony:
    found = make_published(
        north,
        text=["they kept my passport", "I never saw it again"],
        titles={"en": "The door"},
        countries=[("NP", "origin"), ("QA", "destination")],
        themes=["wage-theft"],
    )
    make_transcript(found.recordings.get(), ["ils ont gardé mon passeport", "je ne l’ai jamais revu"], language="fr",
                    kind="translation")  # fmt: skip
    return found


def page(client: Client, testimony: Testimony, asked: str = "") -> str:
    answer = client.get(f"/en/testimonies/{testimony.accession_number}/{asked}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_reader_chooses_the_words_spoken_a_translation_or_both(client: Client, testimony: Testimony) -> None:
    spoken, translated, both = (page(client, testimony, asked) for asked in ("", "?words=fr", "?beside=fr"))
    assert "my passport" in spoken and "mon passeport" not in spoken
    assert "mon passeport" in translated and "my passport" not in translated
    assert 'data-transcript data-language="fr" lang="fr"' in translated
    assert "machine draft" not in spoken and "Translated by machine" in translated
    pair = re.search(r'<p class="segment" id="t-0".*?</p>', both, re.DOTALL)
    assert pair and "my passport" in pair[0]
    assert '<span class="beside words" lang="fr" dir="ltr">ils ont gardé mon passeport</span>' in pair[0]
    assert "my passport" in page(client, testimony, "?words=zz")


def test_translations_that_may_not_be_read_are_not_offered(client: Client, testimony: Testimony) -> None:
    consent(testimony, Use.TRANSLATION, Audience.STAFF)
    for asked in ("", "?words=fr", "?beside=fr"):
        html = page(client, testimony, asked)
        assert "passeport" not in html and "data-words-asked" not in html


@pytest.mark.parametrize("asked", [{"words": "FR"}, {"beside": "../"}, {"words": "x" * 99}, {}])
def test_whatever_is_no_language_asks_for_the_words_spoken(asked: dict[str, str]) -> None:
    assert Words.of(asked) == (Words("fr") if asked.get("words") == "FR" else Words())


def test_the_warning_stands_before_the_words_with_a_choice(client: Client, testimony: Testimony) -> None:
    assert "Before you listen" not in page(client, testimony)
    Testimony.objects.filter(pk=testimony.pk).update(content_warnings=["violence", "death"])
    Description.objects.filter(testimony=testimony).update(warning="She tells how she was beaten.")
    html = page(client, testimony)
    warned, words = html.index("Before you listen"), html.index("my passport")
    assert warned < html.index('<details class="warned" data-warned>') < html.index("<audio") < words
    assert "violence; death and grief" in html and "She tells how she was beaten." in html
    quoted = client.get(f"/en/testimonies/{testimony.accession_number}/at/1/0-5000/").content.decode()
    assert quoted.index("Before you listen") < quoted.index("<audio") < quoted.index("my passport")
    assert "Speaks of violence; death and grief" in client.get("/en/testimonies/").content.decode()


def test_an_editor_sets_the_warning_and_that_is_noted(client: Client, superuser: Any, testimony: Testimony) -> None:
    client.force_login(superuser)
    edit = reverse("wagtailsnippets_testimonies_testimony:edit", args=[testimony.pk])
    form = querydict_from_html(client.get(edit).content.decode(), form_id="w-editor-form").copy()
    for kinds, noted in ((["death", "violence"], 1), (["violence", "death"], 1), ([], 2)):
        form.setlist("content_warnings", kinds)
        assert client.post(edit, dict(form.lists())).status_code == 302
        draft = Testimony.objects.get(pk=testimony.pk).get_latest_revision_as_object()
        assert sorted(draft.content_warnings) == sorted(kinds)
        assert Event.objects.filter(verb="content_warned", testimony=testimony).count() == noted
    form.setlist("content_warnings", ["an invented one"])
    assert client.post(edit, dict(form.lists())).status_code == 200


def test_related_testimonies_say_why_and_are_only_those_one_may_see(
    client: Client, north: Any, testimony: Testimony
) -> None:
    same = make_published(north, titles={"en": "Another door"}, countries=[("NP", "origin")], themes=["wage-theft"])
    hidden = make_published(north, titles={"en": "A hidden door"}, themes=["wage-theft"])
    consent(hidden, Use.CATALOGUE, Audience.STAFF)
    make_published(north, titles={"en": "Nothing in common"}, themes=["family-unity"])
    html = page(client, testimony)
    section = html[html.index('aria-labelledby="related"') :]
    assert same.get_absolute_url() in section and "Another door" in section
    assert "Shown because of: " in section and "NP (en)" in section and "wage-theft (en)" in section
    assert "A hidden door" not in html and "Nothing in common" not in html


def test_the_number_of_queries_grows_with_nothing(client: Client, north: Any, testimony: Testimony) -> None:
    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    addresses = [f"/en/testimonies/{testimony.accession_number}/{more}" for more in ("", "?words=fr", "?beside=fr")]
    make_published(north, themes=["wage-theft"], countries=[("NP", "origin")])
    recording = testimony.recordings.get()
    passage = Passage.objects.create(recording=recording, start_ms=0, end_ms=4_000)
    PassageDescription.objects.create(passage=passage, language="en", title="One")
    few = [asked(address) for address in addresses]
    for transcript in recording.transcripts.all():
        for number in range(40):
            make_segment(transcript, "more words", start_ms=20_000 + 5_000 * number)
    Segment.objects.filter(start_ms__gt=90_000).update(review_state=ReviewState.CORRECTED)
    for tag in ("es", "ar", "id"):
        make_transcript(recording, ["otra vez"], language=tag, kind="translation")
    for number in range(6):
        passage = Passage.objects.create(recording=recording, start_ms=5_000 * number, end_ms=5_000 * number + 900)
        PassageDescription.objects.create(passage=passage, language="en", title=str(number))
        make_published(north, themes=["wage-theft"], countries=[("NP", "origin"), ("QA", "destination")])
    assert [asked(address) for address in addresses] == few
