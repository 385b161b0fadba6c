"""The gold set: for each language, questions and the segments they must find, each with its reason in the language's
own grammar (``tests/data/gold``). All languages stand in one index, as they do in the archive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from search.engine import Engine, IndexDocument
from search.language.parser import parse
from search.snippets import matches

FOLDER = Path(__file__).parents[1] / "data" / "gold"
GOLD = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.json"))]
NUMBERED = {
    (gold["language"], key): number
    for number, (gold, key) in enumerate(((gold, key) for gold in GOLD for key in gold["segments"]), 1)
}
ROWS = [pytest.param(gold, row, id=f"{gold['language']}-{row['query']}") for gold in GOLD for row in gold["rows"]]
OWED = {
    *("en", "es", "fr", "ar", "fa", "ur", "hi", "bn", "ne", "si", "ta", "th", "km", "my", "zh", "id", "tl", "tr", "am"),
    *("sw", "ru", "vi"),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(tmp_path_factory.mktemp("gold")) as engine:
        for gold in GOLD:
            for key, text in gold["segments"].items():
                number = NUMBERED[gold["language"], key]
                document = IndexDocument(f"segment:{number}", "segment", number, gold["language"], text)
                engine.replace(number, [document])
        engine.commit(1)
        yield engine


@pytest.mark.parametrize(("gold", "row"), ROWS)
def test_a_question_finds_what_it_must_and_no_more(gold: dict[str, Any], row: dict[str, Any], engine: Engine) -> None:
    asked = parse(row["query"])
    assert asked.node is not None and not asked.mistakes
    found = engine.search(asked.node, among={"segment": range(1, len(NUMBERED) + 1)}, limit=1).counts
    own = {key for (language, key), number in NUMBERED.items() if language == gold["language"] and number in found}
    assert own == set(row["finds"]), row["why"]
    for key in own:
        assert matches(gold["segments"][key], gold["language"], asked.node), "what is found is marked"


def test_every_language_has_its_rows_and_reasons() -> None:
    assert {gold["language"] for gold in GOLD} >= OWED
    for gold in GOLD:
        assert len(gold["rows"]) >= 12 and len({row["query"] for row in gold["rows"]}) == len(gold["rows"])
        assert all(row["why"].endswith(".") and set(row["finds"]) <= set(gold["segments"]) for row in gold["rows"])
        assert any(set(row["finds"]) != set(gold["segments"]) for row in gold["rows"])
