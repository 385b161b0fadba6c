"""Whatever was built around a testimony closes with it: requests, letters, lists of risks, forms, redactions, jobs."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from testimonies import risk_tasks, tasks
from testimonies.actions import (
    access_letters,
    admitting,
    noticing,
    paper_forms,
    prepare,
    purging,
    redacting,
    reviewing,
    silencing,
    withdrawing,
)
from testimonies.consent.audiences import VISITOR
from testimonies.exceptions import StateForbids
from testimonies.models import (
    AccessCopy,
    AccessRequest,
    Finding,
    Recording,
    RedactedCopy,
    Redaction,
    State,
    Testimony,
    Withdrawal,
    copies_for,
)
from tests.factories.access import make_access, make_researcher
from tests.factories.arrival import stored
from tests.factories.redaction import SILENT, loudest, published
from tests.factories.testimony import make_published

TITLE = "Nobody reads this title again"
WRITTEN = ("Khadija Example", "a letter of purpose", "a note for staff", TITLE)


@pytest.fixture
def testimony(north: Any, interviewer: Any, editor: Any, visitor: Any) -> Testimony:
    """Asked for, let in to, looked through, redacted, with a form that waits for its return."""
    made = make_published(
        north, owner=interviewer, text="I spoke with Khadija Example at 221 Baker Street", titles={"en": TITLE}
    )
    Testimony.objects.update(first_published_at=timezone.now())
    make_researcher(visitor)
    make_access(visitor, made, purpose="a letter of purpose", reason="Khadija Example")
    reviewing.look_through(testimony=made)
    paper_forms.print_form(testimony=made, language="en", by=interviewer)
    redacting.redact(
        recording=made.recordings.get(), start_ms=0, end_ms=900, open_to="staff", reason="other", by=editor,
        note="a note for staff",
    )  # fmt: skip
    return Testimony.objects.get(pk=made.pk)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def rooms(testimony: Testimony) -> list[str]:
    """What staff of the collection open about it, or find it listed on."""
    number, recording = testimony.accession_number, testimony.recordings.get()
    return [
        *(
            "/admin/access/",
            f"/admin/access/{AccessRequest.objects.get().uuid}/",
            "/admin/risk/",
            "/admin/who-did-what/",
        ),
        *(f"/admin/who-may-hear/{number}/", f"/en/testimonies/{number}/risk/", "/en/consent-forms/", "/en/work/"),
        *(f"/en/testimonies/{number}/consent/", f"/en/testimonies/{number}/consent/paper/1/"),
        *(f"/en/recordings/{recording.uuid}/redactions/", f"/en/recordings/{recording.uuid}/"),
        *(f"/en/testimonies/{number}/ask/", "/admin/", "/admin/work-in-hand/"),
    ]


@pytest.mark.parametrize("who", ["editor", "superuser"])
def test_no_room_of_the_staff_shows_anything_of_it(who: str, testimony: Testimony, request: Any) -> None:
    client = signed_in(request.getfixturevalue(who))
    before = "".join(client.get(address, follow=True).content.decode() for address in rooms(testimony))
    assert all(word in before for word in WRITTEN), "they show it as long as it is there"
    withdrawing.withdraw(testimony=testimony, by=request.getfixturevalue("interviewer"))
    for address in rooms(testimony):
        page = client.get(address, follow=True).content.decode()
        assert not [word for word in WRITTEN if word in page], address
    for address in ("/admin/access/in-force.csv", "/admin/who-did-what/export/"):
        answer = client.post(address, {"form": "csv"})
        sheet = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert not [word for word in (*WRITTEN, "visitor@") if word.encode() in sheet], address


def test_whoever_was_let_in_is_told_nothing_of_it(testimony: Testimony, visitor: Any, interviewer: Any) -> None:
    client = signed_in(visitor)
    assert TITLE in client.get("/en/account/").content.decode()
    withdrawing.withdraw(testimony=testimony, by=interviewer)
    page = client.get("/en/account/").content.decode()
    assert "not open to you now" in page
    for word in (TITLE, "Khadija", testimony.accession_number, "You may read and hear it"):
        assert word not in page


def test_a_form_that_comes_back_afterwards_is_not_taken_in(testimony: Testimony, interviewer: Any) -> None:
    client, form = signed_in(interviewer), testimony.consent_forms.get()
    withdrawing.withdraw(testimony=testimony, by=interviewer)
    page = client.get("/en/consent-forms/", {"reference": form.reference}, follow=True)
    posted = client.post("/en/consent-forms/", {"reference": form.reference}, follow=True)
    for answer in (page, posted):
        assert TITLE not in answer.content.decode()
    form.refresh_from_db()
    assert form.returned_at is None


def test_nobody_is_let_in_any_more(testimony: Testimony, visitor: Any, interviewer: Any, editor: Any) -> None:
    asked = AccessRequest.objects.get()
    withdrawing.withdraw(testimony=testimony, by=interviewer)
    with pytest.raises(StateForbids):
        admitting.grant(request=asked, by=editor, until=timezone.localdate())
    until = timezone.localdate().isoformat()
    answer = signed_in(editor).post(f"/admin/access/{asked.uuid}/", {"do": "grant", "until": until}, follow=True)
    assert answer.status_code == 404


def test_who_may_hear_says_that_it_was_taken_back(testimony: Testimony, interviewer: Any) -> None:
    withdrawing.withdraw(testimony=testimony, by=interviewer)
    out = io.StringIO()
    call_command("who_may_hear", testimony.accession_number, stdout=out)
    assert str(State.WITHDRAWN.sentence) in out.getvalue() and "  + " not in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_letters_that_were_not_sent_are_not_sent(
    testimony: Testimony, interviewer: Any, mailoutbox: list[Any], run_jobs: Callable[..., None]
) -> None:
    request, recording = AccessRequest.objects.get(), testimony.recordings.get()
    withdrawing.withdraw(testimony=testimony, by=interviewer)
    access_letters.tell(request=AccessRequest.objects.select_related("testimony").get(pk=request.pk))
    noticing.tell(recording=Recording.objects.get(pk=recording.pk))
    assert mailoutbox == []


@pytest.mark.django_db(transaction=True)
def test_jobs_that_were_on_their_way_do_nothing(
    testimony: Testimony, interviewer: Any, run_jobs: Callable[..., None], mailoutbox: list[Any]
) -> None:
    recording = testimony.recordings.get()
    risk_tasks.announce(testimony.pk)
    withdrawing.withdraw(testimony=testimony, by=interviewer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT lock FROM procrastinate_jobs WHERE lock ~ '-[0-9]'")
        assert cursor.fetchall() == [], "dropped, and not announced by the withdrawal itself"
    findings = list(Finding.objects.values())
    risk_tasks.announce(testimony.pk)  # one that a worker had in hand at that moment
    tasks._defer_silence(recording.pk)
    tasks._defer_prepare(recording.pk)
    run_jobs("keeping")
    assert list(Finding.objects.values()) == findings
    assert not RedactedCopy.objects.exists() and not AccessCopy.objects.exists() and not stored("access")
    assert mailoutbox == []


@pytest.mark.django_db(transaction=True)
def test_a_silenced_copy_that_was_being_made_just_then_does_not_stay(
    interviewer: Any, north: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = redacted(interviewer, north)
    made = silencing.redacting.make

    def withdrawn_meanwhile(*args: Any, **more: Any) -> Any:
        copy = made(*args, **more)
        withdrawing.withdraw(testimony=recording.testimony, by=interviewer)
        return copy

    monkeypatch.setattr(silencing.redacting, "make", withdrawn_meanwhile)
    silencing.make(recording=recording)
    assert not stored("access") and not RedactedCopy.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_restored_it_is_redacted_as_it_was(interviewer: Any, editor: Any, north: Any) -> None:
    """Its copies are made anew, and never is there a moment in which anybody outside the staff is given the whole."""
    recording = redacted(interviewer, north)
    silencing.make(recording=recording)
    withdrawal = withdrawing.withdraw(testimony=recording.testimony, by=interviewer)
    assert not stored("access")
    withdrawing.restore(withdrawal=withdrawal, by=editor, reason="they asked")
    assert Redaction.objects.in_force().count() == 1
    assert Testimony.objects.get().state == State.CLOSED and given(recording) is None
    Testimony.objects.update(state=State.PUBLISHED, live=True)  # at the worst moment
    assert given(recording) is None
    prepare.prepare(recording=Recording.objects.get())
    assert AccessCopy.objects.get().path.exists() and given(recording) is None
    silencing.make(recording=Recording.objects.get())
    copy = given(recording)
    assert isinstance(copy, RedactedCopy)
    assert loudest(copy.path, 2_000, 3_500) <= SILENT < loudest(AccessCopy.objects.get().path, 2_000, 3_500)


@pytest.mark.django_db(transaction=True)
def test_purged_every_room_still_answers_and_tells_what_was_done(
    testimony: Testimony, interviewer: Any, superuser: Any, client: Client
) -> None:
    addresses = [one for one in rooms(testimony) if one.count("-") < 4]
    withdrawal = withdrawing.withdraw(testimony=testimony, by=interviewer)
    Withdrawal.objects.update(restorable_until=timezone.now())
    purging.purge(withdrawal=withdrawal)
    assert not AccessRequest.objects.exists() and not Finding.objects.exists() and not Redaction.objects.exists()
    staff, number = signed_in(superuser), testimony.accession_number
    for address in addresses:
        answer = staff.get(address, follow=True)
        assert answer.status_code in (200, 404), address
        assert not [word for word in WRITTEN if word in answer.content.decode()], address
    trail = staff.get("/admin/who-did-what/", {"testimony": number}, follow=True).content.decode()
    assert number in trail and trail.count("<tr") > 5
    assert client.get(f"/en/testimonies/{number}/").status_code == 410
    out = io.StringIO()
    call_command("who_may_hear", number, stdout=out)
    assert "  + " not in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_scans_of_others_stay_and_its_own_go(testimony: Testimony, north: Any, interviewer: Any) -> None:
    shared, own = b"%PDF-1.4 both signed this %%EOF", b"%PDF-1.4 signed by one %%EOF"
    other = make_published(north, owner=interviewer, titles={"en": "Another"})
    theirs = paper_forms.print_form(testimony=other, language="en", by=interviewer)
    for form, scan in ((testimony.consent_forms.get(), shared), (testimony.consent_forms.get(), own), (theirs, shared)):
        paper_forms.keep_scan(form=form, blocks=[scan], by=interviewer)
    withdrawal = withdrawing.withdraw(testimony=testimony, by=interviewer)
    Withdrawal.objects.update(restorable_until=timezone.now())
    purging.purge(withdrawal=withdrawal)
    assert [Path(file).read_bytes() for file in stored("sealed")] == [shared]
    assert theirs.scans.get().path.read_bytes() == shared


def redacted(interviewer: Any, north: Any) -> Recording:
    recording = published(interviewer, north)
    redacting.redact(
        recording=recording, start_ms=2_000, end_ms=3_500, open_to="staff", reason="narrator_asked", by=interviewer
    )
    return Recording.objects.get(pk=recording.pk)


def given(recording: Recording) -> AccessCopy | RedactedCopy | None:
    return copies_for(VISITOR, [recording.pk]).get(recording.pk)
