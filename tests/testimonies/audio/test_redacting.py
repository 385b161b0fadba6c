"""A silenced copy: silent where it must be, the same elsewhere, as long as the full one; or none at all."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from testimonies.audio import access_copy, redacting
from testimonies.audio.limits import COPYING, Limits
from testimonies.exceptions import DecodingFailed, NotSilent
from tests.factories import sound
from tests.factories.scripts import ENGLISH, FRENCH, SPANISH

FRAME = 1024
SPANS = [(2_000, 3_500), (6_000, 6_050)]
SILENT = 1e-4  # −80 dBFS


def samples_of(path: Path) -> tuple[npt.NDArray[np.float64], int]:
    """Every sample by FFmpeg's own reading, first channel, and the sampling rate: not by the code that is tested."""
    with av.open(str(path)) as file:
        stream = file.streams.audio[0]
        blocks = [frame.to_ndarray()[0] for frame in file.decode(stream)]
        return np.concatenate(blocks).astype(np.float64), int(stream.rate or 0)


@pytest.mark.parametrize("clip", [ENGLISH, SPANISH, FRENCH], ids=["mp3", "m4a", "wav"])
def test_silent_in_the_spans_unchanged_beside_them_and_of_equal_length(clip: Path, tmp_path: Path) -> None:
    full, copy = tmp_path / "full.m4a", tmp_path / "copy.m4a"
    whole = access_copy.make(clip, full)
    made = redacting.make(clip, copy, spans=SPANS, full=full)
    assert (made.duration_ms, made.damaged_after_ms) == (whole.duration_ms, whole.damaged_after_ms)
    theirs, rate_hz = samples_of(full)
    ours, _rate_hz = samples_of(copy)
    assert abs(len(ours) - len(theirs)) <= FRAME and len(ours) == len(theirs)
    for start_ms, end_ms in SPANS:
        within = ours[start_ms * rate_hz // 1000 : end_ms * rate_hz // 1000]
        assert np.abs(within).max() <= SILENT
        for beside in (start_ms - 1_000, end_ms + 250):
            piece = slice(beside * rate_hz // 1000, (beside + 700) * rate_hz // 1000)
            difference = np.square(ours[piece] - theirs[piece]).mean()
            assert difference < 0.1 * np.square(theirs[piece]).mean() + 1e-8
    assert np.abs(theirs[2 * rate_hz : 3 * rate_hz]).max() > 100 * SILENT, "there was something to silence"
    assert made.peaks is not None and whole.peaks is not None and len(made.peaks) == len(whole.peaks)
    point = 2 * (2_750 * made.peaks.sample_rate_hz // 1000 // made.peaks.samples_per_point)
    assert made.peaks.data[point : point + 2] == (0, 0), "the drawing is that of the silenced sound"


def test_it_fades_and_does_not_click(tmp_path: Path) -> None:
    tone = sound.write(tmp_path / "tone.wav", sound.tone(6))
    full, copy = tmp_path / "full.m4a", tmp_path / "copy.m4a"
    access_copy.make(tone, full)
    redacting.make(tone, copy, spans=[(2_000, 3_000)], full=full)
    ours, rate_hz = samples_of(copy)
    level = np.abs(ours[: len(ours) // 480 * 480].reshape(-1, 480)).max(axis=1)  # every 10 ms
    at = 1_860 * rate_hz // 480_000  # where the ramp begins: guard and fade before the span
    assert level[at - 4] > 0.25 and level[at + 5] < 0.02
    assert 0.02 < level[at + 2] < 0.28, "a ramp, not a step"


def test_from_the_first_sample_to_the_last(tmp_path: Path) -> None:
    full, copy = tmp_path / "full.m4a", tmp_path / "copy.m4a"
    access_copy.make(ENGLISH, full)
    redacting.make(ENGLISH, copy, spans=[(0, 3_600_000)], full=full)
    assert np.abs(samples_of(copy)[0]).max() <= SILENT


def test_a_damaged_recording_is_silenced_as_far_as_it_goes(tmp_path: Path) -> None:
    hole = sound.write_with_hole(tmp_path / "hole.mka", sound.noise(8), from_s=3, until_s=5)
    full, copy = tmp_path / "full.m4a", tmp_path / "copy.m4a"
    whole = access_copy.make(hole, full)
    made = redacting.make(hole, copy, spans=[(5_500, 6_500)], full=full)
    assert made.duration_ms == whole.duration_ms
    ours, rate_hz = samples_of(copy)
    assert np.abs(ours[5_500 * rate_hz // 1000 : 6_500 * rate_hz // 1000]).max() <= SILENT


def test_a_copy_that_does_not_pass_is_not_there(tmp_path: Path) -> None:
    """The encoder is right: so it is the full copy that is another one, and the spans that are others than asked."""
    full, other, target = (tmp_path / name for name in ("full.m4a", "other.m4a", "copy.m4a"))
    access_copy.make(ENGLISH, full)
    access_copy.make(FRENCH, other)
    with pytest.raises(NotSilent) as length:
        redacting.make(ENGLISH, target, spans=SPANS, full=other)
    assert length.value.fault == "length"
    with pytest.raises(NotSilent) as loud:
        redacting.check(full, full, SPANS)
    assert loud.value.fault == "loud"
    quiet = tmp_path / "quiet.m4a"
    access_copy.make(ENGLISH, quiet, spans=[(0, 60_000)])
    with pytest.raises(NotSilent) as changed:
        redacting.check(quiet, full, SPANS)
    assert changed.value.fault == "changed"
    assert not target.exists() and not list(tmp_path.glob(".*part"))


@pytest.mark.parametrize(
    "limits", [Limits(file_bytes=20_000), Limits(cpu_s=1, file_bytes=1 << 30)], ids=["disk", "time"]
)
def test_a_full_disk_or_an_encoder_that_is_stopped_leaves_nothing(limits: Limits, tmp_path: Path) -> None:
    long = sound.write(tmp_path / "long.wav", sound.noise(240))
    full, target = tmp_path / "full.m4a", tmp_path / "copy.m4a"
    access_copy.make(long, full)
    with pytest.raises(DecodingFailed):
        redacting.make(long, target, spans=SPANS, full=full, limits=limits)
    assert not target.exists() and not list(tmp_path.glob(".*part"))


def test_without_a_full_copy_there_is_no_silenced_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        redacting.make(ENGLISH, tmp_path / "copy.m4a", spans=SPANS, full=tmp_path / "none.m4a", limits=COPYING)
    assert not list(tmp_path.iterdir())


def test_what_is_burned_gives_no_byte_to_whoever_has_it_open(tmp_path: Path) -> None:
    copy = tmp_path / "copy.m4a"
    access_copy.make(ENGLISH, copy)
    with copy.open("rb", buffering=0) as open_already:
        assert open_already.read(100)
        access_copy.burn(copy)
        assert open_already.read() == b""
    assert not copy.exists()
    access_copy.burn(copy)
