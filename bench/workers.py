"""Several workers share the chunks of one recording: how much sooner is it finished?

    python -m bench.workers [--minutes 24] [--rounds 3]

Starts a database of its own, takes in one recording made of the demonstration's speech, and has it transcribed anew by
one worker on one core, two workers on one core each, and one worker on two cores, in turns. The workers run before the
clock does: measured is from the asking to the last word, finding speech included, as the database saw it. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psycopg

from archive import embedded_database
from testimonies.audio import decoding

REPOSITORY = Path(__file__).resolve().parent.parent
SOUNDS = REPOSITORY / "archive" / "data" / "demonstration"
RATE_HZ = 16_000
SETUPS = {"one_worker": (1, 1), "two_workers": (2, 1), "one_worker_two_cores": (1, 2)}
"""Name: workers, and threads of each."""
WANTED = 1.5
PATIENCE_S = 1_800.0

TAKE_IN = """
import sys
from pathlib import Path
from django.conf import settings
from django.contrib.auth import get_user_model
from wagtail.models import Collection
from testimonies.actions import accession
from testimonies.models import Run
from testimonies.upload.receiving import Incoming
by = get_user_model().objects.create_superuser("bench")
root = Collection.get_first_root_node()
for file in ({short!r}, {long!r}):
    with Incoming(Path(settings.MEDIA_ROOT), limit_bytes=settings.UPLOAD_LIMIT_BYTES) as incoming:
        incoming.write(Path(file).read_bytes())
        received = incoming.finish()
    accession.deposit(by=by, received=received, collection=root, title="Bench", language="en")
Run.objects.update(progress="cancelled")
"""
ASK = """
from testimonies.actions import asking
from testimonies.models import Transcript
asking.ask(transcript=Transcript.objects.get(pk={pk}), by=None)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=24.0)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir="/tmp"))  # the path of a socket must be short
    try:
        print(json.dumps(measured(folder, arguments.minutes, arguments.rounds), indent=1))
    finally:
        embedded_database.stop(folder / "local" / "postgres")
        shutil.rmtree(folder, ignore_errors=True)


def measured(folder: Path, minutes: float, rounds: int) -> dict[str, object]:
    speech(folder / "short.wav", 2.5)
    speech(folder / "long.wav", minutes)
    manage(folder, "migrate", "-v", "0")
    manage(
        folder, "shell", "-v", "0", "-c", TAKE_IN.format(short=str(folder / "short.wav"), long=str(folder / "long.wav"))
    )
    short, long = (row[0] for row in asked(folder, "SELECT id FROM testimonies_transcript ORDER BY id"))
    taken: dict[str, list[float]] = {name: [] for name in SETUPS}
    for _ in range(rounds):
        for name, (workers, threads) in SETUPS.items():
            with working(folder, workers, threads):
                heard(folder, short)  # the engine is loaded by then
                taken[name].append(round(heard(folder, long), 2))
    middle = {name: statistics.median(times) for name, times in taken.items()}
    speed_up = middle["one_worker"] / middle["two_workers"]
    twice = asked(folder, "SELECT count(*) FROM testimonies_chunk WHERE attempts > 1")[0][0]
    return {
        "minutes_of_speech": minutes,
        "seconds": taken,
        "speed_up": round(speed_up, 2),
        "wanted": WANTED,
        "enough": speed_up >= WANTED,
        "speed_up_over_one_worker_on_two_cores": round(middle["one_worker_two_cores"] / middle["two_workers"], 2),
        "times_real_time": {name: round(60 * minutes / seconds, 1) for name, seconds in middle.items()},
        "chunks_heard_twice": twice,
        "cores": len(os.sched_getaffinity(0)),
        "load_of_the_machine": os.getloadavg()[1],
    }


def heard(folder: Path, transcript: int) -> float:
    """Seconds from asking for a run to its last word."""
    manage(folder, "shell", "-v", "0", "-c", ASK.format(pk=transcript))
    question = (
        "SELECT progress, extract(epoch FROM finished_at - asked_at) FROM testimonies_run "
        f"WHERE transcript_id = {transcript} ORDER BY id DESC LIMIT 1"
    )
    deadline = time.monotonic() + PATIENCE_S
    while (found := asked(folder, question)[0])[0] != "done":
        if found[0] == "failed" or time.monotonic() > deadline:
            raise SystemExit(f"the run is {found[0]}")
        time.sleep(0.2)
    return float(found[1])


@contextmanager
def working(folder: Path, workers: int, threads: int) -> Iterator[None]:
    own = environment(folder) | {"OMP_NUM_THREADS": str(threads)}
    command = [sys.executable, "manage.py", "work", "--queue", "transcription"]
    running = [subprocess.Popen(command, cwd=REPOSITORY, env=own) for _ in range(workers)]
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(60)


def speech(file: Path, minutes: float) -> None:
    """The demonstration's recordings one after another, a second of silence between, over and over."""
    sounds = [np.concatenate(list(decoding.stream(path))) for path in sorted(SOUNDS.glob("*.opus"))]
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        left = round(minutes * 60 * RATE_HZ)
        while left > 0:
            for sound in sounds:
                part = np.concatenate([sound, np.zeros(RATE_HZ, np.float32)])[: max(0, left)]
                out.writeframes((part * 32_767).astype("<i2").tobytes())
                left -= len(part)


def manage(folder: Path, *command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], cwd=REPOSITORY, env=environment(folder), check=True)


def environment(folder: Path) -> dict[str, str]:
    own = {"LOCAL_ROOT": str(folder / "local"), "MEDIA_ROOT": str(folder / "media"), "ARCHIVE_MODE": "demonstration"}
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | own


def asked(folder: Path, question: str) -> list[tuple[object, ...]]:
    at = embedded_database.connection(folder / "local" / "postgres")
    with psycopg.connect(host=at["HOST"], user=at["USER"], dbname=at["NAME"]) as server:
        return server.execute(question).fetchall()


if __name__ == "__main__":
    main()
