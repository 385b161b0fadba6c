"""The pages of a withdrawal, for those who may and those who may not; what is left at addresses that were known."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from testimonies.actions import exporting, withdrawing
from testimonies.models import Participation, Person, State, Testimony, Withdrawal
from testimonies.views import receipts
from tests.factories.testimony import make_published, make_testimony

TITLE = "Nobody reads this title again"


@pytest.fixture
def public(north: Any, interviewer: Any) -> Testimony:
    testimony = make_published(north, owner=interviewer, text="spoken words", titles={"en": TITLE})
    Testimony.objects.update(first_published_at=timezone.now())
    return testimony


@pytest.fixture
def withdrawal(public: Testimony, interviewer: Any) -> Withdrawal:
    return withdrawing.withdraw(testimony=public, by=interviewer, language="es", reason="a reason of theirs")


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def known(testimony: Testimony) -> list[str]:
    number, recording = testimony.accession_number, testimony.recordings.get()
    pages = [f"/{tag}/testimonies/{number}/" for tag in ("en", "es", "fr", "ar")]
    files = [f"/en/testimonies/{number}/transcript-1.{form}" for form in ("vtt", "srt", "txt", "json")]
    return [*pages, *files, recording.sound_url, f"/sound/{recording.uuid}/waveform.json"]


@pytest.mark.parametrize("who", [None, "visitor", "interviewer", "editor", "superuser"])
def test_gone_at_every_address_that_was_known_and_nothing_is_told(
    who: str | None, withdrawal: Withdrawal, request: Any
) -> None:
    client = signed_in(request.getfixturevalue(who)) if who else Client()
    for address in known(withdrawal.testimony):
        answer = client.get(address, headers={"If-None-Match": "*"})
        assert answer.status_code == 410, address
        assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex"
        assert "ETag" not in answer and "Last-Modified" not in answer
        for secret in (TITLE, "spoken words", "interviewer@", "a reason"):
            assert secret not in answer.content.decode()


def test_what_never_was_public_never_was_there(north: Any, editor: Any) -> None:
    testimony = make_testimony(north)
    withdrawing.withdraw(testimony=testimony, by=editor)
    assert Client().get(f"/en/testimonies/{testimony.accession_number}/").status_code == 404


def test_one_form_takes_it_back_and_gives_the_receipt(public: Testimony, interviewer: Any) -> None:
    client, address = signed_in(interviewer), f"/en/testimonies/{public.accession_number}/withdraw/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"language": "fr"}).status_code == 400, "the box is not ticked"
    assert Testimony.objects.get().state == State.PUBLISHED
    answer = client.post(address, {"language": "fr", "reason": "", "sure": "on"}, follow=True)
    assert answer.status_code == 200 and "receipt-1/" in answer.content.decode()
    receipt = client.get(f"/en/testimonies/{public.accession_number}/receipt-1/").content.decode()
    assert 'lang="fr"' in receipt and f"{public.accession_number}-W1" in receipt and TITLE not in receipt


def test_looking_changes_nothing(public: Testimony, editor: Any) -> None:
    client, number = signed_in(editor), public.accession_number
    client.get(f"/en/testimonies/{number}/withdraw/?sure=on&language=en")
    for verb in ("restore", "purge"):
        assert client.get(f"/en/testimonies/{number}/withdraw/{verb}/").status_code == 405
    assert Testimony.objects.get().state == State.PUBLISHED


@pytest.mark.parametrize("who", ["other_interviewer", "foreign_editor", "visitor"])
@pytest.mark.parametrize("taken_back", [False, True])
def test_others_find_nothing(who: str, taken_back: bool, public: Testimony, editor: Any, request: Any) -> None:
    if taken_back:
        withdrawing.withdraw(testimony=public, by=editor)
    client, number = signed_in(request.getfixturevalue(who)), public.accession_number
    for last in ("withdraw/", "receipt-1/", "receipt-1.txt"):
        assert client.get(f"/en/testimonies/{number}/{last}").status_code == 404
    for last in ("withdraw/", "withdraw/restore/", "withdraw/purge/"):
        answer = client.post(f"/en/testimonies/{number}/{last}", {"sure": "on", "language": "en", "typed": number})
        assert answer.status_code == 404
    assert (Testimony.objects.get().state == State.WITHDRAWN) is taken_back
    assert Withdrawal.objects.filter(purge_asked_at__isnull=False).count() == 0


def test_whoever_is_not_logged_in_is_asked_to(public: Testimony) -> None:
    for number in (public.accession_number, "2026-9999"):
        assert Client().get(f"/en/testimonies/{number}/withdraw/").status_code == 302


def test_an_editor_restores_or_has_it_removed(withdrawal: Withdrawal, editor: Any, interviewer: Any) -> None:
    number = withdrawal.testimony.accession_number
    address = f"/en/testimonies/{number}/withdraw/"
    assert "restore/" not in signed_in(interviewer).get(address).content.decode()
    client = signed_in(editor)
    assert "restore/" in client.get(address).content.decode()
    assert client.post(f"{address}restore/", {"reason": ""}).status_code == 400
    assert client.post(f"{address}purge/", {"typed": "2026-0"}).status_code == 400
    assert client.post(f"{address}restore/", {"reason": "they asked"}).status_code == 302
    assert Testimony.objects.get().state == State.CLOSED


def test_who_must_be_told_is_for_the_staff(withdrawal: Withdrawal, editor: Any, interviewer: Any, visitor: Any) -> None:
    exporting.note(testimony=withdrawal.testimony, what="vtt", by=visitor)
    address = f"/en/testimonies/{withdrawal.testimony.accession_number}/withdraw/"
    assert visitor.email in signed_in(editor).get(address).content.decode()
    assert visitor.email not in signed_in(interviewer).get(address).content.decode()


def test_the_interviewer_keeps_a_neutral_line(withdrawal: Withdrawal, interviewer: Any) -> None:
    page = signed_in(interviewer).get("/en/work/").content.decode()
    assert withdrawal.testimony.accession_number in page
    assert TITLE not in page and "spoken words" not in page


def test_nobody_opens_it_in_the_editors_rooms(withdrawal: Withdrawal, superuser: Any, editor: Any) -> None:
    for user in (superuser, editor):
        client = signed_in(user)
        for page in ("edit", "history", "usage"):
            name = f"wagtailsnippets_testimonies_testimony:{page}"
            answer = client.get(reverse(name, args=[withdrawal.testimony_id]), follow=True)
            assert answer.status_code == 404, page
        for page in (reverse("wagtailsnippets_testimonies_testimony:list"), "/admin/", "/admin/reports/site-history/"):
            answer = client.get(page, follow=True)
            assert TITLE not in answer.content.decode(), page
        assert withdrawal.testimony.accession_number in client.get("/admin/withdrawn/").content.decode()


def test_people_of_what_was_taken_back_alone_are_not_listed(public: Testimony, editor: Any, north: Any) -> None:
    people = {
        name: Person.objects.create(collection=north, name=name, shown_as="name") for name in ("Of it", "Of both")
    }
    other = make_testimony(north)
    for testimony, name in ((public, "Of it"), (public, "Of both"), (other, "Of both")):
        Participation.objects.create(testimony=testimony, person=people[name])
    withdrawing.withdraw(testimony=public, by=editor)
    client = signed_in(editor)
    listed = client.get(reverse("wagtailsnippets_testimonies_person:list")).content.decode()
    assert "Of both" in listed and "Of it" not in listed
    edit = "wagtailsnippets_testimonies_person:edit"
    assert client.get(reverse(edit, args=[people["Of it"].pk]), follow=True).status_code == 404
    assert client.get(reverse(edit, args=[people["Of both"].pk])).status_code == 200


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_the_receipt_in_each_language(language: str, public: Testimony, editor: Any) -> None:
    withdrawal = withdrawing.withdraw(testimony=public, by=editor, language=language)
    sealed = receipts.text_of(withdrawal)
    assert withdrawal.receipt_number in sealed and TITLE not in sealed
    for sentence in ("Your testimony was taken back", "Receipt:", "Until then you can", "Thank you for the trust"):
        assert (language == "en") == (sentence in sealed), sentence
    assert "%(" not in sealed
