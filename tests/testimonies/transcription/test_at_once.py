"""Several pieces heard at the same time: by whom, in which order they come, and that the words are the same."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from testimonies.transcript.document import Document
from testimonies.transcription import chunking, whole
from testimonies.transcription.chunking import Piece
from testimonies.transcription.engine import Engine, at_once, load
from tests.testimonies.transcription.conftest import Clip

TOGETHER = 2
PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine that hears two pieces at the same time."""
    return load("faster-whisper", "whisper-mini", cache=tmp_path_factory.mktemp("weights"), at_once=TOGETHER)


def pieces(clip: Callable[[str], Clip], longest_ms: int = 4_000) -> list[Piece]:
    samples = np.concatenate([clip(language).samples for language in ("en", "es", "fr")])
    return list(chunking.pieces([samples], longest_ms=longest_ms))


@pytest.mark.parametrize(
    ("engine", "wanted", "threads", "expected"),
    [
        ("whisper", None, 4, 1),
        ("whisper", 3, 4, 1),  # its lots come from one urn
        ("faster-whisper", None, 1, 1),
        ("faster-whisper", None, 3, 3),
        ("faster-whisper", None, 64, 4),
        ("faster-whisper", 6, 2, 6),
        ("fastest-whisper", None, 4, 1),
    ],
)
def test_how_many(engine: str, wanted: int | None, threads: int, expected: int, monkeypatch: Any) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", str(threads))
    assert at_once(engine, wanted) == expected


def test_the_threads_of_the_process_are_divided(tmp_path: Path, monkeypatch: Any) -> None:
    import faster_whisper

    asked: list[tuple[int, int]] = []
    real = faster_whisper.WhisperModel

    def noted(*where: Any, cpu_threads: int, num_workers: int, **how: Any) -> Any:
        asked.append((cpu_threads, num_workers))
        return real(*where, cpu_threads=cpu_threads, num_workers=num_workers, **how)

    monkeypatch.setattr(faster_whisper, "WhisperModel", noted)
    monkeypatch.setenv("OMP_NUM_THREADS", "5")
    for number in (1, 2, 8):
        assert load("faster-whisper", "whisper-mini", cache=tmp_path, at_once=number).at_once == number
    assert asked == [(5, 1), (2, 2), (1, 8)]


def test_the_same_words_in_their_order(pair: Engine, clip: Callable[[str], Clip]) -> None:
    cut = pieces(clip)
    assert len(cut) > 2 * TOGETHER + 1
    alone = [engine_alone(pair, piece) for piece in cut]
    found = list(whole.transcripts(pair, iter(cut)))
    assert [piece for piece, _document in found] == cut
    assert [document for _piece, document in found] == alone


def engine_alone(engine: Engine, piece: Piece) -> Document:
    """What the same engine makes of a piece with nobody beside it."""
    return whole.hear(engine, piece.samples).shifted(piece.start_ms)


class _Meeting:
    """An engine that goes on only when two callers are in it."""

    at_once = TOGETHER

    def __init__(self, engine: Engine) -> None:
        self._engine, self._both = engine, threading.Barrier(TOGETHER)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def transcribe(self, *sound: Any, **how: Any) -> Document:
        self._both.wait(PATIENCE_S)
        return self._engine.transcribe(*sound, **how)


def test_two_are_in_it_at_the_same_time(pair: Engine, clip: Callable[[str], Clip]) -> None:
    spoken = clip("en")
    sounds = [spoken.samples[: spoken.spans_ms[0][1] * 16 + 3_200]] * TOGETHER  # heard by one call each
    cut = [Piece(0, len(sound) // 16, sound) for sound in sounds]
    found = [document.text for _piece, document in whole.transcripts(_Meeting(pair), cut)]  # type: ignore[arg-type]
    assert found == [spoken.sentences[0]] * TOGETHER


def test_a_third_waits(pair: Engine, clip: Callable[[str], Clip]) -> None:
    """Whoever calls, the engine never hears more than it said."""
    spoken, inside, most = clip("en").samples[:32_000], [0], [0]
    model, lock = pair.network.model, threading.Lock()  # type: ignore[attr-defined]

    class Counting:
        def __getattr__(self, name: str) -> Any:
            return getattr(model, name)

        def generate(self, *what: Any, **how: Any) -> Any:
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            try:
                return model.generate(*what, **how)
            finally:
                with lock:
                    inside[0] -= 1

    pair.network.model = Counting()  # type: ignore[attr-defined]
    try:
        callers = [threading.Thread(target=pair.transcribe, args=(spoken,)) for _ in range(5)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join(PATIENCE_S)
    finally:
        pair.network.model = model  # type: ignore[attr-defined]
    assert 1 <= most[0] <= TOGETHER


def test_who_stops_reading_stops_the_hearing(pair: Engine, clip: Callable[[str], Clip]) -> None:
    cut = pieces(clip, 3_000)
    taken: list[Piece] = []

    def given() -> Iterator[Piece]:
        for piece in cut:
            taken.append(piece)
            yield piece

    reading = whole.transcripts(pair, given())
    assert [piece for piece, _document in islice(reading, 1)] == cut[:1]
    reading.close()  # type: ignore[attr-defined]
    assert len(taken) == 2 * TOGETHER + 1 < len(cut), "no further piece was cut"


def test_a_piece_that_cannot_be_heard_is_told_in_its_turn(pair: Engine, clip: Callable[[str], Clip]) -> None:
    cut = pieces(clip)
    broken = Piece(cut[1].start_ms, cut[1].end_ms, np.array(["no sound"]))
    reading = whole.transcripts(pair, [cut[0], broken, *cut[2:]])
    assert next(reading)[0] is cut[0]
    with pytest.raises((TypeError, ValueError)):
        next(reading)
