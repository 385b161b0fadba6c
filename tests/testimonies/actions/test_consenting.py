"""A sitting is written down whole, on its paper, and what it does not say stays as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from testimonies.actions import consenting, paper_forms
from testimonies.actions.consenting import Line
from testimonies.consent.audiences import Audience, Listener, Places, Use
from testimonies.exceptions import NotPermitted, StateForbids, UnsoundScan
from testimonies.models import Consent, ConsentForm, ConsentScan, Event, Testimony
from tests.factories.testimony import make_testimony
from tests.testimonies.preservation.test_sealed import PDF, PNG


@pytest.fixture
def testimony(north: Any, interviewer: Any) -> Testimony:
    return make_testimony(north, owner=interviewer)


def give(testimony: Testimony, by: Any, *lines: Line, **more: Any) -> list[Consent]:
    return consenting.give(testimony=testimony, by=by, lines=lines, **{"given": "form", **more})


def test_one_sitting_writes_all_its_lines_together(testimony: Testimony, interviewer: Any) -> None:
    lines = give(
        testimony,
        interviewer,
        Line(Use.CATALOGUE, Audience.PUBLIC),
        Line(Use.SOUND, Audience.RESEARCHER, date(2030, 1, 1), date(2040, 1, 1)),
        language="ne",
        explained_by="S. K.",
    )
    assert {one.sitting for one in lines} == {lines[0].sitting} and lines[0].sitting
    assert [(one.language, one.explained_by, one.recorded_by) for one in lines] == [("ne", "S. K.", interviewer)] * 2
    assert (lines[1].valid_from, lines[1].valid_until) == (date(2030, 1, 1), date(2040, 1, 1))
    later = give(testimony, interviewer, Line(Use.SOUND, Audience.NOBODY))
    assert later[0].sitting != lines[0].sitting
    assert not testimony.may(Use.SOUND, _staff(testimony)), "the later line governs"
    assert Event.objects.filter(verb="consent_recorded", testimony=testimony, by=interviewer).count() == 3


def _staff(testimony: Testimony) -> Listener:
    return Listener(staff_of=frozenset({testimony.collection_id}))


def test_a_line_that_says_nothing_of_places_never_makes_them_finer(testimony: Testimony, interviewer: Any) -> None:
    def places(**said: Any) -> str:
        return give(testimony, interviewer, Line(Use.CATALOGUE, Audience.PUBLIC, **said))[0].places

    assert places() == Places.COUNTRY
    assert places(places=Places.REGION) == Places.REGION
    assert places() == Places.REGION
    consenting.record(testimony=testimony, by=None, use=Use.CATALOGUE, audience=Audience.PUBLIC, given="ticked")
    assert testimony.standing.grants[-1].places == Places.REGION
    assert places(places=Places.COUNTRY) == Places.COUNTRY


@pytest.mark.parametrize("values", [{"use": "sound", "places": "region"}, {"use": "catalogue", "places": "street"}])
def test_the_database_knows_places_of_the_entry_alone(values: dict[str, str], testimony: Testimony) -> None:
    with pytest.raises(IntegrityError, match="consent_places_known"), transaction.atomic():
        Consent.objects.create(testimony=testimony, audience="public", given="form", **values)


def test_forms_are_numbered_within_their_testimony(testimony: Testimony, north: Any, interviewer: Any) -> None:
    other = make_testimony(north)
    numbers = [
        paper_forms.print_form(testimony=one, language="ar", by=interviewer).reference
        for one in (testimony, testimony, other)
    ]
    assert [number[:-2] for number in numbers] == [
        f"{testimony.accession_number}-C1",
        f"{testimony.accession_number}-C2",
        f"{other.accession_number}-C1",
    ]
    assert ConsentForm.objects.filter(language="ar", printed_by=interviewer, returned_at=None).count() == 3
    assert Event.objects.filter(verb="consent_form_printed").count() == 3


def test_a_form_comes_back_once_and_to_its_own_testimony(testimony: Testimony, north: Any, interviewer: Any) -> None:
    other = make_testimony(north)
    form = paper_forms.print_form(testimony=testimony, language="en", by=interviewer)
    line = Line(Use.CATALOGUE, Audience.PUBLIC)
    with pytest.raises(StateForbids, match="another testimony"):
        give(other, interviewer, line, form=form)
    (consent,) = give(testimony, interviewer, line, form=form)
    form.refresh_from_db()
    assert consent.form == form and form.returned_by == interviewer and form.returned_at
    with pytest.raises(StateForbids, match=f"{form.reference} came back on .* already"):
        give(testimony, interviewer, line, form=form)
    assert Consent.objects.count() == 1
    assert [one.verb for one in Event.objects.filter(testimony=testimony)][-2:] == [
        "consent_form_returned",
        "consent_recorded",
    ]


def test_scans_are_sealed_seen_by_staff_alone_and_burned(testimony: Testimony, interviewer: Any, editor: Any) -> None:
    form = paper_forms.number_foreign(testimony=testimony, language="en", by=interviewer)
    scan = paper_forms.keep_scan(form=form, blocks=[PDF], by=interviewer)
    assert paper_forms.keep_scan(form=form, blocks=[PDF], by=interviewer) == scan
    with pytest.raises(NotPermitted):
        paper_forms.look_at_scan(scan=scan, by=interviewer)
    assert paper_forms.look_at_scan(scan=scan, by=editor).read_bytes() == PDF
    seen = Event.objects.get(verb="consent_scan_seen")
    assert (seen.by, seen.data) == (editor, {"form": form.reference, "scan": scan.pk})
    assert Event.objects.filter(verb="consent_scan_sealed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_purge_burns_every_scan_but_those_that_another_testimony_holds(north: Any, editor: Any) -> None:
    mine, other = make_testimony(north), make_testimony(north)
    for testimony, contents in ((mine, (PDF, PNG)), (other, (PNG,))):
        form = paper_forms.number_foreign(testimony=testimony, language="en", by=editor)
        for content in contents:
            paper_forms.keep_scan(form=form, blocks=[content], by=editor)
    assert paper_forms.burn_scans(testimony=mine, by=editor) == 2
    held = [one.read_bytes() for one in Path(settings.MEDIA_ROOT, "sealed").rglob("*") if one.is_file()]
    assert held == [PNG] and ConsentScan.objects.get().form.testimony == other
    assert Event.objects.get(verb="consent_scans_burned").data == {"scans": 2}
    assert paper_forms.burn_scans(testimony=mine, by=editor) == 0


@pytest.mark.django_db(transaction=True)
def test_scans_that_no_form_holds_are_swept_away(north: Any, editor: Any) -> None:
    """Those of a sitting that was refused, or cut off by a power cut before it was through."""
    form = paper_forms.number_foreign(testimony=make_testimony(north), language="en", by=editor)
    paper_forms.keep_scan(form=form, blocks=[PDF], by=editor)
    with pytest.raises(UnsoundScan), transaction.atomic():
        paper_forms.keep_scan(form=form, blocks=[PNG], by=editor)
        paper_forms.keep_scan(form=form, blocks=[b"no scan"], by=editor)
    held = Path(settings.MEDIA_ROOT, "sealed")
    assert len([one for one in held.rglob("*") if one.is_file()]) == 2
    assert paper_forms.sweep(older_than_s=3600) == 0, "it may be sealed again at this moment"
    assert paper_forms.sweep(older_than_s=-1) == 1
    assert [one.read_bytes() for one in held.rglob("*") if one.is_file()] == [PDF]


def test_what_is_no_scan_leaves_no_row(testimony: Testimony, interviewer: Any) -> None:
    form = paper_forms.print_form(testimony=testimony, language="en", by=interviewer)
    with pytest.raises(UnsoundScan):
        paper_forms.keep_scan(form=form, blocks=[b"<svg onload=alert(1)>"], by=interviewer)
    assert not ConsentScan.objects.exists()
