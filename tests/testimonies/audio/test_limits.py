"""The walls around the process that reads strangers' files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from testimonies.audio import confinement
from testimonies.audio.decoding import stream
from testimonies.audio.limits import MEBIBYTE, Limits
from testimonies.exceptions import DecodingFailed

REACHED = {
    "computing time": (Limits(cpu_s=1), "more computing time than the allowed 1 seconds"),
    "silence": (Limits(stall_s=0.001), "nothing came of it for"),
    "length": (Limits(cpu_s=60, sound_ms=3_600_000), "longer than 1 hours"),
}


@pytest.mark.parametrize("limit", REACHED)
def test_a_process_that_reaches_a_limit_is_stopped_and_says_which(limit: str, long_silence: Path) -> None:
    limits, sentence = REACHED[limit]

    with pytest.raises(DecodingFailed) as stopped:
        for _block in stream(long_silence, limits=limits):
            pass

    assert sentence in str(stopped.value)


def test_a_process_that_wants_too_much_memory_is_stopped(tmp_path: Path) -> None:
    """An MP4 with an index of 60 million samples, nearly all of it a hole in the disk."""
    samples = 60_000_000
    head = b"stsz" + bytes(8) + samples.to_bytes(4)
    size = len(head) + 4 + 4 * samples
    for name in (b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        head = name + size.to_bytes(4) + head
        size += 8
    path = tmp_path / "greedy.m4a"
    with path.open("wb") as file:
        file.write(b"\x00\x00\x00\x10ftypM4A \x00\x00\x02\x00" + size.to_bytes(4) + head)
        file.truncate(16 + size)

    with pytest.raises(DecodingFailed, match="more memory than the allowed 300 MiB"):
        list(stream(path, limits=Limits(memory_bytes=300 * MEBIBYTE)))


def test_a_process_within_its_limits_does_its_work(melody: dict[str, Path]) -> None:
    assert list(stream(melody["flac"], limits=Limits(memory_bytes=400 * MEBIBYTE, cpu_s=5)))


def test_behind_the_shut_door_nothing_opens() -> None:
    program = "from testimonies.audio.limits import shut_the_door; shut_the_door(); open('/etc/hostname')"
    ended = subprocess.run([sys.executable, "-c", program], cwd=confinement.ROOT, capture_output=True, check=False)

    assert ended.returncode and b"Too many open files" in ended.stderr


def test_the_limited_process_needs_no_django() -> None:
    program = (
        "import sys, testimonies.audio.inside.__main__\n"
        "from testimonies.audio.inside import make_copy, probe, stream\n"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=confinement.ROOT, check=False).returncode == 0


def test_a_missing_original_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        next(stream(tmp_path / "gone.wav"))
