"""iCalendar, read by two readers of other people: what is written comes back in both, in any script."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import vobject
from django.test import Client, RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from archive import reference_data
from archive.calendar.feed import clean, written
from archive.calendar.moments import instant
from archive.models import Occasion, RecurringDay
from testimonies.models import Country
from tests.archive.calendar.test_pages import make_occasion

pytestmark = pytest.mark.django_db
ARABIC = "تدريب، للعاملات؛ مع «ترجمة» \\ 2026, وأسئلة"


@pytest.fixture
def recurring(db: None) -> RecurringDay:
    return RecurringDay.objects.create(
        slug="migrants-day", month=12, day=18, since=1997, name_en="International Migrants Day", source="OHCHR"
    )


def by_icalendar(data: bytes) -> dict[str, Any]:
    """By their summaries. The reader raises on what it cannot read."""
    events = Calendar.from_ical(data).walk("VEVENT")
    assert not any(event.errors for event in events)
    return {str(event["SUMMARY"]): event for event in events}


def by_vobject(data: bytes) -> dict[str, Any]:
    calendar = vobject.readOne(data.decode())
    return {event.summary.value: event for event in calendar.contents.get("vevent", [])}


def lines_are_sound(data: bytes) -> None:
    """RFC 5545, 3.1: ends of lines are CRLF, none has more than 75 octets, none cuts a letter."""
    assert data.endswith(b"\r\n") and data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def fetched(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    lines_are_sound(answer.content)
    return answer.content


def test_all_that_has_a_day_comes_back_in_both(client: Client) -> None:
    reference_data.load()
    data = fetched(client, "/en/calendar.ics")
    dated = {one.title_en for one in Occasion.objects.all() if one.whole_days}
    days = {one.name_en for one in RecurringDay.objects.all()}
    assert set(by_icalendar(data)) == set(by_vobject(data)) == dated | days
    assert "Meeting of human rights organisations" not in dated, "it is known by its month alone"


def test_whole_days_end_on_the_day_after_the_last(client: Client, db: None) -> None:
    make_occasion("Three days", "2026-12-16", ends="2026-12-18")
    data = fetched(client, "/en/calendar.ics")
    one, other = by_icalendar(data)["Three days"], by_vobject(data)["Three days"]
    assert one.start == other.dtstart.value == date(2026, 12, 16)
    assert one.end == other.dtend.value == date(2026, 12, 19)


@pytest.mark.parametrize(
    ("day", "hour", "until", "zone", "which", "starts", "stops"),
    [
        # day, hours on the wall, zone, which of two; the moments
        ("2026-12-18", time(14, 30), time(16), "Asia/Manila", "", "2026-12-18T06:30", "2026-12-18T08:00"),
        ("2026-12-18", time(23, 30), None, "America/Mexico_City", "", "2026-12-19T05:30", None),
        ("2026-03-29", time(1, 30), time(3, 30), "Europe/Paris", "", "2026-03-29T00:30", "2026-03-29T01:30"),
        ("2026-10-25", time(2, 30), time(4), "Europe/Paris", "first", "2026-10-25T00:30", "2026-10-25T03:00"),
        ("2026-10-25", time(2, 30), time(4), "Europe/Paris", "second", "2026-10-25T01:30", "2026-10-25T03:00"),
        ("2026-12-18", time(9), time(10), "Asia/Kathmandu", "", "2026-12-18T03:15", "2026-12-18T04:15"),
        (
            "2026-04-05",
            time(1, 45),
            time(2, 15),
            "Australia/Lord_Howe",
            "first",
            "2026-04-04T14:45",
            "2026-04-04T15:45",
        ),
    ],
)
def test_hours_are_moments_also_where_the_clocks_are_changed(
    client: Client, db: None, day: str, hour: time, until: time | None, zone: str, which: str, starts: str, stops: str
) -> None:
    make_occasion("Hours", day, begins_at=hour, ends_at=until, time_zone=zone, begins_which=which)
    data = fetched(client, "/en/calendar.ics")
    one, other = by_icalendar(data)["Hours"], by_vobject(data)["Hours"]
    assert one.start == other.dtstart.value == datetime.fromisoformat(starts).replace(tzinfo=UTC)
    if stops:
        assert one.end == other.dtend.value == datetime.fromisoformat(stops).replace(tzinfo=UTC)
    else:
        assert "DTEND" not in one and not hasattr(other, "dtend")
    assert b"TZID" not in data, "moments in UTC need no rules of a zone"


def test_several_days_with_an_hour_at_the_beginning_end_at_midnight_there(client: Client, db: None) -> None:
    make_occasion("Days", "2026-12-17", begins_at=time(9), ends="2026-12-18", time_zone="Asia/Manila")
    one = by_icalendar(fetched(client, "/en/calendar.ics"))["Days"]
    assert one.end == datetime(2026, 12, 18, 16, tzinfo=UTC)


def test_a_day_kept_each_year_comes_again(client: Client, recurring: RecurringDay) -> None:
    data = fetched(client, "/en/calendar.ics")
    one, other = by_icalendar(data)["International Migrants Day"], by_vobject(data)["International Migrants Day"]
    assert one["RRULE"]["FREQ"] == ["YEARLY"] and one.start == date(1997, 12, 18)
    found = [moment.date() for moment in other.rruleset[:30]]
    assert found == [date(1997 + at, 12, 18) for at in range(30)]
    assert "International Migrants Day" not in by_icalendar(fetched(client, "/en/calendar.ics?kind=training"))


def test_what_is_told_of_a_change(client: Client, db: None) -> None:
    one = make_occasion("Told")
    before = by_icalendar(fetched(client, f"/en/calendar/{one.pk}.ics"))["Told"]
    one.place = "Another room"
    one.save()
    one.about_en = "A word that changes nothing for a calendar."
    one.save()
    one.cancelled = True
    one.save()
    after = by_icalendar(fetched(client, f"/ar/calendar/{one.pk}.ics"))["Told"]
    assert after["UID"] == before["UID"] == str(one.uid)
    assert int(after["SEQUENCE"]) == 2 and int(before["SEQUENCE"]) == 0
    assert after["STATUS"] == "CANCELLED" and before["STATUS"] == "CONFIRMED"
    assert after["DTSTAMP"].dt >= before["DTSTAMP"].dt and after["LAST-MODIFIED"].dt.tzinfo is not None
    assert after["URL"].endswith(f"/ar/calendar/{one.pk}/{one.slug}/")


def test_arabic_comes_back_letter_for_letter(client: Client, db: None) -> None:
    place = "قاعة الحرية، المنامة؛ الطابق ٢"
    about = "سطر أول\nسطر ثانٍ: " + "كلمة " * 60
    one = make_occasion("", title_ar=ARABIC, about_ar=about, place=place, begins="2026-12-18")
    data = fetched(client, f"/ar/calendar/{one.pk}.ics")
    assert str(by_icalendar(data)[ARABIC]["LOCATION"]) == by_vobject(data)[ARABIC].location.value == place
    assert about.strip() in str(by_icalendar(data)[ARABIC]["DESCRIPTION"])
    assert about.strip() in by_vobject(data)[ARABIC].description.value
    assert b"SUMMARY;LANGUAGE=ar:" in data


def test_a_feed_of_a_filter_holds_that_alone(client: Client, db: None, recurring: RecurringDay) -> None:
    reference_data.load()
    make_occasion("In Manila", country=Country.objects.get(iso2="PH"), languages=["tl"])
    make_occasion("A hearing", kind="hearing")
    assert set(by_icalendar(fetched(client, "/en/calendar.ics?country=PH&language=tl"))) == {"In Manila"}
    assert set(by_vobject(fetched(client, "/en/calendar.ics?kind=hearing"))) == {"A hearing"}


def test_an_empty_calendar_is_one(client: Client, db: None) -> None:
    data = fetched(client, "/en/calendar.ics")
    assert by_icalendar(data) == by_vobject(data) == {}
    assert b"VERSION:2.0" in data and b"PRODID:" in data and b"METHOD:PUBLISH" in data


def test_what_has_no_day_has_no_file(client: Client, db: None) -> None:
    one = make_occasion("A month", "2014-06")
    assert client.get(f"/en/calendar/{one.pk}.ics").status_code == 404
    assert f"{one.pk}.ics" not in client.get(one.get_absolute_url()).content.decode()


ANY_TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=300)


@settings(max_examples=150, deadline=None)
@given(title=ANY_TEXT, about=ANY_TEXT, place=ANY_TEXT)
def test_any_text_in_any_script_comes_back_in_both(title: str, about: str, place: str) -> None:
    """No database: an occasion that nobody saved is written as well as any other."""
    one = Occasion(
        **{"pk": 1, "title_en": title, "about_en": about, "place": place, "begins": "2026-12-18"},
        **{"kind": "training", "slug": "x", "verified": "yes"},
    )
    one.changed_at = datetime(2026, 11, 1, tzinfo=UTC)
    recurring = RecurringDay(slug="d", month=12, day=18, since=2000, name_en=title, about_en=about)
    data = written(RequestFactory().get("/"), title, [one], [recurring])
    lines_are_sound(data)
    events = Calendar.from_ical(data).walk("VEVENT")
    others = vobject.readOne(data.decode()).contents["vevent"]
    assert len(events) == len(others) == 2
    for event, other in zip(events, others, strict=True):
        assert str(event.get("SUMMARY", "")) == clean(title)
        assert (other.summary.value if hasattr(other, "summary") else "") == clean(title)
        assert clean(about) in str(event.get("DESCRIPTION", ""))
        assert clean(about) in (other.description.value if hasattr(other, "description") else "")
    assert str(events[1].get("LOCATION", "")) == clean(place)


def test_what_is_cleaned_is_only_what_no_calendar_can_hold() -> None:
    assert clean(" a\r\nb\x00\u2028c\td\x85 ") == "a\nb\nc\td"
    assert clean(ARABIC) == ARABIC and clean("ไทย 中文 ️‍🌈") == "ไทย 中文 ️‍🌈"


@settings(max_examples=60, deadline=None)
@given(
    st.datetimes(datetime(1995, 1, 1), datetime(2035, 1, 1)),
    st.sampled_from(["Europe/Paris", "Asia/Manila", "America/Santiago", "Africa/Casablanca", "Australia/Lord_Howe"]),
)
def test_the_second_of_two_hours_is_never_before_the_first(local: datetime, zone: str) -> None:
    first, second = instant(local, zone, "first"), instant(local, zone, "second")
    assert timedelta(0) <= abs(second - first) <= timedelta(hours=2)
