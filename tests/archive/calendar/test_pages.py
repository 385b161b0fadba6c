"""The calendar as people read it: lists, months, maps, filters, and what is wrong with an address in words."""

from __future__ import annotations

import json
import re
from datetime import date, time, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from archive import reference_data
from archive.calendar.asked import Asked
from archive.calendar.mapped import points_of
from archive.calendar.months import month_of
from archive.calendar.telling import line_of
from archive.models import Occasion, RecurringDay
from testimonies.actions import purged_rows, withdrawing
from testimonies.models import Country
from tests.archive.ways.test_routes import tells_no_more_than
from tests.factories.testimony import make_published

pytestmark = pytest.mark.django_db
SOON = (timezone.localdate() + timedelta(days=40)).isoformat()


def make_occasion(title: str = "A training", begins: str = SOON, **more: Any) -> Occasion:
    return Occasion.objects.create(
        **{"kind": "training", "title_en": title, "begins": begins, "live": True, "source": "a test", **more}
    )


@pytest.fixture
def loaded(db: None) -> None:
    reference_data.load()


def test_what_is_to_come_stands_first_and_what_is_past_is_kept(client: Client, loaded: None) -> None:
    make_occasion("Later", (timezone.localdate() + timedelta(days=90)).isoformat())
    make_occasion("Sooner")
    page = client.get("/en/calendar/").content.decode()
    order = [page.index(text) for text in ("Sooner", "Later", 'id="past"', "25th anniversary of the Convention")]
    assert order == sorted(order)
    assert "Sub-regional consultation on the ASEAN Declaration" in page and "1 November 2007 to 3 November 2007" in page
    assert ">June 2014</time>" in page, "a month alone is known"


def test_what_is_not_published_is_nowhere(client: Client, loaded: None) -> None:
    hidden = make_occasion("Not for you", live=False)
    for address in ("", f"?month={SOON[:7]}", "?view=map"):
        assert "Not for you" not in client.get(f"/en/calendar/{address}").content.decode()
    for address in (hidden.get_absolute_url(), f"/en/calendar/{hidden.pk}.ics", f"/en/calendar/{hidden.pk}/"):
        assert client.get(address).status_code == 404
    assert b"Not for you" not in client.get("/en/calendar.ics").content


