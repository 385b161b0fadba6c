"""Loudness for drawing."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from testimonies.audio.waveform import MAX_POINTS, Peaks, Waveform


def gathered(samples: np.ndarray, *, rate_hz: int = 1000, block: int = 777, max_points: int = MAX_POINTS) -> Waveform:
    peaks = Peaks(rate_hz, 10, max_points)
    for start in range(0, samples.shape[-1], block):
        peaks.add(samples[..., start : start + block])
    return peaks.waveform()


@pytest.mark.parametrize("length", [1, 99, 100, 4_000, 12_345, 100_001])
def test_points_are_the_extremes_of_their_stretch(length: int) -> None:
    samples = np.random.default_rng(3).uniform(-1, 1, length).astype(np.float32)
    waveform = gathered(samples, max_points=40)

    per_point = waveform.samples_per_point
    stretches = [samples[start : start + per_point] for start in range(0, length, per_point)]
    slow = [round(float(level) * 127) for stretch in stretches for level in (stretch.min(), stretch.max())]
    assert list(waveform.data) == slow
    assert len(waveform) <= 41


def test_any_length_gives_a_picture_of_one_size() -> None:
    peaks = Peaks(100, 10)
    for _minute in range(6 * 60):
        peaks.add(np.zeros(6000, dtype=np.float32))

    assert MAX_POINTS / 2 <= len(peaks.waveform()) <= MAX_POINTS + 1


def test_the_loudest_channel_counts() -> None:
    stereo = np.stack([np.full(100, 0.1), np.full(100, -0.9)])

    assert gathered(stereo).data == (round(-0.9 * 127), round(0.1 * 127))


def test_the_json_is_that_of_audiowaveform_and_comes_back() -> None:
    waveform = gathered(np.sin(np.arange(5000) / 50))
    values = json.loads(waveform.to_json())

    assert {
        "version": 2,
        "channels": 1,
        "sample_rate": 1000,
        "samples_per_pixel": 100,
        "bits": 8,
    }.items() <= values.items()
    assert values["length"] * 2 == len(values["data"]) == 100
    assert Waveform.from_json(waveform.to_json()) == waveform


@pytest.mark.parametrize("points", [1, 7, 800, 3999])
def test_the_path_fills_its_box(points: int) -> None:
    path = Waveform(1000, 100, (-128, 127) * points).to_svg_path(200, 60)
    numbers = [int(number) for number in re.findall(r"\d+", path)]

    assert re.fullmatch(r"M[\dLHZ ]+", path)
    assert max(numbers[0::2]) == 199
    assert {min(numbers[1::2]), max(numbers[1::2])} == {0, 60}


def test_no_sound_is_a_line() -> None:
    assert Waveform(1000, 100, ()).to_svg_path(200, 60) == "M0 30H200"
