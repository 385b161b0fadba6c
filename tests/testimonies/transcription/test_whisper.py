"""The real Whisper code on real sound, with each engine: words, times, languages, and silence that stays silent."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from testimonies.exceptions import CannotTranslate
from testimonies.transcript.document import Document
from testimonies.transcription import chunking, whole
from testimonies.transcription.engine import Engine
from tests.testimonies.transcription.conftest import Clip

NEAR_MS = 500
RATE = 16_000


def transcript(engine: Engine, samples: np.ndarray, *languages: str) -> Document:
    pieces = chunking.pieces([samples], longest_ms=engine.longest_piece_ms)
    heard = (document for _piece, document in whole.transcripts(engine, pieces, languages=languages))
    return whole.gathered(engine, heard, duration_ms=len(samples) * 1_000 // RATE)


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_words_are_right_and_at_their_times(engine: Engine, clip: Callable[[str], Clip], language: str) -> None:
    spoken = clip(language)
    document = transcript(engine, spoken.samples)
    words = [word for segment in document for word in segment.words]
    assert [word.text for word in words] == [text for text, *_ in spoken.words]
    for word, (_text, start_ms, end_ms) in zip(words, spoken.words, strict=True):
        assert abs(word.start_ms - start_ms) <= NEAR_MS
        assert abs(word.end_ms - end_ms) <= NEAR_MS
        assert word.probability is not None and 0 < word.probability <= 1
    assert document.language == language
    assert {segment.language for segment in document} == {language}
    assert " ".join(segment.text for segment in document) == " ".join(spoken.sentences)


def test_times_never_run_backwards_nor_out_of_the_piece(engine: Engine, clip: Callable[[str], Clip]) -> None:
    samples = clip("en").samples[: 7 * RATE]  # breaks off in mid-sentence
    document = engine.transcribe(samples)
    assert document.segments
    times = [ms for segment in document for word in segment.words for ms in (word.start_ms, word.end_ms)]
    assert all(before <= after for before, after in pairwise([0, *times, 7_000]))


def test_the_same_sound_gives_the_same_words_even_where_the_model_guesses(
    engine: Engine, clip: Callable[[str], Clip]
) -> None:
    sound = clip("en").samples[: 6 * RATE]
    hiss = np.random.default_rng(5).standard_normal(len(sound)).astype(np.float32)
    noisy = sound + hiss * np.sqrt(np.mean(sound**2)) * np.float32(0.4)  # 8 dB: words are found, some by lot
    assert engine.transcribe(noisy).segments
    assert engine.transcribe(noisy) == engine.transcribe(noisy)


@pytest.mark.parametrize("level", [0.0, 0.001, 0.01])
def test_silence_and_noise_give_no_words(engine: Engine, level: float) -> None:
    sound = (level * np.random.default_rng(1).standard_normal(11 * RATE)).astype(np.float32)
    document = engine.transcribe(sound)
    assert (document.segments, document.language, document.duration_ms) == ((), "", 11_000)


@pytest.mark.parametrize("level", [0.0, 0.01, 0.1, 0.3])
def test_a_recording_of_noise_has_no_words_however_loud(engine: Engine, level: float) -> None:
    sound = (level * np.random.default_rng(1).standard_normal(11 * RATE)).astype(np.float32)
    assert transcript(engine, sound).segments == ()


@pytest.mark.parametrize("hz", [440, 1_000])
def test_what_is_written_over_a_tone_is_doubted(engine: Engine, hz: int) -> None:
    tone = (0.3 * np.sin(2 * np.pi * hz * np.arange(5 * RATE) / RATE)).astype(np.float32)
    assert all(segment.doubts for segment in engine.transcribe(tone))


@pytest.mark.parametrize("attempt", [1, 2, 3, 99])
def test_every_attempt_writes_what_was_said(engine: Engine, clip: Callable[[str], Clip], attempt: int) -> None:
    spoken = clip("es")
    first_sentence = spoken.samples[: spoken.spans_ms[0][1] * RATE // 1_000 + 3_200]
    document = engine.transcribe(first_sentence, languages=["es"], attempt=attempt)
    assert document.text == spoken.sentences[0]
    assert not any(segment.doubts for segment in document)


def test_a_model_that_does_not_translate_says_so(engine: Engine) -> None:
    assert not engine.translates
    with pytest.raises(CannotTranslate, match="whisper-mini"):
        engine.transcribe(np.zeros(RATE, dtype=np.float32), task="translate")
    with pytest.raises(ValueError, match="sing"):
        engine.transcribe(np.zeros(RATE, dtype=np.float32), task="sing")


def test_no_samples_give_no_words(engine: Engine) -> None:
    assert engine.transcribe(np.zeros(0, dtype=np.float32)).segments == ()


@pytest.mark.parametrize(
    ("declared", "heard"),
    [
        (("es",), "es"),  # one: taken at its word, not detected
        (("fr", "es", "en"), "en"),
        (("es", "fr"), ("es", "fr")),  # English is not among the choices
        (("es-MX", "EN-gb"), "en"),
        (("de",), "en"),  # the model knows no German: detected among what it knows
        (("klingon", "", "x!"), "en"),
    ],
)
def test_the_language_is_sought_among_those_declared(
    engine: Engine, clip: Callable[[str], Clip], declared: tuple[str, ...], heard: str | tuple[str, ...]
) -> None:
    spoken = clip("en")
    first_sentence = spoken.samples[: spoken.spans_ms[0][1] * RATE // 1_000 + 3_200]
    found = {segment.language for segment in engine.transcribe(first_sentence, languages=declared)}
    assert found <= ({heard} if isinstance(heard, str) else set(heard))
    assert found or heard != "en"


def test_what_it_says_of_itself(engine: Engine, clip: Callable[[str], Clip]) -> None:
    made_by = engine.describe()
    assert (made_by.engine, made_by.model) == (engine.name, "whisper-mini")
    assert made_by.engine_version == {"whisper": "20250625", "faster-whisper": "1.2.1"}[engine.name]
    assert made_by.model_digest == "0a70cd3e2f75d430c89b3959d2170f49d0f7d9299759a1dff5d8fa3921920c98"
    assert made_by.options["word_timestamps"] is True
    assert engine.transcribe(clip("fr").samples[: 3 * RATE]).provenance == made_by
    assert engine.languages == {"en", "es", "fr"}
    assert engine.knows("es-MX") and not engine.knows("de")


def test_nothing_spoken_is_printed(
    engine: Engine, clip: Callable[[str], Clip], capfd: pytest.CaptureFixture[str]
) -> None:
    assert engine.transcribe(clip("fr").samples[: 5 * RATE]).segments
    assert capfd.readouterr() == ("", "")
