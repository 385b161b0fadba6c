"""An interview in three languages with long pauses: what ``bench.mixed_languages`` measures over half an hour."""

from __future__ import annotations

import pytest

from bench.mixed_languages import compared, transcript
from testimonies.transcription.engine import Engine
from tests.factories.interview import mixed


@pytest.mark.slow
def test_each_passage_is_in_its_language_and_nothing_in_the_pauses(engine: Engine) -> None:
    samples, passages = mixed(minutes=3, seed=7)
    assert {passage.language for passage in passages} == {"en", "es", "fr"}
    found = compared(transcript(engine, samples), passages)
    assert found["word_error_rate"] < 0.1
    assert (found["passages_in_another_language"], found["words_in_pauses"]) == (0, 0)
