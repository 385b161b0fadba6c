"""What is said of Whisper's weak languages, and that the model card says the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from whisper.tokenizer import LANGUAGES

from testimonies.transcription import dialect, languages
from testimonies.transcription.languages import GRADES, NAMES, Grade, grade, table, weakness

CARD = Path(languages.__file__).with_name("README.md")


def test_every_language_of_whispers_has_its_grade_once() -> None:
    known = {dialect.tag(code) for code in LANGUAGES}
    assert {tag for tag, its in GRADES.items() if its != Grade.UNKNOWN} == known
    assert sum(len(names.split(", ")) for names in NAMES.values()) == len(GRADES)


def test_the_model_card_has_the_table_of_the_code() -> None:
    assert table() in CARD.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("tag", "model", "said"),
    [
        ("es-MX", "large-v3", None),
        ("es", "base", None),
        ("es", "tiny", "a quarter to a half"),
        ("ar", "large-v3", None),
        ("ar", "small", "a quarter to a half"),
        ("bn", "large-v3", "a quarter to a half"),
        ("bn-BD", "medium", "more than half"),
        ("my", "turbo", "more than half"),
        ("fil", "large-v2", None),
        ("si", "large-v3", "Nobody has published"),
        ("ceb", "large-v3", "does not know"),
        ("x-anything", "large-v3", "does not know"),
        ("es", "medium.en", "English only"),
        ("en", "medium.en", None),
        ("en", "whisper-mini", "synthetic voices"),
        ("ti", "/srv/models/tigrinya.pt", None),
        ("ti", "/srv/models/large-tigrinya.pt", None),
        ("ti", "/srv/models/our-own", None),
    ],
)
def test_what_the_owner_of_a_recording_is_told(tag: str, model: str, said: str | None) -> None:
    found = weakness(tag, model)
    assert found is None if said is None else found and said in found


def test_a_smaller_model_is_never_better() -> None:
    order = list(Grade)
    for tag in GRADES:
        for model in ("tiny", "base", "small", "medium"):
            assert order.index(grade(tag, model)) >= order.index(grade(tag))
