"""The default engine: openai-whisper's own code, called as it stands, one piece of sound at a time."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
import whisper
from whisper.audio import HOP_LENGTH, N_FRAMES, SAMPLE_RATE, pad_or_trim
from whisper.tokenizer import LANGUAGES, get_tokenizer

from testimonies.exceptions import WeightsMissing
from testimonies.transcript.document import Document, Provenance, Segment, Word, prevailing_language
from testimonies.transcription import weights
from testimonies.transcription.settling import settled

OPTIONS: Mapping[str, Any] = {
    "word_timestamps": True,
    "condition_on_previous_text": False,  # pieces are independent, and an error must not feed the next one
    "temperature": (0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
}
SEED = 0
"""Higher temperatures draw lots. The same sound shall give the same words."""

LEAST_PROBABILITY = 0.3
"""Of words found at the last temperature only, on average. What is written over loud noise and tones nearly always
stays below (whisper-mini, 20 segments: 0.00 to 0.25, one at 0.4); speech 5 dB above the noise had 0.41 to 0.49."""

_WITHOUT_SPACES = frozenset({"zh", "ja", "th", "lo", "my", "yue"})
"""In these Whisper gives single characters; elsewhere a word begins with its space."""
_WHISPER_CODES = {"fil": "tl", "nb": "no", "jv": "jw", "cmn": "zh", "iw": "he"}
"""BCP 47 primary subtag → the code of Whisper's token, where the two differ."""
_TAGS = {"jw": "jv"}
"""Whisper's code → BCP 47 tag, where Whisper's is none."""

torch.set_num_threads(min(len(os.sched_getaffinity(0)), 8))  # the cores this process may use, not the machine's


def load(model: str, file: Path) -> WhisperEngine:
    """The engine with the checkpoint in ``file``. Raises :class:`WeightsMissing` for one that cannot be read."""
    card = weights.card(file)
    try:
        digest = weights.digest(file)
        if card.sha256 and card.sha256 != digest:
            raise weights.unreadable(file)
        network = whisper.load_model(str(file))
        if model in whisper.available_models():
            network.set_alignment_heads(whisper._ALIGNMENT_HEADS[model])
    except WeightsMissing:
        raise
    except Exception as error:  # a damaged file can fail in any way at all
        raise weights.unreadable(file) from error
    with warnings.catch_warnings():  # Whisper reads its vocabulary once and leaves that file open
        warnings.simplefilter("ignore", ResourceWarning)
        get_tokenizer(network.is_multilingual, num_languages=network.num_languages)
    return WhisperEngine(network, model=model, card=card, digest=digest)


class WhisperEngine:
    """See :class:`testimonies.transcription.engine.Engine`."""

    name = "whisper"

    def __init__(
        self,
        network: whisper.Whisper,
        *,
        model: str,
        card: weights.Card,
        digest: str = "",
        options: Mapping[str, Any] = OPTIONS,
    ) -> None:
        self.network, self.options = network, options
        self.longest_piece_ms = round(card.longest_piece_s * 1_000)
        self._model, self._digest = Path(model).name, digest
        self._fp16 = network.device.type == "cuda"
        self._codes = _known_codes(network, card)
        self._one_at_a_time = threading.Lock()

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(_TAGS.get(code, code) for code in self._codes)

    def knows(self, tag: str) -> bool:
        return _code(tag) in self._codes

    def describe(self) -> Provenance:
        options = {**self.options, "temperature": list(self.options["temperature"]), "fp16": self._fp16}
        return Provenance("whisper", whisper.__version__, self._model, self._digest, options)

    def transcribe(self, samples: np.ndarray, *, languages: Sequence[str] = ()) -> Document:
        duration_ms = len(samples) * 1_000 // SAMPLE_RATE
        segments: tuple[Segment, ...] = ()
        if len(samples):
            choice = self._choice(languages)
            with self._one_at_a_time, _heard_once(self.network, choice, len(samples)), torch.random.fork_rng():
                torch.manual_seed(SEED)
                heard = self.network.transcribe(
                    samples,
                    language=choice[0] if len(choice) == 1 else None,
                    fp16=self._fp16,
                    verbose=None,
                    **self.options,
                )
            code = heard["language"]
            segments = tuple(settled(_segments(heard["segments"], _TAGS.get(code, code), duration_ms), samples))
        return Document(prevailing_language(segments), segments, self.describe(), duration_ms)

    def _choice(self, declared: Sequence[str]) -> list[str]:
        """Whisper's codes of the languages that may be heard."""
        return [code for tag in declared if (code := _code(tag)) in self._codes] or sorted(self._codes)


