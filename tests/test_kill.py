"""``kill -9`` of worker, web server and database in the middle of their work: nothing acknowledged is lost, nothing is
done twice, nothing half remains. Real processes, real sound."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil
import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from archive import demonstration, embedded_database
from testimonies.audio import decoding
from testimonies.models import Chunk, Preparation, Progress, Recording, Run, Segment, Testimony
from testimonies.upload import receiving
from tests.cast import collection, granted
from tests.factories import sound
from tests.factories.arrival import deposited, stored
from tests.factories.scripts import CLIPS, DEMONSTRATION, ENGLISH, FRENCH, SPANISH, script, word_error
from tests.processes import eventually, kill, running

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

LONG = "the-door-of-the-house.opus"
WORK = ("work", "--queue", "keeping", "--queue", "transcription")
TOKEN = "a" * 32


def test_a_worker_killed_in_mid_chunk_again_and_again(process_environment: dict[str, str]) -> None:
    north = collection("North")
    interviewer = granted("interviewer", north, ("add_testimony",), "interviewers")
    for clip in (demonstration.DATA / LONG, ENGLISH, SPANISH, FRENCH):
        deposited(interviewer, north, clip, original_name=clip.name)
    for turn in range(3):
        before = Chunk.objects.exclude(heard_at=None).count()
        with running(*WORK, environment=process_environment) as worker:
            eventually(lambda before=before: Chunk.objects.exclude(heard_at=None).count() > before)
            time.sleep(0.3 * turn)
            kill(worker)
        assert not _all_done(), "killed in the middle, not in the end"
        _time_passes()
    with running(*WORK, environment=process_environment) as worker:
        eventually(_all_done)
        worker.terminate()
        assert worker.wait(30) == 0
    for recording in Recording.objects.all():
        _is_whole(recording)
    assert len(stored("access")) == len(stored("originals")) == Testimony.objects.count() == 4


def test_two_workers_on_one_recording_and_one_is_killed(process_environment: dict[str, str], tmp_path: Path) -> None:
    """The other finishes it; no chunk is in the result twice."""
    spoken = np.concatenate([*decoding.stream(demonstration.DATA / LONG), np.zeros(48_000, np.float32)])
    long = sound.write_wav(tmp_path / "long.wav", np.tile(spoken, 4), 16_000)
    north = collection("North")
    run = deposited(granted("interviewer", north, ("add_testimony",), "interviewers"), north, long).transcript.run
    only = ("work", "--queue", "transcription")
    with running(*only, environment=process_environment) as first:
        eventually(lambda: Run.objects.get().planned_at)
        with running(*only, environment=process_environment) as second:
            eventually(lambda: _in_hand() >= 2 and run.chunks.exclude(heard_at=None).count() >= 2)
            kill(first)
            assert run.chunks.owed().count() >= 2, "killed in the middle, not in the end"
            eventually(lambda: Run.objects.get().progress == Progress.DONE)
            second.terminate()
            assert second.wait(60) == 0
    run.refresh_from_db()
    chunks = list(run.chunks.all())
    assert run.done_ms == run.total_ms == sum(chunk.end_ms - chunk.start_ms for chunk in chunks)
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(chunks))
    assert sum(chunk.attempts for chunk in chunks) <= len(chunks) + 1, "what the killed one had in hand, once more"
    words = script(DEMONSTRATION / LONG)
    assert word_error(type(words)(words.language, words.words * 4), run.transcript.segments.all()) < 0.1


def test_a_worker_that_hears_two_chunks_at_once_is_killed(process_environment: dict[str, str], tmp_path: Path) -> None:
    """What it had in hand is heard again, and nothing else; both were in its hand at the same time."""
    spoken = np.concatenate([*decoding.stream(demonstration.DATA / LONG), np.zeros(48_000, np.float32)])
    long = sound.write_wav(tmp_path / "long.wav", np.tile(spoken, 3), 16_000)
    north = collection("North")
    run = deposited(granted("interviewer", north, ("add_testimony",), "interviewers"), north, long).transcript.run
    several = {"WHISPER_ENGINE": "faster-whisper", "TRANSCRIPTION_AT_ONCE": "2"}
    only = ("work", "--queue", "transcription")
    with running(*only, environment=process_environment | several) as worker:
        eventually(lambda: _in_hand() >= 2 and run.chunks.exclude(heard_at=None).count() >= 2)
        kill(worker)
    assert run.chunks.owed().count() >= 2, "killed in the middle, not in the end"
    _time_passes()
    mending = ("work", "--queue", "keeping")
    with running(*only, environment=process_environment | several), running(*mending, environment=process_environment):
        eventually(lambda: Run.objects.get().progress == Progress.DONE)
    run.refresh_from_db()
    chunks = list(run.chunks.all())
    assert run.done_ms == run.total_ms == sum(chunk.end_ms - chunk.start_ms for chunk in chunks)
    assert sum(chunk.attempts for chunk in chunks) <= len(chunks) + 2, "what the killed one had in hand, once more"
    words = script(DEMONSTRATION / LONG)
    assert word_error(type(words)(words.language, words.words * 3), run.transcript.segments.all()) < 0.1


def _in_hand() -> int:
    """How many chunks are in a worker's hand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s", [0x63686E6B])
        return int(cursor.fetchone()[0])


