"""``python -m tests.hostile.examining FOLDER``: each hostile file that is named on standard input goes the real way.

Probe, access copy, samples, pieces for recognition: the product's own functions, two files at a time, in a process that
imports little else, so that what it measures is the product's. One line of JSON per file; the last tells of the whole.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from tests.factories import sound
from tests.hostile.case import SECRET, SECRET_HZ, Case, Scene
from tests.hostile.outsiders import Outsiders

AT_ONCE = 2
MAKING = threading.Lock()
LONGEST_MS = 2 * 60_000
"""The day of sound that the archive allows, made shorter, so that its end is reached in seconds."""


@dataclass
class Child:
    """A process that the product started, as the system knew it when it ended."""

    work: str
    wall_s: float
    cpu_s: float
    memory_mib: float


@dataclass
class Finding:
    """What became of one file. ``stage`` is the last step it came to: probe, copy, samples."""

    name: str
    stage: str = "probe"
    error: str = ""
    sentence: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    duration_ms: int | None = None
    damaged_after_ms: int | None = None
    samples_ms: int | None = None
    pieces: int = 0
    secret_level: float = 0.0
    told_secret: bool = False
    left: list[str] = field(default_factory=list)
    wall_s: float = 0.0
    children: list[Child] = field(default_factory=list)


class Watched(subprocess.Popen):  # type: ignore[type-arg]
    """A process whose use of the machine is noted when it is waited for."""

    mine = threading.local()

    def __init__(self, command: list[str], **more: Any) -> None:
        self.began = time.monotonic()
        super().__init__(command, **more)

    def _try_wait(self, flags: int) -> tuple[int, int]:
        try:
            pid, status, usage = os.wait4(self.pid, flags)
        except ChildProcessError:
            return self.pid, 0
        if pid == self.pid:
            wall_s = time.monotonic() - self.began
            cpu_s = usage.ru_utime + usage.ru_stime
            self.mine.children.append(Child(str(self.args[5]), wall_s, cpu_s, usage.ru_maxrss / 1024))
        return pid, status


def examine(case: Case, scene: Scene, folder: Path) -> Finding:
    """``folder`` is made, and removed afterwards."""
    from testimonies.exceptions import TestimoniesError

    finding = Finding(case.name)
    Watched.mine.children = finding.children
    folder.mkdir()
    with MAKING:
        path = case.write(scene, folder / "interview.mp3")
    began = time.monotonic()
    try:
        _all_the_way(path, finding)
    except TestimoniesError as error:
        finding.error, finding.sentence = type(error).__name__, str(error)
    except Exception as error:  # a defect: the test says so
        finding.error, finding.sentence = f"unexpected {type(error).__name__}", str(error)
    finding.wall_s = time.monotonic() - began
    finding.left = sorted(one.name for one in folder.iterdir() if one.name not in {"interview.mp3", "copy.m4a"})
    told = repr((finding.sentence, finding.facts)).encode()
    copy = folder / "copy.m4a"
    finding.told_secret = SECRET in told or (copy.exists() and SECRET in copy.read_bytes())
    shutil.rmtree(folder)
    return finding


def _all_the_way(path: Path, finding: Finding) -> None:
    from testimonies.audio import access_copy, decoding, probing
    from testimonies.audio.limits import COPYING, DECODING
    from testimonies.transcription import chunking

    finding.facts = asdict(probing.probe(path))
    finding.stage = "copy"
    copy = access_copy.make(path, path.with_name("copy.m4a"), limits=replace(COPYING, sound_ms=LONGEST_MS, cpu_s=60))
    finding.duration_ms, finding.damaged_after_ms = copy.duration_ms, copy.damaged_after_ms
    finding.stage = "samples"
    with decoding.stream(path, limits=replace(DECODING, sound_ms=LONGEST_MS, cpu_s=60)) as sounding:
        finding.pieces = sum(1 for _piece in chunking.pieces(listened(sounding, finding), longest_ms=30_000))
    finding.samples_ms = sounding.duration_ms


def listened(blocks: Iterator[np.ndarray], finding: Finding) -> Iterator[np.ndarray]:
    """How loud the tone of the other recording is in the loudest second."""
    for block in blocks:
        assert np.isfinite(block).all() and np.abs(block).max(initial=0) <= 1
        wave = np.exp(-2j * np.pi * SECRET_HZ * np.arange(len(block)) / 16_000)
        finding.secret_level = max(finding.secret_level, float(abs(block @ wave)) / max(len(block), 8_000))
        yield block


@contextmanager
def neighbour(folder: Path, told: dict[str, Any]) -> Iterator[None]:
    """Prepares one whole recording again and again meanwhile, as the archive's other work does."""
    from testimonies.audio import access_copy

    folder.mkdir()
    original = sound.write(folder / "neighbour.ogg", sound.bursts((0.5, 1.5), 2))
    digests: list[str] = []
    stop = threading.Event()

    def prepare() -> None:
        Watched.mine.children = []
        while not stop.is_set() or not digests:
            digests.append(access_copy.make(original, folder / "copy.m4a").digest)
            stop.wait(3.0)

    thread = threading.Thread(target=prepare)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        told["prepared"], told["digests"] = len(digests), sorted(set(digests))
        told["neighbour_left"] = sorted(one.name for one in folder.iterdir())


def prepared_scene(folder: Path) -> Scene:
    """The folder of hostile files, with the recording and the text that they name."""
    folder.mkdir(parents=True, exist_ok=True)
    secret = sound.write_wav(folder / "secret.wav", sound.tone(4, SECRET_HZ, level=0.9), sound.RATE_HZ)
    with secret.open("ab") as file:
        file.write(b"LIST" + len(SECRET).to_bytes(4, "little") + SECRET)
    return Scene(folder)


def main(folder: Path, cases: list[Case]) -> None:
    from testimonies.audio import confinement

    confinement.subprocess.Popen = Watched  # type: ignore[attr-defined]
    scene = prepared_scene(folder)
    told: dict[str, Any] = {}
    Watched.mine.children = []
    with (
        Outsiders(scene) as outsiders,
        neighbour(folder / "neighbour", told),
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        running = [pool.submit(examine, case, scene, folder / f"case-{n}") for n, case in enumerate(cases)]
        for one in running:
            print(json.dumps(one.result(), default=vars), flush=True)
    told["opened"], told["called"] = outsiders.opened, outsiders.called
    told["children_left"] = [one.name() for one in psutil.Process().children()]
    told["memory_mib"] = _own_peak_mib()
    print(json.dumps(told))


def _own_peak_mib() -> float:
    """Of this program alone: the system's count of a process begins with what its parent held."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    import django
    from django.conf import settings

    settings.configure(USE_I18N=True, LANGUAGE_CODE="en")
    django.setup()
    from tests.hostile.corpus import CORPUS

    wanted = set(sys.stdin.read().splitlines())
    main(Path(sys.argv[1]), [case for case in CORPUS if case.name in wanted])
