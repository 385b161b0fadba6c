"""Redactions end with a right copy, or with none: what can be marked, what is made of it, and what goes wrong."""

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
from django.db import IntegrityError, connection, transaction
from django.test import Client

from testimonies import tasks
from testimonies.actions import redacting, silencing
from testimonies.audio import access_copy
from testimonies.audio import redacting as craft
from testimonies.audio.limits import Limits
from testimonies.consent.audiences import VISITOR, Audience, Listener
from testimonies.exceptions import NotPermitted, UnfitSpan
from testimonies.models import (
    AccessCopy,
    CopyState,
    Event,
    Recording,
    RedactedCopy,
    Redaction,
    copies_for,
    listener_for,
    steps_of,
)
from tests.cast import collection, granted
from tests.factories import sound
from tests.factories.arrival import stored
from tests.factories.redaction import SILENT, loudest, published
from tests.factories.testimony import make_published
from tests.processes import eventually, running

RESEARCHER = Listener(audience=Audience.RESEARCHER, user_id=None)


@pytest.fixture
def recording(interviewer: Any, north: Any) -> Recording:
    return published(interviewer, north)


def redact(recording: Recording, by: Any, start_ms: int = 2_000, end_ms: int = 3_500, **more: Any) -> Redaction:
    options: dict[str, Any] = {"open_to": Audience.STAFF, "reason": "narrator_asked", **more}
    with transaction.atomic():
        return redacting.redact(recording=recording, start_ms=start_ms, end_ms=end_ms, by=by, **options)


def given(recording: Recording, listener: Listener = VISITOR) -> AccessCopy | RedactedCopy | None:
    return copies_for(listener, [recording.pk]).get(recording.pk)


def never_unredacted(recording: Recording, spans: list[tuple[int, int]]) -> bool:
    """No copy for the public, or one that is silent in all of the spans."""
    copy = given(recording)
    if copy is None:
        return True
    return bool(copy.path.stat().st_size) and all(loudest(copy.path, *span) <= SILENT for span in spans)


UNFIT: dict[str, dict[str, Any]] = {
    "zero length": {"start_ms": 2_000, "end_ms": 2_000},
    "ends before it begins": {"start_ms": 3_000, "end_ms": 2_000},
    "before the beginning": {"start_ms": -500, "end_ms": 1_000},
    "wholly beyond the end": {"start_ms": 60_000, "end_ms": 61_000},
    "begins at the very end": {"start_ms": 13_081, "end_ms": 13_500},
    "far beyond the end": {"end_ms": 90_000},
    "for everyone": {"open_to": Audience.PUBLIC},
    "for an audience that is none": {"open_to": "friends"},
    "without a reason": {"reason": ""},
    "for a reason that is none": {"reason": "because"},
    "with a smaller margin": {"margin_ms": 0},
    "with a margin of minutes": {"margin_ms": 600_000},
}


@pytest.mark.parametrize("case", UNFIT)
def test_what_cannot_be_redacted_is_refused_in_a_sentence_and_changes_nothing(
    case: str, recording: Recording, interviewer: Any
) -> None:
    with pytest.raises(UnfitSpan) as refusal:
        redact(recording, interviewer, **UNFIT[case])
    assert str(refusal.value).endswith(".")
    assert not Redaction.objects.exists() and not RedactedCopy.objects.exists()
    assert isinstance(given(recording), AccessCopy)


FIT: dict[str, list[tuple[int, int]]] = {
    "one": [(2_000, 3_500)],
    "the same one twice": [(2_000, 3_500), (2_000, 3_500)],
    "overlapping": [(2_000, 3_500), (3_000, 5_000)],
    "one within another": [(1_000, 6_000), (2_000, 3_000)],
    "one beside another": [(2_000, 3_000), (3_000, 4_000)],
    "with a breath between": [(2_000, 3_000), (3_800, 4_000)],
    "from the beginning": [(0, 800)],
    "to the end, by a clock of whole seconds": [(11_000, 13_900)],
    "all of it": [(0, 13_081)],
    "a millisecond": [(5_000, 5_001)],
}


