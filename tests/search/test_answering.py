"""Who is told what: an answer holds, counts and offers only what its asker may have, and each hit its very moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from search.answering import Answer, answer
from search.engine import Engine
from search.index import Follower
from search.searchable import Narrowing
from testimonies.consent.audiences import VISITOR, Audience, Listener
from testimonies.models import Passage, PassageDescription, listener_for
from tests.factories.testimony import (
    consent,
    make_published,
    make_recording,
    make_segment,
    make_testimony,
    make_transcript,
)


@pytest.fixture
def follower(db: None, settings: Any) -> Iterator[Follower]:
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        yield Follower(engine)


WORDS = ("original", "translation", "both")


def ask(query: str, listener: Listener = VISITOR, page: int = 1, **narrowing: str) -> Answer:
    return answer(
        query, listener=listener, narrowing=Narrowing({name: (value,) for name, value in narrowing.items()}), page=page
    )


def numbers(told: Answer) -> set[str]:
    return {testimony.accession_number for testimony, _, _ in told.groups}


def nothing(told: Answer) -> bool:
    offered = (facet for facets in told.facets.values() for facet in facets)
    return not (told.hits or told.testimonies or told.groups or any(one.testimonies or one.hits for one in offered))


def test_a_hit_plays_at_the_word(north: Any, follower: Follower) -> None:
    testimony = make_published(north, text=["we came by sea", "they kept the passport of every worker"])
    follower.rebuild()
    [(_, count, [hit])] = ask("passports").groups
    spoken_at = 5_000 + 3 * (5_000 // 7)
    assert (count, hit.kind, hit.start_ms, hit.play_ms) == (1, "segment", 5_000, spoken_at)
    assert [run for run, matched in hit.runs if matched] == ["passport"]
    assert "".join(run for run, _ in hit.runs) == "they kept the passport of every worker"
    assert hit.page_url == f"/en/testimonies/{testimony.accession_number}/#t={spoken_at / 1000:.3f}"
    assert hit.sound_url == testimony.recordings.get().sound_url


def test_words_that_may_be_read_and_not_heard_have_no_sound(north: Any, follower: Follower) -> None:
    make_published(north, text="the kitchen", allows=["catalogue", "transcript"])
    follower.rebuild()
    [(_, _, [hit])] = ask("kitchen").groups
    assert hit.sound_url == "" and hit.page_url


@pytest.mark.parametrize("closed", ["catalogue", "transcript"])
def test_what_is_closed_is_neither_shown_nor_counted(closed: str, north: Any, follower: Follower) -> None:
    make_published(north, text="the kitchen", countries=[("NP", "origin")], themes=["housing"])
    hidden = make_published(north, text="the kitchen", countries=[("QA", "origin")], themes=["privacy"], language="fr")
    consent(hidden, closed, Audience.NOBODY)
    follower.rebuild()
    told = ask("kitchen")
    assert (told.hits, told.testimonies, len(told.groups)) == (1, 1, 1)
    offered = {name: [facet.value for facet in facets] for name, facets in told.facets.items() if facets}
    assert {name: offered[name] for name in ("country", "theme", "language")} == {
        "country": ["NP"],
        "theme": ["group.a-group"],
        "language": ["en"],
    }
    [group] = told.facets["theme"]
    assert [(one.value, one.testimonies, one.hits) for one in group.children] == [("housing", 1, 1)]
    narrowed = ask("kitchen", country="QA")
    assert (narrowed.hits, narrowed.groups) == (0, [])
    offers = [(facet.value, facet.testimonies) for facet in narrowed.facets["country"]]
    assert offers == [("NP", 1), ("QA", 0)], "what they chose themselves, and what there is"


def test_an_embargo_ends_by_itself(north: Any, follower: Follower) -> None:
    testimony = make_published(north, text="the kitchen", titles={"en": "A house by the sea"})
    tomorrow = timezone.localdate() + timedelta(days=1)
    for use in ("catalogue", "transcript"):
        consent(testimony, use, valid_from=tomorrow)
    follower.rebuild()
    assert nothing(ask("kitchen")) and nothing(ask("house"))
    assert ask("kitchen", VISITOR.on(tomorrow)).hits == ask("house", VISITOR.on(tomorrow)).hits == 1
    consent(testimony, "catalogue")
    assert ask("house").hits == 1 and nothing(ask("kitchen")), "listed, and not yet to be read"


def test_a_consent_for_researchers_is_none_for_visitors(north: Any, follower: Follower) -> None:
    testimony = make_published(north, text="the kitchen")
    consent(testimony, "transcript", Audience.RESEARCHER, valid_from=date(2020, 1, 1))
    follower.rebuild()
    assert nothing(ask("kitchen"))
    assert ask("kitchen", Listener(audience=Audience.RESEARCHER)).hits == 1


@pytest.mark.parametrize(
    ("who", "finds"),
    [
        ("interviewer", True),
        ("editor", True),
        ("superuser", True),
        ("other_interviewer", False),
        ("foreign_interviewer", False),
        ("foreign_editor", False),
        ("visitor", False),
    ],
)
def test_drafts_are_found_by_those_who_work_on_them(
    who: str, finds: bool, north: Any, interviewer: Any, follower: Follower, request: pytest.FixtureRequest
) -> None:
    draft = make_testimony(north, owner=interviewer, titles={"en": "Unseen title"})
    make_transcript(make_recording(draft), ["unseen words"])
    follower.rebuild()
    listener = listener_for(request.getfixturevalue(who))
    for query in ("unseen", "words", "title"):
        assert bool(ask(query, listener).hits) is finds
        assert finds or nothing(ask(query, listener))


def test_a_recording_that_waits_for_its_editor_is_not_found(north: Any, follower: Follower) -> None:
    published = make_published(north, text="the kitchen")
    later = make_recording(published)
    make_transcript(later, ["a later day"])
    passage = Passage.objects.create(recording=later, start_ms=0, end_ms=1_000)
    PassageDescription.objects.create(passage=passage, language="en", title="Afterwards")
    follower.rebuild()
    assert nothing(ask("later")) and nothing(ask("afterwards"))
    later.released = True
    later.save()
    follower.rebuild()
    assert ask("later").hits == ask("afterwards").hits == 1


def test_a_translation_is_found_with_what_was_said_where_consent_goes_so_far(north: Any, follower: Follower) -> None:
    published = make_published(north, text="the kitchen")
    untold = make_published(north, text="the kitchen", allows=["catalogue", "transcript"])
    for one in (published, untold):
        make_transcript(one.recordings.get(), ["la cuisine"], language="fr", kind="translation")
    follower.rebuild()
    told = ask("cuisine")
    assert (told.hits, told.testimonies) == (1, 1)
    [(testimony, _, [hit])] = told.groups
    assert (testimony.pk, hit.kind, hit.language) == (published.pk, "translation", "fr")
    assert hit.original is not None and hit.original.runs == [("the kitchen", False)]
    assert {facet.value for facet in told.facets["language"]} == {"fr"}
    narrowed = [answer("cuisine OR kitchen", listener=VISITOR, narrowing=Narrowing(words=words)) for words in WORDS]
    assert [one.hits for one in narrowed] == [2, 1, 3]


def test_descriptions_and_passages_are_found(north: Any, follower: Follower) -> None:
    testimony = make_published(north, titles={"en": "A house by the sea", "es": "Una casa junto al mar"})
    passage = Passage.objects.create(recording=testimony.recordings.get(), start_ms=7_500, end_ms=9_000)
    PassageDescription.objects.create(passage=passage, language="en", title="The harbour")
    follower.rebuild()
    [(_, _, [described])] = ask("casas").groups
    assert (described.kind, described.language, described.page_url) == ("description", "es", "")
    [(_, _, [titled])] = ask("harbour").groups
    assert (titled.kind, titled.play_ms) == ("passage", 7_500)
    assert titled.page_url.endswith("#t=7.500")


def test_what_is_found_in_a_recording_can_be_cited(north: Any, follower: Follower, client: Client) -> None:
    """The words of a segment wherever they go; of a passage the sound that it stands over."""
    testimony = make_published(north, text="they kept the passport", titles={"en": "A house by the sea"})
    recording = testimony.recordings.get()
    passage = Passage.objects.create(recording=recording, start_ms=500, end_ms=2_000)
    PassageDescription.objects.create(passage=passage, language="en", title="The harbour")
    follower.rebuild()
    number = testimony.accession_number
    segment = recording.transcripts.get(kind="original").segments.get()
    wanted = {
        "passport": f"/en/testimonies/{number}/segments/{segment.pk}/",
        "harbour": f"/en/testimonies/{number}/at/1/500-2000/",
        "house": "",
    }
    for query, address in wanted.items():
        [(_, _, [hit])] = ask(query).groups
        assert hit.cite_url == address
        page = client.get("/en/search/", {"q": query}).content.decode()
        assert (f'href="{address}">Cite' in page) == bool(address) == ("Cite" in page)
        assert not address or client.get(address, follow=True).status_code == 200


def test_a_testimony_counts_once_and_its_hits_each(north: Any, follower: Follower) -> None:
    testimony = make_published(north, text=[f"the kitchen, day {number}" for number in range(5)])
    make_published(north, text="the kitchen")
    follower.rebuild()
    told = ask("kitchen")
    assert (told.testimonies, told.hits) == (2, 6)
    best = {one.pk: (count, len(shown)) for one, count, shown in told.groups}
    assert best[testimony.pk] == (5, 3)


def test_pages_hold_ten_and_together_everything(north: Any, follower: Follower) -> None:
    for _ in range(13):
        make_published(north, text="the kitchen")
    follower.rebuild()
    first, second, third = (ask("kitchen", page=page) for page in (1, 2, 3))
    assert [len(told.groups) for told in (first, second, third)] == [10, 3, 0]
    assert len(numbers(first) | numbers(second)) == 13 and second.testimonies == 13


def test_narrowed_by_country_theme_and_language_together(north: Any, follower: Follower) -> None:
    wanted = make_published(
        north, text="the kitchen", countries=[("NP", "origin"), ("QA", "transit")], themes=["housing"]
    )
    make_published(north, text="the kitchen", countries=[("NP", "origin")])
    mixed = make_published(north, text="the kitchen", themes=["housing"])
    make_segment(mixed.recordings.get().transcripts.get(), "la kitchen", start_ms=9_000, language="es")
    follower.rebuild()
    assert ask("kitchen", country="NP").testimonies == 2
    assert numbers(ask("kitchen", country="NP", theme="housing")) == {wanted.accession_number}
    told = ask("kitchen", language="es")
    assert (numbers(told), told.hits) == ({mixed.accession_number}, 1)
    assert ask("kitchen", country="XX").hits == 0


def test_the_page_says_the_same(north: Any, follower: Follower, client: Client) -> None:
    hidden = make_testimony(north, titles={"en": "A hidden kitchen"})
    make_transcript(make_recording(hidden), ["the kitchen at night"])
    shown = make_published(north, text="the kitchen by day")
    follower.rebuild()
    html = client.get("/en/search/", {"q": "kitchen"}).content.decode()
    assert shown.accession_number in html and "by day" in html
    assert hidden.accession_number not in html and "at night" not in html and "A hidden" not in html
    for odd in ({"q": "kitchen", "page": "-1"}, {"q": "kitchen", "page": "9" * 30}, {"q": '"((('}, {}, {"q": "\x00"}):
        assert client.get("/en/search/", odd).status_code == 200
    for value in ("\x00", "NP\x00", "a" * 9_000):
        for name in ("country", "theme", "language"):
            assert client.get("/en/search/", {"q": "kitchen", name: value}).status_code == 200
