"""Taking back, restoring, and who may; what is hidden, burned and dropped with it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from testimonies.actions import prepare, publishing, withdrawing
from testimonies.consent.audiences import VISITOR
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import (
    AccessCopy,
    Event,
    Preparation,
    Progress,
    Recording,
    Run,
    State,
    Testimony,
    Upload,
    Withdrawal,
    listener_for,
)
from tests.factories import sound
from tests.factories.arrival import deposited
from tests.factories.testimony import make_published, make_testimony


@pytest.fixture
def heard(tmp_path: Path, north: Any, interviewer: Any) -> Recording:
    """A recording with a listening copy on the disk."""
    recording = deposited(interviewer, north, sound.write(tmp_path / "a.wav", sound.noise(2)))
    prepare.prepare(recording=recording)
    recording.refresh_from_db()
    assert recording.access_copy.path.exists()
    return recording


@pytest.mark.django_db(transaction=True)
def test_hidden_burned_and_told(heard: Recording, interviewer: Any) -> None:
    copy, original = heard.access_copy.path, heard.original
    with copy.open("rb", buffering=0) as open_already:
        open_already.read(100)
        withdrawal = withdrawing.withdraw(testimony=heard.testimony, by=interviewer, language="ar", reason="a reason")
        assert open_already.read() == b"", "whoever has it open gets no more byte"
    assert not copy.exists() and original.exists()
    assert not AccessCopy.objects.exists()
    testimony = Testimony.objects.get()
    assert (testimony.state, testimony.live) == (State.WITHDRAWN, False)
    assert not testimony.may("catalogue", listener_for(interviewer))
    assert Run.objects.get().progress == Progress.CANCELLED
    assert withdrawal.receipt_number == f"{testimony.accession_number}-W1"
    event = Event.objects.get(verb="withdrawn")
    assert event.data == {"withdrawal": withdrawal.pk, "receipt": withdrawal.receipt_number}
    assert Event.objects.get(verb="copies_burned").data == {"files": 1}


def test_jobs_that_wait_are_dropped(heard: Recording, interviewer: Any) -> None:
    waiting = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND lock ~ '^(prepare|hear)-'"
    with connection.cursor() as cursor:
        cursor.execute(waiting)
        assert cursor.fetchone()[0] == 2
        withdrawing.withdraw(testimony=heard.testimony, by=interviewer)
        cursor.execute(waiting)
        assert cursor.fetchone()[0] == 0
    assert not Recording.objects.unprepared().exists(), "nobody makes its copy again"


def test_a_copy_that_was_being_made_just_then_does_not_stay(
    heard: Recording, interviewer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    AccessCopy.objects.all().delete()
    Recording.objects.update(preparation=Preparation.WAITING)
    made = prepare.access_copy.make

    def withdrawn_meanwhile(*args: Any, **more: Any) -> Any:
        copy = made(*args, **more)
        withdrawing.withdraw(testimony=heard.testimony, by=interviewer)
        return copy

    monkeypatch.setattr(prepare.access_copy, "make", withdrawn_meanwhile)
    prepare.prepare(recording=Recording.objects.get())
    assert not list(withdrawing.copies_of(heard)) and not AccessCopy.objects.exists()


def test_what_a_killed_process_left_is_burned_later(heard: Recording, interviewer: Any) -> None:
    withdrawing.withdraw(testimony=heard.testimony, by=interviewer)  # the commit never comes: nothing is burned yet
    assert list(withdrawing.copies_of(heard))
    withdrawing.sweep()
    assert not list(withdrawing.copies_of(heard))


def test_twice_is_once(north: Any, editor: Any) -> None:
    testimony = make_testimony(north)
    first = withdrawing.withdraw(testimony=testimony, by=editor)
    assert withdrawing.withdraw(testimony=testimony, by=editor, language="fr") == first
    assert Event.objects.filter(verb="withdrawn").count() == 1


@pytest.mark.parametrize("who", ["interviewer", "editor"])
def test_who_works_on_it_may(who: str, north: Any, interviewer: Any, request: Any) -> None:
    testimony = make_testimony(north, owner=interviewer)
    withdrawing.withdraw(testimony=testimony, by=request.getfixturevalue(who))
    assert Withdrawal.objects.get().testimony == testimony


@pytest.mark.parametrize("who", ["other_interviewer", "foreign_editor", "visitor"])
def test_nobody_else_may(who: str, north: Any, interviewer: Any, request: Any) -> None:
    testimony = make_testimony(north, owner=interviewer)
    with pytest.raises(NotPermitted):
        withdrawing.withdraw(testimony=testimony, by=request.getfixturevalue(who))
    assert not Withdrawal.objects.exists()


def test_the_database_keeps_it_hidden_whoever_saves_an_older_copy_of_it(north: Any, editor: Any) -> None:
    testimony = make_published(north, text="words")
    older = Testimony.objects.get(pk=testimony.pk)
    withdrawing.withdraw(testimony=testimony, by=editor)
    with pytest.raises(IntegrityError, match="took back"), transaction.atomic():
        older.save()
    assert not Testimony.objects.visible_to(VISITOR).exists()


def test_a_review_in_progress_ends(north: Any, interviewer: Any, editor: Any) -> None:
    from archive import site_setup

    site_setup.set_up()
    testimony = make_testimony(north, owner=interviewer)
    publishing.submit(testimony=testimony, by=interviewer)
    withdrawing.withdraw(testimony=testimony, by=editor)
    testimony = Testimony.objects.get()
    assert testimony.state == State.WITHDRAWN
    assert testimony.current_workflow_state is None


def test_uploads_that_belong_to_it_go(heard: Recording, interviewer: Any) -> None:
    Upload.objects.create(
        owner=interviewer, length_bytes=1, offset_bytes=1, sha256="a" * 64, recording=heard, expires_at=timezone.now()
    )
    withdrawing.withdraw(testimony=heard.testimony, by=interviewer)
    assert not Upload.objects.exists()


def test_restored_it_is_closed_and_heard_again(heard: Recording, interviewer: Any, editor: Any) -> None:
    withdrawal = withdrawing.withdraw(testimony=heard.testimony, by=interviewer)
    withdrawing.burn_copies(testimony=heard.testimony)
    with pytest.raises(NotPermitted):
        withdrawing.restore(withdrawal=withdrawal, by=interviewer, reason="they asked")
    with pytest.raises(StateForbids):
        withdrawing.restore(withdrawal=withdrawal, by=editor, reason="  ")
    withdrawing.restore(withdrawal=withdrawal, by=editor, reason="they asked")
    testimony = Testimony.objects.get()
    assert (testimony.state, testimony.live) == (State.CLOSED, False)
    assert Testimony.objects.worked_on_by(listener_for(editor)).exists()
    assert Event.objects.filter(verb="restored", by=editor).exists()
    prepare.prepare(recording=Recording.objects.get())
    assert Recording.objects.get().access_copy.path.exists()
    second = withdrawing.withdraw(testimony=testimony, by=editor)
    assert second.receipt_number.endswith("-W2")


def test_after_the_window_nobody_restores(north: Any, editor: Any) -> None:
    withdrawal = withdrawing.withdraw(testimony=make_testimony(north), by=editor)
    Withdrawal.objects.update(restorable_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(StateForbids):
        withdrawing.restore(withdrawal=Withdrawal.objects.get(pk=withdrawal.pk), by=editor, reason="they asked")


def test_the_window_is_as_long_as_the_setting_says(north: Any, editor: Any, settings: Any) -> None:
    settings.RESTORE_WINDOW_DAYS = 3
    withdrawal = withdrawing.withdraw(testimony=make_testimony(north), by=editor)
    assert withdrawal.restorable_until - withdrawal.at == timedelta(days=3)
