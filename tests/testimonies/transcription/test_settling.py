from __future__ import annotations

import numpy as np
import pytest

from testimonies.transcript.document import Segment, Word
from testimonies.transcription import listening
from testimonies.transcription.settling import Voiced, settled

RATE = 16_000


def never_asked(start_ms: int, end_ms: int) -> np.ndarray:
    raise AssertionError("all words have a length that can be true")


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
    (found,) = settled([segment], heard_in(sound), never_asked)
    assert found.words[0].start_ms == pytest.approx(settles_at_ms, abs=40)
    assert found.start_ms == found.words[0].start_ms
    assert (found.words[0].end_ms, found.words[1], found.end_ms) == (1_500, segment.words[1], 2_000)


def test_a_word_in_utter_silence_is_left_where_it_is() -> None:
    segment = Segment(100, 900, "Nobody.", "en", (Word(100, 900, "Nobody."),))
    assert list(settled([segment], np.zeros(50, dtype=bool), never_asked)) == [segment]


def spoken(*spans_ms: tuple[int, int]) -> Voiced:
    """Somebody speaks within these times."""
    frames = np.zeros(1_000, dtype=bool)
    for start_ms, end_ms in spans_ms:
        frames[start_ms // 20 : end_ms // 20] = True
    return lambda start_ms, end_ms: frames[start_ms // 20 : -(-end_ms // 20)]


def laid(words: list[Word], voiced: Voiced) -> list[tuple[int, int]]:
    segment = Segment(words[0].start_ms, words[-1].end_ms, " ".join(word.text for word in words), "fr", tuple(words))
    (found,) = settled([segment], np.ones(1_000, dtype=bool), voiced)
    assert [word.text for word in found.words] == [word.text for word in words]
    times = [(word.start_ms, word.end_ms) for word in found.words]
    assert (found.start_ms, found.end_ms) == (times[0][0], times[-1][1])
    flat = [at for time in times for at in time]
    assert flat == sorted(flat), "in their order, none over another"
    return times


def test_words_that_were_drawn_over_a_pause_share_the_time_in_which_somebody_speaks() -> None:
    words = [
        Word(0, 20, "Nous"), Word(20, 660, "avons"), Word(660, 660, "travaillé"), Word(660, 4_400, "dix"),
        Word(4_400, 4_800, "heures"), Word(4_800, 5_200, "chaque"), Word(5_200, 5_600, "jour."),
    ]  # fmt: skip
    times = laid(words, spoken((3_300, 6_000)))
    assert times[0][0] == 3_300 and times[3][1] == 4_400
    assert times[1][1] - times[1][0] == pytest.approx(1_100 * 5 / 21, abs=20)
    assert times[4:] == [(4_400, 4_800), (4_800, 5_200), (5_200, 5_600)]


def test_a_word_alone_before_a_pause_joins_the_next_that_would_begin_behind_it() -> None:
    words = (Word(0, 100, "El"), Word(100, 2_300, "abogado"), Word(2_300, 2_700, "tomó"))
    heard = np.zeros(200, dtype=bool)
    heard[:10] = heard[80:] = True  # a noise, and speech from 1,600 ms on
    segment = Segment(0, 2_700, "El abogado tomó", "es", words)
    (found,) = settled([segment], heard, spoken((1_600, 2_700)))
    assert [(word.start_ms, word.end_ms) for word in found.words] == [(1_600, 1_740), (1_740, 2_300), (2_300, 2_700)]


def test_a_first_word_that_only_begins_too_early_is_not_looked_at_closer() -> None:
    heard = np.zeros(200, dtype=bool)
    heard[100:] = True
    segment = Segment(0, 2_700, "El abogado", "es", (Word(0, 2_200, "El"), Word(2_200, 2_700, "abogado")))
    (found,) = settled([segment], heard, never_asked)
    assert [word.start_ms for word in found.words] == [2_000, 2_200]


@pytest.mark.parametrize(
    ("drawn", "voices", "lies"),
    [
        (Word(0, 760, "The"), [(620, 3_000)], (620, 760)),
        (Word(0, 3_500, "mi"), [(0, 900), (2_200, 3_500)], (2_200, 3_500)),
        (Word(0, 900, "mi"), [(0, 3_000)], (0, 900)),
    ],
    ids=["begins with the voice", "on one side of a pause", "merely slow"],
)
def test_a_word_drawn_out_is_where_somebody_speaks(
    drawn: Word, voices: list[tuple[int, int]], lies: tuple[int, int]
) -> None:
    follows = Word(drawn.end_ms, drawn.end_ms + 300, "employer")
    assert laid([drawn, follows], spoken(*voices, (drawn.end_ms, drawn.end_ms + 300))) == [
        lies, (follows.start_ms, follows.end_ms),
    ]  # fmt: skip


def test_the_last_word_does_not_reach_into_the_pause() -> None:
    assert laid([Word(0, 400, "my"), Word(400, 1_800, "children")], spoken((0, 1_000))) == [(0, 400), (400, 1_000)]


def test_more_words_than_time_keep_their_order() -> None:
    words = [Word(at, at, "no") for at in range(5)] + [Word(1_000, 1_200, "more")]
    assert len(laid(words, spoken((900, 960), (1_000, 1_200)))) == 6


def test_words_where_no_voice_is_are_left_where_they_are() -> None:
    assert laid([Word(0, 20, "no"), Word(20, 2_000, "more")], spoken()) == [(0, 20), (20, 2_000)]
