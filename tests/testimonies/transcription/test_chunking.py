"""Cutting at silences: nothing spoken is lost, no piece is too long, and the cuts depend on the sound alone."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testimonies.transcription import chunking, listening
from testimonies.transcription.chunking import LONGEST_PAUSE_MS, MARGIN_MS, Piece
from tests.testimonies.transcription.conftest import Clip

RATE = 16_000
pieces = partial(chunking.pieces, heard=listening.seconds)
"""By level alone: what is made here for speech deceives no detector of voices. test_voice.py is about those."""


def voice(ms: int, level: float = 0.3, seed: int = 0) -> np.ndarray:
    """Something as uneven as speech: syllables of 200 ms, never silent."""
    t = np.arange(ms * RATE // 1_000)
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * t / (0.2 * RATE))
    return (level * syllables * np.random.default_rng(seed).uniform(-1, 1, len(t))).astype(np.float32)


def hush(ms: int) -> np.ndarray:
    return np.zeros(ms * RATE // 1_000, dtype=np.float32)


def spans(found: list[Piece]) -> list[tuple[int, int]]:
    return [(piece.start_ms, piece.end_ms) for piece in found]


def test_sentences_with_long_pauses_become_pieces_with_margins() -> None:
    sound = np.concatenate([hush(3_000), voice(1_500), hush(4_000), voice(1_000), hush(5_000)])
    (first, second) = pieces([sound], longest_ms=10_000)
    assert first.start_ms == pytest.approx(3_000 - MARGIN_MS, abs=40)
    assert first.end_ms == pytest.approx(4_500 + MARGIN_MS, abs=60)
    assert second.start_ms == pytest.approx(8_500 - MARGIN_MS, abs=40)
    assert np.array_equal(first.samples, sound[first.start_ms * 16 : first.end_ms * 16])


def test_neighbours_are_joined_while_they_fit_and_parted_at_the_longest_late_silence() -> None:
    sentence, pause = voice(2_000), hush(500)
    sound = np.concatenate([sentence, pause, sentence, hush(900), sentence, pause, sentence, pause, sentence])
    (first, second) = pieces([sound], longest_ms=8_000)
    assert first.end_ms == pytest.approx(4_500 + MARGIN_MS, abs=60)
    assert second.start_ms == pytest.approx(5_400 - MARGIN_MS, abs=60)


def test_a_flood_of_words_is_cut_at_its_quietest_moment_and_nothing_is_left_out() -> None:
    sound = voice(20_000)
    sound[14 * RATE // 2 : 14 * RATE // 2 + RATE // 5] *= 0.3  # at 7.0 s, too short for a silence
    found = list(pieces([sound], longest_ms=10_000))
    assert found[0].end_ms == pytest.approx(7_100, abs=110)
    assert np.array_equal(np.concatenate([piece.samples for piece in found]), sound)


@pytest.mark.parametrize("level", [0.0, 1e-5, 1e-3, 1e-2, 0.2])
def test_nobody_speaking_gives_no_pieces(level: float) -> None:
    noise = (level * np.random.default_rng(2).standard_normal(60 * RATE)).astype(np.float32)
    assert list(pieces([noise + np.float32(0.01)], longest_ms=10_000)) == []  # nor does a constant offset


def test_no_sound_gives_no_pieces() -> None:
    assert list(pieces([], longest_ms=10_000)) == []
    assert list(pieces([np.zeros(0, dtype=np.float32)], longest_ms=10_000)) == []


@pytest.mark.parametrize("quieter_db", [20, 40, 50])
def test_a_quiet_narrator_beside_a_loud_interviewer_is_heard(quieter_db: int) -> None:
    quiet = 0.5 * 10 ** (-quieter_db / 20)
    room = 0.5 * 10 ** (-(quieter_db + 14) / 20)
    sound = np.concatenate([voice(3_000, 0.5), hush(3_000), voice(1_000, quiet), hush(3_000), voice(3_000, 0.5)])
    sound += (room * np.random.default_rng(3).standard_normal(len(sound)) / 3).astype(np.float32)
    assert any(start <= 6_000 and end >= 7_000 for start, end in spans(list(pieces([sound], longest_ms=10_000))))


def test_a_narrator_in_a_noisy_street_is_heard_whole() -> None:
    street = 0.05 * np.random.default_rng(4).standard_normal(40 * RATE)
    sound = street.astype(np.float32)
    sound[10 * RATE : 13 * RATE] += voice(3_000, 0.3)
    (piece,) = pieces([sound], longest_ms=10_000)
    assert piece.start_ms <= 10_000 and piece.end_ms >= 13_000
    assert piece.end_ms - piece.start_ms < 4_000


def test_clicks_alone_are_no_speech() -> None:
    sound = hush(20_000)
    sound[5 * RATE : 5 * RATE + 200] = 0.8
    assert list(pieces([sound], longest_ms=10_000)) == []


def test_a_limit_too_short_for_speech_is_refused() -> None:
    with pytest.raises(ValueError, match="1999"):
        list(pieces([voice(100)], longest_ms=1_999))


takes = st.lists(
    st.tuples(st.integers(60, 6_000), st.integers(0, 4_000), st.sampled_from([0.01, 0.1, 0.5])), min_size=1, max_size=6
)


@settings(deadline=None, max_examples=40)
@given(takes=takes, longest_ms=st.integers(2_000, 12_000), cuts=st.lists(st.integers(1, 300_000), max_size=12))
def test_laws_of_cutting(takes: list[tuple[int, int, float]], longest_ms: int, cuts: list[int]) -> None:
    sound = np.concatenate([part for ms, pause, level in takes for part in (voice(ms, level, ms), hush(pause))])
    found = list(pieces([sound], longest_ms=longest_ms))
    in_blocks = list(pieces(np.split(sound, sorted(cut % len(sound) for cut in cuts)), longest_ms=longest_ms))
    assert spans(found) == spans(in_blocks)
    assert all(np.array_equal(a.samples, b.samples) for a, b in zip(found, in_blocks, strict=True))
    assert all(0 < piece.end_ms - piece.start_ms <= longest_ms for piece in found)
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(found))
    kept = np.zeros(len(sound), dtype=bool)
    for piece in found:
        start = piece.start_ms * RATE // 1_000
        assert np.array_equal(piece.samples, sound[start : start + len(piece.samples)])
        kept[start : start + len(piece.samples)] = True
    if len(sound) > 2 * RATE and any(pause >= LONGEST_PAUSE_MS for _ms, pause, _level in takes):
        assert not np.any(sound[~kept])  # what is left out is digital silence


def test_real_speech_lies_in_one_piece_each(clip: Callable[[str], Clip]) -> None:
    for language in ("en", "es", "fr"):
        spoken = clip(language)
        for longest_ms in (5_000, 12_000, 28_000):
            found = spans(list(chunking.pieces([spoken.samples], longest_ms=longest_ms)))
            for start_ms, end_ms in spoken.spans_ms:
                assert any(start - 60 <= start_ms and end_ms <= end + 60 for start, end in found)


def test_memory_is_constant() -> None:
    def hour(minutes: int) -> Iterator[np.ndarray]:
        minute = np.concatenate([voice(25_000), hush(35_000)])
        for _ in range(minutes):
            yield from np.split(minute, 60)

    tracemalloc.start()
    try:
        count = sum(1 for _ in pieces(hour(15), longest_ms=10_000))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count >= 45
    assert peak < 30_000_000  # fifteen minutes are 57 MB of samples
