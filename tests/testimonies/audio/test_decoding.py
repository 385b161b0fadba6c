"""Samples for speech engines: their rate, their times, their memory, their end."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import numpy as np
import pytest

from testimonies.audio.decoding import SAMPLE_RATE_HZ, Samples, stream
from testimonies.exceptions import DecodingFailed
from tests.factories import sound
from tests.testimonies.audio.conftest import BURSTS_S

MEBIBYTE = 1 << 20


def everything(path: Path) -> Samples:
    return np.concatenate(list(stream(path)))


def bursts_ms(samples: Samples) -> list[int]:
    """When each burst of sound begins, in milliseconds."""
    loud = np.abs(samples).reshape(-1)[: len(samples) // 160 * 160].reshape(-1, 160).max(axis=1) > 0.3
    return [10 * int(at) for at in np.flatnonzero(loud[1:] & ~loud[:-1]) + 1]


@pytest.mark.parametrize("extension", sound.FORMATS)
def test_every_format_gives_its_sound_at_its_time(extension: str, melody: dict[str, Path]) -> None:
    blocks = list(stream(melody[extension]))

    assert all(block.dtype == np.float32 and block.ndim == 1 and 0 < len(block) <= SAMPLE_RATE_HZ for block in blocks)
    samples = np.concatenate(blocks)
    assert np.abs(samples).max() <= 1
    assert abs(len(samples) / SAMPLE_RATE_HZ - 10) < 0.1
    assert bursts_ms(samples) == pytest.approx([1000 * at for at in BURSTS_S], abs=50)


@pytest.mark.parametrize("extension", sound.FORMATS)
def test_a_whole_file_is_not_called_damaged(extension: str, melody: dict[str, Path]) -> None:
    sounding = stream(melody[extension])
    heard = sum(len(block) for block in sounding)

    assert sounding.damaged_after_ms is None
    assert sounding.duration_ms == pytest.approx(heard * 1000 / SAMPLE_RATE_HZ, abs=1)


@pytest.mark.parametrize("size", [0, 0x7FFFF000, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_wav_whose_recorder_never_knew_its_length_is_whole(size: int, tmp_path: Path) -> None:
    path = tmp_path / "streamed.wav"
    path.write_bytes(sound.wav_header(rate_hz=16_000, channels=1, data_bytes=size) + bytes(64_000))

    sounding = stream(path)

    assert sum(len(block) for block in sounding) == 32_000
    assert sounding.damaged_after_ms is None


def test_recordings_that_declare_no_length_are_whole(tmp_path: Path) -> None:
    live = {"live": "1"}  # what a browser's recorder writes
    webm = stream(sound.write(tmp_path / "live.webm", sound.tone(4), options=live))
    mp3 = stream(sound.write(tmp_path / "bare.mp3", sound.noise(4), options={"write_xing": "0"}))
    for sounding in (webm, mp3):
        assert sum(len(block) for block in sounding) / SAMPLE_RATE_HZ == pytest.approx(4, abs=0.1)
        assert sounding.damaged_after_ms is None


@pytest.mark.parametrize("extension", ["wav", "mp3", "ogg", "flac", "webm", "mka", "aiff", "au"])
def test_a_truncated_file_keeps_its_beginning_and_is_flagged(
    extension: str, melody: dict[str, Path], tmp_path: Path
) -> None:
    sounding = stream(sound.truncated(melody[extension], 0.6, tmp_path / f"cut.{extension}"))
    samples = np.concatenate(list(sounding))

    assert bursts_ms(samples) == pytest.approx([1000, 2500, 5000], abs=50)
    assert sounding.damaged_after_ms == pytest.approx(6000, abs=250)


@pytest.mark.parametrize("extension", ["mp3", "ogg", "m4a", "amr"])
def test_sound_behind_a_damaged_place_is_kept(extension: str, melody: dict[str, Path], tmp_path: Path) -> None:
    whole = melody[extension]
    scar = sound.scarred(whole, 0.65, whole.stat().st_size // 10, tmp_path / f"scarred.{extension}")
    sounding = stream(scar)
    samples = np.concatenate(list(sounding))

    assert sounding.damaged_after_ms == pytest.approx(6500, abs=600)  # an Ogg page lasts a second
    assert bursts_ms(samples)[:3] == pytest.approx([1000, 2500, 5000], abs=50)
    assert len(samples) / SAMPLE_RATE_HZ > 8.9


def test_a_hole_becomes_silence_so_that_later_words_keep_their_time(tmp_path: Path) -> None:
    samples = sound.bursts(BURSTS_S, 10)
    path = sound.write_with_hole(tmp_path / "hole.webm", samples, from_s=3, until_s=7)

    assert bursts_ms(everything(path)) == pytest.approx([1000, 2500, 8250], abs=50)


@pytest.mark.parametrize("channels", [1, 2, 6])
def test_no_microphone_is_lost_in_the_mix(channels: int, tmp_path: Path) -> None:
    """FFmpeg's own mix would leave out the second of two unnamed channels and the fourth of six."""
    for speaking in range(channels):
        samples = np.zeros((16_000, channels), dtype=np.float32)
        samples[:, speaking] = sound.tone(1, rate_hz=16_000, level=0.8)
        path = sound.write_wav(tmp_path / f"{speaking}.wav", samples, 16_000)

        assert np.abs(everything(path)).max() == pytest.approx(0.8 / channels, rel=0.05)


