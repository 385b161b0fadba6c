"""The sections of which editors build the home page; and those that stand there as long as nobody did."""

from __future__ import annotations

from typing import Any

from wagtail import blocks
from wagtail.blocks import StreamValue

from archive.blocks.home_call import HomeCall
from archive.blocks.home_countries import HomeCountries
from archive.blocks.home_newest import HomeNewest
from archive.blocks.home_numbers import HomeNumbers
from archive.blocks.home_stories import HomeStories
from archive.blocks.home_text import HomeText
from archive.blocks.home_themes import HomeThemes
from archive.blocks.home_voice import HomeVoice

__all__ = ["HomeBody", "by_itself"]

BY_ITSELF: tuple[tuple[str, dict[str, Any]], ...] = (
    ("voice", {"testimony": None}),
    ("numbers", {"heading": ""}),
    ("newest", {"heading": "", "number": 6}),
    ("countries", {"heading": "", "number": 12}),
    ("themes", {"heading": ""}),
    ("call", {"heading": "", "text": "", "button": "", "page": None}),
)


class HomeBody(blocks.StreamBlock):
    voice = HomeVoice()
    stories = HomeStories()
    newest = HomeNewest()
    themes = HomeThemes()
    countries = HomeCountries()
    numbers = HomeNumbers()
    text = HomeText()
    call = HomeCall()


def by_itself(body: StreamValue) -> StreamValue:
    """``body``, or where no editor has made one, the sections that need nobody's choice."""
    if len(body):
        return body
    block = body.stream_block
    return StreamValue(block, [(name, block.child_blocks[name].normalize(value)) for name, value in BY_ITSELF])