def _known_codes(network: whisper.Whisper, card: weights.Card) -> frozenset[str]:
    if not network.is_multilingual:
        return frozenset({"en"})
    whole = frozenset(list(LANGUAGES)[: network.num_languages])
    return whole & {_code(tag) for tag in card.languages} or whole


def _code(tag: str) -> str:
    subtag = tag.lower().replace("_", "-").split("-")[0]
    return _WHISPER_CODES.get(subtag, subtag)


def _segments(found: list[dict[str, Any]], language: str, duration_ms: int) -> Iterator[Segment]:
    """Whisper's segments as ours: those with words, every time inside the piece and none before the one before."""
    reached_ms = 0
    for segment in found:
        words: list[Word] = []
        for part in segment["words"]:
            start_ms = min(max(_ms(part["start"]), reached_ms), duration_ms)
            end_ms = reached_ms = min(max(_ms(part["end"]), start_ms), duration_ms)
            word = Word(start_ms, end_ms, part["word"].strip(), round(float(part["probability"]), 4))
            if words and language not in _WITHOUT_SPACES and not part["word"].startswith(" "):
                words[-1] = _joined(words[-1], word)
            elif word.text:
                words.append(word)
        if words and not _drawn_by_lot(segment, words):
            yield Segment(words[0].start_ms, words[-1].end_ms, segment["text"].strip(), language, tuple(words))


def _joined(first: Word, second: Word) -> Word:
    """Whisper parts "j'ai" and "twenty-one" at the mark. The doubt of a part is the doubt of the word."""
    probability = min(first.probability or 0.0, second.probability or 0.0)
    return Word(first.start_ms, second.end_ms, first.text + second.text, probability)


def _drawn_by_lot(segment: dict[str, Any], words: list[Word]) -> bool:
    """Whether Whisper failed at every temperature by its own measures, and doubts what it wrote at the last."""
    doubt = sum(word.probability or 0.0 for word in words) / len(words)
    return segment["temperature"] == 1.0 and doubt < LEAST_PROBABILITY


def _ms(seconds: float) -> int:
    return round(float(seconds) * 1_000)


@contextmanager
def _heard_once(network: whisper.Whisper, choice: Sequence[str], samples: int) -> Iterator[None]:
    """Let the encoder, the dearest part of the work, hear each window once, and detection choose among ``choice``.

    Whisper encodes a window anew to detect its language, for every temperature it decodes at, and to align the words.
    To detect, it fills a short window up with silence, to decode, with zeros: here zeros serve for both.
    """
    last: list[torch.Tensor] = []
    encode, detect = network.encoder.forward, network.detect_language

    def remembering(mel: torch.Tensor) -> torch.Tensor:
        if not (last and last[0].shape == mel.shape and torch.equal(last[0], mel)):
            last[:] = [mel, encode(mel)]
        return last[1]

    def among_choice(mel: torch.Tensor) -> tuple[torch.Tensor, dict[str, float]]:
        tokens, found = detect(pad_or_trim(mel[:, : samples // HOP_LENGTH], N_FRAMES))
        return tokens, {code: found.get(code, 0.0) for code in choice}

    network.encoder.forward, network.detect_language = remembering, among_choice
    try:
        yield
    finally:
        del network.encoder.forward, network.detect_language
