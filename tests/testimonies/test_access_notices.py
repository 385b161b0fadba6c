"""Letters about requests for access: to the editors that one waits, to whoever asked what was decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from testimonies.actions import access_letters, admitting, noticing
from testimonies.consent.audiences import Audience, Use
from testimonies.models import AccessRequest, Event, NoticeWish, Testimony
from tests.cast import account, collection, granted
from tests.factories.access import make_researcher
from tests.factories.testimony import consent, make_published

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "passports in the drawer"


def closed() -> Testimony:
    made = make_published(collection("North"), titles={"en": "A drawer"}, text=SECRET)
    consent(made, Use.TRANSCRIPT, Audience.READING_ROOM)
    return made


def an_editor(name: str = "editor") -> Any:
    return granted(name, collection("North"), ("publish_testimony",), "editors")


def asked(testimony: Testimony, language: str = "fr") -> AccessRequest:
    reader = account("reader")
    make_researcher(reader)
    [request] = admitting.ask(by=reader, testimonies=[testimony], purpose="a book about it", language=language)
    return request


def test_the_editors_are_told_once_and_the_asker_what_was_decided(
    run_jobs: Callable[..., None], mailoutbox: list[Any]
) -> None:
    editor, testimony = an_editor(), closed()
    granted("elsewhere", collection("South"), ("publish_testimony",), "editors")
    request = asked(testimony)
    run_jobs()
    access_letters.tell(request=AccessRequest.objects.get())
    [waits] = mailoutbox
    assert waits.to == [editor.email] and f"/admin/access/{request.uuid}/" in waits.body
    admitting.grant(request=request, by=editor, until=timezone.localdate() + timedelta(days=9), reason="welcome")
    run_jobs()
    admitting.revoke(request=request, by=editor, reason="over")
    run_jobs()
    _waits, yes, over = mailoutbox
    assert yes.to == over.to == ["reader@example.org"]
    assert "/fr/account/" in yes.body and yes.extra_headers["Message-ID"] != over.extra_headers["Message-ID"]
    for mail in mailoutbox:
        text = mail.subject + mail.body
        assert testimony.accession_number in text
        assert not any(word in text for word in (SECRET, "drawer", "a book", "welcome"))
    assert Event.objects.filter(verb="notice_sent").count() == 3


def test_who_wishes_no_letters_gets_none_and_without_editors_the_administrators_do(mailoutbox: list[Any]) -> None:
    root = account("root", is_superuser=True)
    testimony = closed()
    assert access_letters.editors_of(testimony.collection) == [root]
    editor = an_editor()
    assert access_letters.editors_of(testimony.collection) == [editor]
    NoticeWish.objects.create(user=editor, by_email=False)
    assert access_letters.editors_of(testimony.collection) == []


def test_without_a_mail_server_nothing_is_owed(
    settings: Any, run_jobs: Callable[..., None], mailoutbox: list[Any]
) -> None:
    settings.EMAIL_BACKEND = noticing.SILENT
    an_editor()
    request = asked(closed())
    run_jobs()
    access_letters.tell(request=request)
    assert not mailoutbox and AccessRequest.objects.get().editors_told_at is None
