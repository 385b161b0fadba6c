"""What editors enter about the treaties: what is impossible is refused with what to do, what is entered is counted, and
loading the reference data again leaves it alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from archive import reference_data
from archive.models import Instrument, TreatyAction
from archive.models.deeds import in_force_from
from archive.ratification.record import CONVENTION, record_of
from testimonies.models import Country

pytestmark = pytest.mark.django_db

ADD = "/admin/snippets/archive/treatyaction/add/"


@pytest.fixture
def loaded(db: None) -> None:
    reference_data.load()


@pytest.fixture
def convention(loaded: None) -> Instrument:
    return Instrument.objects.get(code=CONVENTION)


def entered(client: Client, convention: Instrument, iso2: str, **more: Any) -> str:
    """The page that answers; empty where the entry was taken."""
    sent = {
        "country": Country.objects.get(iso2=iso2).pk,
        "instrument": convention.pk,
        "kind": "accession",
        "day": "2020-05-07",
        "verified": "yes",
        "source": "UN Treaty Collection",
        **more,
    }
    answer = client.post(ADD, sent)
    return "" if answer.status_code == 302 else answer.content.decode()


@pytest.fixture
def at_work(client: Client, superuser: Any) -> Client:
    client.force_login(superuser)
    return client


def test_what_is_entered_is_counted_from_its_day(at_work: Client, convention: Instrument) -> None:
    before = record_of(convention, date(2020, 5, 7)).figures.parties
    assert entered(at_work, convention, "DE") == ""
    assert record_of(convention, date(2020, 5, 6)).figures.parties == before
    assert record_of(convention, date(2020, 5, 7)).figures.parties == before + 1
    action = TreatyAction.objects.get(country__iso2="DE", instrument=convention)
    assert action.in_force_from == date(2020, 9, 1) and action.is_own


REFUSED = [
    # State, what is sent, what is said
    ("DE", {"day": "1989-01-01"}, "was adopted on 1990-12-18 only"),
    ("DE", {"day": "2999-01-01"}, "still to come"),
    ("DE", {"day": ""}, "Please give the day"),
    ("DE", {"source": " "}, "Please name the source"),
    ("DE", {"in_force_from": "2019-01-01"}, "Nothing binds a State before"),
    ("EG", {}, "entered already"),
    ("EG", {"kind": "ratification"}, "bound already"),
    ("EG", {"kind": "signature", "day": "2001-01-01"}, "cannot have signed after"),
    ("AM", {"kind": "ratification", "day": "2012-01-01"}, "signed later"),
]


@pytest.mark.parametrize(("iso2", "sent", "told"), REFUSED)
def test_what_cannot_be_is_refused_with_what_to_do(
    at_work: Client, convention: Instrument, iso2: str, sent: dict[str, str], told: str
) -> None:
    before = TreatyAction.objects.count()
    assert told in entered(at_work, convention, iso2, **sent)
    assert TreatyAction.objects.count() == before


def test_what_an_editor_changed_stays_when_the_files_are_loaded_again(
    at_work: Client, convention: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    TreatyAction.objects.filter(instrument=convention, country__iso2="AL").update(note="checked here", is_own=True)
    TreatyAction.objects.filter(instrument=convention, country__iso2="DZ").update(note="not checked")
    monkeypatch.setattr(reference_data, "digest", lambda data: "another")
    assert reference_data.load()
    notes = dict(TreatyAction.objects.filter(instrument=convention).values_list("country__iso2", "note"))
    assert notes["AL"] == "checked here" and notes["DZ"] == ""


def test_visitors_and_interviewers_enter_nothing(client: Client, interviewer: Any, convention: Instrument) -> None:
    assert client.get(ADD).status_code in (302, 404)
    client.force_login(interviewer)
    assert client.get(ADD).status_code in (302, 403, 404)


def test_an_editor_enters_what_an_administrator_allowed(client: Client, editor: Any, convention: Instrument) -> None:
    client.force_login(editor)
    entered(client, convention, "DE")
    assert not TreatyAction.objects.filter(country__iso2="DE", instrument=convention).exists()
    editor.user_permissions.add(Permission.objects.get(codename="add_treatyaction"))
    entered(client, convention, "DE")
    assert TreatyAction.objects.filter(country__iso2="DE", instrument=convention).exists()


@pytest.mark.parametrize(
    ("code", "organization", "day", "binds"),
    [
        ("ICRMW", "United Nations", date(2024, 11, 5), date(2025, 3, 1)),
        ("ICRMW", "United Nations", date(1993, 2, 19), date(2003, 7, 1)),
        ("ICRMW", "United Nations", date(2007, 8, 31), date(2007, 12, 1)),
        ("C189", "ILO", date(2013, 6, 14), date(2014, 6, 14)),
        ("C97", "ILO", date(2012, 2, 29), date(2013, 3, 1)),
        ("CEDAW", "United Nations", date(1990, 1, 1), None),
    ],
)
def test_when_a_deed_binds_its_state(code: str, organization: str, day: date, binds: date | None) -> None:
    assert in_force_from(code, organization, day) == binds


def test_the_rule_gives_every_day_of_the_treaty_collection(convention: Instrument) -> None:
    for action in TreatyAction.objects.filter(instrument=convention, in_force_from__isnull=False):
        assert action.day is not None and action.day <= timezone.localdate()
        assert in_force_from(CONVENTION, "United Nations", action.day) == action.in_force_from, str(action)
