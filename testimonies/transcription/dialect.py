"""What all engines built on Whisper share: its names of languages, and its segments as ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from testimonies.exceptions import EngineUnavailable
from testimonies.transcript.document import Segment, Word

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


def code(tag: str) -> str:
    """Whisper's code for a BCP 47 tag, region and script aside. Of what Whisper does not know, the first subtag."""
    subtag = tag.lower().replace("_", "-").split("-")[0]
    return _WHISPER_CODES.get(subtag, subtag)


def tag(code: str) -> str:
    """The BCP 47 tag of a code of Whisper's."""
    return _TAGS.get(code, code)


def known_codes(all_codes: Iterable[str], declared: Sequence[str]) -> frozenset[str]:
    """Of ``all_codes`` those that a card declares as BCP 47 tags; all, where it declares none of them."""
    whole = frozenset(all_codes)
    return whole & {code(one) for one in declared} or whole


def choice(declared: Sequence[str], known: frozenset[str]) -> list[str]:
    """The codes among which to detect: those of the ``declared`` tags that the model knows, else all it knows."""
    return [found for one in declared if (found := code(one)) in known] or sorted(known)


def no_half_precision() -> EngineUnavailable:
    """The error for half precision asked of an ordinary processor."""
    return EngineUnavailable(
        _("WHISPER_COMPUTE=float16 needs a graphics card, and this machine has none that works. Set it to auto.")
    )


def segments(found: Iterable[Mapping[str, Any]], language: str, duration_ms: int) -> Iterator[Segment]:
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


def _drawn_by_lot(segment: Mapping[str, Any], words: list[Word]) -> bool:
    """Whether Whisper failed at every temperature by its own measures, and doubts what it wrote at the last."""
    doubt = sum(word.probability or 0.0 for word in words) / len(words)
    return segment["temperature"] == 1.0 and doubt < LEAST_PROBABILITY


def _ms(seconds: float) -> int:
    return round(float(seconds) * 1_000)
