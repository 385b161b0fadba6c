"""Times as people and formats write them. Inside the archive a time is an integer number of milliseconds."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS

_CLOCK = re.compile(r"(?:(?:(?P<hours>\d+):)?(?P<minutes>\d+):)?(?P<seconds>\d+)(?:[.,](?P<fraction>\d+))?")


def format_clock(ms: int) -> str:
    """``751_400`` → ``"12:31"``; from an hour on ``"1:02:03"``. The second that has begun, never rounded up."""
    hours, minutes, seconds, _rest = _parts(ms)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def format_vtt(ms: int) -> str:
    """``1_234`` → ``"00:00:01.234"`` (WebVTT timestamp, W3C WebVTT §4.1)."""
    hours, minutes, seconds, rest = _parts(ms)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"


def format_srt(ms: int) -> str:
    """``1_234`` → ``"00:00:01,234"`` (SubRip writes the fraction after a comma)."""
    return format_vtt(ms).replace(".", ",")


def parse_clock(text: str) -> int:
    """Milliseconds of ``"75"``, ``"1:15"``, ``"01:02:03.5"`` or ``"01:02:03,500"``, digits of any script.

    The leading unit may be of any size (``"90:00"`` is an hour and a half); the units below it stay under 60.
    Raises :class:`ValueError` with a sentence for the person who typed it.
    """
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        raise ValueError(_("“%(text)s” is no time. Write 75, 1:15 or 1:02:03.") % {"text": text})
    hours, minutes, seconds = (int(found[unit] or 0) for unit in ("hours", "minutes", "seconds"))
    if (found["hours"] and minutes > 59) or (found["minutes"] and seconds > 59):
        raise ValueError(_("“%(text)s” is no time: minutes and seconds go from 0 to 59.") % {"text": text})
    fraction_ms = int((found["fraction"] or "0")[:3].ljust(3, "0"))
    return hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS + fraction_ms


def _parts(ms: int) -> tuple[int, int, int, int]:
    """Hours, minutes, seconds, milliseconds."""
    if ms < 0:
        raise ValueError(f"a time cannot be negative: {ms} ms")
    minutes, rest = divmod(ms, MINUTE_MS)
    return minutes // 60, minutes % 60, rest // SECOND_MS, rest % SECOND_MS
