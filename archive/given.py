"""How the text of a variable of the environment becomes the value that the settings use.

Each takes the text and raises ``ValueError`` with what it must be.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf.locale import LANG_INFO

from testimonies.sealing import keys

BASE_DIR = Path(__file__).resolve().parent.parent


def words(text: str) -> list[str]:
    return [word for word in text.replace(",", " ").split() if word]


def interface_languages(text: str) -> list[str]:
    """The archive's own four, and whatever was added behind them."""
    tags = words(text)
    if tags[:4] != ["en", "es", "fr", "ar"] or len(set(tags)) != len(tags):
        raise ValueError("it must begin with en es fr ar, and name each language once")
    if unknown := [tag for tag in tags if "name_local" not in LANG_INFO.get(tag, {})]:
        raise ValueError(
            f"Django knows no language {unknown[0]!r}: write it as in the list of its LANGUAGES, such as pt"
        )
    return tags


def whole_number(text: str) -> int:
    number = int(text)
    if number <= 0:
        raise ValueError("it must be a whole number above zero")
    return number


def path(text: str) -> Path:
    path = Path(text).expanduser()
    return path if path.is_absolute() else BASE_DIR / path


def path_or_none(text: str) -> Path | None:
    return path(text) if text else None


def approvals(text: str) -> dict[str, int]:
    numbers = [whole_number(word) for word in words(text)]
    if len(numbers) != 3 or numbers != sorted(numbers):
        raise ValueError("it must be three whole numbers that do not fall: for low, raised and high risk")
    return dict(zip(("low", "raised", "high"), numbers, strict=True))


def names_key(text: str) -> str:
    if text:
        keys.read(text)
    return text


def mode(text: str) -> str:
    if text not in ("demonstration", "production"):
        raise ValueError("it must be 'demonstration' or 'production'")
    return text


def switch(text: str) -> bool:
    if text.lower() not in ("0", "1", "no", "yes", "false", "true"):
        raise ValueError("it must be 1 or 0")
    return text.lower() in ("1", "yes", "true")


def count(text: str) -> int:
    if int(text) < 0:
        raise ValueError("it must be a whole number, or 0")
    return int(text)


def switch_or_auto(text: str) -> bool | None:
    return None if text == "auto" else switch(text)


def hsts(text: str) -> str:
    if text not in ("host", "subdomains", "preload"):
        raise ValueError("it must be 'host', 'subdomains' or 'preload'")
    return text


def workers(text: str) -> int:
    return max(1, cores() // 4) if text == "auto" else whole_number(text)


def at_once(text: str) -> int | None:
    return None if text == "auto" else whole_number(text)


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
