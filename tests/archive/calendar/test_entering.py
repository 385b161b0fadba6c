"""What editors enter into the calendar: what cannot be is refused with what to do, and what was sent is kept."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from archive import reference_data
from archive.models import LibraryItem, Occasion, RecurringDay
from tests.archive.calendar.test_pages import make_occasion
from tests.factories.testimony import make_published

pytestmark = pytest.mark.django_db

ADD = "/admin/snippets/archive/occasion/add/"
REFUSED: list[tuple[dict[str, Any], str, str]] = [
    # what is entered, the field, what is said
    ({"begins": "2026-12-18", "ends": "2026-12-17"}, "ends", "ends before it begins"),
    ({"begins": "2027", "ends": "2026-12"}, "ends", "ends before it begins"),
    ({"begins_at": time(16), "ends_at": time(14)}, "ends_at", "ends before it begins"),
    ({"begins_at": time(16), "ends_at": time(16)}, "ends_at", "at the same moment"),
    ({"begins": "1989-12-18"}, "begins", "begins with 1990"),
    ({"begins": "2999-12-18"}, "begins", "more than 10 years away"),
    ({"begins": "2026-02-30"}, "begins", "not a day that any calendar has"),
    ({"begins": "tomorrow"}, "begins", "no date we can read"),
    ({"begins": "18/12/2026"}, "begins", "no date we can read"),
    ({"begins": "2020-01-01", "ends": "2026-01-01"}, "ends", "longer than a year"),
    ({"begins_at": time(9), "time_zone": ""}, "time_zone", "needs its time zone"),
    ({"time_zone": "Asia/Manilla"}, "time_zone", "Did you mean Asia/Manila?"),
    ({"time_zone": "manila"}, "time_zone", "Did you mean Asia/Manila?"),
    ({"time_zone": "Mars/Olympus"}, "time_zone", "No time zone is called"),
    ({"time_zone": "../../etc/passwd"}, "time_zone", "No time zone is called"),
    ({"time_zone": "Factory"}, "time_zone", "No time zone is called"),
    ({"begins": "2026-12", "begins_at": time(9)}, "begins_at", "needs a whole day"),
    ({"begins": "2026-12-18~", "begins_at": time(9)}, "begins_at", "needs a whole day"),
    ({"begins_at": None, "ends_at": time(9)}, "begins_at", "none for the beginning"),
    ({"begins": "2026-03-29", "begins_at": time(2, 30), "time_zone": "Europe/Paris"}, "begins_at", "never comes"),
    ({"begins": "2026-10-25", "begins_at": time(2, 30), "time_zone": "Europe/Paris"}, "begins_at", "comes twice"),
    (
        {
            **{"begins": "2026-10-24", "ends": "2026-10-25", "begins_at": time(9), "ends_at": time(2, 0)},
            "time_zone": "Europe/Paris",
        },
        "ends_at",
        "comes twice",
    ),
    ({"latitude": "14.6"}, "longitude", "needs both"),
    ({"longitude": "120.9", "latitude": "91"}, "latitude", "less than or equal to 90"),
    ({"title_en": ""}, "title_en", "in one language at least"),
    ({"website": "javascript:alert(1)"}, "website", "valid URL"),
    ({"begins_which": "third"}, "begins_which", "not a valid choice"),
]


def entered(**more: Any) -> Occasion:
    given = {"kind": "training", "title_en": "A training", "begins": "2026-12-18", "time_zone": "Asia/Manila", **more}
    return Occasion(**given)


@pytest.mark.parametrize(("given", "field", "told"), REFUSED)
def test_what_cannot_be_is_refused_with_what_to_do(given: dict[str, Any], field: str, told: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        entered(**given).full_clean(exclude=["first_day", "last_day", "slug"])
    assert told in " ".join(refusal.value.message_dict[field])


@pytest.mark.parametrize(
    "given",
    [
        {"begins": "2007-11", "time_zone": ""},
        {"begins": "2007", "ends": "2008", "time_zone": ""},
        {"begins": "2026-10-25", "begins_at": time(2, 30), "time_zone": "Europe/Paris", "begins_which": "second"},
        {
            **{"begins": "2026-10-25", "begins_at": time(2, 30), "ends_at": time(2, 30), "time_zone": "Europe/Paris"},
            **{"begins_which": "first", "ends_which": "second"},
        },
        {
            "begins": "2026-03-28",
            "ends": "2026-03-29",
            "begins_at": time(23),
            "ends_at": time(4),
            "time_zone": "Europe/Paris",
        },
        {"begins": "2011-12-30", "ends": "2011-12-31", "time_zone": "Pacific/Apia"},
        {"latitude": "-90", "longitude": "180"},
        {"title_en": "", "title_ar": "تدريب"},
    ],
)
def test_what_can_be_is_taken(given: dict[str, Any]) -> None:
    entered(**given).full_clean(exclude=["first_day", "last_day", "slug"])


def test_a_day_that_a_country_left_out_has_no_hours() -> None:
    """Samoa had no 30 December 2011."""
    one = entered(begins="2011-12-30", begins_at=time(12), time_zone="Pacific/Apia")
    with pytest.raises(ValidationError, match="never comes"):
        one.full_clean(exclude=["first_day", "last_day", "slug"])


@pytest.fixture
def at_work(client: Client, superuser: Any) -> Client:
    client.force_login(superuser)
    return client


def sent(client: Client, address: str = ADD, **more: Any) -> str:
    """The page that answers; empty where the entry was taken."""
    given = {
        **{"kind": "training", "title_en": "A training", "begins": "2026-12-18", "verified": "yes", "live": "on"},
        **{"pictures-count": "0", "languages": ["en", "ar"]},
        **more,
    }
    answer = client.post(address, given)
    return "" if answer.status_code == 302 else answer.content.decode()


def test_what_an_editor_enters_is_on_the_pages(at_work: Client) -> None:
    assert sent(at_work, begins_at="14:30", time_zone="Asia/Manila", organisers="A union\nAnother") == ""
    one = Occasion.objects.get()
    assert one.is_own and one.languages == ["en", "ar"] and one.first_day == one.last_day == date(2026, 12, 18)
    page = at_work.get(one.get_absolute_url()).content.decode()
    assert "14:30 (Asia/Manila)" in page and "<bdi>A union</bdi>" in page and "<bdi>Another</bdi>" in page


def test_what_is_refused_is_not_lost(at_work: Client) -> None:
    page = sent(at_work, title_en="A title to keep", begins="2026-12-18", ends="2026-12-01")
    assert "ends before it begins" in page and 'value="A title to keep"' in page
    assert not Occasion.objects.exists()


def test_testimonies_are_named_by_numbers_that_the_editor_may_see(
    client: Client, north: Any, south: Any, editor: Any
) -> None:
    for model in ("occasion", "libraryitem", "recurringday"):
        editor.user_permissions.add(*Permission.objects.filter(content_type__model=model))
    mine = make_published(north, titles={"en": "Mine"})
    hidden = make_published(south, titles={"en": "Hidden"}, allows=())
    client.force_login(editor)
    page = sent(client, recorded=f"{mine.accession_number}, {hidden.accession_number}")
    assert "no testimony that you may see" in page and hidden.accession_number in page
    assert sent(client, recorded=mine.accession_number) == ""
    one = Occasion.objects.get()
    one.testimonies.add(hidden)
    form = client.get(f"/admin/snippets/archive/occasion/edit/{one.pk}/").content.decode()
    assert mine.accession_number in form and hidden.accession_number not in form and "Hidden" not in form
    assert sent(client, f"/admin/snippets/archive/occasion/edit/{one.pk}/", recorded="") == ""
    assert set(one.testimonies.all()) == {hidden}, "what an editor cannot see stays as it was"


def test_a_picture_needs_what_it_shows_in_words(at_work: Client) -> None:
    page = sent(
        at_work,
        **{"pictures-count": "1", "pictures-0-deleted": "", "pictures-0-order": "0", "pictures-0-type": "picture"},
        **{"pictures-0-value-alt": "", "pictures-0-value-credit": ""},
    )
    assert "This field is required." in page and not Occasion.objects.exists()


def test_editors_enter_what_an_administrator_allowed(client: Client, editor: Any) -> None:
    client.force_login(editor)
    sent(client)
    assert not Occasion.objects.exists()
    editor.user_permissions.add(Permission.objects.get(codename="add_occasion"))
    sent(client)
    assert Occasion.objects.get().is_own


def test_every_field_has_a_help_text() -> None:
    for model in (Occasion, RecurringDay, LibraryItem):
        for field in model._meta.get_fields():
            if getattr(field, "editable", False) and not field.primary_key and not field.auto_created:  # type: ignore[union-attr]
                assert len(str(field.help_text)) > 10, (model, field)  # type: ignore[union-attr]


def test_what_an_editor_changed_stays_when_the_files_are_loaded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    reference_data.load()
    Occasion.objects.filter(reference="dubai-2014").update(place="Changed here", is_own=True)
    Occasion.objects.filter(reference="durban-2001").update(place="A slip")
    RecurringDay.objects.filter(slug="workers-day").update(since=1900, is_own=True)
    LibraryItem.objects.filter(slug="open-letter-2007").update(place="Changed here", is_own=True)
    untouched = Occasion.objects.get(reference="buenos-aires-2014")
    own = make_occasion("An editor's own")
    monkeypatch.setattr(reference_data, "digest", lambda data: "another")
    assert reference_data.load()
    places = dict(Occasion.objects.exclude(reference=None).values_list("reference", "place"))
    assert places["dubai-2014"] == "Changed here" and places["durban-2001"] == "Durban"
    assert RecurringDay.objects.get(slug="workers-day").since == 1900
    assert LibraryItem.objects.get(slug="open-letter-2007").place == "Changed here"
    again = Occasion.objects.get(reference="buenos-aires-2014")
    assert (again.changed_at, again.sequence, again.uid) == (untouched.changed_at, 0, untouched.uid)
    assert Occasion.objects.filter(pk=own.pk).exists()


BROKEN: list[dict[str, Any]] = [
    {"last_day": date(2001, 1, 1)},
    {"begins_at": time(9), "time_zone": ""},
    {"latitude": None, "longitude": "3"},
]


@pytest.mark.parametrize("broken", BROKEN)
def test_the_database_keeps_together_what_belongs_together(broken: dict[str, Any]) -> None:
    one = make_occasion()
    with pytest.raises(IntegrityError), transaction.atomic():
        Occasion.objects.filter(pk=one.pk).update(**broken)


def test_a_day_that_comes_not_every_year_is_refused() -> None:
    for month, day in ((2, 29), (2, 30), (4, 31)):
        with pytest.raises(ValidationError, match="No year, or not every year"):
            RecurringDay(slug="d", month=month, day=day, since=2000, name_en="D", source="S").full_clean()


def test_today_is_not_past(client: Client) -> None:
    today = timezone.localdate()
    make_occasion("Today", today.isoformat())
    make_occasion("Yesterday", (today - timedelta(days=1)).isoformat())
    page = client.get("/en/calendar/").content.decode()
    assert page.index("Today") < page.index('id="past"') < page.index("Yesterday")