def test_a_web_server_killed_in_mid_upload(process_environment: dict[str, str], tmp_path: Path) -> None:
    north = collection("North")
    long = sound.write(tmp_path / "long.wav", sound.noise(30))
    form = {"collection": north.pk, "title": "Six days", "language": "en", "csrfmiddlewaretoken": TOKEN}
    with long.open("rb") as file:
        body = encode_multipart(BOUNDARY, {**form, "sound": file})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    client = Client()
    client.force_login(granted("interviewer", north, ("add_testimony",), "interviewers"))
    cookies = {"csrftoken": TOKEN, "sessionid": client.cookies["sessionid"].value}
    environment = process_environment | {"PORT": str(port)}
    site = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return httpx.get(f"{site}/robots.txt").status_code == 200
        except httpx.TransportError:
            return False

    with running("serve", environment=environment) as server:
        eventually(answers)
        with _half_sent(port, body, cookies):
            eventually(lambda: stored("incoming"))
        eventually(lambda: not stored("incoming"))  # the sender has gone, and what it sent goes too
        assert answers()
        with _half_sent(port, body, cookies):
            eventually(lambda: stored("incoming") and stored("incoming")[0].stat().st_size)
            kill(server)
    assert not Testimony.objects.exists() and stored("originals") == [] and len(stored("incoming")) == 1

    with running("serve", environment=environment) as server:
        eventually(answers)
        answer = httpx.post(
            f"{site}/en/upload/", content=body, cookies=cookies, headers={"Content-Type": MULTIPART_CONTENT}, timeout=60
        )
        kill(server)
    assert answer.status_code == 302
    recording = Recording.objects.get()
    assert str(recording.uuid) in answer.headers["Location"]
    assert recording.original.read_bytes() == long.read_bytes() and recording.transcript.progress == "waiting"
    assert receiving.sweep(Path(django_settings.MEDIA_ROOT), older_than_s=0) == 1 and stored("incoming") == []
    assert stored() == [recording.original]


