"""Fields of one line that several blocks have, each with its help text."""

from __future__ import annotations

from typing import Any

from wagtail.blocks import CharBlock

__all__ = ["line"]


def line(label: Any, help_text: Any, *, most: int = 200, required: bool = True) -> CharBlock:
    return CharBlock(label=label, help_text=help_text, max_length=most, required=required)
