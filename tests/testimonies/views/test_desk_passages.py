"""Passages at the desk: made, changed, removed and undone, with script and without, and shown to readers."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from testimonies.actions import passages as verbs
from testimonies.models import Event, Passage, SegmentChange, Transcript
from tests.factories.testimony import make_country, make_published, make_theme
from tests.testimonies.views.test_desk_doors import MINE, OTHERS, Desk

SAID: dict[str, Any] = {
    "start_ms": 0,
    "end_ms": 5_000,
    "titles": {"en": "The passport", "ar": "جواز السفر"},
    "synopsis": {"en": "It was taken on the first day."},
    "themes": ["documents"],
    "countries": [["PH", "origin"]],
    "articles": [21],
    "years": [2009, 2011],
}


@pytest.fixture
def transcript(north: Any, interviewer: Any) -> Transcript:
    make_theme("documents", articles=[21])
    make_country("PH")
    made = make_published(north, text=["they kept my passport", "for twelve hours"], owner=interviewer)
    return made.recordings.get().transcript  # type: ignore[no-any-return]


@pytest.fixture
def base(transcript: Transcript) -> str:
    return f"/en/desk/{transcript.recording.testimony.accession_number}/{transcript.pk}/"


@pytest.fixture
def desk(base: str, interviewer: Any) -> Desk:
    return Desk(base, interviewer)


def form(**more: Any) -> dict[str, Any]:
    return {"start_ms": "0:00", "end_ms": "0:05", "language": "en", "title": "The passport", **more}


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_makes_or_sees_them_here(who: str | None, base: str, request: Any) -> None:
    other = Desk(base, request.getfixturevalue(who) if who else None)
    other.post("passages/", 404 if who else 401, **SAID)
    for address in ("passages/", "passages.json", "passages/suggestions/"):
        assert other.client.get(base + address).status_code == (404 if who else 302)
    assert other.client.post(f"{base}passages/", form()).status_code == (404 if who else 302)
    assert not Passage.objects.exists()


@pytest.mark.parametrize("who", MINE)
def test_it_is_made_once_and_everybody_reads_it(who: str, base: str, transcript: Transcript, request: Any) -> None:
    person = request.getfixturevalue(who)
    desk, said = Desk(base, person), {**SAID, "stroke": str(uuid.uuid4())}
    told = desk.post("passages/", **said)
    assert desk.post("passages/", **said)["passage"] == told["passage"] == Passage.objects.get().pk
    (row,) = told["passages"]
    assert {name: row[name] for name in ("titles", "themes", "countries", "articles", "years")} == {
        name: SAID[name] for name in ("titles", "themes", "countries", "articles", "years")
    }
    assert row["synopsis"] == {"en": SAID["synopsis"]["en"], "ar": ""}
    change = SegmentChange.objects.get()
    assert (change.verb, change.by, change.data["was"]) == ("passage_made", person, None)
    assert Event.objects.get(verb="passage_made").data == {"passage": row["id"]}
    page = Client().get(transcript.recording.testimony.get_absolute_url()).content.decode()
    assert "The passport" in page and "It was taken on the first day." in page and "Article 21" in page
    assert "2009–2011" in page
    assert desk.client.get(f"{base}passages.json").json()["passages"] == [row]


def test_it_is_changed_removed_undone_and_done_again(desk: Desk) -> None:
    key = desk.post("passages/", **SAID)["passage"]
    other = {
        **SAID,
        "titles": {"en": "My passport"},
        "synopsis": {},
        "themes": [],
        "articles": [],
        "years": None,
        "end_ms": 9_000,
    }
    told = desk.post(f"passages/{key}/", version=1, **other)
    assert told["passages"][0]["titles"] == {"en": "My passport"} and told["passages"][0]["version"] == 2
    assert desk.post(f"passages/{key}/", 409, version=1, **SAID)["error"]
    assert desk.post(f"passages/{key}/remove/", version=2)["passages"] == []

    def passages() -> list[dict[str, Any]]:
        return [{**one, "version": 0} for one in desk.client.get(f"{desk.base}passages.json").json()["passages"]]

    desk.post("undo/")
    assert passages() == [{**told["passages"][0], "version": 0}]
    desk.post("undo/")
    assert passages()[0]["titles"] == SAID["titles"] and passages()[0]["id"] == key
    desk.post("undo/")
    assert passages() == []
    for _again in range(2):
        desk.post("redo/")
    assert passages()[0]["titles"] == {"en": "My passport"}


@pytest.mark.parametrize(
    ("bad", "status"),
    [
        ({"titles": {}}, 422), ({"titles": {"en": " "}, "synopsis": {}}, 422), ({"titles": {"xx": "a"}}, 422),
        ({"titles": {"en": "a" * 201}}, 422), ({"titles": {"en": "a\x07"}}, 422), ({"titles": ["a"]}, 400),
        ({"end_ms": 0}, 422), ({"start_ms": -1}, 422), ({"end_ms": 70_000}, 422), ({"start_ms": "0"}, 400),
        ({"themes": ["none"]}, 422), ({"countries": [["PH", "visited"]]}, 422), ({"countries": [["PH"]]}, 400),
        ({"countries": [["XX", "origin"]]}, 422), ({"articles": [999]}, 422), ({"articles": ["21"]}, 400),
        ({"years": [2011, 2009]}, 422), ({"years": [11, 11]}, 422), ({"years": [2009, 2999]}, 422),
        ({"years": [2009]}, 400), ({"years": ["2009", "2011"]}, 400), ({"years": 2009}, 400),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence(bad: dict[str, Any], status: int, desk: Desk) -> None:
    assert desk.post("passages/", status, **{**SAID, **bad})["error"]
    assert not Passage.objects.exists()


def test_all_of_it_without_script(desk: Desk, base: str, transcript: Transcript) -> None:
    client = desk.client
    page = client.get(f"{base}passages/").content.decode()
    assert "There are none yet." in page and "Suggested" in page and "Use these times" in page
    said = form(
        themes=["documents"], articles=["21"], country_0="PH", role_0="origin", synopsis="Taken.", first_year="2009"
    )
    assert client.post(f"{base}passages/", said).status_code == 302
    made = Passage.objects.get()
    assert (made.title, made.articles.get().number, made.country_roles.get().role) == ("The passport", 21, "origin")
    assert (made.first_year, made.last_year) == (2009, 2009), "one year alone is the first and the last"
    page = client.get(f"{base}passages/{made.pk}/").content.decode()
    assert 'value="The passport"' in page and 'value="2009"' in page
    in_arabic = form(language="ar", title="جواز", version="1", end_ms="0:07.250")
    assert client.post(f"{base}passages/{made.pk}/", in_arabic).status_code == 302
    made = Passage.objects.get()
    assert made.end_ms == 7_250 and {one.language for one in made.descriptions.all()} == {"en", "ar"}
    assert "0:07.250" in client.get(f"{base}passages/{made.pk}/").content.decode()
    late = client.post(f"{base}passages/{made.pk}/", form(version="1", title="Late"))
    assert late.status_code == 400 and "in the meantime" in late.content.decode()
    bad = client.post(f"{base}passages/", form(end_ms="9:00", country_0="PH"))
    assert bad.status_code == 400 and "both the country and its role" in bad.content.decode()
    assert client.post(f"{base}passages/", form(end_ms="9:00")).status_code == 400
    for years, told in (
        ({"last_year": "2011"}, "Give the first year, too"),
        ({"first_year": "2011", "last_year": "2009"}, "cannot be before the first"),
        ({"first_year": "11"}, "a year in four figures"),
        ({"first_year": "2009", "last_year": "2999"}, "a year in four figures"),
    ):
        assert told in client.post(f"{base}passages/", form(**years)).content.decode(), years
    client.post(f"{base}passages/{made.pk}/remove/", {"version": "2"})
    assert not Passage.objects.exists() and SegmentChange.objects.count() == 3


def test_suggestions_are_told_and_nothing_is_made_of_them(desk: Desk, base: str) -> None:
    told = desk.client.get(f"{base}passages/suggestions/").json()["suggestions"]
    assert [(one["start_ms"], one["end_ms"]) for one in told] == [(0, 10_000)] and not Passage.objects.exists()
    desk.post("passages/", **{**SAID, "end_ms": 10_000})
    assert desk.client.get(f"{base}passages/suggestions/").json()["suggestions"] == []


def test_what_lies_over_words_kept_from_everybody_is_not_told(desk: Desk, base: str) -> None:
    key = desk.post("passages/", **SAID)["passage"]
    desk.post("redact/", start_ms=0, end_ms=500, reason="child", open_to="nobody")
    assert desk.client.get(f"{base}passages.json").json()["passages"] == []
    assert desk.client.get(f"{base}passages/{key}/").status_code == 404


def test_a_line_of_the_ledger_from_before_there_were_years_can_be_turned_round(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = verbs.contents

    def without_years(passage: Passage) -> dict[str, Any]:
        return {name: held for name, held in contents(passage).items() if name != "years"}

    with monkeypatch.context() as then:
        then.setattr(verbs, "contents", without_years)
        key = desk.post("passages/", **{**SAID, "years": None})["passage"]
    assert "years" not in SegmentChange.objects.get().data["became"]
    desk.post("undo/")
    assert not Passage.objects.exists()
    desk.post("redo/")
    assert Passage.objects.get().pk == key
