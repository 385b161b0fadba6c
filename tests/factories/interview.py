"""An interview in three languages: English with Spanish and French passages, long pauses, and noise in some of them.

Put together from the sentences of the demonstration collection, each cut out of its recording; the same seed gives the
same sound.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from testimonies.audio import decoding

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "tests/data/demonstration_scripts"
SOUNDS = ROOT / "archive/data/demonstration"
RATE_HZ = 16_000
LANGUAGES = ("en", "en", "es", "en", "fr")
"""Drawn among these: most of it is English."""

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Passage:
    """Some sentences of one voice in one language: their text and when each is spoken, in ms."""

    language: str
    text: str
    spans_ms: tuple[tuple[int, int], ...]

    @property
    def start_ms(self) -> int:
        return self.spans_ms[0][0]

    @property
    def end_ms(self) -> int:
        return self.spans_ms[-1][1]


def mixed(minutes: float, seed: int = 1990) -> tuple[Samples, list[Passage]]:
    """An interview of at least so many minutes (float32 mono 16 kHz), and what is spoken in it."""
    lots = np.random.default_rng(seed)
    recordings = list(_recordings())
    parts: list[Samples] = []
    passages: list[Passage] = []
    length = 0

    def add(samples: Samples) -> tuple[int, int]:
        nonlocal length
        parts.append(samples)
        length += len(samples)
        return (length - len(samples)) // 16, length // 16

    while length < minutes * 60 * RATE_HZ:
        language = str(lots.choice(LANGUAGES))
        of_it = [recording for recording in recordings if recording[0] == language]
        _language, sentences = of_it[lots.integers(len(of_it))]
        count, first = int(lots.integers(1, 6)), int(lots.integers(len(sentences)))
        spans, texts = [], []
        for text, sound in (sentences[(first + at) % len(sentences)] for at in range(count)):
            add(np.zeros(int(lots.integers(4_000, 16_000)), dtype=np.float32))
            spans.append(add(sound))
            texts.append(text)
        passages.append(Passage(language, " ".join(texts), tuple(spans)))
        add(_pause(lots))
    return np.concatenate(parts), passages


def _recordings() -> Iterator[tuple[str, list[tuple[str, Samples]]]]:
    """Language, and each sentence with its sound."""
    for path in sorted(SCRIPTS.glob("*.json")):
        script = json.loads(path.read_text(encoding="utf-8"))
        with decoding.stream(SOUNDS / script["sound"]) as stream:
            sound = np.concatenate(list(stream))
        yield (
            script["language"],
            [(one["text"], sound[one["start_ms"] * 16 : one["end_ms"] * 16 + 1_600]) for one in script["sentences"]],
        )


def _pause(lots: np.random.Generator) -> Samples:
    """A breath, or up to a quarter of a minute: of silence, of hiss, or of an engine that passes."""
    seconds = float(lots.choice([0.6, 1.0, 3.0, 8.0, 15.0], p=[0.3, 0.2, 0.2, 0.2, 0.1]))
    count = round(seconds * RATE_HZ)
    hiss = lots.standard_normal(count)
    kind = str(lots.choice(["silence", "hiss", "engine"]))
    if seconds < 3 or kind == "silence":
        return np.zeros(count, dtype=np.float32)
    swell = np.sin(np.pi * np.arange(count) / count) ** 2
    if kind == "hiss":
        return (0.03 * swell * hiss).astype(np.float32)
    spectrum = np.fft.rfft(hiss)
    spectrum[np.fft.rfftfreq(count, 1 / RATE_HZ) > 300] = 0
    rumble = np.fft.irfft(spectrum, count)
    return (0.1 * swell * rumble / rumble.std()).astype(np.float32)
