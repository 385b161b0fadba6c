"""Words that the machine doubts: nobody reads them who does not work on the testimony, until a person has listened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from search.answering import answer
from search.engine import Engine
from search.index import Follower
from search.searchable import Narrowing
from testimonies.actions import revise
from testimonies.consent.audiences import VISITOR
from testimonies.exceptions import StateForbids
from testimonies.interchange.formats import FORMATS
from testimonies.models import Event, ReviewState, Segment, Testimony, listener_for
from testimonies.views.cards import first_words
from tests.factories.testimony import make_published, make_segment, make_transcript

SURE, INVENTED, AFTER = "they kept my passport", "thank you for watching thank you", "and then we left"
TRANSLATED = "gracias por mirar"
SENTENCE = "Words the machine is unsure of are not shown until a person has listened."
WORKING = ("interviewer", "editor", "superuser")
OTHERS = ("other_interviewer", "foreign_editor", "visitor", None)


@pytest.fixture
def testimony(north: Any, interviewer: Any) -> Testimony:
    """Published for everyone, with a stretch of invented words and a translation that translates it too."""
    made = make_published(north, text=[INVENTED, SURE, AFTER], owner=interviewer)
    original = made.recordings.get().transcript
    original.segments.filter(text=INVENTED).update(doubts=["loop", "silence"])
    make_transcript(made.recordings.get(), [TRANSLATED, "me quitaron", "nos fuimos"], language="es", kind="translation")
    return made


@pytest.fixture
def doubtful(testimony: Testimony) -> Segment:
    return Segment.objects.get(text=INVENTED)


@pytest.fixture
def follower(testimony: Testimony, settings: Any) -> Iterator[Follower]:
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        made = Follower(engine)
        made.rebuild()
        yield made


@pytest.fixture
def client_of(request: pytest.FixtureRequest) -> Any:
    def signed_in(who: str | None) -> Client:
        client = Client()
        if who:
            client.force_login(request.getfixturevalue(who))
        return client

    return signed_in


def taken_in(follower: Follower) -> None:
    """The index after it took in what this test, whose transaction is open, has changed."""
    follower.rebuild()


def addresses(testimony: Testimony) -> list[str]:
    page = testimony.get_absolute_url()
    words = [f"{page}transcript-1.{form}" for form in FORMATS]
    pages = [page, *words, *(f"{one}?language=es" for one in words), "/en/testimonies/", "/en/"]
    return [*pages, f"{page}?words=es", both(testimony)]


def both(testimony: Testimony) -> str:
    """The page that shows what was said and what it was translated as, side by side."""
    return f"{testimony.get_absolute_url()}?beside=es"


@pytest.mark.parametrize("who", OTHERS)
def test_on_no_page_and_in_no_file_does_anybody_else_read_them(
    who: str | None, testimony: Testimony, client_of: Any
) -> None:
    client = client_of(who)
    for address in addresses(testimony):
        told = client.get(address).content.decode()
        assert "watching" not in told and TRANSLATED not in told, address
    page = client.get(both(testimony)).content.decode()
    assert SENTENCE in page and SURE in page and "me quitaron" in page and 'id="t-0"' in page
    assert "Nobody said this" not in page


@pytest.mark.parametrize("who", WORKING)
def test_those_who_work_on_it_read_them_with_the_reason(who: str, testimony: Testimony, client_of: Any) -> None:
    client = client_of(who)
    page = client.get(both(testimony)).content.decode()
    assert INVENTED in page and TRANSLATED in page and SENTENCE not in page
    assert "the same words come again and again; hardly anything can be heard there" in page
    assert "Nobody said this" in page and "These words are right" in page
    for address in addresses(testimony)[1:5]:
        assert INVENTED in client.get(address).content.decode()


def test_files_say_what_is_left_out_and_what_is_doubted(testimony: Testimony, client_of: Any, interviewer: Any) -> None:
    base = f"{testimony.get_absolute_url()}transcript-1."
    visitor, mine = client_of(None), client_of("interviewer")

    def read(client: Client, form: str) -> str:
        return str(client.get(base + form).content.decode())

    assert f"[0:00–0:05: {SENTENCE}]\n[machine-made]\n{SURE}\n" in read(visitor, "txt")
    assert f"00:00:00,000 --> 00:00:05,000\n[{SENTENCE}]" in read(visitor, "srt")
    assert f"<c.withheld><lang en>[{SENTENCE}]</lang></c>" in read(visitor, "vtt")
    first = json.loads(read(visitor, "json"))["segments"][0]
    assert (first["withheld"], first["text"], first["words"], first["doubts"]) == (True, "", [], [])
    assert f"[doubtful] {INVENTED}\n{SURE}\n" in read(mine, "txt")
    assert "NOTE Doubtful: the same words come again and again" in read(mine, "vtt")
    assert f"<c.doubtful>{INVENTED}</c>" in read(mine, "vtt")
    first = json.loads(read(mine, "json"))["segments"][0]
    assert (first["withheld"], first["text"], first["doubts"]) == (False, INVENTED, ["loop", "silence"])


def test_a_card_never_quotes_them(testimony: Testimony, interviewer: Any) -> None:
    for listener in (VISITOR, listener_for(interviewer)):
        assert first_words([testimony], listener)[testimony.pk].text == f"{SURE} {AFTER}"


@pytest.mark.parametrize("who", [*WORKING, *OTHERS])
def test_they_are_found_and_counted_for_those_alone_who_work_on_it(
    who: str | None, follower: Follower, doubtful: Segment, request: pytest.FixtureRequest
) -> None:
    listener = listener_for(request.getfixturevalue(who)) if who else VISITOR
    told = answer("watching OR passport", listener=listener, narrowing=Narrowing())
    assert (told.hits, told.testimonies) == ((2, 1) if who in WORKING else (1, 1))
    alone = answer("watching", listener=listener, narrowing=Narrowing())
    if who in WORKING:
        [(_, count, [hit])] = alone.groups
        assert (count, hit.review_state, hit.kind) == (1, "doubtful", "segment")
    else:
        assert not (alone.hits or alone.testimonies or alone.groups or any(alone.facets.values()))


def test_an_index_that_does_not_know_of_the_doubt_leaks_nothing(
    follower: Follower, testimony: Testimony, interviewer: Any
) -> None:
    """A row changed behind everybody's back, without a line in the change sequence."""
    Segment.objects.filter(text=SURE).update(doubts=["speed"])
    assert not answer("passport", listener=VISITOR, narrowing=Narrowing()).groups
    assert answer("passport", listener=listener_for(interviewer), narrowing=Narrowing()).groups


