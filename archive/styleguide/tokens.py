"""The tokens of the style sheets as they stand in the files, and how far colours stand out from each other.

Contrast is reckoned as WCAG 2.2 does (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio): text wants 4.5 to 1, whatever
shows where a control is or what it says 3 to 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

__all__ = ["Colour", "Pair", "Token", "colours", "contrast", "pairs", "tokens"]

SHEETS = Path(settings.BASE_DIR) / "archive" / "static" / "css"
FOR_TEXT, FOR_SHAPES = 4.5, 3.0
PAIRS: tuple[tuple[str, str, float], ...] = (
    ("ink", "paper", FOR_TEXT),
    ("ink", "paper-raised", FOR_TEXT),
    ("ink", "paper-sunken", FOR_TEXT),
    ("ink-soft", "paper", FOR_TEXT),
    ("ink-soft", "paper-raised", FOR_TEXT),
    ("ink-soft", "paper-sunken", FOR_TEXT),
    ("accent", "paper", FOR_TEXT),
    ("accent", "paper-raised", FOR_TEXT),
    ("accent", "paper-sunken", FOR_TEXT),
    ("accent-strong", "paper", FOR_TEXT),
    ("on-accent", "accent", FOR_TEXT),
    ("on-accent", "accent-strong", FOR_TEXT),
    ("mark-ink", "mark", FOR_TEXT),
    ("good", "paper-raised", FOR_TEXT),
    ("bad", "paper-raised", FOR_TEXT),
    ("bad", "paper", FOR_TEXT),
    ("line-strong", "paper", FOR_SHAPES),
    ("line-strong", "paper-raised", FOR_SHAPES),
    ("focus", "paper", FOR_SHAPES),
    ("focus", "paper-raised", FOR_SHAPES),
    ("focus", "paper-sunken", FOR_SHAPES),
)
"""Which colour is written or drawn on which, and how many to one are wanted."""

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
_HEX = re.compile(r"#([0-9a-f]{6})")


@dataclass(frozen=True)
class Token:
    name: str
    value: str


@dataclass(frozen=True)
class Colour:
    name: str
    light: str
    dark: str


@dataclass(frozen=True)
class Pair:
    """Ratios are to one."""

    upper: str
    ground: str
    wanted: float
    light: float
    dark: float

    @property
    def enough(self) -> bool:
        return min(self.light, self.dark) >= self.wanted


@cache
def tokens() -> tuple[Token, ...]:
    """Every token that is not a colour, in the order of the file."""
    text = _read("tokens.css")
    for condition in re.findall(r"@media \((.*?)\)", text):  # there they only take another value
        text = text.replace(_media(text, condition), "")
    return tuple(one for one in _of(text, ":root") if not _HEX.fullmatch(one.value))


@cache
def colours() -> tuple[Colour, ...]:
    text = _read("tokens.css")
    light = {one.name: one.value for one in _of(text.partition("@media")[0], ":root") if _HEX.fullmatch(one.value)}
    dark = {one.name: one.value for one in _of(_media(text, "prefers-color-scheme: dark"), ":root")}
    return tuple(Colour(name, value, dark[name]) for name, value in light.items())


@cache
def pairs() -> tuple[Pair, ...]:
    known = {one.name: one for one in colours()}
    return tuple(
        Pair(
            upper,
            ground,
            wanted,
            contrast(known[upper].light, known[ground].light),
            contrast(known[upper].dark, known[ground].dark),
        )
        for upper, ground, wanted in PAIRS
    )


def contrast(one: str, other: str) -> float:
    """``contrast("#000000", "#ffffff")`` is 21, to one."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _of(text: str, selector: str) -> Iterator[Token]:
    for selectors, body in _RULE.findall(text):
        if selector in [one.strip() for one in selectors.split(",")]:
            for name, value in _TOKEN.findall(body):
                yield Token(name, " ".join(value.split()))


def _media(text: str, condition: str) -> str:
    """What stands within the braces of ``@media (condition)``."""
    begins = text.index("{", text.index(f"@media ({condition})")) + 1
    depth, at = 1, begins
    while depth:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    return text[begins : at - 1]


def _read(name: str) -> str:
    return re.sub(r"/\*.*?\*/", "", (SHEETS / name).read_text(encoding="utf-8"), flags=re.DOTALL)
