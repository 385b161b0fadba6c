"""Peak memory of taking in a three-hour recording: access copy and transcription at the same time.

    python -m bench.ingest_memory [--hours 3] [--spoken 0.25]

The recording is made of the demonstration's speech with faint noise between, and ``--spoken`` of its length is speech.
Prints JSON: the largest sum of resident memory of this process and all its children, read every tenth of a second.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from os import getpid, sysconf
from pathlib import Path

import numpy as np

from bench.transcription import RATE, SOUNDS, ours
from testimonies.audio import access_copy, decoding
from testimonies.transcription.engine import load

LIMIT_MB = 1_500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--hours", type=float, default=3.0)
    parser.add_argument("--spoken", type=float, default=0.25)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "long.wav"
        synthesise(file, round(arguments.hours * 3_600), arguments.spoken)
        begun = time.perf_counter()
        with watched() as peak_mb:
            copying = threading.Thread(target=access_copy.make, args=(file, Path(folder) / "copy.m4a"))
            copying.start()
            text = ours(load("whisper", "whisper-mini"), file)
            copying.join()
        copy_mb = round((Path(folder) / "copy.m4a").stat().st_size / 1e6, 1)
        taken_s = time.perf_counter() - begun
    print(
        json.dumps(
            {
                "peak_mb": round(max(peak_mb)),
                "limit_mb": LIMIT_MB,
                "within_limit": max(peak_mb) < LIMIT_MB,
                "hours": arguments.hours,
                "spoken": arguments.spoken,
                "seconds": round(taken_s, 1),
                "words": len(text.split()),
                "access_copy_mb": copy_mb,
            },
            indent=1,
        )
    )


def synthesise(file: Path, length_s: int, spoken: float) -> None:
    """A WAV file of ``length_s`` seconds: the demonstration's recordings in turn, with noise at -60 dBFS between."""
    rng = np.random.default_rng(1990)
    sounds = [np.concatenate(list(decoding.stream(path))) for path in sorted(SOUNDS.glob("*.opus"))]
    with wave.open(str(file), "wb") as long:
        long.setnchannels(1)
        long.setsampwidth(2)
        long.setframerate(RATE)
        written = turn = 0
        while written < length_s * RATE:
            speech = sounds[turn % len(sounds)]
            between = (0.001 * rng.standard_normal(round(len(speech) * (1 - spoken) / spoken))).astype(np.float32)
            take = np.concatenate([speech, between])[: length_s * RATE - written]
            long.writeframes((np.clip(take, -1, 1) * 32_767).astype("<i2").tobytes())
            written, turn = written + len(take), turn + 1


@contextmanager
def watched() -> Iterator[list[float]]:
    """Fills the list with the resident memory, in MB, of this process and all below it."""
    readings, done = [resident_mb()], threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            readings.append(resident_mb())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield readings
    finally:
        done.set()
        watcher.join()


def resident_mb() -> float:
    """Pages that processes share count once for each of them: the truth is a little smaller."""
    parents: dict[int, int] = {}
    pages: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # ended meanwhile
        parents[int(folder.name)], pages[int(folder.name)] = int(fields[1]), int(fields[21])
    family = {getpid()}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(pages.get(pid, 0) for pid in family) * sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
