"""Voices are found in noise, and noise alone is no voice."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from testimonies.transcription import chunking, listening, voice
from tests.testimonies.transcription.conftest import Clip

RATE = 16_000
SECONDS = 20
TIME = np.arange(SECONDS * RATE) / RATE


def hiss(count: int = SECONDS * RATE, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(count)


def rumble() -> np.ndarray:
    spectrum = np.fft.rfft(hiss())
    spectrum[np.fft.rfftfreq(SECONDS * RATE, 1 / RATE) > 300] = 0
    low = np.fft.irfft(spectrum, SECONDS * RATE)
    return 0.1 * np.sin(np.pi * TIME / SECONDS) ** 2 * low / low.std()


def knocks() -> np.ndarray:
    sound = np.zeros(SECONDS * RATE)
    for start in range(0, len(sound) - RATE, RATE // 2):
        sound[start : start + 4_000] = 0.5 * hiss(4_000, start) * np.exp(-np.arange(4_000) / 400)
    return sound


NOISES = {
    "hiss that swells": 0.05 * np.sin(np.pi * TIME / SECONDS) ** 2 * hiss(),
    "an engine that passes": rumble(),
    "knocks": knocks(),
    "hum": 0.2 * sum(np.sin(2 * np.pi * 50 * over * TIME) / over for over in (1, 2, 3, 5)) * (TIME % 5 < 3),
    "a ringing tone": 0.3 * np.sin(2 * np.pi * 440 * TIME) * (TIME % 4 < 1),
    "breath": 0.05 * np.clip(np.sin(np.pi * TIME / 2), 0, 1) * hiss(),
}


@pytest.mark.parametrize("name", NOISES)
def test_noise_is_sound_and_gives_no_pieces(name: str) -> None:
    sound = NOISES[name].astype(np.float32)
    assert list(chunking.pieces([sound], longest_ms=15_000)) == []


def test_level_alone_would_have_taken_them_for_speech() -> None:
    fooled = [
        name for name, sound in NOISES.items()
        if list(chunking.pieces([sound.astype(np.float32)], longest_ms=15_000, heard=listening.seconds))
    ]  # fmt: skip
    assert len(fooled) >= 4


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("snr_db", [20, 5, 0])
def test_speech_in_noise_is_heard(clip: Callable[[str], Clip], language: str, snr_db: int) -> None:
    spoken = clip(language)
    power = np.mean(np.square(spoken.samples[np.abs(spoken.samples) > 0.01]))
    noisy = spoken.samples + np.sqrt(power * 10 ** (-snr_db / 10)) * hiss(len(spoken.samples))
    assert share_heard(spoken, noisy) > 0.9


@pytest.mark.parametrize("gain", [0.1, 0.01])
def test_a_voice_far_from_the_microphone_is_heard(clip: Callable[[str], Clip], gain: float) -> None:
    spoken = clip("en")
    assert share_heard(spoken, spoken.samples * np.float32(gain)) > 0.9


def share_heard(spoken: Clip, sound: np.ndarray) -> float:
    heard = voice.heard(sound.astype(np.float32))
    return float(np.mean(np.concatenate([heard[start // 20 : end // 20] for start, end in spoken.spans_ms])))


def test_beside_a_long_noise_only_the_speech_is_kept(clip: Callable[[str], Clip]) -> None:
    spoken = clip("en").samples[: 9 * RATE]
    sound = np.concatenate([NOISES["knocks"], spoken, NOISES["knocks"]]).astype(np.float32)
    found = list(chunking.pieces([sound], longest_ms=15_000))
    kept_ms = sum(piece.end_ms - piece.start_ms for piece in found)
    assert found[0].start_ms <= 20_400 and found[-1].end_ms >= 28_900
    assert kept_ms < 9_000 + 4_000


def test_what_is_heard_depends_on_the_sound_alone(clip: Callable[[str], Clip]) -> None:
    sound = np.concatenate([clip("fr").samples, NOISES["breath"].astype(np.float32), clip("es").samples])
    sound = sound + (0.01 * hiss(len(sound), 5)).astype(np.float32)
    whole = [second.heard for second in voice.seconds([sound])]
    streams = [voice.seconds(np.array_split(sound, 77)), voice.seconds(np.array_split(sound, 1_003))]
    together = list(zip(*streams, strict=True))  # two recordings listened to at once
    for first, (one, other) in zip(whole, together, strict=True):
        assert np.array_equal(first, one.heard) and np.array_equal(first, other.heard)
    assert np.array_equal(voice.heard(sound), np.concatenate(whole))


def test_no_sound_holds_no_voice() -> None:
    assert len(voice.heard(np.zeros(0, dtype=np.float32))) == 0
    assert not voice.speaks(np.zeros(0, dtype=np.float32))
    assert not voice.heard(np.zeros(RATE, dtype=np.float32)).any()


@pytest.mark.parametrize("before", ["hiss that swells", "an engine that passes"])
def test_the_detector_itself_tells_a_voice_from_the_noise_before_it(before: str, clip: Callable[[str], Clip]) -> None:
    spoken = clip("fr")
    noise = NOISES[before][-4 * RATE :].astype(np.float32)
    start_ms, end_ms = spoken.spans_ms[0]
    sound = np.concatenate([noise, spoken.samples[start_ms * 16 : end_ms * 16]])
    ends_ms = len(sound) // 16
    told = voice.voiced(sound, 1_010, ends_ms)
    assert len(told) == -(-ends_ms // 20) - 50
    assert not told[: 2_800 // 20].any() and np.mean(told[3_000 // 20 :]) > 0.9
    assert voice.voiced(sound, 1_000, 1_000).size == 0


def test_noise_may_end_at_any_sample() -> None:
    sound = (0.03 * hiss(RATE) * np.linspace(0, 1, RATE)).astype(np.float32)
    for last in range(1, 1_700, 13):
        assert len(voice.heard(sound[-3_000 - last :])) == -(-(3_000 + last) // 320)
