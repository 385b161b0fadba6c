"""What all engines built on Whisper share: its names of languages, and its segments as ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from testimonies.exceptions import CannotTranslate, EngineUnavailable
from testimonies.transcript.document import Segment, Word
from testimonies.transcription import listening, prompting, voice
from testimonies.transcription.settling import settled
from testimonies.transcription.suspicion import suspicions

OPTIONS: Mapping[str, Any] = {
    "word_timestamps": True,
    "condition_on_previous_text": False,  # pieces are independent, and an error must not feed the next one
    "temperature": (0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
}
SEED = 0
"""Higher temperatures draw lots. The same sound shall give the same words."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way of trying: whether the word list is given, and what differs from :data:`OPTIONS`."""

    prompted: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)


ATTEMPTS = (
    Attempt(prompted=True),
    Attempt(options={"beam_size": 5, "temperature": (0.0, 0.4, 0.8)}),
    Attempt(options={"beam_size": 10, "patience": 2.0, "temperature": (0.0,)}),
    Attempt(options={"best_of": 5, "temperature": (0.3, 0.6)}),
)
"""The first try and the further ones, each with other settings: a list may have led astray; five and ten beams look
further ahead than one; and by lot a loop is left that every search runs into."""

NOT_TRAINED_TO_TRANSLATE = ("turbo", "distil")
"""In the names of published models that have the token for it and ignore it."""

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


WINDOWS_REMEMBERED = 8
"""What the encoder heard in them is kept: a piece, and its stretches where it may hold two languages."""
ENCODED_MS = 20
"""Of sound in each place of what Whisper's encoder gives."""


def places(spans_ms: Sequence[tuple[int, int]], samples: int) -> list[tuple[int, int]]:
    """The first and last place (exclusive) of each span in what is encoded; of all ``samples`` where there is none."""
    whole_ms = samples * 1_000 // listening.SAMPLE_RATE
    spans = [(start_ms // ENCODED_MS, -(-end_ms // ENCODED_MS)) for start_ms, end_ms in spans_ms or [(0, whole_ms)]]
    return [(start, max(end, start + 1)) for start, end in spans]


def shares(weights: Mapping[str, float]) -> dict[str, float]:
    """Whisper's code → weight, as BCP 47 tag → share of all."""
    whole = sum(weights.values()) or 1.0
    return {tag(code): weight / whole for code, weight in weights.items()}


def no_half_precision() -> EngineUnavailable:
    """The error for half precision asked of an ordinary processor."""
    return EngineUnavailable(
        _("WHISPER_COMPUTE=float16 needs a graphics card, and this machine has none that works. Set it to auto.")
    )


def attempt(number: int) -> Attempt:
    """Of the table of attempts the one of that number; beyond its end, the last."""
    return ATTEMPTS[min(max(number, 0), len(ATTEMPTS) - 1)]


def may_translate(model: str, trained: bool) -> bool:
    """Whether a model of that name translates, ``trained`` being what its card and its vocabulary say."""
    return trained and not any(part in model for part in NOT_TRAINED_TO_TRANSLATE)


def settings(task: str, tried: Attempt, options: Mapping[str, Any], *, translates: bool, model: str) -> dict[str, Any]:
    """What to call Whisper with. Raises :class:`CannotTranslate`, and :class:`ValueError` for a task that is none."""
    if task not in ("transcribe", "translate"):
        raise ValueError(f"{task} is no task of a recogniser")
    if task == "translate" and not translates:
        raise CannotTranslate(
            _(
                "The model “%(model)s” does not translate. Ask a model that does, such as small, medium or large-v3,"
                " or write the translation by hand."
            )
            % {"model": model}
        )
    asked = {**options, **tried.options, "task": task}
    if task == "translate":
        asked["word_timestamps"] = False  # which words of the sound they come from, Whisper does not know
    return asked


def heeded(words: str, tried: Attempt, trained: bool, count: Callable[[str], int]) -> str:
    """The word list as far as it is given to the model; ``""`` where it is not."""
    return prompting.bounded(words, count) if words and tried.prompted and trained else ""


def written(
    found: Iterable[Mapping[str, Any]], language: str, samples: np.ndarray, prompt: str = ""
) -> tuple[Segment, ...]:
    """Whisper's segments of ``samples`` as ours: no word in the silence before it, the reasons to doubt named."""
    duration_ms = len(samples) * 1_000 // listening.SAMPLE_RATE
    heard = voice.heard(samples)
    found = [one for one in found if one["text"].strip()]
    told = list(segments(found, language, duration_ms))
    doubted = []
    in_place = settled((segment for segment, _no_speech in told), heard, partial(voice.voiced, samples))
    for segment, (_unsettled, no_speech) in zip(in_place, told, strict=True):
        reasons = suspicions(segment, heard=heard, no_speech=no_speech, prompt=prompt)
        doubted.append(replace(segment, doubts=tuple(one.reason.value for one in reasons)))
    return tuple(doubted)


def segments(
    found: Iterable[Mapping[str, Any]], language: str, duration_ms: int
) -> Iterator[tuple[Segment, float | None]]:
    """Whisper's segments as ours, every time inside the piece and none before the one before, each with Whisper's
    probability of no speech. One without words (a translation's) has its times from its own tokens of time."""
    reached_ms = 0
    for segment in found:
        words: list[Word] = []
        for part in segment.get("words") or ():
            start_ms = min(max(_ms(part["start"]), reached_ms), duration_ms)
            end_ms = reached_ms = min(max(_ms(part["end"]), start_ms), duration_ms)
            word = Word(start_ms, end_ms, part["word"].strip(), round(float(part["probability"]), 4))
            if words and language not in _WITHOUT_SPACES and not part["word"].startswith(" "):
                words[-1] = _joined(words[-1], word)
            elif word.text:
                words.append(word)
        if not words:
            start_ms = min(max(_ms(segment["start"]), reached_ms), duration_ms)
            reached_ms = min(max(_ms(segment["end"]), start_ms), duration_ms)
        within = (words[0].start_ms, words[-1].end_ms) if words else (start_ms, reached_ms)
        yield Segment(*within, segment["text"].strip(), language, tuple(words)), segment.get("no_speech_prob")


def _joined(first: Word, second: Word) -> Word:
    """Whisper parts "j'ai" and "twenty-one" at the mark. The doubt of a part is the doubt of the word."""
    probability = min(first.probability or 0.0, second.probability or 0.0)
    return Word(first.start_ms, second.end_ms, first.text + second.text, probability)


def _ms(seconds: float) -> int:
    return round(float(seconds) * 1_000)
