from __future__ import annotations

import numpy as np
import pytest

from testimonies.transcript.document import Segment, Word
from testimonies.transcription import listening
from testimonies.transcription.settling import settled

RATE = 16_000


def heard_in(sound: np.ndarray) -> np.ndarray:
    return np.concatenate([second.heard for second in listening.seconds([sound])])


@pytest.mark.parametrize(
    ("start_ms", "settles_at_ms"),
    [(300, 1_000), (840, 1_000), (900, 900), (1_200, 1_200)],
    ids=["within the pause", "just before", "a plosive's closure", "in the sound"],
)
def test_a_word_begins_where_it_is_heard(start_ms: int, settles_at_ms: int) -> None:
    sound = np.zeros(3 * RATE, dtype=np.float32)
    sound[RATE : 2 * RATE] = 0.3 * np.random.default_rng(0).standard_normal(RATE)
    segment = Segment(
        start_ms, 2_000, "Nobody paid.", "en", (Word(start_ms, 1_500, "Nobody"), Word(1_500, 2_000, "paid."))
    )
    (found,) = settled([segment], heard_in(sound))
    assert found.words[0].start_ms == pytest.approx(settles_at_ms, abs=40)
    assert found.start_ms == found.words[0].start_ms
    assert (found.words[0].end_ms, found.words[1], found.end_ms) == (1_500, segment.words[1], 2_000)


def test_a_word_in_utter_silence_is_left_where_it_is() -> None:
    segment = Segment(100, 900, "Nobody.", "en", (Word(100, 900, "Nobody."),))
    assert list(settled([segment], np.zeros(50, dtype=bool))) == [segment]
