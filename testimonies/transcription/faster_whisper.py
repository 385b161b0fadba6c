"""The second engine: faster-whisper's own code on CTranslate2, called as it stands, one piece of sound at a time."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import ctranslate2
import faster_whisper
import numpy as np
from faster_whisper.audio import pad_or_trim
from faster_whisper.feature_extractor import FeatureExtractor

from testimonies.transcript.document import Document, Provenance, Segment, prevailing_language
from testimonies.transcription import converted, cores, dialect, paging, weights
from testimonies.transcription.listening import SAMPLE_RATE

OPTIONS: Mapping[str, Any] = {**dialect.OPTIONS, "beam_size": 1, "best_of": 1}
"""One beam at first, as openai-whisper searches; its authors' five take twice as long, and doubtful stretches are heard
again with five and ten (:data:`testimonies.transcription.dialect.ATTEMPTS`)."""

COMPUTE: Mapping[str, Mapping[str, str]] = {
    "cpu": {"auto": "float32", "float32": "float32", "int8": "int8_float32"},
    "cuda": {"auto": "float16", "float32": "float32", "float16": "float16", "int8": "int8_float16"},
}
"""Device → what to compute in → CTranslate2's name for it."""


def load(model: str, cache: Path, compute: str = "auto", at_once: int = 1) -> FasterWhisperEngine:
    """The engine with the weights of ``model``, computing in ``compute`` on the graphics card where there is one. It
    hears ``at_once`` pieces at the same time, which share the weights and divide the threads of this process.

    Raises, of :mod:`testimonies.exceptions`, WeightsMissing for weights that cannot be had or read now, UnknownModel
    for a name that is none, EngineUnavailable where this machine cannot compute so.
    """
    device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    if compute not in COMPUTE[device]:
        raise dialect.no_half_precision()
    if device == "cpu":
        paging.keep()
    found = converted.obtain(model, cache)
    try:
        network = faster_whisper.WhisperModel(
            str(found.folder),
            device=device,
            compute_type=COMPUTE[device][compute],
            cpu_threads=max(1, cores.threads() // at_once),
            num_workers=at_once,
            local_files_only=True,
        )
    except Exception as error:  # a damaged folder can fail in any way at all
        raise weights.unreadable(found.folder) from error
    return FasterWhisperEngine(network, model=model, card=found.card, digest=found.digest, at_once=at_once)


class FasterWhisperEngine:
    """See :class:`testimonies.transcription.engine.Engine`."""

    name = "faster-whisper"

    def __init__(
        self,
        network: faster_whisper.WhisperModel,
        *,
        model: str,
        card: weights.Card,
        digest: str = "",
        options: Mapping[str, Any] = OPTIONS,
        at_once: int = 1,
    ) -> None:
        self.network, self.options, self.at_once = network, options, at_once
        self.longest_piece_ms = round(card.longest_piece_s * 1_000)
        self._model, self._digest = Path(model).name, digest
        self._codes = dialect.known_codes(network.supported_languages, card.languages)
        self._prompts = card.prompts
        self.translates = dialect.may_translate(self._model, network.model.is_multilingual and card.translates)
        self._free = threading.Semaphore(at_once)
        self._encoded = _Encoded()
        network.feature_extractor = _Features(network.feat_kwargs)

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(dialect.tag(code) for code in self._codes)

    def knows(self, tag: str) -> bool:
        return dialect.code(tag) in self._codes

    def describe(self) -> Provenance:
        ran_with = {
            **self.options,
            "temperature": list(self.options["temperature"]),
            "compute_type": self.network.model.compute_type,
            "ctranslate2": ctranslate2.__version__,
            "prompts": self._prompts,
        }
        return Provenance(self.name, faster_whisper.__version__, self._model, self._digest, ran_with)

    def detect(
        self, samples: np.ndarray, *, languages: Sequence[str] = (), spans_ms: Sequence[tuple[int, int]] = ()
    ) -> list[dict[str, float]]:
        choice = dialect.choice(languages, self._codes)
        places = dialect.places(spans_ms, len(samples))
        if len(choice) == 1:
            return [{dialect.tag(choice[0]): 1.0} for _place in places]
        with self._taken(choice) as network:
            features = network.feature_extractor(samples)
            frames = min(network.feature_extractor.nb_max_frames, features.shape[-1] - 1)
            heard = network.encode(pad_or_trim(features[..., :frames]))
            told = [dict(network.model.detect_language(_part(heard, place))[0]) for place in places]
        return [dialect.shares({code: one.get(f"<|{code}|>", 0.0) for code in choice}) for one in told]

    def transcribe(
        self,
        samples: np.ndarray,
        *,
        languages: Sequence[str] = (),
        prompt: str = "",
        task: str = "transcribe",
        attempt: int = 0,
    ) -> Document:
        tried = dialect.attempt(attempt)
        asked = dialect.settings(task, tried, self.options, translates=self.translates, model=self._model)
        prompt = dialect.heeded(prompt, tried, self._prompts, self._count)
        duration_ms = len(samples) * 1_000 // SAMPLE_RATE
        segments: tuple[Segment, ...] = ()
        if len(samples):
            choice = dialect.choice(languages, self._codes)
            with self._taken(choice) as network:
                ctranslate2.set_random_seed(dialect.SEED)
                heard, about = network.transcribe(
                    samples, language=choice[0] if len(choice) == 1 else None, hotwords=prompt or None, **asked
                )
                found = [asdict(segment) for segment in heard]  # recognised only here
            language = "en" if task == "translate" else dialect.tag(about.language)
            segments = dialect.written(found, language, samples, prompt)
        return Document(prevailing_language(segments), segments, self.describe(), duration_ms)

    def _count(self, text: str) -> int:
        return len(self.network.hf_tokenizer.encode(" " + text, add_special_tokens=False).ids)

    @contextmanager
    def _taken(self, choice: Sequence[str]) -> Iterator[faster_whisper.WhisperModel]:
        """The network for one caller: it hears each window once, and detects a language among ``choice``.
        faster-whisper encodes a window to detect its language, and again to write its words."""
        network = copy.copy(self.network)  # the weights are shared
        encode = network.encode

        def remembering(features: np.ndarray) -> Any:
            for known, heard in self._encoded.windows:
                if np.array_equal(known, features):
                    return heard
            heard = encode(features)
            self._encoded.windows = [*self._encoded.windows[-dialect.WINDOWS_REMEMBERED + 1 :], (features, heard)]
            return heard

        def among_choice(features: np.ndarray, **_options: Any) -> tuple[str, float, list[tuple[str, float]]]:
            # the very frames of which the first window will be made, so that they are remembered
            frames = min(network.feature_extractor.nb_max_frames, features.shape[-1] - 1)
            told = dict(network.model.detect_language(remembering(pad_or_trim(features[..., :frames])))[0])
            found = {code: told.get(f"<|{code}|>", 0.0) for code in choice}
            best = max(choice, key=lambda code: found[code])
            return best, found[best], list(found.items())

        network.encode, network.detect_language = remembering, among_choice
        with self._free:
            yield network


class _Encoded(threading.local):
    """The last windows that a thread had encoded, and what was heard in them."""

    def __init__(self) -> None:
        self.windows: list[tuple[np.ndarray, Any]] = []


class _Made(threading.local):
    """The last sound of which a thread had features made, and those."""

    last: tuple[np.ndarray, np.ndarray] | None = None


class _Features(FeatureExtractor):
    """faster-whisper's own, which keeps what it made of the last sound: a piece's language is detected, then it is
    written."""

    def __init__(self, kind: Mapping[str, Any]) -> None:
        super().__init__(**kind)
        self._made = _Made()

    def __call__(self, waveform: np.ndarray, padding: int = 160, chunk_length: int | None = None) -> np.ndarray:
        if self._made.last and np.array_equal(self._made.last[0], waveform):
            return self._made.last[1]
        made: np.ndarray = super().__call__(waveform, padding, chunk_length)
        self._made.last = (waveform.copy(), made)
        return made


def _part(heard: Any, place: tuple[int, int]) -> Any:
    """The places from ``place[0]`` until ``place[1]`` of what the encoder gave, on the processor's own memory."""
    on_processor = np.array(heard.to_device(ctranslate2.Device.cpu))
    return ctranslate2.StorageView.from_array(np.ascontiguousarray(on_processor[:, place[0] : place[1]]))
