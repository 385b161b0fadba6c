"""From pieces back to a whole recording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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
    """Every piece with its transcript, times from the beginning of the recording. A piece is heard when asked for."""
    for piece in pieces:
        yield piece, hear(engine, piece.samples, languages=languages, prompt=prompt, task=task).shifted(piece.start_ms)


def gathered(engine: Engine, documents: Iterable[Document], *, duration_ms: int = 0) -> Document:
    """One document of a recording's pieces, in their order. No speech gives no segments and no language."""
    segments = tuple(segment for document in documents for segment in document)
    return Document(prevailing_language(segments), segments, engine.describe(), duration_ms)
