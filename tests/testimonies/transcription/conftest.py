"""The real engine with the carried checkpoint, loaded once, and real recordings whose every word is known."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from testimonies.audio import decoding
from testimonies.transcription.engine import ENGINES, Engine, load

DATA = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True)
class Clip:
    """A recording and its script: ``sentences`` as spoken, ``words`` as (text, start_ms, end_ms)."""

    file: Path
    language: str
    sentences: list[str]
    spans_ms: list[tuple[int, int]]
    words: list[tuple[str, int, int]]
    samples: np.ndarray


@pytest.fixture(scope="session", params=list(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Every engine in turn, with the same weights."""
    return load(request.param, "whisper-mini", cache=tmp_path_factory.mktemp("weights"))


@pytest.fixture(scope="session")
def clip() -> Callable[[str], Clip]:
    """``clip("es")``: a short recording in that language, decoded."""

    def read(language: str) -> Clip:
        script = json.loads((DATA / "uploads" / f"clip-{language}.json").read_text(encoding="utf-8"))
        file = DATA / "uploads" / script["sound"]
        sentences = script["sentences"]
        return Clip(
            file=file,
            language=script["language"],
            sentences=[sentence["text"] for sentence in sentences],
            spans_ms=[(sentence["start_ms"], sentence["end_ms"]) for sentence in sentences],
            words=[(w["text"], w["start_ms"], w["end_ms"]) for sentence in sentences for w in sentence["words"]],
            samples=np.concatenate(list(decoding.stream(file))),
        )

    return read
