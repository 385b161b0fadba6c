"""Whose turn it is."""

from __future__ import annotations

import itertools

from testimonies.transcription.turn import priority

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def test_short_and_new_before_long_and_old() -> None:
    waiting = [
        priority(left_ms=3 * 60_000, waited_s=MINUTE),
        priority(left_ms=3 * 60_000, waited_s=5 * HOUR),
        priority(left_ms=15 * 60_000, waited_s=MINUTE),
        priority(left_ms=45 * 60_000, waited_s=MINUTE),
        priority(left_ms=120 * 60_000, waited_s=MINUTE),
        priority(left_ms=120 * 60_000, waited_s=12 * HOUR),
    ]
    assert all(before > after for before, after in itertools.pairwise(waiting))
    assert priority(left_ms=None, waited_s=MINUTE) == priority(left_ms=120 * 60_000, waited_s=MINUTE)


def test_nobody_waits_for_ever() -> None:
    assert priority(left_ms=120 * 60_000, waited_s=2 * DAY) > priority(left_ms=1_000, waited_s=0)


def test_a_person_s_wish_comes_before_both() -> None:
    assert priority(left_ms=120 * 60_000, waited_s=12 * HOUR, wish=1) > priority(left_ms=1_000, waited_s=0)
    assert priority(left_ms=1_000, waited_s=0, wish=-1) < priority(left_ms=120 * 60_000, waited_s=12 * HOUR)
    assert priority(left_ms=None, waited_s=0, wish=9) == priority(left_ms=None, waited_s=0, wish=2)
