"""The purge: what goes, what stays, and what happens where it is killed in the middle."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from testimonies.actions import exporting, paper_forms, prepare, purged_rows, purging, withdrawing
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import (
    Consent,
    Description,
    Event,
    Exported,
    Keyword,
    Left,
    Participation,
    Person,
    Recording,
    Segment,
    State,
    Testimony,
    Withdrawal,
)
from tests.factories import sound
from tests.factories.arrival import deposited, stored
from tests.factories.testimony import consent, make_published, make_segment

pytestmark = pytest.mark.django_db(transaction=True)

KILL = """
import os, signal, django
django.setup()
from testimonies.actions import purging
from testimonies.models import Withdrawal
step, when = {step!r}, {when!r}
do = purging.STEPS[step]
def killed(withdrawal, by):
    if when == "after":
        do(withdrawal, by)
    os.kill(os.getpid(), signal.SIGKILL)
purging.STEPS = dict(purging.STEPS, **{{step: killed}})
purging.purge(withdrawal=Withdrawal.objects.get())
"""


@pytest.fixture
def withdrawn(tmp_path: Path, north: Any, interviewer: Any) -> Withdrawal:
    """Due for its purge, with sound, words, a narrator, and consents."""
    recording = deposited(interviewer, north, sound.write(tmp_path / "a.wav", sound.noise(1)), title="Unsaid")
    prepare.prepare(recording=recording)
    make_segment(recording.transcript, "the words")
    consent(recording.testimony, "sound")
    form = paper_forms.print_form(testimony=recording.testimony, language="es", by=interviewer)
    paper_forms.keep_scan(form=form, blocks=[b"%PDF-1.4 signed %%EOF"], by=interviewer)
    withdrawal = withdrawing.withdraw(testimony=recording.testimony, by=interviewer, reason="a reason")
    Withdrawal.objects.update(restorable_until=timezone.now())
    return Withdrawal.objects.get(pk=withdrawal.pk)


def is_gone() -> None:
    assert not any(stored(folder) for folder in ("originals", "access", "working", "sealed"))
    assert not Description.objects.exists() and not Segment.objects.exists()
    testimony, recording, withdrawal = Testimony.objects.get(), Recording.objects.get(), Withdrawal.objects.get()
    assert (testimony.state, testimony.owner, testimony.interview_date) == (State.WITHDRAWN, None, "")
    assert (recording.sha256, recording.size_bytes, recording.original_name) == ("", 0, "")
    assert withdrawal.is_purged and withdrawal.reason == ""
    assert Consent.objects.get().language == ""
    assert Event.objects.filter(verb="purged").count() == 1
    assert not Event.objects.filter(data__has_key="sha256").exists()
    assert Event.objects.filter(verb="taken_in", recording=recording).exists(), "that it came is still told"


def test_number_dates_and_events_stay(withdrawn: Withdrawal) -> None:
    purging.purge(withdrawal=withdrawn)
    is_gone()


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", list(purging.STEPS))
def test_killed_at_a_step_it_goes_on(
    step: str, when: str, withdrawn: Withdrawal, editor: Any, process_environment: dict[str, str]
) -> None:
    command = [sys.executable, "-c", KILL.format(step=str(step), when=when)]
    killed = subprocess.run(command, cwd=django_settings.BASE_DIR, env=process_environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    withdrawn.refresh_from_db()
    assert not withdrawn.is_purged
    with pytest.raises(StateForbids):
        withdrawing.restore(withdrawal=withdrawn, by=editor, reason="too late")
    purging.purge(withdrawal=withdrawn)
    is_gone()


def test_a_worker_purges_what_is_due(withdrawn: Withdrawal, run_jobs: Any) -> None:
    purging.begin_due()
    run_jobs("keeping")
    is_gone()


def test_before_the_window_is_over_nothing_goes(withdrawn: Withdrawal) -> None:
    Withdrawal.objects.update(restorable_until=timezone.now() + timedelta(days=1))
    with pytest.raises(StateForbids):
        purging.purge(withdrawal=withdrawn)
    assert stored("originals")
    assert not Withdrawal.objects.due().exists()


def test_earlier_only_by_an_editor_who_typed_its_number(
    withdrawn: Withdrawal, editor: Any, interviewer: Any, run_jobs: Any
) -> None:
    Withdrawal.objects.update(restorable_until=timezone.now() + timedelta(days=1))
    number = withdrawn.testimony.accession_number
    with pytest.raises(NotPermitted):
        purging.ask(withdrawal=withdrawn, by=interviewer, typed=number)
    with pytest.raises(StateForbids):
        purging.ask(withdrawal=withdrawn, by=editor, typed="2026-9999")
    assert stored("originals")
    purging.ask(withdrawal=withdrawn, by=editor, typed=f" {number} ")
    run_jobs("keeping")
    is_gone()


def test_an_original_that_another_testimony_holds_stays(
    withdrawn: Withdrawal, tmp_path: Path, south: Any, foreign_interviewer: Any
) -> None:
    other = deposited(foreign_interviewer, south, tmp_path / "a.wav")
    assert other.sha256 == Recording.objects.get(testimony=withdrawn.testimony).sha256
    purging.purge(withdrawal=withdrawn)
    assert other.original.exists()
    withdrawn.refresh_from_db()
    assert Left.SHARED in withdrawn.left


def test_people_and_keywords_of_others_stay(north: Any, editor: Any) -> None:
    mine = make_published(north, text="mine", keywords=["shared", "mine alone"], narrator="Amina")
    theirs = make_published(north, text="theirs", keywords=["shared"], titles={"en": "Theirs"})
    Participation.objects.create(testimony=theirs, person=Person.objects.get(), part="interpreter")
    withdrawal = withdrawing.withdraw(testimony=mine, by=editor)
    Withdrawal.objects.update(restorable_until=timezone.now())
    purging.purge(withdrawal=withdrawal)
    assert Person.objects.get().pseudonym == "Amina"
    assert set(Keyword.objects.values_list("name", flat=True)) == {"shared"}
    assert Segment.objects.get().text == "theirs"
    assert Description.objects.get().title == "Theirs"


def test_only_a_purge_may_blank_a_ledger(withdrawn: Withdrawal) -> None:
    other = withdrawn.testimony_id + 1
    for setting, allowed in ((str(withdrawn.testimony_id), True), (str(other), False), ("", False)):
        for statement, harmless in (
            ("UPDATE testimonies_event SET data = '{}'", True),
            ("UPDATE testimonies_event SET verb = 'x'", False),
            ("DELETE FROM testimonies_event", False),
            ("UPDATE testimonies_consent SET audience = 'public'", False),
            ("DELETE FROM testimonies_consent", False),
            ("UPDATE testimonies_recording SET sha256 = repeat('a', 64)", False),
        ):
            where = f" WHERE {'testimony_id'} = {withdrawn.testimony_id}"
            changed = {"UPDATE testimonies_consent SET audience = 'public'": " AND audience <> 'public'"}
            if statement in changed:
                statement = statement.replace("'public'", "'staff'")
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('archive.purging', %s, true)", [setting])
                    cursor.execute(statement + where)
                    transaction.set_rollback(True)
                passed = True
            except IntegrityError:
                passed = False
            assert passed == (allowed and harmless), (setting, statement)


def test_every_noun_that_hangs_from_a_testimony_goes_or_is_named_as_staying() -> None:
    """A field of what stays that has no empty value is refused when the models are looked at, not in mid-purge."""
    for model in (Testimony, Recording, Consent, Withdrawal):
        assert set(purged_rows._emptied(model)) | purged_rows.STAYS[model] >= {
            field.name for field in model._meta.concrete_fields
        }


def test_the_command_looks_before_it_acts(withdrawn: Withdrawal, capsys: Any) -> None:
    call_command("purge", dry_run=True)
    said = capsys.readouterr().out
    assert "rows of testimonies.Segment" in said and "originals/" in said and "the words" not in said
    assert stored("originals")
    with pytest.raises(CommandError, match="not withdrawn"):
        call_command("purge", "2026-9999")
    call_command("purge")
    is_gone()


def test_exports_are_counted_per_day_and_nothing_of_visitors_is_kept(
    north: Any, visitor: Any, editor: Any, client: Any
) -> None:
    testimony = make_published(north, text="words to take home")
    address = f"/en/testimonies/{testimony.accession_number}/transcript-1.vtt"
    for _turn in range(2):
        assert client.get(address).status_code == 200
    client.head(address)
    for person in (visitor, editor):
        client.force_login(person)
        client.get(address)
    exporting.note(testimony=testimony, what="oai_dc", to="harvester.example.org")
    kept = set(Exported.objects.values_list("what", "to", "account__username", "times"))
    assert kept == {("vtt", "", None, 2), ("vtt", "", "visitor", 1), ("oai_dc", "harvester.example.org", None, 1)}