@pytest.mark.parametrize("case", FIT)
@pytest.mark.django_db(transaction=True)
def test_until_it_is_made_nobody_outside_hears_it_and_then_a_silent_one(case: str) -> None:
    by = granted("interviewer", north := collection("North"), ("add_testimony",), "interviewers")
    recording = published(by, north)
    length_ms = recording.duration_ms or 0
    spans = [(start_ms, min(end_ms, length_ms)) for start_ms, end_ms in FIT[case]]
    for start_ms, end_ms in FIT[case]:
        redact(recording, by, start_ms, end_ms)
    assert given(recording) is None and given(recording, RESEARCHER) is None
    assert isinstance(given(recording, listener_for(by)), AccessCopy), "whoever works on it hears it"
    silencing.make(recording=recording)
    copy = given(recording)
    assert isinstance(copy, RedactedCopy) and never_unredacted(recording, spans)
    assert len(stored("access")) == 2
    assert {step.kind: step.state for step in steps_of(Recording.objects.get())}["silence"] == "done"


def test_the_database_keeps_the_ledger(recording: Recording, interviewer: Any) -> None:
    made = redact(recording, interviewer)
    for change in ({"start_ms": 2_500}, {"open_to": Audience.RESEARCHER}, {"reason": "law"}, {"note": "other"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Redaction.objects.filter(pk=made.pk).update(**change)
    for wrong in ({"end_ms": 2_000}, {"open_to": "public"}, {"margin_ms": 100}, {"reason": "x"}):
        values = {"recording": recording, "start_ms": 2_000, "end_ms": 3_000, "open_to": "staff", "reason": "law"}
        with pytest.raises(IntegrityError), transaction.atomic():
            Redaction.objects.create(**{**values, **wrong})
    event = Event.objects.get(verb="redacted")
    assert event.by == interviewer and event.data["redaction"] == made.pk and "note" not in event.data


@pytest.mark.django_db(transaction=True)
def test_each_audience_is_given_what_it_may_hear() -> None:
    by = granted("interviewer", north := collection("North"), ("add_testimony",), "interviewers")
    recording = published(by, north)
    redact(recording, by, 2_000, 3_000, open_to=Audience.RESEARCHER)
    redact(recording, by, 6_000, 7_000, open_to=Audience.STAFF)
    redact(recording, by, 9_000, 10_000, open_to=Audience.NOBODY)
    assert given(recording, listener_for(by)) is None, "closed to the staff as well, and not made yet"
    silencing.make(recording=recording)
    reader = Listener(audience=Audience.PUBLIC, reading_room=frozenset({recording.testimony_id}))
    silent = {
        name: [loudest(copy.path, at, at + 1_000) <= SILENT for at in (2_000, 6_000, 9_000)]
        for name, listener in {
            "public": VISITOR, "researcher": RESEARCHER, "reading room": reader, "staff": listener_for(by),
        }.items()
        if (copy := given(recording, listener))
    }  # fmt: skip
    assert silent == {
        "public": [True, True, True],
        "researcher": [False, True, True],
        "reading room": [False, True, True],
        "staff": [False, False, True],
    }


@pytest.mark.django_db(transaction=True)
def test_lifting_opens_again_and_stays_in_the_ledger() -> None:
    by = granted("interviewer", north := collection("North"), ("add_testimony",), "interviewers")
    editor = granted("editor", north, ("change_testimony", "publish_testimony"), "editors")
    recording = published(by, north)
    first, second = redact(recording, by), redact(recording, by, 6_000, 7_000)
    silencing.make(recording=recording)
    both = given(recording)
    assert isinstance(both, RedactedCopy)
    with pytest.raises(NotPermitted):
        redacting.lift(redaction=first, by=by)
    redacting.lift(redaction=first, by=editor)
    assert not both.path.exists() and given(recording) is None
    silencing.make(recording=recording)
    copy = given(recording)
    assert copy and loudest(copy.path, 6_000, 7_000) <= SILENT < loudest(copy.path, 2_000, 3_500)
    redacting.lift(redaction=second, by=editor)
    assert isinstance(given(recording), AccessCopy) and len(stored("access")) == 1
    first.refresh_from_db()
    assert first.lifted_by == editor and first.lifted_at
    redacting.lift(redaction=first, by=editor)
    assert Event.objects.filter(verb="redaction_lifted").count() == 2


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
