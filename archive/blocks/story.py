"""What a story is made of."""

from __future__ import annotations

from typing import Any

from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from archive.blocks.clip import ClipBlock, SequenceBlock, VoicesBlock
from archive.blocks.facts import NumberBlock, PullQuoteBlock, TimelineBlock
from archive.blocks.gallery import GalleryBlock
from archive.blocks.journey import JourneyBlock
from archive.blocks.picture import PictureBlock
from archive.blocks.rich_text import TextBlock

__all__ = ["StoryBlock", "StoryField"]


class StoryBlock(StreamBlock):
    text = TextBlock()
    clip = ClipBlock()
    sequence = SequenceBlock()
    voices = VoicesBlock()
    gallery = GalleryBlock()
    picture = PictureBlock()
    journey = JourneyBlock()
    timeline = TimelineBlock()
    number = NumberBlock()
    pull_quote = PullQuoteBlock()

    class Meta:
        block_counts: dict[str, Any] = {"gallery": {"max_num": 3}}
        max_num = 80


class StoryField(StreamField):
    """Keeps the words of its blocks out of the migrations: the column is JSON, whatever the blocks are called."""

    def deconstruct(self) -> Any:
        name, _path, _arguments, options = super().deconstruct()
        return name, "wagtail.fields.StreamField", [[]], {**options, "block_lookup": {}}
