"""A transcript as a task: another person gives it, another says that it is done, nobody verifies their own words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from testimonies.actions import tasking
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import Event, Transcript, TranscriptTask
from tests.factories.testimony import make_recording, make_testimony, make_transcript

pytestmark = pytest.mark.django_db


@pytest.fixture
def transcript(north: Any, interviewer: Any) -> Transcript:
    recording = make_recording(make_testimony(north, owner=interviewer))
    return make_transcript(recording, ["first words", "second words"])


def test_a_task_goes_from_hand_to_hand(transcript: Transcript, editor: Any, interviewer: Any, superuser: Any) -> None:
    task = tasking.give(transcript=transcript, kind="correct", to=interviewer, by=editor)
    with pytest.raises(StateForbids, match="2 lines are left"):
        tasking.hand_in(task=task, by=interviewer)
    transcript.segments.update(review_state="corrected", corrected_by=interviewer)
    with pytest.raises(NotPermitted):
        tasking.hand_in(task=task, by=editor)
    tasking.hand_in(task=task, by=interviewer)
    with pytest.raises(NotPermitted):
        tasking.accept(task=task, by=interviewer)
    with pytest.raises(StateForbids):
        tasking.send_back(task=task, by=editor, note="  ")
    tasking.send_back(task=task, by=editor, note="The names.")
    tasking.hand_in(task=task, by=interviewer)
    tasking.accept(task=task, by=superuser)
    with pytest.raises(StateForbids):
        tasking.call_off(task=task, by=editor)
    verbs = Event.objects.filter(verb__startswith="task_").values_list("verb", flat=True)
    assert list(verbs) == ["task_given", "task_handed_in", "task_sent_back", "task_handed_in", "task_done"]


def test_nobody_verifies_or_supervises_their_own(
    transcript: Transcript, editor: Any, interviewer: Any, superuser: Any
) -> None:
    with pytest.raises(StateForbids):
        tasking.give(transcript=transcript, kind="correct", to=editor, by=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        TranscriptTask.objects.create(transcript=transcript, kind="correct", given_to=editor, supervisor=editor)
    transcript.segments.filter(start_ms=0).update(review_state="corrected", corrected_by=interviewer)
    with pytest.raises(StateForbids, match="themselves"):
        tasking.give(transcript=transcript, kind="verify", to=interviewer, by=editor)
    task = tasking.give(transcript=transcript, kind="verify", to=superuser, by=editor)
    transcript.segments.update(review_state="verified", corrected_by=superuser, verified_by=superuser)
    with pytest.raises(StateForbids, match="themselves"):
        tasking.hand_in(task=task, by=superuser)


def test_only_an_editor_gives_it_to_somebody_who_works_on_it(
    transcript: Transcript, editor: Any, interviewer: Any, other_interviewer: Any, foreign_editor: Any, superuser: Any
) -> None:
    for stranger in (interviewer, foreign_editor):
        with pytest.raises(NotPermitted):
            tasking.give(transcript=transcript, kind="correct", to=superuser, by=stranger)
    for stranger in (other_interviewer, foreign_editor):
        with pytest.raises(StateForbids):
            tasking.give(transcript=transcript, kind="correct", to=stranger, by=editor)
    with pytest.raises(StateForbids):
        yesterday = timezone.localdate() - timedelta(days=1)
        tasking.give(transcript=transcript, kind="correct", to=interviewer, by=editor, due=yesterday)
    tasking.give(transcript=transcript, kind="correct", to=interviewer, by=editor)
    with pytest.raises(StateForbids):
        tasking.give(transcript=transcript, kind="correct", to=superuser, by=editor)


def test_the_page(
    transcript: Transcript, client: Client, editor: Any, interviewer: Any, other_interviewer: Any, foreign_editor: Any
) -> None:
    client.force_login(editor)
    number = transcript.recording.testimony.accession_number
    sent = {"accession": number, "position": "1", "kind": "correct", "given_to": interviewer.pk, "note": "<b>x"}
    assert client.post("/en/desk/tasks/", sent | {"accession": "2026-9999"}).status_code == 400
    assert client.post("/en/desk/tasks/", sent | {"given_to": foreign_editor.pk}).status_code == 400
    assert client.post("/en/desk/tasks/", sent).status_code == 302
    task = TranscriptTask.objects.get()
    assert "&lt;b&gt;x" in client.get("/en/desk/tasks/").content.decode()
    own = Client()
    own.force_login(interviewer)
    page = own.get("/en/desk/tasks/").content.decode()
    assert f"/en/desk/{number}/?transcript={transcript.pk}" in page and "2 lines are left" in page
    assert own.post("/en/desk/tasks/", sent).status_code == 404
    transcript.segments.update(review_state="corrected")
    own.post(f"/en/desk/tasks/{task.pk}/", {"do": "hand_in"})
    own.post(f"/en/desk/tasks/{task.pk}/", {"do": "accept"})
    assert TranscriptTask.objects.get().state == "handed_in"
    for stranger in (other_interviewer, foreign_editor):
        other = Client()
        other.force_login(stranger)
        assert number not in other.get("/en/desk/tasks/").content.decode()
        assert other.post(f"/en/desk/tasks/{task.pk}/", {"do": "call_off"}).status_code == 404
    client.post(f"/en/desk/tasks/{task.pk}/", {"do": "accept"})
    assert TranscriptTask.objects.get().state == "done"


@pytest.mark.django_db(transaction=True)
def test_they_are_written_to(
    transcript: Transcript, editor: Any, interviewer: Any, settings: Any, run_jobs: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    task = tasking.give(transcript=transcript, kind="correct", to=interviewer, by=editor, note="secret")
    run_jobs("keeping")
    transcript.segments.update(review_state="corrected")
    tasking.hand_in(task=task, by=interviewer)
    run_jobs("keeping")
    assert [letter.to for letter in mail.outbox] == [["interviewer@example.org"], ["editor@example.org"]]
    assert all("secret" not in letter.body and "/desk/tasks/" in letter.body for letter in mail.outbox)
