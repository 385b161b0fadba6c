"""The copy that is streamed: nothing in it but the sound, and every word where the transcript says it is."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest

from testimonies.audio import confinement
from testimonies.audio.access_copy import make
from testimonies.audio.decoding import SAMPLE_RATE_HZ
from testimonies.audio.limits import COPYING, Limits
from testimonies.exceptions import DecodingFailed
from tests.factories import sound
from tests.testimonies.audio.conftest import BURSTS_S
from tests.testimonies.audio.test_decoding import bursts_ms, everything

TAGS = {
    "title": "Interview with Nadezhda",
    "artist": "Nadezhda Real-Name",
    "comment": "recorded at her flat",
    "location": "+48.1372+011.5755/",
    "creation_time": "2024-03-01T10:00:00Z",
}


@pytest.mark.parametrize("extension", sound.FORMATS)
def test_the_copy_has_the_times_of_the_samples(extension: str, melody: dict[str, Path], tmp_path: Path) -> None:
    copy = make(melody[extension], tmp_path / "copy.m4a")
    original, heard = everything(melody[extension]), everything(tmp_path / "copy.m4a")

    assert copy.damaged_after_ms is None
    assert abs(copy.duration_ms - len(original) * 1000 / SAMPLE_RATE_HZ) <= 1
    assert abs(len(heard) - len(original)) < 0.05 * SAMPLE_RATE_HZ
    assert bursts_ms(heard) == pytest.approx(bursts_ms(original), abs=50)
    assert abs(offset_ms(original, heard)) < 10


def test_a_hole_lies_at_the_same_place_in_both(tmp_path: Path) -> None:
    path = sound.write_with_hole(tmp_path / "hole.webm", sound.bursts(BURSTS_S, 10), from_s=3, until_s=7)
    make(path, tmp_path / "copy.m4a")

    assert bursts_ms(everything(tmp_path / "copy.m4a")) == pytest.approx([1000, 2500, 8250], abs=50)


@pytest.mark.parametrize("extension", ["mp3", "m4a", "flac", "ogg"])
def test_no_metadata_survives(extension: str, tmp_path: Path) -> None:
    cover = sound.png() if extension != "ogg" else None
    original = sound.write(tmp_path / f"tagged.{extension}", sound.tone(2), tags=TAGS, cover=cover)
    assert b"Nadezhda" in original.read_bytes()

    make(original, tmp_path / "copy.m4a")

    data = (tmp_path / "copy.m4a").read_bytes()
    for trace in (
        *(value.encode() for value in TAGS.values()),
        b"Nadezhda",
        b"\x89PNG",
        b"IHDR",
        b"Lavf",
        b"Lavc",
    ):
        assert trace not in data
    assert data.count(b"ilst") == data.count(b"\x00\x00\x00\x08ilst") == 1  # the list of tags is there, and empty
    with av.open(str(tmp_path / "copy.m4a")) as copy:
        assert set(copy.metadata) == {"major_brand", "minor_version", "compatible_brands"}
        assert len(copy.streams) == 1
        assert copy.streams.audio[0].metadata == {"language": "und", "handler_name": "SoundHandler"}
        assert next(copy.decode(audio=0)).pts == 0


def test_players_can_start_before_all_of_it_has_come(melody: dict[str, Path], tmp_path: Path) -> None:
    copy = make(melody["wav"], tmp_path / "copy.m4a")
    data = (tmp_path / "copy.m4a").read_bytes()

    assert 0 < data.find(b"moov") < data.find(b"mdat")
    assert copy.size_bytes == len(data) and copy.digest == hashlib.sha256(data).hexdigest()
    assert len(data) * 8 / 10 == pytest.approx(64_000, rel=0.15)


def test_the_same_original_gives_the_same_copy(melody: dict[str, Path], tmp_path: Path) -> None:
    assert make(melody["mp3"], tmp_path / "a.m4a") == make(melody["mp3"], tmp_path / "b.m4a")


@pytest.mark.parametrize(("channels", "kept"), [(1, 1), (2, 2), (6, 1)])
def test_two_channels_stay_two(channels: int, kept: int, tmp_path: Path) -> None:
    samples = np.stack([sound.tone(1, 300 + 100 * n, rate_hz=16_000) for n in range(channels)], axis=1)
    make(sound.write_wav(tmp_path / "in.wav", samples, 16_000), tmp_path / "copy.m4a")

    with av.open(str(tmp_path / "copy.m4a")) as copy:
        assert copy.streams.audio[0].channels == kept
        frames = np.concatenate([frame.to_ndarray() for frame in copy.decode(audio=0)], axis=1)
    assert (np.abs(frames[:, 4800:-9600]).max(axis=1) > 0.1).all()


def test_a_truncated_original_is_copied_as_far_as_it_goes(melody: dict[str, Path], tmp_path: Path) -> None:
    copy = make(sound.truncated(melody["mp3"], 0.6, tmp_path / "cut.mp3"), tmp_path / "copy.m4a")

    assert copy.damaged_after_ms == pytest.approx(6000, abs=100)
    assert bursts_ms(everything(tmp_path / "copy.m4a")) == pytest.approx([1000, 2500, 5000], abs=50)


def test_the_waveform_shows_where_the_sound_is(melody: dict[str, Path], tmp_path: Path) -> None:
    peaks = make(melody["flac"], tmp_path / "copy.m4a").peaks

    assert peaks is not None and len(peaks) == 100
    loud = [point for point in range(100) if peaks.data[2 * point + 1] > 60]
    assert {point // 5 for point in loud} == {2, 5, 10, 16}


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[int] = []
    original = sound.write_wav(tmp_path / "in.wav", sound.silence(45, rate_hz=8_000), 8_000)
    make(original, tmp_path / "copy.m4a", progress=told.append)

    assert told == [10_000, 20_000, 30_000, 40_000]


@pytest.mark.parametrize(
    "limits", [Limits(cpu_s=60, file_bytes=10_000), Limits(cpu_s=60, file_bytes=10**8, sound_ms=900)]
)
def test_a_copy_that_fails_leaves_nothing_and_takes_nothing(
    limits: Limits, melody: dict[str, Path], tmp_path: Path
) -> None:
    target = tmp_path / "copy.m4a"
    target.write_bytes(b"the copy of yesterday")

    with pytest.raises(DecodingFailed):
        make(melody["wav"], target, limits=limits)

    assert [path.name for path in tmp_path.iterdir()] == ["copy.m4a"]
    assert target.read_bytes() == b"the copy of yesterday"


def test_what_a_killed_maker_left_is_swept_away(long_silence: Path, melody: dict[str, Path], tmp_path: Path) -> None:
    target = tmp_path / "copy.m4a"
    program = (
        "import django; from django.conf import settings; settings.configure(); django.setup()\n"
        "import sys; from pathlib import Path; from testimonies.audio.access_copy import make\n"
        "make(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    maker = subprocess.Popen([sys.executable, "-c", program, str(long_silence), str(target)], cwd=confinement.ROOT)
    while not (left := list(tmp_path.glob(".copy.m4a.*.part"))):
        time.sleep(0.02)
    maker.send_signal(signal.SIGKILL)
    maker.wait()
    assert not target.exists()
    wait_until_unlocked(left[0])

    make(melody["wav"], target)

    assert [path.name for path in tmp_path.iterdir()] == ["copy.m4a"]


def wait_until_unlocked(path: Path) -> None:
    """The orphaned process notices that nobody listens when it next reports."""
    import fcntl

    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)


def test_a_full_day_is_the_limit_and_no_less() -> None:
    assert COPYING.sound_ms >= 10 * 3_600_000 and COPYING.file_bytes > 36_000 * 96_000 / 8


def offset_ms(one: np.ndarray, other: np.ndarray) -> float:
    """By how much ``other`` is late, from the best match of the two."""
    length = min(len(one), len(other))
    size = 1 << (2 * length - 1).bit_length()
    match = np.fft.irfft(np.fft.rfft(other[:length], size) * np.conj(np.fft.rfft(one[:length], size)), size)
    best = int(np.argmax(match))
    return (best if best < size // 2 else best - size) * 1000 / SAMPLE_RATE_HZ
