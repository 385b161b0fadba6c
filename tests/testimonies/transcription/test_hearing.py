"""A piece is heard as well as it can be: each part in its language, what is doubtful again, nothing over silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jiwer
import numpy as np
import pytest

from testimonies.transcript.document import Document, Segment
from testimonies.transcription import tongues, voice
from testimonies.transcription.engine import Engine
from testimonies.transcription.hearing import hear
from testimonies.transcription.suspicion import Reason
from tests.testimonies.transcription.conftest import Clip
from tests.testimonies.transcription.test_voice import NOISES

RATE = 16_000


class Faltering:
    """A real engine whose first so many attempts go through ``spoilt``."""

    def __init__(self, engine: Engine, spoilt: Callable[[Document], Document], tries: int) -> None:
        self._engine, self._spoilt, self._tries = engine, spoilt, tries
        self.attempts: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def transcribe(self, samples: np.ndarray, **asked: Any) -> Document:
        self.attempts.append(asked["attempt"])
        document = self._engine.transcribe(samples, **asked)
        return self._spoilt(document) if asked["attempt"] < self._tries else document


def in_a_loop(document: Document) -> Document:
    """The second segment, and every one that stands alone, says the same again and again."""
    spoilt = [
        replace(one, text="and then " * 9, doubts=(Reason.LOOP.value,))
        if number == 1 or len(document.segments) == 1
        else one
        for number, one in enumerate(document)
    ]
    return replace(document, segments=tuple(spoilt))


def sentence(of: Clip, number: int) -> np.ndarray:
    start_ms, end_ms = of.spans_ms[number]
    return of.samples[start_ms * 16 : end_ms * 16 + 1_600]


def test_the_same_sound_gives_the_same_words(engine: Engine, clip: Callable[[str], Clip]) -> None:
    spoken = clip("fr")
    document = hear(engine, spoken.samples)
    assert document.text.splitlines() == spoken.sentences
    assert document.language == "fr" and document.provenance == engine.describe()
    assert document == hear(engine, spoken.samples)


@pytest.mark.parametrize("name", NOISES)
def test_noise_gives_no_words(engine: Engine, name: str) -> None:
    document = hear(engine, NOISES[name][: 12 * RATE].astype(np.float32))
    assert (document.segments, document.language, document.duration_ms) == ((), "", 12_000)


@pytest.mark.parametrize(("first", "second"), [("en", "es"), ("fr", "en"), ("es", "fr")])
def test_a_narrator_who_changes_language_is_written_in_both(
    engine: Engine, clip: Callable[[str], Clip], first: str, second: str
) -> None:
    pause = np.zeros(RATE // 2, dtype=np.float32)
    parts = [sentence(clip(first), 0), pause, sentence(clip(first), 1), pause, sentence(clip(second), 2)]
    document = hear(engine, np.concatenate(parts))
    assert [segment.language for segment in document] == [first, first, second]
    said = " ".join([*clip(first).sentences[:2], clip(second).sentences[2]])
    assert jiwer.wer(said, document.text.replace("\n", " ")) < 0.1


def test_one_language_is_forced(engine: Engine, clip: Callable[[str], Clip]) -> None:
    document = hear(engine, np.concatenate([sentence(clip("en"), 0), sentence(clip("es"), 0)]), languages=["es"])
    assert {segment.language for segment in document} <= {"es"}


def test_what_is_doubtful_is_heard_again_and_the_rest_left_as_it_was(
    engine: Engine, clip: Callable[[str], Clip]
) -> None:
    spoken = clip("en")
    once = Faltering(engine, in_a_loop, tries=1)
    document = hear(once, spoken.samples)
    assert document.text.splitlines() == spoken.sentences
    assert not any(segment.doubts for segment in document)
    assert once.attempts == [0, 1]
    untouched = hear(engine, spoken.samples)
    assert [document.segments[at] for at in (0, 2, 3)] == [untouched.segments[at] for at in (0, 2, 3)]


def test_what_is_much_less_sure_than_the_rest_is_asked_for_its_language(
    engine: Engine, clip: Callable[[str], Clip], monkeypatch: pytest.MonkeyPatch
) -> None:
    def less_sure(second: float, others: float) -> Callable[[Document], Document]:
        def spoilt(document: Document) -> Document:
            chances = [second if number == 1 else others for number in range(len(document.segments))]
            found = [
                replace(one, words=tuple(replace(word, probability=chance) for word in one.words))
                for one, chance in zip(document, chances, strict=True)
            ]
            return replace(document, segments=tuple(found))

        return spoilt

    asked: list[int] = []

    def language(_engine: Engine, sound: np.ndarray, *_declared: object, neighbour: str) -> str:
        asked.append(len(sound) // 16)
        return neighbour

    monkeypatch.setattr(tongues, "language", language)
    spoken = clip("en")
    for second, others, times in ((0.6, 0.6, 4), (0.85, 0.99, 1), (0.92, 0.999, 0), (0.85, 0.9, 0)):
        asked.clear()
        document = hear(Faltering(engine, less_sure(second, others), tries=1), spoken.samples)
        assert document.text.splitlines() == spoken.sentences
        assert bool(asked) == bool(times) and (times != 1 or asked[0] < len(spoken.samples) // 32)


def test_what_stays_doubtful_is_written_and_marked(engine: Engine, clip: Callable[[str], Clip]) -> None:
    always = Faltering(engine, in_a_loop, tries=99)
    document = hear(always, clip("en").samples)
    assert [bool(segment.doubts) for segment in document] == [False, True, False, False]
    assert document.segments[1].doubts == (Reason.LOOP,) and "and then" in document.segments[1].text
    assert {1, 2, 3} <= set(always.attempts)


def test_text_over_silence_is_not_written(engine: Engine, clip: Callable[[str], Clip]) -> None:
    def thanked(document: Document) -> Document:
        return replace(document, segments=(Segment(100, 800, "Thank you.", "en"), *document))

    room = (0.001 * np.random.default_rng(0).standard_normal(RATE)).astype(np.float32)
    sound = np.concatenate([room, sentence(clip("en"), 1)])
    document = hear(Faltering(engine, thanked, tries=99), sound)
    assert "Thank" not in document.text and "kept me in the factory without food." in document.text


def test_speech_that_the_recogniser_passes_over_is_heard_again(engine: Engine, clip: Callable[[str], Clip]) -> None:
    room = (0.001 * np.random.default_rng(0).standard_normal(3 * RATE)).astype(np.float32)
    sound = np.concatenate([room, sentence(clip("en"), 1)])
    assert not engine.transcribe(sound).segments
    (found,) = hear(engine, sound)
    assert "kept me in the factory without food." in found.text and found.start_ms >= 2_700


def test_stretches_too_short_to_tell_their_language_go_with_the_next() -> None:
    heard = np.zeros(500, dtype=bool)
    for start, end in ((10, 20), (50, 120), (121, 180), (300, 400), (450, 460)):
        heard[start:end] = True
    assert list(tongues.stretches(heard)) == [(200, 3_600), (6_000, 9_200)]
    assert list(tongues.stretches(heard[:30])) == [(200, 400)]
    assert list(tongues.stretches(np.zeros(30, dtype=bool))) == []


def test_detection_looks_at_each_span(engine: Engine, clip: Callable[[str], Clip]) -> None:
    spoken = clip("es")
    told = engine.detect(spoken.samples, spans_ms=[(0, 12_000), *spoken.spans_ms])
    assert len(told) == 1 + len(spoken.spans_ms)
    assert all(one["es"] > 0.9 and sum(one.values()) == pytest.approx(1) for one in told)
    assert engine.detect(spoken.samples, languages=["fr"]) == [{"fr": 1.0}]
    assert set(engine.detect(spoken.samples, languages=["fr", "en-GB"])[0]) == {"fr", "en"}
    assert voice.speaks(spoken.samples)
