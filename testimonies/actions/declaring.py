"""Saying which languages are spoken in a recording, before it is transcribed or after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from testimonies import signals
from testimonies.models import Event, Recording

__all__ = ["spoken_languages"]


@transaction.atomic
def spoken_languages(*, recording: Recording, by: Any, languages: Sequence[str]) -> None:
    """Write the languages down. Chunks that are still to be heard are heard in these; what is written stays."""
    Recording.objects.filter(pk=recording.pk).update(spoken_languages=list(languages))
    Event.write("languages_declared", by=by, recording=recording, languages=list(languages))
    signals.testimony_changed.send(Recording, testimony_id=recording.testimony_id)
