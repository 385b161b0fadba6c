"""What was truly spoken in the sound that the tests carry: the scripts that it was made from, and how to compare."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import jiwer

from testimonies.models import Segment

DATA = Path(__file__).resolve().parents[1] / "data"
CLIPS = DATA / "uploads"
DEMONSTRATION = DATA / "demonstration_scripts"
ENGLISH, SPANISH, FRENCH = CLIPS / "clip-en.mp3", CLIPS / "clip-es.m4a", CLIPS / "clip-fr.wav"
"""Twelve seconds each, in three formats."""


@dataclass(frozen=True)
class Script:
    """``words`` are (text, start_ms, end_ms) in the order in which they are spoken."""

    language: str
    words: tuple[tuple[str, int, int], ...]

    @property
    def text(self) -> str:
        return _folded(" ".join(text for text, _, _ in self.words))


def script(file: Path) -> Script:
    """The script of a sound file, or the one with its path."""
    read = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    words = tuple((w["text"], w["start_ms"], w["end_ms"]) for s in read["sentences"] for w in s["words"])
    return Script(read["language"], words)


def word_error(spoken: Script, segments: Iterable[Segment]) -> float:
    """The share of words that are wrong, missing or too many, punctuation and capitals aside (0.1 is one in ten)."""
    return float(jiwer.wer(spoken.text, _folded(" ".join(segment.text for segment in segments))))


def time_errors_ms(spoken: Script, segments: Iterable[Segment]) -> list[int]:
    """How far off the beginning of each word is that was heard right."""
    heard = [word for segment in segments for word in segment.spoken_words]
    compared = jiwer.process_words(spoken.text, " ".join(_folded(word.text) for word in heard))
    return [
        abs(spoken.words[run.ref_start_idx + at][1] - heard[run.hyp_start_idx + at].start_ms)
        for run in compared.alignments[0]
        if run.type == "equal"
        for at in range(run.ref_end_idx - run.ref_start_idx)
    ]


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[^\w'\s]", "", text.replace("’", "'")).casefold().split())
