"""A decoder that dies, hangs, eats memory or lies: what the one who waits for it is told, and that no other suffers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from testimonies.audio import access_copy, confinement
from testimonies.audio.decoding import stream
from testimonies.audio.limits import MEBIBYTE, Limits
from testimonies.audio.probing import probe
from testimonies.exceptions import DecodingFailed, TestimoniesError, UnsoundFile
from tests.factories import sound
from tests.hostile.boxes import greedy
from tests.hostile.case import Answer, Case, Scene
from tests.hostile.frames import hours

QUICK = Limits(stall_s=5, cpu_s=60, file_bytes=100 * MEBIBYTE)


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """Ten hours, so that the decoder is at work when something befalls it."""
    folder = tmp_path / "originals"
    folder.mkdir()
    path = folder / "long.flac"
    path.write_bytes(bytes(hours(10)(Scene(folder))))  # type: ignore[arg-type]
    return path


def decoders(of: int | None = None) -> list[psutil.Process]:
    return [one for one in psutil.Process(of or os.getpid()).children() if _decodes(one)]


def _decodes(process: psutil.Process) -> bool:
    try:
        return "testimonies.audio.inside" in process.cmdline()
    except psutil.NoSuchProcess:  # or a zombie
        return False


@pytest.mark.parametrize(
    ("blow", "sentence"),
    [
        (signal.SIGSEGV, "Decoding failed unexpectedly"),
        (signal.SIGABRT, "Decoding failed unexpectedly"),
        (signal.SIGILL, "Decoding failed unexpectedly"),
        (signal.SIGKILL, "more memory than the allowed"),
        (signal.SIGXCPU, "more computing time than the allowed"),
        (signal.SIGSTOP, "nothing came of it for 5 seconds"),
    ],
)
def test_a_decoder_that_dies_or_hangs_takes_nothing_with_it(
    blow: signal.Signals, sentence: str, long: Path, tmp_path: Path
) -> None:
    good = sound.write_wav(tmp_path / "good.wav", sound.tone(1), sound.RATE_HZ)
    struck = stream(long, limits=QUICK)
    unharmed = stream(good)
    next(struck)
    os.kill(decoders()[0].pid, blow)
    began = time.monotonic()
    with pytest.raises(DecodingFailed, match=sentence):
        for _block in struck:
            pass
    assert time.monotonic() - began < 30 and not decoders()
    assert sum(len(block) for block in unharmed) == 16_000 and unharmed.damaged_after_ms is None


def test_a_copy_whose_maker_is_struck_leaves_nothing(long: Path, tmp_path: Path) -> None:
    folder = tmp_path / "access"
    folder.mkdir()

    def strike(ms: int) -> None:
        os.kill(decoders()[0].pid, signal.SIGSEGV)

    with pytest.raises(DecodingFailed, match="failed unexpectedly"):
        access_copy.make(long, folder / "copy.m4a", progress=strike, limits=QUICK)
    assert list(folder.iterdir()) == [] and not decoders()


@pytest.mark.parametrize("mib", [300, 450])
def test_memory_is_the_limit_s_and_no_more(mib: int, tmp_path: Path) -> None:
    make = greedy(b"stsz", 4, 60_000_000, before=bytes(4))
    path = Case("greedy", "", make, Answer.STOPPED).write(Scene(tmp_path), tmp_path / "greedy.m4a")
    peak = 0
    with pytest.raises(DecodingFailed, match=f"more memory than the allowed {mib} MiB"):
        for one in _watched(lambda: probe(path, limits=Limits(memory_bytes=mib * MEBIBYTE))):
            peak = max(peak, one)
    assert peak < mib * MEBIBYTE


def _watched(work: Callable[[], object]) -> Iterator[int]:
    """The address space of the decoder, time and again while ``work`` goes on; raises what that raises."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    while thread.is_alive():
        for one in decoders():
            try:
                yield one.memory_info().vms
            except psutil.NoSuchProcess:
                continue
        thread.join(0.01)
    if errors:
        raise errors[0]


