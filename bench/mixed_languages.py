"""An interview in English, Spanish and French with long pauses, by the whole pipeline, against what was spoken.

    python -m bench.mixed_languages [--minutes 30] [--engine whisper|faster-whisper] [--compute int8]
        [--language en --language es …]

The sound is put together from the demonstration collection's sentences (``tests/factories/interview.py``): synthetic
voices, the only ones that whisper-mini knows. Prints JSON. ``word_error_rate`` is of all the words; a passage is in its
language when more than nine tenths of what is written in it, by time, is; ``words_in_pauses`` counts words in the
middle of which nobody speaks, more than 0.3 s away from any sentence.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Sequence
from typing import Any

import jiwer
import numpy as np

from testimonies.transcript.document import Document, Segment
from testimonies.transcription import chunking, whole
from testimonies.transcription.engine import COMPUTE, ENGINES, Engine, at_once, load
from tests.factories.interview import RATE_HZ, Passage, mixed

NEAR_MS = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--engine", default="whisper", choices=list(ENGINES))
    parser.add_argument("--compute", default="auto", choices=list(COMPUTE))
    parser.add_argument("--language", action="append", default=[])
    parser.add_argument("--seed", type=int, default=1990)
    arguments = parser.parse_args()
    samples, passages = mixed(arguments.minutes, arguments.seed)
    begun = time.perf_counter()
    engine = load(arguments.engine, "whisper-mini", compute=arguments.compute, at_once=at_once(arguments.engine))
    document = transcript(engine, samples, arguments.language)
    taken_s = time.perf_counter() - begun
    found = {**compared(document, passages), "times_real_time": round(len(samples) / RATE_HZ / taken_s, 1)}
    asked = {"engine": arguments.engine, "compute": arguments.compute, "declared": arguments.language}
    print(json.dumps({**found, **asked, "at_once": engine.at_once}, indent=1))


def transcript(engine: Engine, samples: np.ndarray, languages: Sequence[str] = ()) -> Document:
    pieces = chunking.pieces(np.array_split(samples, 500), longest_ms=engine.longest_piece_ms)
    heard = [document for _piece, document in whole.transcripts(engine, pieces, languages=languages)]
    return whole.gathered(engine, heard, duration_ms=len(samples) * 1_000 // RATE_HZ)


def compared(document: Document, passages: Sequence[Passage]) -> dict[str, Any]:
    spoken = " ".join(passage.text for passage in passages)
    of_language = {one: [passage for passage in passages if passage.language == one] for one in ("en", "es", "fr")}
    return {
        "minutes": round(document.duration_ms / 60_000, 1),
        "passages": {language: len(those) for language, those in of_language.items()},
        "words_spoken": len(spoken.split()),
        "word_error_rate": round(jiwer.wer(plain(spoken), plain(document.text)), 4),
        "passages_in_another_language": sum(not in_its_language(document, passage) for passage in passages),
        "words_in_pauses": len(words_in_pauses(document, passages)),
        "segments": len(document.segments),
        "segments_doubted": sum(bool(segment.doubts) for segment in document),
    }


def in_its_language(document: Document, passage: Passage) -> bool:
    within = [(overlap_ms(segment, passage), segment.language) for segment in document]
    written_ms = sum(length_ms for length_ms, _language in within)
    right_ms = sum(length_ms for length_ms, language in within if language == passage.language)
    return written_ms > 0 and right_ms > 0.9 * written_ms


def overlap_ms(segment: Segment, passage: Passage) -> int:
    return max(0, min(segment.end_ms, passage.end_ms) - max(segment.start_ms, passage.start_ms))


def words_in_pauses(document: Document, passages: Sequence[Passage]) -> list[int]:
    """The middles, in ms, of the words that stand where nobody speaks."""
    spans = np.array([span for passage in passages for span in passage.spans_ms])
    middles = [(word.start_ms + word.end_ms) // 2 for segment in document for word in segment.words]
    return [at for at in middles if not np.any((spans[:, 0] - NEAR_MS <= at) & (at <= spans[:, 1] + NEAR_MS))]


def plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w' ]+", " ", text.lower()).split())


if __name__ == "__main__":
    main()
