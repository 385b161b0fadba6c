"""Which language a stretch is in: by its sound where that tells, else by what is written in each language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from testimonies.transcript.document import Document
from testimonies.transcription import tongues, voice
from testimonies.transcription.engine import Engine
from testimonies.transcription.hearing import hear
from testimonies.transcription.suspicion import Reason
from tests.factories.interview import mixed
from tests.testimonies.transcription.conftest import Clip

pytestmark = pytest.mark.slow
ENGLISH_OR_SPANISH = {"en": 0.45, "es": 0.51, "fr": 0.04}


class Undecided:
    """A real engine that does not know the language of what is heard alone, save of the stretches in ``sure``.

    ``chances`` is how probable each word is that it writes in a language; 0 for what it doubts itself.
    """

    def __init__(
        self, engine: Engine, chances: Mapping[str, float], sure: Mapping[int, str], told: Mapping[str, float]
    ) -> None:
        self._engine, self._chances, self._sure, self._told = engine, chances, sure, told
        self._asked = 0
        self.tried: list[str] = []

    def detect(
        self, samples: np.ndarray, *, languages: Sequence[str] = (), spans_ms: Sequence[tuple[int, int]] = ()
    ) -> list[dict[str, float]]:
        if spans_ms:
            return [dict(self._told) for _span in spans_ms]
        self._asked += 1
        sure = self._sure.get(self._asked - 1)
        return [{sure: 1.0} if sure else dict(self._told)]

    def transcribe(self, samples: np.ndarray, *, languages: Sequence[str] = (), **asked: Any) -> Document:
        self.tried.append(languages[0])
        document = self._engine.transcribe(samples, languages=languages, **asked)
        chance = self._chances[languages[0]]
        words = [tuple(replace(word, probability=chance) for word in segment.words) for segment in document]
        doubts = () if chance else (Reason.PROBABILITY.value,)
        found = [replace(one, words=those, doubts=doubts) for one, those in zip(document, words, strict=True)]
        return replace(document, segments=tuple(found))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


@pytest.fixture
def languages(engine: Engine, clip: Callable[[str], Clip]) -> Callable[..., tuple[list[str], list[str]]]:
    """The languages of the first stretches of a clip, and those in which the undecided ones were tried."""

    def told(
        count: int,
        chances: Mapping[str, float],
        sure: Mapping[int, str] | None = None,
        told: Mapping[str, float] = ENGLISH_OR_SPANISH,
    ) -> tuple[list[str], list[str]]:
        spoken = clip("en")
        samples = spoken.samples[: spoken.spans_ms[count - 1][1] * 16 + 1_600]
        heard = voice.heard(samples)
        spans_ms = list(tongues.stretches(heard))
        assert len(spans_ms) == count
        asked = Undecided(engine, chances, sure or {}, told)
        parts = tongues.parts(asked, samples, heard)
        assert [parts[0].start, parts[-1].end] == [0, len(samples)]
        middles = [(start_ms + end_ms) * 8 for start_ms, end_ms in spans_ms]
        return [part.language for at in middles for part in parts if part.start <= at < part.end], asked.tried

    return told


def test_the_language_in_which_the_words_are_more_probable_wins(languages: Callable[..., Any]) -> None:
    assert languages(1, {"en": 0.9, "es": 0.6, "fr": 1.0}) == (["en"], ["es", "en"])
    assert languages(1, {"en": 0.6, "es": 0.9, "fr": 1.0}) == (["es"], ["es", "en"])


def test_between_words_alike_the_sound_decides_and_the_neighbours_count(languages: Callable[..., Any]) -> None:
    alike = {"en": 0.9, "es": 0.9}
    assert languages(1, alike)[0] == ["es"]
    assert languages(2, alike, {0: "en"})[0] == ["en", "en"]
    assert languages(3, alike, {0: "en", 2: "en"})[0] == ["en", "en", "en"]
    assert languages(3, alike, {0: "en", 2: "es"})[0] == ["en", "es", "es"]


def test_what_cannot_win_is_not_written(languages: Callable[..., Any]) -> None:
    """With both neighbours English and every word certain, Spanish could not be more probable; with less sure words it
    could."""
    assert languages(3, {"en": 1.0, "es": 1.0}, {0: "en", 2: "en"}) == (["en", "en", "en"], ["en"])
    assert languages(3, {"en": 0.9, "es": 1.0}, {0: "en", 2: "en"})[1] == ["en", "es"]


def test_what_is_surely_written_outweighs_the_neighbours(languages: Callable[..., Any]) -> None:
    assert languages(3, {"en": 0.9, "es": 0.5}, {0: "es", 2: "es"})[0] == ["es", "en", "es"]


def test_where_nothing_but_doubtful_is_written_it_is_the_language_of_the_one_before(
    languages: Callable[..., Any],
) -> None:
    assert languages(3, {"en": 0.0, "es": 0.0}, {0: "en", 2: "es"})[0] == ["en", "en", "es"]
    assert languages(1, {"en": 0.0, "es": 0.0})[0] == ["es"]


def test_a_language_that_the_sound_tells_costs_no_second_writing(languages: Callable[..., Any]) -> None:
    assert languages(3, {}, {0: "en", 1: "es", 2: "en"}) == (["en", "es", "en"], [])
    assert languages(1, {}, told={"en": 0.89, "es": 0.04, "fr": 0.04, "ar": 0.03}) == (["en"], [])
    assert languages(1, {}, told={"en": 0.99, "es": 0.01}) == (["en"], [])


def test_the_neighbour_counts_where_one_stretch_is_asked_for_its_language(
    engine: Engine, clip: Callable[[str], Clip]
) -> None:
    spoken = clip("es")
    start_ms, end_ms = spoken.spans_ms[0]
    sound = spoken.samples[start_ms * 16 : end_ms * 16]
    assert tongues.language(engine, sound, neighbour="fr") == "es"
    undecided = Undecided(engine, {"en": 0.9, "es": 0.9}, {}, ENGLISH_OR_SPANISH)
    assert tongues.language(undecided, sound, neighbour="fr") == "es"
    assert tongues.language(undecided, sound, neighbour="en") == "en"
    doubtful = Undecided(engine, {"en": 0.0, "es": 0.0}, {}, ENGLISH_OR_SPANISH)
    assert tongues.language(doubtful, sound, neighbour="fr") == "fr"


@pytest.mark.parametrize(
    ("seed", "minutes", "from_ms", "until_ms", "spoken"),
    [
        (1990, 10.5, 605_740, 608_960, ["en"]),  # by itself, and by its sound rather Spanish
        (1990, 6, 318_340, 333_240, ["es", "en", "en", "en"]),  # neither by its sound, after a pause with an engine
        (1990, 12, 688_260, 697_400, ["en", "es"]),  # after an engine, before Spanish: it was left out once
        (101, 1, 39_240, 48_780, ["fr", "fr", "en"]),  # in the company of French taken for French
        (7, 11, 647_840, 659_000, ["fr", "fr", "en"]),  # the same, and nearly as sure as the others
    ],
)
def test_a_sentence_that_was_once_taken_for_another_language(
    engine: Engine, seed: int, minutes: float, from_ms: int, until_ms: int, spoken: list[str]
) -> None:
    samples, _passages = mixed(minutes, seed)
    document = hear(engine, samples[from_ms * 16 : until_ms * 16])
    assert [segment.language for segment in document] == spoken
