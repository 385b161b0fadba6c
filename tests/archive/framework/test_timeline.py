"""The timeline: what editors enter, what stays when the files are loaded again, what each reader sees."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive import reference_data
from archive.models import Explanation, TimelineEntry
from testimonies.models import Testimony
from tests.archive.ways.conftest import make_passage
from tests.factories.testimony import make_published

pytestmark = pytest.mark.django_db

ADD = "/admin/snippets/archive/timelineentry/add/"
FILE = list(csv.DictReader((reference_data.DATA / "timeline.csv").read_text(encoding="utf-8").splitlines()))


@pytest.fixture
def at_work(site: None, client: Client, superuser: Any) -> Client:
    client.force_login(superuser)
    return client


def entered(client: Client, **more: str) -> str:
    """The page that answers; empty where the entry was taken."""
    sent = {"date": "2010-05", "title": "A meeting", "category": "movement", "verified": "yes", "source": "A paper"}
    answer = client.post(ADD, {"language": "en", "date_end": "", "description": "", **sent, **more})
    return "" if answer.status_code == 302 else answer.content.decode()


def test_what_an_editor_enters_stands_on_the_timeline(at_work: Client) -> None:
    assert entered(at_work, title="<b>Encuentro</b>", language="es", date_end="2010-06-02") == ""
    assert TimelineEntry.objects.get(source="A paper").is_own
    page = at_work.get("/ar/timeline/").content.decode()
    assert '<h3 lang="es" dir="ltr">&lt;b&gt;Encuentro&lt;/b&gt;</h3>' in page


REFUSED = [
    ({"date": "yesterday"}, "is no date we can read"),
    ({"date": "2010-13"}, "is not a day that any calendar has"),
    ({"date": "2010-02-30"}, "is not a day that any calendar has"),
    ({"date": "2010~"}, "leave the ~ out"),
    ({"date": "2999"}, "still to come"),
    ({"date_end": "2010-04-30"}, "cannot end before it begins"),
    ({"date_end": "soon"}, "is no date we can read"),
    ({"source": "  "}, "Please name the source"),
    ({"language": "tlh"}, "one of the languages of this site"),
    ({"date": "1948", "title": "Universal Declaration of Human Rights"}, "entered already"),
]


def test_what_cannot_be_is_refused_with_what_to_do(at_work: Client) -> None:
    before = TimelineEntry.objects.count()
    for sent, told in REFUSED:
        assert told in entered(at_work, **sent), sent
    assert TimelineEntry.objects.count() == before


def test_an_end_within_the_same_month_or_year_is_no_fault(at_work: Client) -> None:
    assert entered(at_work, date="2010-05-07", date_end="2010") == ""


def test_what_an_editor_changed_stays_when_the_files_are_loaded_again(
    at_work: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = TimelineEntry.objects.get(date="1990-12-18")
    address = f"/admin/snippets/archive/timelineentry/edit/{one.pk}/"
    sent = {"date": "1990-12-18", "date_end": "", "title": "Adopted", "description": "", "language": "en"}
    answer = at_work.post(address, {**sent, "category": "convention", "verified": "yes", "source": "Seen here"})
    assert answer.status_code == 302
    TimelineEntry.objects.filter(date="1919").update(source="Lost")
    monkeypatch.setattr(reference_data, "digest", lambda data: "another")
    assert reference_data.load()
    one.refresh_from_db()
    assert one.title == "Adopted" and one.source == "Seen here"
    assert TimelineEntry.objects.get(date="1919").source != "Lost"
    assert TimelineEntry.objects.count() == len(FILE), "the entry that was changed was not made once more"
    assert "اعتماد الاتفاقية الدولية لحماية" not in at_work.get("/ar/timeline/").content.decode(), "its own words alone"


def test_entries_loaded_before_rows_had_keys_are_given_theirs(site: None, monkeypatch: pytest.MonkeyPatch) -> None:
    TimelineEntry.objects.update(key=None)
    monkeypatch.setattr(reference_data, "digest", lambda data: "another")
    assert reference_data.load()
    assert set(TimelineEntry.objects.values_list("key", flat=True)) == {row["key"] for row in FILE}


def test_every_entry_is_told_in_every_language(site: None, client: Client) -> None:
    for language in ("es", "fr", "ar"):
        _is_told_in(language, client)


def _is_told_in(language: str, client: Client) -> None:
    told = Explanation.objects.filter(subject__startswith="timeline/", language=language)
    assert {one.subject for one in told} == {f"timeline/{row['key']}" for row in FILE}
    assert all(one.title and one.text for one in told)
    page = client.get(f"/{language}/timeline/").content.decode()
    assert len(re.findall(f'<h3 lang="{language}"', page)) == len(FILE)


def test_a_category_is_chosen_by_address_alone(site: None, client: Client) -> None:
    page = client.get("/en/timeline/", {"category": "campaign"}).content.decode()
    wanted = sum(row["category"] == "campaign" for row in FILE)
    assert page.count('class="happened"') == wanted
    assert re.search(r'href="\?category=campaign" aria-current="true"', page)
    for wrong in ("<script>", "nothing", "\x00"):
        answer = client.get("/en/timeline/", {"category": wrong})
        assert answer.status_code == 200 and answer.content.decode().count('class="happened"') == len(FILE)


def test_testimonies_stand_in_the_decade_of_their_recording(told: Testimony, closed: Testimony, client: Client) -> None:
    page = client.get("/en/timeline/").content.decode()
    decade = page.split('id="from-2010"')[1].split("</section>")[0]
    assert "1 testimony was recorded in these years" in decade and "/en/years/2014/" in decade
    assert "/en/years/1999/" not in page, "of what is closed nothing is known"


def test_passages_stand_in_the_decades_that_they_tell_of(told: Testimony, closed: Testimony, client: Client) -> None:
    make_passage(told, "Leaving", article=66, theme="recruitment-fees", years=(1988, 1991))
    make_passage(closed, "zqclosedyears", article=22, theme="deportation", years=(1975, 1991))
    page = client.get("/en/timeline/").content.decode()
    assert page.count("Hear 1 passage that tells of these years") == 2
    assert "/en/timeline/1980/" in page and "/en/timeline/1990/" in page and "/en/timeline/1970/" not in page
    for first in (1980, 1990):
        decade = client.get(f"/en/timeline/{first}/").content.decode()
        assert "Leaving" in decade and "tells of 1988–1991" in decade and "zqclosed" not in decade
        assert "Paying the agent" not in decade, "of no year"
        assert f"{first}–{first + 9}" in decade
    assert "The Convention" in client.get("/en/timeline/1990/").content.decode()
    none = client.get("/en/timeline/1970/").content.decode()
    assert "No passage tells of these years yet" in none and 'href="/en/timeline/1980/"' in none


def test_a_decade_of_which_nothing_is_told_is_no_page(told: Testimony, closed: Testimony, client: Client) -> None:
    make_passage(closed, "zqclosedyears", article=22, theme="deportation", years=(1901, 1905))
    for first in (1900, 1860, 2990):
        assert client.get(f"/en/timeline/{first}/").status_code == 404
    for wrong in ("1991", "199", "01990", "1990x"):
        assert client.get(f"/en/timeline/{wrong}/").status_code == 404
    make_passage(told, "Grandfather", article=66, theme="recruitment-fees", years=(1901, 1901))
    page = client.get("/en/timeline/1900/").content.decode()
    assert "Grandfather" in page and "zqclosed" not in page


def test_no_question_more_for_more_entries_or_testimonies(told: Testimony, north: Any, client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/timeline/")
        return len(queries)

    asked()
    before = asked()
    for year in range(2000, 2008):
        TimelineEntry.objects.create(date=str(year), title="One", category="policy", verified="yes", source="A")
        one = make_published(north, text=["Words"], narrator=f"N {year}")
        make_passage(one, "One", article=66, theme="recruitment-fees", years=(year, year))
    assert asked() == before


def test_every_field_that_an_editor_fills_in_has_a_help_text() -> None:
    for field in TimelineEntry._meta.fields:
        assert field.name == "id" or field.help_text, field.name
