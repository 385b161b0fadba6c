"""What is said of a testimony is kept in one stroke; what cannot be kept is named, all of it at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from testimonies.actions import describing
from testimonies.actions.describing import Allowed, Particulars, Someone, Text, Where, describe
from testimonies.exceptions import FaultyParticulars, NotPermitted, StateForbids
from testimonies.models import Event, Person, State
from tests.factories.testimony import make_country, make_testimony, make_theme

FULL = Particulars(
    descriptions={"es": Text("La casa", "Resumen", "Contexto"), "ar": Text("البيت")},
    interview_date="2011-03~",
    local_identifier="FW-1/7",
    countries=(Where("NP", "origin"), Where("QA", "destination"), Where("NP", "return")),
    themes=("wage-theft",),
    keywords=("camp", "boss"),
    people=(
        Someone(shown_as="pseudonym", name="Maya Real", pseudonym="Asha"),
        Someone(part="interviewer", shown_as="name", name="Inés"),
    ),
    consents=(
        Allowed("catalogue", "public", "form", "es", date(2011, 4, 1)),
        Allowed("sound", "researcher", "spoken", "es", date(2011, 4, 1), date(2031, 4, 1)),
    ),
)


@pytest.fixture(autouse=True)
def _vocabulary(db: None) -> None:
    make_country("NP"), make_country("QA"), make_theme("wage-theft")


def test_everything_is_written_with_its_events_and_a_revision(interviewer: Any, north: Any) -> None:
    testimony = describe(testimony=make_testimony(north, owner=interviewer), particulars=FULL, by=interviewer)
    testimony.refresh_from_db()
    assert {one.language: one.title for one in testimony.descriptions.all()} == {"es": "La casa", "ar": "البيت"}
    assert (testimony.interview_date, testimony.interview_earliest) == ("2011-03~", date(2011, 3, 1))
    assert [(one.country.iso2, one.role) for one in testimony.country_roles.all()] == [
        ("NP", "origin"),
        ("QA", "destination"),
        ("NP", "return"),
    ]
    assert [one.shown_name for one in Person.objects.all()] == ["Asha", "Inés"]
    assert {str(theme.slug) for theme in testimony.themes.all()} == {"wage-theft"}
    assert {keyword.name for keyword in testimony.keywords.all()} == {"camp", "boss"}
    lines = [(one.use, one.audience, one.valid_from, one.valid_until) for one in testimony.consents.all()]
    assert lines == [
        ("catalogue", "public", date(2011, 4, 1), None),
        ("sound", "researcher", date(2011, 4, 1), date(2031, 4, 1)),
    ]
    assert testimony.latest_revision.user == interviewer
    assert testimony.latest_revision.as_object().descriptions.count() == 2
    verbs = [(event.verb, event.by) for event in Event.objects.filter(testimony=testimony)]
    assert verbs == [("described", interviewer), *[("consent_recorded", interviewer)] * 2]
    assert "Maya" not in str(list(Event.objects.values_list("data", flat=True)))


def test_what_is_empty_leaves_what_stands_there_and_opens_nothing(interviewer: Any, north: Any) -> None:
    testimony = describe(testimony=make_testimony(north, owner=interviewer), particulars=FULL, by=interviewer)
    again = describe(testimony=testimony, particulars=Particulars(keywords=("kafala",)), by=interviewer)
    assert again.descriptions.count() == 2 and again.participations.count() == 2 and again.consents.count() == 2
    assert [keyword.name for keyword in again.keywords.all()] == ["kafala"]


def test_every_fault_is_told_at_once_with_its_field_and_nothing_is_written(interviewer: Any, north: Any) -> None:
    testimony = make_testimony(north, owner=interviewer)
    tomorrow = timezone.localdate() + timedelta(days=400)
    bad = Particulars(
        descriptions={"es": Text(" "), "xx": Text("x" * 201), "fr": Text("a\0b", "\ud800")},
        interview_date=f"{tomorrow:%Y}",
        local_identifier="l" * 201,
        countries=(Where("Nepal", "origin"), Where("NP", "orgin")),
        themes=("wage-thef", "wage-theft"),
        keywords=("k" * 101, ""),
        people=(Someone(part="boss", shown_as="name"), Someone(shown_as="pseudonym", called={"xx": ""})),
        consents=(
            Allowed("sond", "all", ""),
            Allowed("sound", "public", "form", "tlh", date(2020, 1, 1), date(2019, 1, 1)),
        ),
    )
    with pytest.raises(FaultyParticulars) as raised:
        describe(testimony=testimony, particulars=bad, by=interviewer)
    assert [fault.field for fault in raised.value.faults] == [
        "interview_date",
        "local_identifier",
        "descriptions.es.title",
        "descriptions.xx",
        "descriptions.xx.title",
        "descriptions.fr.title",
        "descriptions.fr.summary",
        "countries.0.country",
        "countries.1.role",
        "themes.0",
        "keywords.0",
        "keywords.1",
        "people.0.part",
        "people.0.name",
        "people.1.pseudonym",
        "people.1.called.xx",
        "people.1.called.xx",
        "consents.0.use",
        "consents.0.audience",
        "consents.0.given",
        "consents.1.language",
        "consents.1.valid_until",
    ]
    said = {fault.field: fault.sentence for fault in raised.value.faults}
    assert "wage-theft" in said["themes.0"] and "origin" in said["countries.1.role"]
    assert not Event.objects.exists() and not Person.objects.exists() and not testimony.consents.exists()


def test_nobody_writes_down_what_a_narrator_says_by_their_own_link() -> None:
    with pytest.raises(FaultyParticulars) as raised:
        describing.check(Particulars(consents=(Allowed("sound", "public", "own_look", "es"),)))
    assert [fault.field for fault in raised.value.faults] == ["consents.0.given"]


def test_a_hundred_of_each_are_enough() -> None:
    with pytest.raises(FaultyParticulars) as raised:
        describing.check(Particulars(keywords=("k",) * 101))
    assert [fault.field for fault in raised.value.faults] == ["keywords"]


def test_only_who_may_change_it_describes_it_and_only_a_draft(
    interviewer: Any, other_interviewer: Any, foreign_editor: Any, editor: Any, north: Any
) -> None:
    testimony = make_testimony(north, owner=interviewer)
    for stranger in (other_interviewer, foreign_editor):
        with pytest.raises(NotPermitted):
            describe(testimony=testimony, particulars=FULL, by=stranger)
    describe(testimony=testimony, particulars=FULL, by=editor)
    for state, refused in (
        (State.IN_REVIEW, StateForbids),
        (State.PUBLISHED, StateForbids),
        (State.WITHDRAWN, NotPermitted),
    ):
        with pytest.raises(refused):
            describe(testimony=make_testimony(north, owner=interviewer, state=state), particulars=FULL, by=interviewer)


def test_a_mark_is_borne_once_in_a_collection(interviewer: Any, north: Any, south: Any, superuser: Any) -> None:
    marked = Particulars(local_identifier="7")
    describe(testimony=make_testimony(north, owner=interviewer), particulars=marked, by=interviewer)
    describe(testimony=make_testimony(south), particulars=marked, by=superuser)
    with pytest.raises(FaultyParticulars, match="local_identifier"):
        describe(testimony=make_testimony(north, owner=interviewer), particulars=marked, by=interviewer)


def test_an_interviewer_is_known_again_and_a_narrator_never(interviewer: Any, north: Any) -> None:
    people = Particulars(
        people=(Someone(shown_as="name", name="Ana"), Someone(part="interviewer", shown_as="name", name="Ana"))
    )
    for _turn in range(2):
        describe(testimony=make_testimony(north, owner=interviewer), particulars=people, by=interviewer)
    assert Person.objects.filter(participations__part="narrator").distinct().count() == 2
    assert Person.objects.filter(participations__part="interviewer").distinct().count() == 1
