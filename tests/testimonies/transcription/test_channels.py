"""Two people, two microphones, two channels: real voices in real files, decoded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from testimonies.audio import decoding
from testimonies.transcript.document import Segment, Word
from testimonies.transcription.channels import Meter, assign, differ, packed, unpacked
from tests.factories import sound
from tests.testimonies.transcription.conftest import Clip

RATE = 16_000
CROSS_TALK = 10 ** (-12 / 20)


@pytest.fixture
def dialogue(clip: Callable[[str], Clip]) -> tuple[np.ndarray, np.ndarray, list[Segment]]:
    """Two voices that take turns, each by itself, and what they say, in the order of speaking."""
    first, second = clip("en"), clip("es")
    voices: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    said: list[Segment] = []
    length = 0
    for turn in range(4):
        for speaker, of in enumerate((first, second)):
            start_ms, end_ms = of.spans_ms[turn]
            spoken = of.samples[start_ms * 16 : end_ms * 16]
            words = tuple(
                Word(a - start_ms + length // 16, b - start_ms + length // 16, text)
                for text, a, b in of.words
                if start_ms <= a < end_ms
            )
            said.append(Segment(words[0].start_ms, words[-1].end_ms, of.sentences[turn], of.language, words))
            voices[speaker].append(spoken)
            voices[1 - speaker].append(np.zeros_like(spoken))
            length += len(spoken)
    return np.concatenate(voices[0]), np.concatenate(voices[1]), said


def decoded(tmp_path: Path, first: np.ndarray, second: np.ndarray, noise: float = 0.001) -> tuple[np.ndarray, ...]:
    """Levels of the two channels, and the mono form, of a file of them."""
    hiss = noise * np.random.default_rng(1).standard_normal((len(first), 2))
    file = sound.write_wav(tmp_path / "two.wav", np.stack([first, second], axis=1) + hiss, RATE)
    meter = Meter()
    with decoding.stream(file, channels=2) as blocks:
        mono = np.concatenate(list(meter.mono(blocks)))
    return meter.levels, mono


def speakers(segments: tuple[Segment, ...]) -> list[str]:
    return [segment.speaker for segment in segments]


@pytest.mark.parametrize("gain", [1.0, 0.3], ids=["alike", "the second microphone is quieter"])
def test_who_speaks_is_told_by_the_channel(
    dialogue: tuple[np.ndarray, np.ndarray, list[Segment]], tmp_path: Path, gain: float
) -> None:
    one, two, said = dialogue
    levels, mono = decoded(tmp_path, one + CROSS_TALK * two, gain * (two + CROSS_TALK * one))
    assert differ(levels) and len(mono) == len(one)
    assert speakers(assign(said, levels)) == ["1", "2"] * 4
    assert speakers(assign(said, unpacked(packed(levels)))) == ["1", "2"] * 4


def test_a_segment_in_which_another_one_begins_to_speak_is_cut_at_the_word(
    dialogue: tuple[np.ndarray, np.ndarray, list[Segment]], tmp_path: Path
) -> None:
    one, two, said = dialogue
    levels, _ = decoded(tmp_path, one + CROSS_TALK * two, two + CROSS_TALK * one)
    both = Segment(
        said[0].start_ms, said[1].end_ms, f"{said[0].text} {said[1].text}", "en", said[0].words + said[1].words
    )
    parts = assign([both], levels)
    assert speakers(parts) == ["1", "2"]
    assert [part.text for part in parts] == [said[0].text, said[1].text]
    assert [(part.start_ms, part.end_ms) for part in parts] == [(one.start_ms, one.end_ms) for one in said[:2]]


def test_what_both_say_at_once_goes_with_the_words_around_it(
    dialogue: tuple[np.ndarray, np.ndarray, list[Segment]], tmp_path: Path
) -> None:
    one, two, said = dialogue
    word = said[0].words[2]
    at = slice(word.start_ms * 16, word.end_ms * 16)
    two = two.copy()
    two[at] = one[at][::-1]  # as loud as the other, at the same moment
    levels, _ = decoded(tmp_path, one + CROSS_TALK * two, two + CROSS_TALK * one)
    assert speakers(assign(said[:1], levels)) == ["1"]


@pytest.mark.parametrize(
    "mixed",
    [
        lambda one, two: (one + two, one + two),
        lambda one, two: (one + two, -(one + two)),
        lambda one, two: (one + two, 0.3 * (one + two)),
        lambda one, two: (one + two, np.zeros_like(one)),
        lambda one, two: (one + 0.75 * two, 0.75 * one + two),
        lambda one, two: (np.zeros_like(one), np.zeros_like(one)),
    ],
    ids=["the same", "phase inverted", "one quieter", "one silent", "a stereo recorder", "both silent"],
)
def test_channels_that_are_alike_name_nobody(
    dialogue: tuple[np.ndarray, np.ndarray, list[Segment]],
    tmp_path: Path,
    mixed: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]],
) -> None:
    one, two, said = dialogue
    levels, _ = decoded(tmp_path, *mixed(one, two))
    assert not differ(levels)
    assert assign(said, levels) == tuple(said)


def test_channels_that_cancel_each_other_are_heard_all_the_same(
    dialogue: tuple[np.ndarray, np.ndarray, list[Segment]], tmp_path: Path
) -> None:
    one, two, _ = dialogue
    _, mono = decoded(tmp_path, one + two, -(one + two), noise=0)
    assert np.allclose(np.abs(mono), np.abs(one + two), atol=1e-4)


def test_a_file_of_one_channel_has_two_alike(clip: Callable[[str], Clip]) -> None:
    spoken = clip("fr")
    meter = Meter()
    mono = np.concatenate(list(meter.mono(decoding.stream(spoken.file, channels=2))))
    assert np.array_equal(mono, spoken.samples)
    assert not differ(meter.levels)
    assert len(meter.levels) == -(-len(mono) // 320)


def test_what_has_no_words_has_the_speaker_of_its_time(
    dialogue: tuple[np.ndarray, np.ndarray, list[Segment]], tmp_path: Path
) -> None:
    one, two, said = dialogue
    levels, _ = decoded(tmp_path, one, two)
    without = [Segment(segment.start_ms, segment.end_ms, segment.text) for segment in said]
    assert speakers(assign(without, levels)) == ["1", "2"] * 4


def test_no_third_channel() -> None:
    with pytest.raises(ValueError, match="3"):
        decoding.stream(Path("any.wav"), channels=3)


def test_nothing_heard_names_nobody() -> None:
    assert Meter().levels.shape == (0, 2)
    assert not differ(np.zeros((0, 2), dtype=np.float32))
