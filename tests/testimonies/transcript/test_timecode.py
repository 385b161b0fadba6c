from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonies.transcript.timecode import format_clock, format_srt, format_vtt, parse_clock


@pytest.mark.parametrize(
    ("ms", "clock", "vtt"),
    [
        (0, "0:00", "00:00:00.000"),
        (751_999, "12:31", "00:12:31.999"),
        (3_723_004, "1:02:03", "01:02:03.004"),
        (360_000_000, "100:00:00", "100:00:00.000"),
    ],
)
def test_times_are_written(ms: int, clock: str, vtt: str) -> None:
    assert (format_clock(ms), format_vtt(ms), format_srt(ms)) == (clock, vtt, vtt.replace(".", ","))


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("75", 75_000),
        ("1:15", 75_000),
        (" 01:02:03.5 ", 3_723_500),
        ("0:00:01,0409", 1_040),
        ("90:00", 5_400_000),
        ("٢:٣٠", 150_000),
    ],
)
def test_times_are_read(text: str, ms: int) -> None:
    assert parse_clock(text) == ms


@pytest.mark.parametrize("text", ["", "a", "1:75", "1:60:00", "-5", "1:2:3:4", "1:", ":5", "1.5:00", "1e3"])
def test_what_is_no_time_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="is no time"):
        parse_clock(text)


def test_a_negative_time_is_not_written() -> None:
    with pytest.raises(ValueError, match="-1"):
        format_clock(-1)


@given(st.integers(0, 10**9))
def test_what_is_written_is_read(ms: int) -> None:
    assert parse_clock(format_vtt(ms)) == parse_clock(format_srt(ms)) == ms
    assert parse_clock(format_clock(ms)) == ms // 1_000 * 1_000
