"""What is redacted is on no page and in no answer; names are shown as another; and the page on which it is marked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import tantivy
from django.conf import settings
from django.test import Client
from django.urls import reverse

from search.engine import Engine
from search.index import Follower
from testimonies.actions import redacting, renaming
from testimonies.consent.audiences import Audience
from testimonies.interchange.formats import FORMATS
from testimonies.models import (
    Event,
    Keyword,
    NameReplacement,
    Participation,
    Passage,
    PassageDescription,
    Person,
    Recording,
    RedactedCopy,
    Redaction,
    Segment,
    ShownAs,
    Testimony,
    TestimonyKeyword,
)
from tests.factories.testimony import make_published, make_segment, make_transcript

PLANTED = "xylophonist Zarathustra quagmire"
TEXT = f"we came by night and the {PLANTED} waited for us at the river"
ASKED = re.compile(r'value="[^"]*"|<title>[^<]*</title>|[?]q=[^"]*|og:title" content="(?:Search|بحث): [^"]*"')
"""Where a page of search repeats the question."""
FIRST, LAST = 6, 8
"""Which words of the text are planted."""


@pytest.fixture
def testimony(north: Any, interviewer: Any) -> Testimony:
    made = make_published(north, text=[TEXT, "after that we worked in the kitchen"], owner=interviewer)
    recording = made.recordings.get()
    translated = make_transcript(
        recording, [f"traducción: {PLANTED}", "y después la cocina"], kind="translation", language="es"
    )
    Segment.objects.filter(transcript=translated).update(words=[])
    passage = Passage.objects.create(recording=recording, start_ms=0, end_ms=5_000)
    PassageDescription.objects.create(passage=passage, language="en", title=f"The {PLANTED}", synopsis=PLANTED)
    later = Passage.objects.create(recording=recording, start_ms=6_000, end_ms=9_000)
    PassageDescription.objects.create(passage=later, language="en", title="The kitchen")
    return made


def keep_back(testimony: Testimony, by: Any, open_to: str = Audience.STAFF) -> Redaction:
    words = Segment.objects.get(transcript__kind="original", start_ms=0).words
    return redacting.redact(
        recording=testimony.recordings.get(), start_ms=words[FIRST][0], end_ms=words[LAST][1],
        open_to=open_to, reason="third_person", by=by,
    )  # fmt: skip


def answers(client: Client, testimony: Testimony) -> dict[str, str]:
    """Every page and file that a visitor can ask of the testimony or that lists it, in two languages."""
    at = f"testimonies/{testimony.accession_number}"
    addresses = [
        f"{at}/",
        f"{at}/?beside=es",
        f"{at}/?words=es",
        "testimonies/",
        "",
        "search/?q=night",
        *(f"search/?q={word}" for word in PLANTED.split()),
    ]
    for form in FORMATS:
        addresses += [f"{at}/transcript-1.{form}", f"{at}/transcript-1.{form}?language=es"]
    found = {}
    for language in ("en", "ar"):
        for address in addresses:
            answer = client.get(f"/{language}/{address}")
            assert answer.status_code == 200, address
            found[f"{language}/{address}"] = answer.content.decode()
    return found


def leaks(found: dict[str, str], words: str = PLANTED) -> list[str]:
    """Where a planted word stands, but for the question that the asker typed."""
    shown = {at: ASKED.sub("", page).lower() for at, page in found.items()}
    return [at for at, page in shown.items() if any(word.lower() in page for word in words.split())]


def follow() -> None:
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        Follower(engine).catch_up()


@pytest.mark.django_db(transaction=True)
def test_planted_words_are_in_no_page_no_file_and_no_search(
    client: Client, testimony: Testimony, interviewer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    follow()
    before = answers(client, testimony)
    assert len(leaks(before)) > 20, "they were everywhere"
    keep_back(testimony, interviewer)
    assert leaks(answers(client, testimony)) == [], "at once, with the index as it was"
    follow()
    after = answers(client, testimony)
    assert leaks(after) == []
    page = after[f"en/testimonies/{testimony.accession_number}/?beside=es"]
    assert "[withheld]" in page and "we came by night" in page and "at the river" in page and "The kitchen" in page
    assert "traducción" not in page and "y después la cocina" in page
    assert "cannot be heard" in page and "redact" not in page.lower()
    assert "[محجوب]" in after[f"ar/testimonies/{testimony.accession_number}/"]
    vtt = after[f"en/testimonies/{testimony.accession_number}/transcript-1.vtt"]
    assert "[withheld]" in vtt and vtt.count("-->") == 2
    assert not any(word in caplog.text for word in PLANTED.split())
    assert not any(word in str(event.data) for event in Event.objects.all() for word in PLANTED.split())


def test_staff_read_on_and_see_what_others_do_not(client: Client, testimony: Testimony, interviewer: Any) -> None:
    keep_back(testimony, interviewer)
    client.force_login(interviewer)
    page = client.get(testimony.get_absolute_url()).content.decode()
    marked = re.search(r'<mark class="kept-back" title="([^"]*)">([^<]*)</mark>', page)
    assert marked and PLANTED in marked[2] and "staff of the collection" in marked[1]


def test_what_is_closed_to_everyone_is_closed_to_staff(client: Client, testimony: Testimony, interviewer: Any) -> None:
    keep_back(testimony, interviewer, Audience.NOBODY)
    client.force_login(interviewer)
    recording = testimony.recordings.get()
    pages = [testimony.get_absolute_url(), recording.get_absolute_url(), _page(recording)]
    for address in pages:
        page = client.get(address).content.decode()
        assert not any(word in page for word in PLANTED.split()), address


@pytest.mark.django_db(transaction=True)
def test_no_word_of_it_lies_in_any_file_of_the_index(testimony: Testimony, interviewer: Any) -> None:
    def words_on_disk() -> tuple[set[str], bool]:
        with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
            searcher = tantivy.Index.open(str(engine.generation)).searcher()
        walked = {term for term, _ in searcher.terms_with_prefix("words", "")}
        files = [path.read_bytes() for path in Path(settings.SEARCH_INDEX_ROOT).rglob("*") if path.is_file()]
        told = {word for word in ("xyloph", "zarathus", "quagmir") if any(word in term for term in walked)}
        return told, any(word.encode() in file for file in files for word in ("xyloph", "zarathus", "quagmir"))

    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        follower = Follower(engine)
        follower.catch_up()
        assert len(words_on_disk()[0]) == 3
        keep_back(testimony, interviewer)
        follower.catch_up()
        assert words_on_disk() == (set(), False)


def _page(recording: Recording) -> str:
    return reverse("testimonies:redactions", args=[recording.uuid])


def test_marking_needs_two_times_and_one_press(client: Client, testimony: Testimony, interviewer: Any) -> None:
    recording = testimony.recordings.get()
    client.force_login(interviewer)
    page = client.get(_page(recording)).content.decode()
    assert "Zarathustra" in page and 'name="start_ms"' in page and 'value="staff"' in page
    form = {"start_ms": "0:02.0", "end_ms": "0:03.5", "reason": "child", "note": "n", "open_to": "researcher"}
    answer = client.post(_page(recording), form)
    assert answer.status_code == 302
    made = Redaction.objects.get()
    assert (made.start_ms, made.end_ms, made.open_to, made.by) == (2_000, 3_500, Audience.RESEARCHER, interviewer)
    page = client.get(_page(recording)).content.decode()
    assert "being made" in page and "registered researchers" in page
    for wrong in ({"start_ms": "never"}, {"end_ms": "0:01"}, {"end_ms": "9:00"}, {"reason": ""}, {"open_to": "public"}):
        answer = client.post(_page(recording), {**form, **wrong})
        assert answer.status_code == 400 and b'class="wrong"' in answer.content
    assert Redaction.objects.count() == 1


def test_lifting_wants_a_second_thought_and_an_editor(
    client: Client, testimony: Testimony, interviewer: Any, editor: Any
) -> None:
    made = keep_back(testimony, interviewer)
    lift = reverse("testimonies:lift_redaction", args=[made.recording.uuid, made.pk])
    client.force_login(interviewer)
    client.post(lift, {"sure": "1"})
    client.force_login(editor)
    assert client.get(lift).status_code == 405
    client.post(lift)
    made.refresh_from_db()
    assert made.is_in_force
    client.post(lift, {"sure": "1"})
    made.refresh_from_db()
    assert made.lifted_by == editor
    assert "Nothing is redacted" in client.get(_page(made.recording)).content.decode()


def test_nobody_else_sees_the_page_or_marks_anything(
    client: Client, testimony: Testimony, interviewer: Any, foreign_editor: Any, other_interviewer: Any, visitor: Any
) -> None:
    made = keep_back(testimony, interviewer)
    recording = made.recording
    name = renaming.replace(testimony=testimony, name="kitchen", shown="workshop", by=interviewer)
    places = {
        "redactions": [recording.uuid], "lift_redaction": [recording.uuid, made.pk],
        "replace_name": [recording.uuid], "lift_name": [recording.uuid, name.pk],
    }  # fmt: skip
    for person in (None, foreign_editor, other_interviewer, visitor):
        client.logout()
        if person:
            client.force_login(person)
        for place, arguments in places.items():
            answer = client.post(
                reverse(f"testimonies:{place}", args=arguments), {"sure": "1", "name": "a", "shown": "b"}
            )
            assert answer.status_code == (404 if person else 302), place
    made.refresh_from_db()
    assert made.is_in_force and NameReplacement.objects.count() == 1


def test_the_marker_is_told_where_the_same_words_stand(client: Client, testimony: Testimony, interviewer: Any) -> None:
    keep_back(testimony, interviewer)
    testimony.descriptions.update(summary="About Zarathustra and the night")
    client.force_login(interviewer)
    page = client.get(_page(testimony.recordings.get())).content.decode()
    assert "description (en)" in page and "“Zarathustra”" in page and "passage at 0:00" in page
    assert "“night”" not in page, "spoken elsewhere as well"


NAME, SHOWN = "Zarathustra", "Omid"


@pytest.mark.django_db(transaction=True)
def test_a_name_is_shown_as_another_everywhere_and_silenced(
    client: Client, testimony: Testimony, interviewer: Any, editor: Any
) -> None:
    testimony.descriptions.update(title="ZARATHUSTRA’s road", summary="How zarathustra came", context="")
    recording = testimony.recordings.get()
    make_segment(recording.transcript, "Zarathustra waited", start_ms=30_000)
    person = Person.objects.create(collection=testimony.collection, name="Zarathustra B.", shown_as=ShownAs.NAME)
    Participation.objects.create(testimony=testimony, person=person)
    tag = Keyword.objects.create(name="zarathustra", slug="zarathustra")
    TestimonyKeyword.objects.create(content_object=testimony, tag=tag)
    client.force_login(interviewer)
    client.post(reverse("testimonies:replace_name", args=[recording.uuid]), {"name": NAME, "shown": SHOWN})
    assert Redaction.objects.count() == 2 and RedactedCopy.objects.count() == 1
    client.logout()
    follow()
    found = answers(client, testimony)
    assert [at for at, page in found.items() if NAME.lower() in ASKED.sub("", page).lower()] == []
    page = found[f"en/testimonies/{testimony.accession_number}/?beside=es"]
    for expected in (f"{SHOWN}’s road", f"{SHOWN} waited", f"traducción: xylophonist {SHOWN} quagmire", f"{SHOWN} B."):
        assert expected in page
    client.force_login(interviewer)
    assert NAME in client.get(testimony.get_absolute_url()).content.decode()
    replaced = NameReplacement.objects.get()
    client.force_login(editor)
    client.post(reverse("testimonies:lift_name", args=[recording.uuid, replaced.pk]))
    client.logout()
    page = client.get(f"/en/testimonies/{testimony.accession_number}/?beside=es").content.decode()
    assert "[withheld]" in page and f"traducción: xylophonist {NAME}" not in page, "the redactions still hold"


@pytest.mark.parametrize(("name", "shown"), [("", "b"), ("  ", "b"), ("a", ""), ("Ana", "Ana Lima"), ("123", "x")])
def test_a_name_that_cannot_be_replaced_is_refused(
    client: Client, testimony: Testimony, interviewer: Any, name: str, shown: str
) -> None:
    client.force_login(interviewer)
    place = reverse("testimonies:replace_name", args=[testimony.recordings.get().uuid])
    assert client.post(place, {"name": name, "shown": shown}).status_code == 400
    assert not NameReplacement.objects.exists()
