"""Letters to whoever took a recording in: when it is ready or needs them, once, in their language, and with no word."""

from __future__ import annotations

from collections.abc import Callable
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from wagtail.users.models import UserProfile

from testimonies import notices, signals
from testimonies.actions import noticing
from testimonies.models import Event, Notice, NoticeWish, Recording, Run
from tests.cast import collection, granted
from tests.factories.arrival import deposited
from tests.factories.scripts import SPANISH
from tests.factories.testimony import make_recording, make_testimony, make_transcript

pytestmark = pytest.mark.django_db(transaction=True)


def someone(name: str = "interviewer") -> Any:
    return granted(name, collection("North"), ("add_testimony",), "interviewers")


def settled(user: Any, *, preparation: str = "ready", **run: Any) -> Recording:
    testimony = make_testimony(
        collection("North"), owner=user, titles={"en": "What Amina said"}, narrator="Amina of the harbour"
    )
    recording = make_recording(testimony, preparation=preparation, uploaded_by=user, original_name="amina.mp3")
    make_transcript(recording, ["the contract was not the contract"], **run)
    return recording


def test_a_worker_writes_once_when_all_is_ready(run_jobs: Callable[..., None], mailoutbox: list[Any]) -> None:
    user = someone()
    UserProfile.objects.create(user=user, preferred_language="fr")
    recording = deposited(user, collection("North"), SPANISH, title="La cosecha")
    run_jobs()
    [mail] = mailoutbox
    assert mail.to == [user.email]
    assert recording.testimony.accession_number in mail.subject
    assert f"/fr/recordings/{recording.uuid}/" in mail.body
    assert "La cosecha" not in mail.subject + mail.body
    assert Notice.objects.get().sent_at is not None
    assert Event.objects.filter(verb="notice_sent").count() == 1
    signals.run_settled.send(Run, run=Run.objects.get())
    run_jobs()
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("run", "more", "cause"),
    [
        ({}, {}, "ready"),
        ({}, {"preparation": "waiting"}, ""),
        ({"progress": "transcribing", "finished_at": None}, {}, ""),
        ({"progress": "failed", "failure": "engine", "finished_at": None}, {}, "failed"),
        ({}, {"preparation": "failed"}, "failed"),
        ({"progress": "cancelled", "finished_at": None}, {}, ""),
        ({"progress": "needs_weights", "needs": "large-v3", "finished_at": None}, {}, ""),
    ],
)
def test_what_there_is_to_say(run: dict[str, Any], more: dict[str, Any], cause: str, mailoutbox: list[Any]) -> None:
    recording = settled(someone(), **run, **more)
    noticing.tell(recording=recording)
    assert [notice.cause for notice in Notice.objects.all()] == ([cause] if cause else [])
    assert len(mailoutbox) == bool(cause)
    for mail in mailoutbox:
        assert not {"Amina", "amina", "contract", "What"} & set(f"{mail.subject} {mail.body}".replace("/", " ").split())


def test_weights_are_written_about_when_they_were_waited_for_an_hour(
    mailoutbox: list[Any], run_jobs: Callable[..., None]
) -> None:
    recording = settled(someone(), progress="needs_weights", needs="large-v3", finished_at=None)
    run = Run.objects.get()
    for _again in range(3):
        notices.on_transcription_asked(run=run)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, extract(epoch FROM scheduled_at - now()) BETWEEN 3500 AND 3600 FROM procrastinate_jobs"
        )
        assert cursor.fetchall() == [("testimonies.tell", True)]
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
    run_jobs("keeping")
    [mail] = mailoutbox
    assert recording.testimony.accession_number in mail.subject and "weights" in mail.body
    notices.on_transcription_asked(run=run)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'testimonies.tell' AND status = 'todo'"
        )
        assert cursor.fetchone() == (0,)


def test_who_wishes_none_gets_none(mailoutbox: list[Any]) -> None:
    user = someone()
    NoticeWish.objects.create(user=user, by_email=False)
    noticing.tell(recording=settled(user))
    assert not mailoutbox and not Notice.objects.exists()


def test_who_works_there_no_more_gets_none(mailoutbox: list[Any]) -> None:
    user = someone()
    recording = settled(user)
    user.groups.clear()
    noticing.tell(recording=recording)
    assert not mailoutbox


def test_the_demonstration_writes_to_nobody(mailoutbox: list[Any]) -> None:
    recording = settled(someone())
    recording.testimony.demonstration = True
    noticing.tell(recording=recording)
    assert not mailoutbox


def test_without_a_mail_server_nothing_is_announced_and_nothing_fails(settings: Any, mailoutbox: list[Any]) -> None:
    settings.EMAIL_BACKEND = noticing.SILENT
    recording = settled(someone())
    signals.preparation_settled.send(Recording, recording=recording)
    noticing.tell(recording=recording)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)
    assert not mailoutbox and not Notice.objects.exists()


class Away(EmailBackend):
    """A mail server that breaks off the first time it is asked, and takes the mail the next."""

    asked = 0

    def send_messages(self, messages: Any) -> int:
        Away.asked += 1
        if Away.asked == 1:
            raise SMTPServerDisconnected("gone")
        return super().send_messages(messages)


def test_a_mail_server_that_is_away_delays_and_loses_nothing(
    settings: Any, mailoutbox: list[Any], run_jobs: Callable[..., None]
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    Away.asked = 0
    recording = settled(someone())
    signals.preparation_settled.send(Recording, recording=recording)
    run_jobs()
    assert not mailoutbox and Notice.objects.get().sent_at is None
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
    run_jobs()
    [mail] = mailoutbox
    assert mail.extra_headers["Message-ID"].startswith(f"<notice-{Notice.objects.get().pk}-")
    assert Notice.objects.get().sent_at is not None
