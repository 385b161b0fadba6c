"""Saying beforehand what the speech recognition model does badly, from the model card's own table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings

from testimonies.description import languages
from testimonies.models import Recording
from testimonies.transcription.languages import weakness

register = template.Library()


@register.filter
def weaknesses(recording: Recording) -> list[str]:
    """A sentence for each language, declared or found, that the model of the recording's own run does badly."""
    transcript = recording.transcript
    run = transcript.run if transcript is not None else None
    model = (run.model_asked or run.model) if run is not None else ""
    return _told(recording.spoken_languages, model or settings.WHISPER_MODEL)


@register.filter
def weak_among(choices: Iterable[tuple[str, Any]]) -> dict[str, list[str]]:
    """Of a field's choices, the names of those that the installation's model does badly, under the sentence of each."""
    found: dict[str, list[str]] = {}
    for tag, name in choices:
        sentence = weakness(tag, settings.WHISPER_MODEL) if tag else None
        if sentence:
            found.setdefault(sentence, []).append(str(name))
    return found


def _told(tags: Iterable[str], model: str) -> list[str]:
    by_sentence: dict[str, list[str]] = {}
    for tag in tags:
        sentence = weakness(tag, model)
        if sentence:
            by_sentence.setdefault(sentence, []).append(languages.name(tag))
    return [f"{', '.join(names)}: {sentence}" for sentence, names in by_sentence.items()]