def test_a_file_whose_rate_and_channels_change_midway_goes_on(tmp_path: Path) -> None:
    """Two MP3s one after the other, as cheap recorders join them."""
    first = sound.write(tmp_path / "first.mp3", sound.tone(2, 500), options={"write_xing": "0"})
    second = sound.write(tmp_path / "second.mp3", sound.tone(2, 500), channels=2, encoded_hz=22_050)
    path = tmp_path / "joined.mp3"
    path.write_bytes(first.read_bytes() + second.read_bytes())

    samples = everything(path)

    assert len(samples) / SAMPLE_RATE_HZ == pytest.approx(4, abs=0.25)
    assert np.abs(samples[-SAMPLE_RATE_HZ:]).max() > 0.2


def test_values_out_of_range_and_not_numbers_are_tamed(tmp_path: Path) -> None:
    values = np.full(16_000, 7.0, dtype=np.float32)
    values[8000:8010] = np.nan
    path = tmp_path / "loud.wav"
    head = bytearray(sound.wav_header(rate_hz=16_000, channels=1, data_bytes=values.nbytes))
    head[20:22], head[28:36] = b"\x03\x00", (64_000).to_bytes(4, "little") + b"\x04\x00\x20\x00"
    path.write_bytes(bytes(head) + values.tobytes())

    samples = everything(path)

    assert np.isfinite(samples).all() and samples.max() == 1


def test_what_is_no_sound_fails_with_its_sentence(tmp_path: Path) -> None:
    path = tmp_path / "picture.wav"
    path.write_bytes(sound.png())

    with pytest.raises(DecodingFailed, match="This is a PNG picture"):
        next(stream(path))


def test_hours_of_sound_pass_in_constant_memory(long_silence: Path) -> None:
    sounding = stream(long_silence)
    next(sounding)
    before, peak, heard = resident_bytes(), 0, SAMPLE_RATE_HZ
    for block in sounding:
        heard += len(block)
        if heard % (600 * SAMPLE_RATE_HZ) == 0:
            peak = max(peak, resident_bytes())

    assert heard == 10_800 * SAMPLE_RATE_HZ
    assert sounding.duration_ms == 10_800_000 and sounding.damaged_after_ms is None
    assert peak and peak - before < 20 * MEBIBYTE


@pytest.mark.parametrize("ending", ["close", "with", "forget"])
def test_the_process_ends_with_the_stream(ending: str, long_silence: Path) -> None:
    sounding = stream(long_silence)
    next(sounding)
    assert children()
    match ending:
        case "close":
            sounding.close()
        case "with":
            with sounding:
                pass
        case "forget":
            del sounding
            gc.collect()

    assert not children()


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def children() -> list[str]:
    """The processes decoding for this one."""
    own = str(os.getpid())
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
            if lines["PPid"] == own and b"testimonies.audio.inside" in (status.parent / "cmdline").read_bytes():
                found.append(lines["Pid"])
        except OSError:
            continue
    return found
