"""From pieces back to a whole recording."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context

from testimonies.transcript.document import Document, prevailing_language
from testimonies.transcription.chunking import Piece
from testimonies.transcription.engine import Engine
from testimonies.transcription.hearing import hear


def transcripts(
    engine: Engine,
    pieces: Iterable[Piece],
    *,
    languages: Sequence[str] = (),
    prompt: str = "",
    task: str = "transcribe",
) -> Iterator[tuple[Piece, Document]]:
    """Every piece with its transcript, times from the beginning of the recording, in their order. A piece is heard when
    it is asked for; by an engine that hears several at once, some pieces before."""

    def heard(piece: Piece) -> tuple[Piece, Document]:
        document = hear(engine, piece.samples, languages=languages, prompt=prompt, task=task)
        return piece, document.shifted(piece.start_ms)

    if engine.at_once == 1:
        yield from map(heard, pieces)
        return
    with ThreadPoolExecutor(engine.at_once) as hands:
        waiting: deque[Future[tuple[Piece, Document]]] = deque()
        try:
            for piece in pieces:
                waiting.append(hands.submit(copy_context().run, heard, piece))
                if len(waiting) > engine.at_once:  # one lies ready for the next free hand
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            hands.shutdown(wait=True, cancel_futures=True)


def gathered(engine: Engine, documents: Iterable[Document], *, duration_ms: int = 0) -> Document:
    """One document of a recording's pieces, in their order. No speech gives no segments and no language."""
    segments = tuple(segment for document in documents for segment in document)
    return Document(prevailing_language(segments), segments, engine.describe(), duration_ms)
