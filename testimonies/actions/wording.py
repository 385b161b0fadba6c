"""Word lists: written by those who work on a collection or a testimony, given to the recogniser when a run begins."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import Collection

from testimonies.models import Event, Recording, Testimony, WordList
from testimonies.transcription import prompting

__all__ = ["prompt_for", "set_words"]


@transaction.atomic
def set_words(*, words: str, by: Any, collection: Collection | None = None, testimony: Testimony | None = None) -> None:
    """Write the list of a collection or of a testimony anew; runs that have begun keep what they were given."""
    listed, _made = WordList.objects.update_or_create(
        collection=collection, testimony=testimony, defaults={"words": words}
    )
    Event.write(
        "word_list_changed",
        by=by,
        testimony=testimony,
        collection=collection.pk if collection else None,
        words=len(listed.lines),
    )


def prompt_for(recording: Recording) -> str:
    """What a run of ``recording`` that begins now is given."""
    return prompting.prompt(WordList.objects.for_recording(recording))