def test_the_words_are_right(
    testimony: Testimony, doubtful: Segment, follower: Follower, client_of: Any, interviewer: Any
) -> None:
    answered = client_of("interviewer").post(f"/en/segments/{doubtful.pk}/judge/", {"verdict": "right"})
    assert answered["Location"] == f"{testimony.get_absolute_url()}#t-0"
    doubtful.refresh_from_db()
    assert doubtful.review_state == ReviewState.VERIFIED and doubtful.doubts, "why it was doubted is not forgotten"
    event = Event.objects.get(verb="words_confirmed")
    assert (event.by, event.data) == (interviewer, {"segment": doubtful.pk, "start_ms": 0, "end_ms": 5_000})
    page = client_of(None).get(both(testimony)).content.decode()
    assert INVENTED in page and TRANSLATED in page and SENTENCE not in page
    taken_in(follower)
    assert answer("watching", listener=VISITOR, narrowing=Narrowing()).hits == 1


def test_nobody_said_this(
    testimony: Testimony, doubtful: Segment, follower: Follower, client_of: Any, editor: Any
) -> None:
    client_of("editor").post(f"/en/segments/{doubtful.pk}/judge/", {"verdict": "unsaid"})
    assert not Segment.objects.filter(text__in=[INVENTED, TRANSLATED]).exists()
    assert Segment.objects.count() == 4, "the rest of the words and of the translation stand"
    assert Event.objects.filter(verb="words_struck", by=editor).count() == 1
    page = client_of(None).get(testimony.get_absolute_url()).content.decode()
    assert SURE in page and SENTENCE not in page
    taken_in(follower)
    assert not answer("watching", listener=listener_for(editor), narrowing=Narrowing()).hits


def test_what_a_person_looked_after_is_not_struck(doubtful: Segment, editor: Any) -> None:
    revise.confirm(segment=doubtful, by=editor)
    with pytest.raises(StateForbids):
        revise.strike(segment=doubtful, by=editor)
    revise.confirm(segment=doubtful, by=editor)
    assert Segment.objects.filter(pk=doubtful.pk).exists()
    assert list(Event.objects.values_list("verb", flat=True)) == ["words_confirmed"]


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_may_judge(who: str | None, doubtful: Segment, client_of: Any) -> None:
    answered = client_of(who).post(f"/en/segments/{doubtful.pk}/judge/", {"verdict": "unsaid"})
    assert answered.status_code == (404 if who else 302)
    assert Segment.objects.filter(pk=doubtful.pk, review_state=ReviewState.MACHINE).exists()


def test_a_verdict_is_one_of_two(doubtful: Segment, client_of: Any) -> None:
    client = client_of("editor")
    assert client.post(f"/en/segments/{doubtful.pk}/judge/", {"verdict": "maybe"}).status_code == 404
    assert client.get(f"/en/segments/{doubtful.pk}/judge/").status_code == 405
    away = {"verdict": "right", "next": "https://elsewhere.example/"}
    assert client.post(f"/en/segments/{doubtful.pk}/judge/", away)["Location"].startswith("/en/testimonies/")


def test_a_translation_that_a_person_made_is_read(testimony: Testimony, client_of: Any) -> None:
    Segment.objects.filter(text=TRANSLATED).update(review_state=ReviewState.CORRECTED)
    page = client_of(None).get(both(testimony)).content.decode()
    assert TRANSLATED in page and INVENTED not in page and SENTENCE in page


def test_the_editor_sees_how_many_before_publishing(testimony: Testimony, client_of: Any) -> None:
    make_segment(testimony.recordings.get().transcript, "um um um", start_ms=65_000)
    Segment.objects.filter(text="um um um").update(doubts=["no_speech"])
    page = client_of("editor").get(f"/admin/snippets/testimonies/testimony/edit/{testimony.pk}/").content.decode()
    assert "2 stretches of words that the machine is unsure of" in page and "1:05" in page