@pytest.mark.parametrize(
    ("asked", "found", "lost"),
    [
        ("?kind=hearing", "A hearing in Qatar", "A training in Manila"),
        ("?country=ph", "A training in Manila", "A hearing in Qatar"),
        ("?language=ar", "A hearing in Qatar", "A training in Manila"),
        ("?kind=training&country=PH&language=tl", "A training in Manila", "A hearing in Qatar"),
    ],
)
def test_filters_are_plain_links(client: Client, loaded: None, asked: str, found: str, lost: str) -> None:
    make_occasion("A hearing in Qatar", kind="hearing", country=Country.objects.get(iso2="QA"), languages=["ar", "en"])
    make_occasion("A training in Manila", country=Country.objects.get(iso2="PH"), languages=["tl"])
    for view in ("", "&view=map", f"&month={SOON[:7]}"):
        page = client.get(f"/en/calendar/{asked}{view}").content.decode()
        assert found in page and lost not in page
        assert 'aria-current="true"' in page


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("?month=2026-13", "as year and month"),
        ("?month=soon", "as year and month"),
        ("?month=", "as year and month"),
        ("?month=1989-12", "goes from 1990"),
        ("?month=2999-01", "goes from 1990"),
        ("?month=%00", "as year and month"),
        ("?kind=party", "no such kind"),
        ("?kind=%00", "no such kind"),
        ("?country=ZZ", "not known here"),
        ("?country=%00%00", "not known here"),
        ("?country=<script>", "not known here"),
        ("?language=xx-none", "not known here"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_calendar_shown(
    client: Client, loaded: None, asked: str, told: str
) -> None:
    answer = client.get(f"/en/calendar/{asked}")
    page = answer.content.decode()
    assert answer.status_code == 400 and told in page and "In your own calendar" in page and "<script>alert" not in page
    if "month" not in asked:
        refused = client.get(f"/en/calendar.ics{asked}")
        assert refused.status_code == 400 and told in refused.content.decode()


def cells(page: str) -> dict[int, str]:
    return {int(number): rest for number, rest in re.findall(r'day-number">(\d+)</span>(.*?)</td>', page, re.DOTALL)}


def test_a_month_is_a_table_of_its_days(client: Client, loaded: None) -> None:
    page = client.get("/en/calendar/?month=2015-12").content.decode()
    days = cells(page)
    assert sorted(days) == list(range(1, 32))
    assert "Calendar of December 2015</caption>" in page
    assert "Migrants’ Campaign Month" in days[1] and "Campaign Month" in days[18] and "Campaign Month" not in days[19]
    assert "25th anniversary" in days[18] and "International Migrants Day" in days[18]
    assert 'rel="prev" href="?month=2015-11"' in page and 'rel="next" href="?month=2016-01"' in page


def test_what_is_known_by_its_month_stands_below_the_table(client: Client, loaded: None) -> None:
    page = client.get("/en/calendar/?month=2014-06").content.decode()
    assert not any("human rights organisations" in cell for cell in cells(page).values())
    assert "the day is not known" in page and "Meeting of human rights organisations" in page


@pytest.mark.parametrize(("language", "first"), [("en", "Monday"), ("es", "lunes"), ("fr", "lundi"), ("ar", "السبت")])
def test_weeks_begin_as_the_language_says(loaded: None, language: str, first: str) -> None:
    with translation.override(language):
        month = month_of(Asked(month=date(2026, 12, 1), view="month"), [])
        assert month.names[0][1].casefold() == first.casefold()
        begun = month.weeks[0][0].day
        assert begun <= date(2026, 12, 1) and (date(2026, 12, 1) - begun).days < 7


def test_the_first_and_the_last_month_lead_no_further(client: Client, db: None) -> None:
    assert 'rel="prev"' not in client.get("/en/calendar/?month=1990-01").content.decode()
    last = timezone.localdate().year + 10
    assert 'rel="next"' not in client.get(f"/en/calendar/?month={last}-12").content.decode()


def test_each_point_of_the_map_leads_to_its_list(client: Client, loaded: None) -> None:
    make_occasion("With a point", latitude="14.5995", longitude="120.9842", country=Country.objects.get(iso2="PH"))
    page = client.get("/en/calendar/?view=map").content.decode()
    points = re.findall(r'href="#(place-\d+)" aria-label="([^"]+)"', page)
    assert len(points) > 5 and all(f'id="{anchor}"' in page for anchor, _label in points)
    assert any(label.startswith("Belgium: 2 occasions") for _anchor, label in points)
    for one in Occasion.objects.published():
        assert one.title_en.replace("’", "’") in page or one.title_en in page


def test_a_point_of_its_own_lies_where_it_is(loaded: None) -> None:
    manila = make_occasion(latitude="14.5995", longitude="120.9842", country=Country.objects.get(iso2="PH"))
    lagos = make_occasion(latitude="6.5244", longitude="3.3792")
    points = points_of([line_of(one) for one in (manila, lagos)])
    assert len(points) == 2
    west, east = sorted(points, key=lambda one: one.x)
    assert west.lines[0].occasion == lagos and east.y < west.y


def test_an_occasion_has_a_page_in_each_language(client: Client, loaded: None) -> None:
    one = Occasion.objects.get(reference="asean-consultation-2007")
    page = client.get(f"/en/calendar/{one.pk}/{one.slug}/").content.decode()
    assert "Report of the consultation on the ASEAN Declaration" in page and "This is past." in page
    told = json.loads(re.search(r'ld\+json">(\{[^<]*"Event"[^<]*)</script>', page)[1])  # type: ignore[index]
    assert told["@type"] == "Event" and told["startDate"] == "2007-11-01" and told["endDate"] == "2007-11-03"
    assert told["location"]["address"]["addressCountry"] == "SG"
    arabic = client.get(f"/ar/calendar/{one.pk}/{one.slug}/").content.decode()
    assert 'lang="ar" dir="rtl">مشاورة دون إقليمية' in arabic
    assert client.get(f"/en/calendar/{one.pk}/another/").headers["Location"] == one.get_absolute_url()
    assert client.get("/en/calendar/99999999999999999999/x/").status_code == 404


def test_a_text_of_one_language_is_marked_with_it(client: Client, db: None) -> None:
    one = Occasion.objects.create(
        kind="training", title_ar="تدريب <b>", about_ar="نص & <script>alert(1)</script>", begins=SOON, live=True
    )
    page = client.get(one.get_absolute_url(), follow=True).content.decode()
    assert '<h1 lang="ar" dir="rtl">تدريب &lt;b&gt;</h1>' in page and "<script>alert" not in page
    assert one.slug == "تدريب-b"


def test_an_hour_is_told_with_its_zone(client: Client, db: None) -> None:
    one = make_occasion(begins="2026-12-18", begins_at=time(14, 30), ends_at=time(16, 0), time_zone="Asia/Manila")
    page = client.get(one.get_absolute_url()).content.decode()
    assert "18 December 2026, 14:30–16:00 (Asia/Manila)" in page
    assert '"startDate":"2026-12-18T14:30+08:00"' in page and '"endDate":"2026-12-18T16:00+08:00"' in page


def test_what_was_cancelled_says_so_everywhere(client: Client, db: None) -> None:
    one = make_occasion(cancelled=True)
    assert "This was cancelled." in client.get(one.get_absolute_url()).content.decode()
    assert "EventCancelled" in client.get(one.get_absolute_url()).content.decode()
    for address in ("", f"?month={SOON[:7]}", "?view=map"):
        assert "Cancelled" in client.get(f"/en/calendar/{address}").content.decode()


def test_a_day_kept_each_year_shows_what_was_done_on_it(client: Client, loaded: None) -> None:
    page = client.get("/en/calendar/days/migrants-day/").content.decode()
    years = dict(re.findall(r"<h3>(\d{4})</h3>(.*?)(?=<h3>\d{4}|</section>)", page, re.DOTALL))
    assert min(years) == "1997" and max(years) == str(timezone.localdate().year)
    assert "25th anniversary of the Convention" in years["2015"] and "Migrants’ Campaign Month" in years["2015"]
    assert "Step It Up: Dignity, Rights, Development launched" in years["2014"]
    assert "Nothing is known here of this year" in years["2003"]
    of_may = client.get("/en/calendar/days/workers-day/").content.decode()
    assert "A Day Without Immigrants" in of_may and "Global Mobilization for Migrants’ Rights" in of_may
    assert client.get("/en/calendar/days/none/").status_code == 404


def test_a_day_comes_next_today_or_later(client: Client, db: None) -> None:
    today = timezone.localdate()
    RecurringDay.objects.create(
        slug="d", month=today.month, day=min(today.day, 28), since=2000, name_en="D", source="s"
    )
    page = client.get("/en/calendar/").content.decode()
    coming = date.fromisoformat(re.search(r'Next: <time datetime="([\d-]+)"', page)[1])  # type: ignore[index]
    assert coming >= today


def test_testimonies_recorded_there_are_shown_to_whom_they_are_open(
    client: Client, loaded: None, north: Any, editor: Any
) -> None:
    told = make_published(north, titles={"en": "Told at the training"}, countries=[("PH", "origin")])
    closed = make_published(north, titles={"en": "Told in confidence"}, countries=[("PH", "origin")], allows=())
    coarse = make_published(north, titles={"en": "Told without a place"}, countries=[("PH", "origin")])
    tells_no_more_than("region", coarse)
    one = make_occasion()
    one.testimonies.set([told, closed, coarse])
    page = client.get(one.get_absolute_url()).content.decode()
    assert "Told at the training" in page
    assert "Told in confidence" not in page and "Told without a place" not in page
    client.force_login(editor)
    assert "Told without a place" in client.get(one.get_absolute_url()).content.decode()


def test_as_many_queries_for_many_as_for_few(client: Client, loaded: None, north: Any) -> None:
    def asked() -> list[int]:
        numbers = []
        for address in (
            *("/en/calendar/", f"/en/calendar/?month={SOON[:7]}", "/en/calendar/?view=map", "/en/calendar.ics"),
            "/en/calendar/days/migrants-day/",
        ):
            with CaptureQueriesContext(
                connection,
            ) as asked_for:
                assert client.get(address).status_code == 200
            numbers.append(len(asked_for))
        return numbers

    make_occasion("First", country=Country.objects.get(iso2="PH"), languages=["tl"])
    asked()
    few = asked()
    for number in range(12):
        make_occasion(f"Number {number}", country=Country.objects.order_by("pk")[number], languages=["en"])
    assert asked() == few and max(few) < 16


class Balanced(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in ("div", "section", "ol", "ul", "li", "table", "td", "tr", "nav"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("div", "section", "ol", "ul", "li", "table", "td", "tr", "nav"):
            assert self.open.pop() == tag


def test_every_view_is_sound_html(client: Client, loaded: None) -> None:
    make_occasion(report_en="What we did.")
    for address in ("", "?view=map", "?month=2015-12", "days/migrants-day/"):
        parser = Balanced()
        parser.feed(client.get(f"/en/calendar/{address}").content.decode())
        assert not parser.open


def test_the_purge_of_a_testimony_leaves_no_trace_at_its_occasion(north: Any, editor: Any) -> None:
    taken_back, stays = make_published(north), make_published(north)
    one = make_occasion()
    one.testimonies.set([taken_back, stays])
    withdrawing.withdraw(testimony=taken_back, by=editor)
    purged_rows.remove(taken_back)
    assert list(one.testimonies.values_list("pk", flat=True)) == [stays.pk]
