"""Every recording of the demonstration collection, by the whole pipeline, against its script."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jiwer
import pytest

from testimonies.audio import decoding
from testimonies.transcription import chunking, whole
from testimonies.transcription.engine import Engine

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = sorted((ROOT / "tests/data/demonstration_scripts").glob("*.json"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_less_than_a_tenth_of_the_words_is_wrong(engine: Engine, path: Path) -> None:
    script = json.loads(path.read_text(encoding="utf-8"))
    with decoding.stream(ROOT / "archive/data/demonstration" / script["sound"]) as sound:
        pieces = chunking.pieces(sound, longest_ms=engine.longest_piece_ms)
        document = whole.gathered(engine, [heard for _piece, heard in whole.transcripts(engine, pieces)])
    spoken = " ".join(sentence["text"] for sentence in script["sentences"])
    assert jiwer.wer(plain(spoken), plain(document.text)) < 0.1
    assert document.language == script["language"]


def test_there_are_recordings_to_hear() -> None:
    assert len(SCRIPTS) >= 9


def plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w' ]+", " ", text.lower()).split())
