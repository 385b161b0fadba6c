"""The silenced copy: right or none whatever happens, and gone at once where it is not right any more."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from testimonies import tasks
from testimonies.actions import silencing
from testimonies.audio import access_copy
from testimonies.audio import redacting as craft
from testimonies.audio.limits import Limits
from testimonies.consent.audiences import Audience
from testimonies.models import (
    AccessCopy,
    CopyState,
    Event,
    Recording,
    RedactedCopy,
    steps_of,
)
from tests.cast import collection, granted
from tests.factories import sound
from tests.factories.arrival import stored
from tests.factories.redaction import RESEARCHER, given, never_unredacted, published, redact
from tests.factories.testimony import make_published
from tests.processes import eventually, running


@pytest.mark.django_db(transaction=True)
def test_what_was_being_given_out_gives_no_further_byte(client: Client) -> None:
    by = granted("interviewer", north := collection("North"), ("add_testimony",), "interviewers")
    recording = published(by, north)
    before = recording.access_copy.path
    with before.open("rb", buffering=0) as stream:
        assert stream.read(1_000)
        redact(recording, by, open_to=Audience.RESEARCHER)
        assert stream.read() == b""
    assert not before.exists() and AccessCopy.objects.get().path.exists()
    assert client.get(recording.sound_url).status_code == 404
    silencing.make(recording=recording)
    researchers, public = given(recording, RESEARCHER), given(recording)
    assert researchers and public
    with public.path.open("rb", buffering=0) as stream:
        redact(recording, by, 6_000, 7_000, open_to=Audience.RESEARCHER)
        assert stream.read() == b""
    assert given(recording) is None


@pytest.mark.django_db(transaction=True)
def test_a_copy_that_cannot_be_moved_is_given_up_and_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk has no room for a second one: then there is none at all until it can be made again."""
    by = granted("interviewer", north := collection("North"), ("add_testimony",), "interviewers")
    recording = published(by, north)
    recording.access_copy.path.unlink()
    redact(recording, by)
    assert not AccessCopy.objects.exists() and stored("access") == [] and given(recording) is None
    recording.refresh_from_db()
    assert recording.preparation == "waiting"


FAILING: dict[str, Callable[[Recording, Path], Limits | None]] = {
    "the disk is full": lambda recording, folder: Limits(file_bytes=20_000),
    "the encoder gets no memory": lambda recording, folder: Limits(memory_bytes=200 << 20, file_bytes=1 << 30),
    "the original is lost": lambda recording, folder: recording.original.unlink(),
    "the original cannot be decoded": lambda recording, folder: _overwrite(recording.original),
    "the full copy is another recording": lambda recording, folder: _another(recording.access_copy.path, folder),
    "the full copy is broken off": lambda recording, folder: _overwrite(recording.access_copy.path),
}


def _overwrite(path: Path) -> None:
    content = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(content[: len(content) // 3] if path.suffix == ".m4a" else b"\0" * len(content))


def _another(path: Path, folder: Path) -> None:
    access_copy.make(sound.write(folder / "other.wav", sound.noise(13)), path)


@pytest.mark.parametrize("case", FAILING)
@pytest.mark.django_db(transaction=True)
def test_whatever_fails_there_is_no_public_copy_and_a_way_back(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    by = granted("interviewer", north := collection("North"), ("add_testimony",), "interviewers")
    recording = published(by, north)
    redact(recording, by)
    recording = Recording.objects.get()
    if limits := FAILING[case](recording, tmp_path):
        real = craft.make
        monkeypatch.setattr(craft, "make", lambda *args, **kwargs: real(*args, **kwargs, limits=limits))
    silencing.make(recording=recording)
    assert given(recording) is None and client.get(recording.sound_url).status_code == 404
    copy = RedactedCopy.objects.get()
    assert copy.state == CopyState.FAILED and copy.failure and not copy.path.exists()
    assert not list(copy.path.parent.glob(".*part"))
    step = next(step for step in steps_of(recording) if step.kind == "silence")
    assert step.state == "failed" and step.retry
    silencing.again(recording=recording, by=by)
    assert RedactedCopy.objects.get().state == CopyState.WAITING and given(recording) is None


@pytest.mark.django_db(transaction=True)
def test_redacted_again_while_the_copy_was_being_made(monkeypatch: pytest.MonkeyPatch) -> None:
    by = granted("interviewer", north := collection("North"), ("add_testimony",), "interviewers")
    recording = published(by, north)
    redact(recording, by)
    real = craft.make

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        made = real(*args, **kwargs)
        monkeypatch.setattr(craft, "make", real)
        redact(recording, by, 6_000, 7_000)
        return made

    monkeypatch.setattr(craft, "make", interrupted)
    silencing.make(recording=recording)
    assert given(recording) is None, "the one that was made does not hold the second"
    silencing.make(recording=recording)
    assert never_unredacted(recording, [(2_000, 3_500), (6_000, 7_000)]) and given(recording)
    assert len(stored("access")) == 2


def test_a_recording_without_a_copy_can_be_redacted(north: Any, interviewer: Any) -> None:
    made = make_published(north, text="the contract was not the contract", owner=interviewer)
    recording = made.recordings.get()
    AccessCopy.objects.all().delete()
    redact(recording, interviewer)
    silencing.make(recording=recording)
    assert given(recording) is None and RedactedCopy.objects.get().state == CopyState.WAITING


@pytest.mark.django_db(transaction=True)
def test_a_copy_whose_job_was_lost_is_made_all_the_same(run_jobs: Callable[..., None]) -> None:
    by = granted("interviewer", north := collection("North"), ("add_testimony",), "interviewers")
    recording = published(by, north)
    redact(recording, by)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    (orphan := recording.access_copy.path.parent / f"{recording.uuid}-0123456789abcdef.m4a").write_bytes(b"left")
    tasks._announce_what_is_owed()
    run_jobs("keeping")
    assert never_unredacted(recording, [(2_000, 3_500)]) and given(recording) and not orphan.exists()
    assert Event.objects.filter(verb="redacted_copy_made").count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_encoding(process_environment: dict[str, str], tmp_path: Path) -> None:
    by = granted("interviewer", north := collection("North"), ("add_testimony",), "interviewers")
    recording = published(by, north, sound.write_long_flac(tmp_path / "long.flac", 0.2))
    redact(recording, by)
    folder = Path(settings.MEDIA_ROOT) / "access"
    for _turn in range(2):
        with running("work", "--queue", "keeping", environment=process_environment) as worker:
            eventually(lambda: list(folder.rglob(".*.part")))
            time.sleep(0.2)
            children = psutil.Process(worker.pid).children(recursive=True)
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        psutil.wait_procs(children, timeout=20)
        assert RedactedCopy.objects.get().state == CopyState.WAITING and given(recording) is None
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'")
    with running("work", "--queue", "keeping", environment=process_environment):
        eventually(lambda: given(recording))
    assert not list(folder.rglob(".*.part")) and len(stored("access")) == 2
