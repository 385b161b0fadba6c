"""From pieces back to a whole recording."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

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
    """Every piece, in order, with its transcript, times from the beginning of the recording. It is heard when it is
    asked for; an engine that hears several at once has some more in hand by then."""

    def heard(piece: Piece) -> Document:
        asked = hear(engine, piece.samples, languages=languages, prompt=prompt, task=task)
        return asked.shifted(piece.start_ms)

    if engine.at_once == 1:
        yield from ((piece, heard(piece)) for piece in pieces)
        return
    ahead: deque[tuple[Piece, Future[Document]]] = deque()
    with ThreadPoolExecutor(engine.at_once) as pool:
        try:
            for piece in pieces:
                ahead.append((piece, pool.submit(heard, piece)))
                if len(ahead) > 2 * engine.at_once:  # nobody waits for the next piece to be cut
                    first, document = ahead.popleft()
                    yield first, document.result()
            while ahead:
                first, document = ahead.popleft()
                yield first, document.result()
        finally:
            pool.shutdown(cancel_futures=True)


def gathered(engine: Engine, documents: Iterable[Document], *, duration_ms: int = 0) -> Document:
    """One document of a recording's pieces, in their order. No speech gives no segments and no language."""
    segments = tuple(segment for document in documents for segment in document)
    return Document(prevailing_language(segments), segments, engine.describe(), duration_ms)
