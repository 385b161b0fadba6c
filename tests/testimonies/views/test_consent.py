"""The form of a sitting, the paper in the field and its return, and the scans that nobody sees."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.formats import date_format

from testimonies.actions import paper_forms
from testimonies.consent.audiences import Audience, Use
from testimonies.models import Consent, ConsentForm, ConsentScan, Event, Testimony
from tests.factories.testimony import consent, make_recording, make_testimony
from tests.testimonies.preservation.test_sealed import JPEG, PDF

SITTING = {"valid_from": "2026-01-01", "given": "form", "language": "ne", "explained_by": "S. K."}
FOREIGN = ("other_interviewer", "foreign_interviewer", "foreign_editor", "visitor")


@pytest.fixture
def testimony(north: Any, interviewer: Any) -> Testimony:
    testimony = make_testimony(north, owner=interviewer)
    make_recording(testimony, duration_ms=150_000)
    return testimony


@pytest.fixture
def mine(client: Client, interviewer: Any) -> Client:
    client.force_login(interviewer)
    return client


def address(testimony: Testimony, rest: str = "", language: str = "en") -> str:
    return f"/{language}/testimonies/{testimony.accession_number}/consent/{rest}"


def governing(testimony: Testimony) -> dict[str, str]:
    return {one.use: one.audience for one in Consent.objects.filter(testimony=testimony).order_by("pk")}


@pytest.mark.parametrize(
    ("preset", "answers"),
    [
        ("open", dict.fromkeys(Use.values, "public")),
        ("closed", dict.fromkeys(Use.values, "staff")),
        (
            "research",
            {
                **dict.fromkeys(Use.values, "staff"),
                "catalogue": "public",
                "transcript": "researcher",
                "sound": "researcher",
                "translation": "researcher",
            },
        ),
    ],
)
def test_one_choice_answers_all_eight(
    preset: str, answers: dict[str, str], testimony: Testimony, mine: Client, interviewer: Any
) -> None:
    answer = mine.post(address(testimony), {**SITTING, "preset": preset})
    assert answer.status_code == 302 and governing(testimony) == answers
    line = Consent.objects.filter(testimony=testimony).first()
    assert line
    assert (line.given, line.language, line.explained_by, line.recorded_by) == ("form", "ne", "S. K.", interviewer)
    assert line.valid_from == date(2026, 1, 1) and line.valid_until is None


def test_an_answer_of_its_own_goes_before_the_preset(testimony: Testimony, mine: Client) -> None:
    mine.post(address(testimony), {**SITTING, "preset": "open", "sound": "nobody", "valid_until": "2030-12-31"})
    assert governing(testimony) == {**dict.fromkeys(Use.values, "public"), "sound": "nobody"}
    assert {one.valid_until for one in Consent.objects.all()} == {date(2030, 12, 31)}


def test_what_is_not_answered_stays_as_it_is(testimony: Testimony, mine: Client) -> None:
    mine.post(address(testimony), {**SITTING, "sound": "researcher"})
    assert governing(testimony) == {"sound": "researcher"}


def test_places_alone_keep_the_audience_and_the_days_of_the_entry(testimony: Testimony, mine: Client) -> None:
    consent(testimony, "catalogue", Audience.RESEARCHER, valid_until=date(2044, 1, 1))
    assert mine.post(address(testimony), {**SITTING, "places": "region"}).status_code == 302
    line = Consent.objects.latest("pk")
    assert (line.use, line.audience, line.places) == ("catalogue", "researcher", "region")
    assert (line.valid_from, line.valid_until) == (date(2000, 1, 1), date(2044, 1, 1))


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "choose at least one answer"),
        ({"sound": "public", "given": ""}, "This field is required"),
        ({"sound": "public", "given": "magic"}, "Select a valid choice"),
        ({"sound": "the neighbours"}, "Select a valid choice"),
        ({"preset": "everything"}, "Select a valid choice"),
        ({"places": "region"}, "Say first for whom the entry"),
        ({"sound": "public", "valid_until": "2025-12-31"}, "lies before the first"),
        ({"sound": "public", "valid_from": "tomorrow"}, "Enter a valid date"),
        ({"sound": "public", "given": "spoken"}, "Say at which time it can be heard"),
        ({"sound": "public", "given": "spoken", "spoken_at_ms": "1:15"}, "Say in which recording"),
        (
            {"sound": "public", "given": "both", "recording": "own", "spoken_at_ms": "2:30"},
            "This recording ends at 2:30",
        ),
        ({"sound": "public", "given": "both", "recording": "own", "spoken_at_ms": "soon"}, "is no time"),
        ({"sound": "public", "given": "both", "recording": "foreign", "spoken_at_ms": "1"}, "Select a valid choice"),
        ({"sound": "public", "language": "xx"}, "Select a valid choice"),
        ({"sound": "public", "reference": "2026-0007"}, "This is no reference of a form"),
        ({"sound": "public", "explained_by": "x" * 101}, "at most 100 characters"),
    ],
)
def test_every_mistake_is_named_and_nothing_is_written(
    sent: dict[str, str], sentence: str, testimony: Testimony, mine: Client, south: Any
) -> None:
    recordings = {"own": testimony.recordings.get().pk, "foreign": make_recording(make_testimony(south)).pk}
    fields: dict[str, Any] = {**SITTING, **sent}
    if "recording" in sent:
        fields["recording"] = recordings[sent["recording"]]
    answer = mine.post(address(testimony), fields)
    assert answer.status_code == 400 and sentence in answer.content.decode()
    assert not Consent.objects.exists()


def test_spoken_consent_says_where_it_is_heard(testimony: Testimony, mine: Client) -> None:
    recording = testimony.recordings.get()
    fields = {**SITTING, "given": "spoken", "sound": "public", "recording": recording.pk, "spoken_at_ms": "0:02:10"}
    assert mine.post(address(testimony), fields).status_code == 302
    line = Consent.objects.get()
    assert (line.recording, line.spoken_at_ms) == (recording, 130_000)
    assert "recording 1 at 2:10" in mine.get(address(testimony)).content.decode()


def test_the_page_says_how_everything_stands_and_how_it_came_to_that(testimony: Testimony, mine: Client) -> None:
    consent(testimony, "sound", Audience.PUBLIC)
    consent(testimony, "sound", Audience.RESEARCHER, valid_from=date(2999, 1, 1))
    consent(testimony, "transcript", Audience.PUBLIC, valid_until=date(2001, 1, 1))
    consent(testimony, "reuse", Audience.NOBODY)
    html = mine.get(address(testimony)).content.decode()
    for sentence in (
        f"Closed until it opens on {date_format(date(2999, 1, 1))} for registered researchers.",
        f"Closed: it was open for everyone until {date_format(date(2001, 1, 1))}.",
        "Closed to everyone, to staff as well.",
        "Closed: nothing was written down.",
    ):
        assert sentence in html
    assert re.findall(r'id="line-(\d)"', html) == ["4", "3", "2", "1"]


@pytest.mark.parametrize("language", ["es", "fr", "ar"])
def test_the_page_answers_in_every_language(language: str, testimony: Testimony, mine: Client) -> None:
    for rest in ("", "paper/"):
        assert mine.get(address(testimony, rest, language)).status_code == 200


def test_a_paper_form_goes_out_and_comes_back(testimony: Testimony, mine: Client) -> None:
    assert mine.get(address(testimony, "paper/")).status_code == 200 and not ConsentForm.objects.exists()
    answer = mine.post(address(testimony, "paper/"), {"language": "ar"})
    form = ConsentForm.objects.get()
    assert answer.headers["Location"] == address(testimony, "paper/1/")
    sheet = mine.get(answer.headers["Location"]).content.decode()
    assert sheet.count(form.reference) >= 2 and 'lang="ar" dir="rtl">' in sheet
    assert sheet.count('class="tick"') > 8 * 5 and '<html lang="en"' in sheet

    listed = mine.get("/en/consent-forms/").content.decode()
    assert form.reference in listed
    typed = form.reference.lower().replace("-", " ")
    found = mine.get("/en/consent-forms/", {"reference": typed})
    assert found.headers["Location"] == f"{address(testimony)}?form={form.reference}"
    page = mine.get(found.headers["Location"]).content.decode()
    assert f'value="{form.reference}"' in page and '<option value="ar" selected>' in page

    fields = {**SITTING, "preset": "open", "reference": typed, "scans": [upload("a.pdf", PDF), upload("b", JPEG)]}
    assert mine.post(address(testimony), fields).status_code == 302
    form.refresh_from_db()
    assert form.returned_at and form.consents.count() == 8
    assert sorted(form.scans.values_list("media_type", flat=True)) == ["application/pdf", "image/jpeg"]
    assert form.reference not in mine.get("/en/consent-forms/").content.decode()


def test_every_wrong_reference_has_its_own_sentence(testimony: Testimony, mine: Client, north: Any, south: Any) -> None:
    def refused(reference: str) -> str:
        answer = mine.get("/en/consent-forms/", {"reference": reference})
        assert answer.status_code == 400
        return answer.content.decode()

    own = ConsentForm.objects.create(testimony=testimony, number=1, language="en", printed_at="2026-01-01T00:00Z")
    foreign = ConsentForm.objects.create(
        testimony=make_testimony(south), number=1, language="en", printed_at="2026-01-01T00:00Z"
    )
    assert "This is no reference of a form" in refused("my form")
    check = own.reference[-1]
    assert "One of these characters is mistyped" in refused(own.reference[:-1] + ("A" if check != "A" else "B"))
    assert "was printed for a testimony that you work on" in refused(foreign.reference)
    ConsentForm.objects.update(returned_at="2026-02-03T00:00Z")
    sentence = f"came back on {date_format(date(2026, 2, 3))} already"
    assert sentence in refused(own.reference)
    page = mine.get(address(testimony), {"form": own.reference}).content.decode()
    assert sentence in page


def test_a_form_of_another_testimony_is_not_written_down_here(
    testimony: Testimony, mine: Client, north: Any, interviewer: Any
) -> None:
    other = make_testimony(north, owner=interviewer)
    form = paper_forms.print_form(testimony=other, language="en", by=interviewer)
    answer = mine.post(address(testimony), {**SITTING, "preset": "open", "reference": form.reference})
    assert answer.status_code == 400
    assert f"belongs to another testimony: {other.accession_number}" in answer.content.decode()
    assert not Consent.objects.exists()


def test_a_paper_from_elsewhere_gets_a_number_with_its_scan(testimony: Testimony, mine: Client) -> None:
    fields = {**SITTING, "sound": "public", "scans": [upload("ours.pdf", PDF)]}
    assert mine.post(address(testimony), fields).status_code == 302
    form = ConsentForm.objects.get()
    assert form.printed_at is None and form.returned_at and Consent.objects.get().form == form


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b"#!/bin/sh\n", b"%PDF-1.4 broken off"])
def test_what_is_no_scan_is_refused_with_the_whole_sitting(content: bytes, testimony: Testimony, mine: Client) -> None:
    fields = {**SITTING, "sound": "public", "scans": [upload("a.pdf", PDF), upload("b.pdf", content)]}
    answer = mine.post(address(testimony), fields)
    assert answer.status_code == 400 and "PDF, JPEG or PNG" in answer.content.decode()
    assert not Consent.objects.exists() and not ConsentForm.objects.exists() and not ConsentScan.objects.exists()


def test_a_scan_is_a_file_for_staff_alone_and_each_look_is_written_down(
    testimony: Testimony, mine: Client, editor: Any
) -> None:
    mine.post(address(testimony), {**SITTING, "sound": "public", "scans": [upload("x.html", PDF)]})
    scan = ConsentScan.objects.get()
    place = address(testimony, f"scans/{scan.pk}/")
    assert mine.post(place).status_code == 404, "the interviewer seals it, staff of the collection look"
    staff = Client()
    staff.force_login(editor)
    assert staff.get(place).status_code == 405
    answer = staff.post(place)
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert f"{scan.form.reference}-{scan.pk}.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert Event.objects.get(verb="consent_scan_seen").by == editor


def test_more_pages_can_follow_once_the_form_is_back(testimony: Testimony, mine: Client, interviewer: Any) -> None:
    form = paper_forms.print_form(testimony=testimony, language="en", by=interviewer)
    place = address(testimony, "paper/1/scans/")
    answer = mine.post(place, {"scans": [upload("a.pdf", PDF)]}, follow=True)
    assert "Write down first what stands on this form" in answer.content.decode()
    mine.post(address(testimony), {**SITTING, "sound": "public", "reference": form.reference})
    assert "PDF, JPEG or PNG" in mine.post(place, {"scans": [upload("a.pdf", b"no")]}, follow=True).content.decode()
    assert "Choose a file" in mine.post(place, {}, follow=True).content.decode()
    assert not form.scans.exists()
    mine.post(place, {"scans": [upload("a.pdf", PDF), upload("b.jpg", JPEG)]})
    assert form.scans.count() == 2


@pytest.mark.parametrize("who", FOREIGN)
def test_whose_work_it_is_not_finds_nothing(
    who: str, testimony: Testimony, interviewer: Any, client: Client, request: pytest.FixtureRequest
) -> None:
    form = paper_forms.print_form(testimony=testimony, language="en", by=interviewer)
    paper_forms.take_back(form=form, by=interviewer)
    scan = paper_forms.keep_scan(form=form, blocks=[PDF], by=interviewer)
    client.force_login(request.getfixturevalue(who))
    before = (Event.objects.count(), ConsentScan.objects.count(), ConsentForm.objects.count())
    for rest in ("", "paper/", "paper/1/", "paper/1/scans/", f"scans/{scan.pk}/"):
        for answer in (
            client.get(address(testimony, rest)),
            client.post(address(testimony, rest), {**SITTING, "preset": "open", "language": "en"}),
        ):
            assert answer.status_code in (404, 405) and form.reference.encode() not in answer.content
    refused = client.get("/en/consent-forms/", {"reference": form.reference})
    if who == "visitor":  # works nowhere: there is no such box
        assert refused.status_code == 404
    else:
        assert refused.status_code == 400 and "that you work on" in refused.content.decode()
    assert before == (Event.objects.count(), ConsentScan.objects.count(), ConsentForm.objects.count())


def test_without_an_account_all_of_it_asks_for_a_log_in(testimony: Testimony) -> None:
    for rest in ("", "paper/", "paper/1/", "paper/1/scans/", "scans/1/"):
        for answer in (Client().get(address(testimony, rest)), Client().post(address(testimony, rest))):
            assert answer.status_code == 302 and "/log-in/" in answer.headers["Location"]
    assert Client().get("/en/consent-forms/").status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(testimony.owner)
    assert strict.post(address(testimony), {**SITTING, "preset": "open"}).status_code == 403


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")