@pytest.mark.parametrize("stopped", [False, True])
def test_no_decoder_outlives_the_one_who_waits_for_it(stopped: bool, long: Path, tmp_path: Path) -> None:
    program = (
        "import django; from django.conf import settings; settings.configure(); django.setup()\n"
        "import sys, time; from pathlib import Path; from testimonies.audio.decoding import stream\n"
        "sounding = stream(Path(sys.argv[1])); next(sounding); print('at work', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(long)]
    with subprocess.Popen(command, cwd=confinement.ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout and parent.stdout.readline()
        (decoder,) = decoders(parent.pid)
        if stopped:
            decoder.suspend()
        parent.kill()
    until = time.monotonic() + 30
    while decoder.is_running() and decoder.status() != psutil.STATUS_ZOMBIE and time.monotonic() < until:
        time.sleep(0.05)
    assert not decoder.is_running() or decoder.status() == psutil.STATUS_ZOMBIE


TAKEN_OVER: dict[str, str] = {
    "says what is no JSON": "send(RESULT, b'evil')",
    "says JSON a million deep": "send(RESULT, b'[' * 1_000_000)",
    "says a list": "send(RESULT, b'[]')",
    "fails with what is no JSON": "send(FAILURE, b'evil')",
    "fails with a list": "send(FAILURE, b'[1]')",
    "fails with too little": 'send(FAILURE, b\'{"kind": "codec"}\')',
    "fails with words of its own": 'send(FAILURE, b\'{"kind": "%(x)s", "trace": [1]}\')',
    "announces 4 GB": "os.write(1, b'R' + b'\\xff' * 4)",
    "breaks off in a word": "os.write(1, b'R\\0\\0\\1\\0abc')",
    "shuts its mouth and stays": "os.close(1); time.sleep(60)",
    "names a coding with control signs": "result(codec='a\\0b')",
    "names a coding that is a list": "result(codec=[1])",
    "tells of 2^70 channels": "result(channels=1 << 70)",
    "tells of -1 Hz": "result(sample_rate_hz=-1)",
    "tells of 2^64 ms": "result(duration_ms=1 << 64)",
    "names another container": "result(container='../../etc')",
}
"""What a decoder may do that a file has taken over."""

PRELUDE = """
import json, os, sys, time
sys.path.insert(0, {root!r})
from testimonies.audio.inside.messages import FAILURE, RESULT, send
FACTS = dict(container="wav", codec="pcm_s16le", channels=1, sample_rate_hz=8000, bit_rate=None,
             has_pictures=False, duration_ms=1000)
def result(**more):
    send(RESULT, json.dumps({{**FACTS, **more}}).encode())
"""


@pytest.mark.parametrize("does", TAKEN_OVER)
def test_a_decoder_that_was_taken_over_is_believed_nothing(
    does: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _taken_over(tmp_path, monkeypatch, TAKEN_OVER[does])
    path = sound.write_wav(tmp_path / "good.wav", sound.tone(1), sound.RATE_HZ)

    with pytest.raises(TestimoniesError) as told:
        probe(path, limits=QUICK)

    assert isinstance(told.value, UnsoundFile if does == "fails with too little" else DecodingFailed)
    assert "evil" not in str(told.value) and not psutil.Process().children()


def test_the_same_language_spoken_truly_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _taken_over(tmp_path, monkeypatch, "result()")
    path = sound.write_wav(tmp_path / "good.wav", sound.tone(1), sound.RATE_HZ)
    assert probe(path, limits=QUICK).codec == "pcm_s16le"


def _taken_over(folder: Path, monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    program = folder / "taken_over.py"
    program.write_text(PRELUDE.format(root=str(confinement.ROOT)) + deed)
    wrapper = folder / "python"
    wrapper.write_text(f"#!/bin/sh\nexec {sys.executable} {program}\n")
    wrapper.chmod(0o755)
    monkeypatch.setattr(confinement.sys, "executable", str(wrapper))
    monkeypatch.setattr(confinement, "DYING_S", 0.5)
