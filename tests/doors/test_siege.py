"""Everything of a testimony that has ledger, forms, redactions, requests, a sealed name and a receipt, under attack."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive import site_setup
from archive.accounts.ages import SEEN
from testimonies.actions import admitting, naming, paper_forms, redacting, renaming, withdrawing
from testimonies.consent.audiences import Audience, Use
from testimonies.consent.reference import Reference
from testimonies.models import Event, Participation, Person, Testimony
from tests.doors.addresses import addresses, everything_kept
from tests.factories.access import make_researcher
from tests.factories.testimony import consent, make_published
from tests.testimonies.views.test_seclusion import MAY_FAIL

PDF = b"%PDF-1.4 the hand of the narrator %%EOF"
SECRETS = ("Zebedea", "a drawer of passports", "the hand of the narrator", "a chapter on wages", "a word of hers")
REFUSALS = (302, 400, 403, 404, 405, 410)
FOREIGN = ("visitor", "second_reader", "foreign_interviewer", "foreign_editor")


@dataclass(frozen=True)
class Keep:
    """A closed testimony with one of everything, one that was taken back, and every address that names any of it."""

    testimony: Testimony
    withdrawn: Testimony
    form: Any
    addresses: tuple[str, ...]


@pytest.fixture
def second_reader(django_user_model: Any) -> Any:
    reader = django_user_model.objects.create_user("second-reader", "second@example.org", "a long pass phrase")
    make_researcher(reader)
    return reader


@pytest.fixture
def keep(settings: Any, tmp_path: Path, north: Any, editor: Any, superuser: Any, django_user_model: Any) -> Keep:
    settings.NAMES_KEY, settings.NAMES_KEY_FILE = "", tmp_path / "names_key"
    site_setup.set_up()
    testimony = make_published(north, text=["it lay in a drawer of passports", "a word of hers"], owner=editor)
    for use in Use.values:
        consent(testimony, use, Audience.READING_ROOM)
    consent(testimony, Use.CATALOGUE, Audience.RESEARCHER)
    person = Person.objects.create(collection=north, pseudonym="Asha", shown_as="pseudonym")
    Participation.objects.create(testimony=testimony, person=person)
    naming.let_read(collection=north, user=editor, by=superuser)
    naming.hold(person=person, name="Zebedea Osei", by=editor)
    form = paper_forms.print_form(testimony=testimony, language="en", by=editor)
    paper_forms.take_back(form=form, by=editor)
    scan = paper_forms.keep_scan(form=form, blocks=[PDF], by=editor)
    recording = testimony.recordings.get()
    redaction = redacting.redact(
        recording=recording, start_ms=100, end_ms=400, open_to="staff", reason="third_person", by=editor
    )
    replacement = renaming.replace(testimony=testimony, name="drawer", shown="box", by=editor)
    asker = django_user_model.objects.create_user("asker", "asker@example.org", "a long pass phrase")
    registered = make_researcher(asker)
    (asked,) = admitting.ask(by=asker, testimonies=[testimony], purpose="a chapter on wages")
    withdrawn = make_published(north, text="a word of hers", owner=editor)
    withdrawal = withdrawing.withdraw(testimony=withdrawn, by=editor)
    number, gone = testimony.accession_number, withdrawn.accession_number
    below = f"/en/testimonies/{number}/"
    room = f"/en/recordings/{recording.uuid}/"
    return Keep(
        testimony, withdrawn, form,
        (
            below, f"{below}transcript-1.txt", f"{below}consent/", f"{below}consent/paper/",
            f"{below}consent/paper/{form.number}/", f"{below}consent/paper/{form.number}/scans/",
            f"{below}consent/scans/{scan.pk}/", f"{below}risk/", f"{below}withdraw/", f"{below}withdraw/restore/",
            f"{below}withdraw/purge/", f"/en/testimonies/{gone}/withdraw/", f"/en/testimonies/{gone}/withdraw/restore/",
            f"/en/testimonies/{gone}/withdraw/purge/", f"/en/testimonies/{gone}/receipt-{withdrawal.number}/",
            f"/en/testimonies/{gone}/receipt-{withdrawal.number}.txt", f"{room}redactions/",
            f"{room}redactions/{redaction.pk}/lift/", f"{room}names/", f"{room}names/{replacement.pk}/lift/",
            f"/en/account/requests/{asked.uuid}/give-up/", recording.sound_url,
            f"/sound/{recording.uuid}/waveform.json",
            reverse("access_request", args=[asked.uuid]), reverse("researcher_act", args=[registered.pk]),
            reverse("real_name", args=[person.pk]), reverse("who_may_hear", args=[number]), reverse("name_readers"),
            f"{reverse('trail')}?testimony={number}", f"{reverse('trail_export')}?testimony={number}",
            reverse("access_in_force"), f"{reverse('access_requests')}?testimony={number}",
        ),
    )  # fmt: skip


FORM = {
    "preset": "open", "given": "form", "language": "en", "sure": "on", "reason": "law", "act": "read", "name": "x",
    "start_ms": "0", "end_ms": "900", "open_to": "staff", "do": "grant", "until": "2027-01-01", "shown": "y",
}  # fmt: skip


def signed_in(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def told(answer: Any) -> str:
    found = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(found.decode(errors="replace"))


@pytest.mark.parametrize("who", FOREIGN)
def test_a_second_account_gets_nothing_and_changes_nothing(who: str, keep: Keep, request: Any) -> None:
    client = signed_in(request.getfixturevalue(who))
    before = everything_kept()
    for address in keep.addresses:
        for answer in (client.get(address), client.head(address), client.post(address, FORM)):
            page = told(answer)
            assert not [secret for secret in SECRETS if secret in page], address
            assert answer.status_code in (*REFUSALS, 200), address
            if answer.status_code == 200:  # a list of one's own, or the entry that is open to researchers
                assert who in ("foreign_editor", "second_reader"), address
                number = keep.testimony.accession_number
                rest = page.replace(address, "").replace(f'value="{number}"', "")  # the question is repeated
                assert number not in rest.replace(f"testimony={number}", "") or who == "second_reader", address
    own = {"testimonies.Event"} if who == "foreign_editor" else set()  # taking out one's own trail is told
    assert {name for name, digest in everything_kept().items() if digest != before[name]} <= own


def test_a_session_that_ended_by_itself_opens_none_of_it(keep: Keep, editor: Any, settings: Any) -> None:
    client = signed_in(editor)
    assert client.get(keep.addresses[2]).status_code == 200
    before, seen = everything_kept(), Event.objects.count()
    for address in keep.addresses:
        for ask in (client.get, client.head, lambda one: client.post(one, FORM)):
            client.force_login(editor)
            session = client.session
            session[SEEN] = int(time.time()) - settings.SESSION_IDLE_S
            session.save()
            answer = ask(address)
            assert answer.status_code in REFUSALS and not [one for one in SECRETS if one in told(answer)], address
    assert {name for name, digest in everything_kept().items() if digest != before[name]} == {"testimonies.Event"}
    assert set(Event.objects.order_by("pk")[seen:].values_list("verb", flat=True)) == {"logged_in"}


def test_a_look_by_those_who_may_changes_nothing(keep: Keep, editor: Any, superuser: Any) -> None:
    events_of_looking = {"scan_opened", "trail_exported", "access_list_exported"}
    for user in (editor, superuser):
        client = signed_in(user)
        client.get("/admin/")
        before = everything_kept()
        seen = Event.objects.count()
        for address in keep.addresses:
            for answer in (client.get(address), client.head(address), client.get(address, FORM)):
                assert answer.status_code < 500 and "Zebedea" not in told(answer), address
        changed = {name for name, digest in everything_kept().items() if digest != before[name]}
        assert changed <= {"testimonies.Event"}
        fresh = set(Event.objects.order_by("pk")[seen:].values_list("verb", flat=True))
        assert fresh <= events_of_looking, fresh


def test_references_and_receipts_are_not_found_by_counting(keep: Keep, foreign_editor: Any) -> None:
    client = signed_in(foreign_editor)
    never = "2026-9999"

    def plain(reference: str) -> str:
        page = told(client.get("/en/consent-forms/", {"reference": reference})).replace(reference, "")
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)

    answers = {
        plain(str(Reference(number, nth))) for number in (keep.testimony.accession_number, never) for nth in (1, 2, 999)
    }
    assert len(answers) == 1 and "that you work on" in answers.pop()
    for number in (keep.withdrawn.accession_number, never):
        for nth in (0, 1, 2, 32767, 32768, 2**31, 2**63, 10**40):
            for end in ("/", ".txt"):
                answer = client.get(f"/en/testimonies/{number}/receipt-{nth}{end}")
                assert answer.status_code == 404, (number, nth)
                assert keep.withdrawn.accession_number not in told(answer).replace(number, "")


NUMBERS = ("0", "-1", "32768", str(2**31), str(2**63), "9" * 400, "٣", "1e3", "%00", "1'", "None", "..%2f1")
KEYS = (str(UUID(int=0)), str(UUID(int=2**128 - 1)), "x", "{}", "%00", "0" * 400)


@pytest.mark.parametrize("kind", ["numbers", "keys"])
def test_no_number_and_no_key_in_an_address_breaks_a_page(kind: str, keep: Keep, superuser: Any) -> None:
    client = signed_in(superuser)
    marks = {"numbers": ("71777", NUMBERS), "keys": (str(UUID(int=71777)), KEYS)}
    mark, fuzz = marks[kind]
    names = ("pk", "object_id", "number", "position", "revision_id", "collection_id", "image_id", "document_id",
             "page_id", "parent_page_id", "uuid", "accession", "format", "step")  # fmt: skip
    number = keep.testimony.accession_number
    values = dict.fromkeys(names, mark) | {"accession": number, "format": "txt", "step": "copy"}
    if kind == "numbers":
        values["uuid"] = str(keep.testimony.recordings.get().uuid)
    found = [one for one in addresses(values) if mark in one]
    assert len(found) > (40 if kind == "numbers" else 10)
    before, broken = everything_kept(), set()
    for address in found:
        for odd in fuzz:
            for answer in (client.get(address.replace(mark, odd)), client.post(address.replace(mark, odd))):
                if answer.status_code >= 500 and address not in MAY_FAIL:
                    broken.add((address, odd))
    assert not broken
    changed = {name for name, digest in everything_kept().items() if digest != before[name]}
    assert changed <= {"testimonies.Event"}, changed


def test_those_whose_work_it_is_get_through(keep: Keep, editor: Any) -> None:
    """That the walk above would find a door that stands open: the very same letter, sent by whose work it is."""
    address = next(one for one in keep.addresses if one.startswith("/admin/access/") and one.count("-") == 4)
    until = (timezone.localdate() + timedelta(days=3)).isoformat()
    signed_in(editor).post(address, {"do": "grant", "until": until, "reason": ""})
    assert Event.objects.filter(verb="access_granted").count() == 1