def test_a_web_process_killed_is_made_anew_and_shares_what_is_loaded(process_environment: dict[str, str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def answers(path: str) -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{port}{path}").status_code == 200
        return False

    with running("serve", environment=process_environment | {"PORT": str(port)}) as server:
        eventually(lambda: answers("/en/"))
        first = set(psutil.Process(server.pid).children())
        assert len(first) == 2
        for one in first:
            one.kill()
        eventually(lambda: not first & set(psutil.Process(server.pid).children()))
        eventually(lambda: answers("/en/"))  # each asks the database by a connection of its own
        again = psutil.Process(server.pid).children()
        shared_mb = [one.memory_full_info().rss / 1e6 - one.memory_full_info().uss / 1e6 for one in again]
        assert len(again) == 2 and min(shared_mb) > 75, "they share the site with the process that loaded it"
        kill(server)


@pytest.fixture
def own_database(process_environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment of an archive with a database server of its own (its socket's path must be short)."""
    folder = Path(tempfile.mkdtemp(prefix="kill-", dir="/tmp"))
    environment = {name: value for name, value in process_environment.items() if name != "DATABASE_URL"}
    try:
        yield environment | {"LOCAL_ROOT": str(folder), "MEDIA_ROOT": str(folder / "media")}
    finally:
        embedded_database.stop(folder / "postgres")
        shutil.rmtree(folder, ignore_errors=True)


TAKE_IN = f"""
from django.core.management import call_command
call_command("migrate", verbosity=0)
from pathlib import Path
from tests.cast import collection, granted
from tests.factories.arrival import deposited
north = collection("North")
interviewer = granted("interviewer", north, ("add_testimony",), "interviewers")
for file in ({str(demonstration.DATA / LONG)!r}, {str(ENGLISH)!r}):
    deposited(interviewer, north, Path(file), original_name=Path(file).name)
"""


DONE = "SELECT every(progress = 'done') FROM testimonies_run"


def test_a_database_killed_under_a_worker(own_database: dict[str, str]) -> None:
    data = Path(own_database["LOCAL_ROOT"]) / "postgres"
    with running("shell", "-v", "0", "-c", TAKE_IN, environment=own_database) as taking_in:
        assert taking_in.wait(120) == 0
    with running(*WORK, environment=own_database) as worker:
        for kills in (1, 2):
            eventually(lambda kills=kills: _asked(data, "SELECT count(heard_at) FROM testimonies_chunk") >= kills)
            assert not _asked(data, DONE), "killed in the middle, not in the end"
            os.kill(int((data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
            time.sleep(1)
            embedded_database.ensure_running(data)
        if worker.poll() is not None:  # the supervisor would start it again
            with running(*WORK, environment=own_database):
                eventually(lambda: _asked(data, DONE))
        else:
            eventually(lambda: _asked(data, DONE))
    assert _asked(data, "SELECT count(*) FROM testimonies_recording WHERE preparation = 'ready'") == 2
    words = "SELECT string_agg(text, ' ' ORDER BY start_ms) FROM testimonies_segment WHERE transcript_id = "
    for file in (DEMONSTRATION / LONG, ENGLISH):
        transcript = (
            "(SELECT t.id FROM testimonies_transcript t JOIN testimonies_recording r ON r.id = recording_id "
            f"WHERE original_name = '{file.name}')"
        )
        assert word_error(script(file), [Segment(text=_asked(data, words + transcript))]) < 0.1


def _asked(data: Path, question: str) -> Any:
    at = embedded_database.connection(data)
    with psycopg.connect(host=at["HOST"], user=at["USER"], dbname=at["NAME"]) as server:
        return server.execute(question).fetchone()[0]  # type: ignore[index]


def _all_done() -> bool:
    waiting = Run.objects.exclude(progress=Progress.DONE)
    return not waiting.exists() and not Recording.objects.exclude(preparation=Preparation.READY).exists()


def _time_passes() -> None:
    """The dead worker's last sign of life is a minute old."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'")


def _is_whole(recording: Recording) -> None:
    """Every word once, in its place: neither a chunk nor a segment is missing or there twice."""
    folder = DEMONSTRATION if recording.original_name == LONG else CLIPS
    segments = list(recording.transcript.segments.all())
    chunks = [(chunk.start_ms, chunk.end_ms) for chunk in recording.transcript.run.chunks.all()]
    assert word_error(script(folder / recording.original_name), segments) < 0.1
    assert all(end_ms <= later for (_, end_ms), (later, _) in pairwise(chunks))
    for segment in segments:
        assert sum(start <= segment.start_ms and segment.end_ms <= end for start, end in chunks) == 1


class _half_sent:
    """A connection on which the first half of an upload was sent; closed at the end of the block."""

    def __init__(self, port: int, body: bytes, cookies: dict[str, str]) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port))
        head = (
            f"POST /en/upload/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: {MULTIPART_CONTENT}\r\n"
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self.connection.sendall(head.encode() + body[: len(body) // 2])

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        self.connection.close()
