"""The default engine: openai-whisper's own code, called as it stands, one piece of sound at a time."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
import whisper
from whisper.audio import HOP_LENGTH, N_FRAMES, N_SAMPLES, SAMPLE_RATE, log_mel_spectrogram, pad_or_trim
from whisper.tokenizer import LANGUAGES, get_tokenizer

from testimonies.exceptions import WeightsMissing
from testimonies.transcript.document import Document, Provenance, Segment, prevailing_language
from testimonies.transcription import cores, dialect, weights

torch.set_num_threads(cores.threads())  # by itself it counts the machine's cores, not those it may use


def load(model: str, file: Path, compute: str = "auto") -> WhisperEngine:
    """The engine with the checkpoint in ``file``, computing in ``compute`` (``auto``, ``float32`` or ``float16``).

    Raises :class:`WeightsMissing` for a file that cannot be read, :class:`~testimonies.exceptions.EngineUnavailable`
    where this machine cannot compute so.
    """
    if compute == "float16" and not torch.cuda.is_available():
        raise dialect.no_half_precision()
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
    return WhisperEngine(network, model=model, card=card, digest=digest, fp16=False if compute == "float32" else None)


class WhisperEngine:
    """See :class:`testimonies.transcription.engine.Engine`."""

    name = "whisper"
    at_once = 1
    """The lots it draws at higher temperatures come from one urn for the whole process: two pieces at once would not
    get the same words twice."""

    def __init__(
        self,
        network: whisper.Whisper,
        *,
        model: str,
        card: weights.Card,
        digest: str = "",
        options: Mapping[str, Any] = dialect.OPTIONS,
        fp16: bool | None = None,
    ) -> None:
        """``fp16`` is whether to compute in half precision; ``None`` leaves it to the device."""
        self.network, self.options = network, options
        self.longest_piece_ms = round(card.longest_piece_s * 1_000)
        self._model, self._digest = Path(model).name, digest
        self._fp16 = network.device.type == "cuda" if fp16 is None else fp16
        self._codes = _known_codes(network, card)
        self._prompts = card.prompts
        self.translates = dialect.may_translate(self._model, network.is_multilingual and card.translates)
        self._one_at_a_time = threading.Lock()
        self._encoded: list[tuple[torch.Tensor, torch.Tensor]] = []

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(dialect.tag(code) for code in self._codes)

    def knows(self, tag: str) -> bool:
        return dialect.code(tag) in self._codes

    def describe(self) -> Provenance:
        options = {
            **self.options,
            "temperature": list(self.options["temperature"]),
            "fp16": self._fp16,
            "prompts": self._prompts,
        }
        return Provenance("whisper", whisper.__version__, self._model, self._digest, options)

    @torch.no_grad()
    def detect(
        self, samples: np.ndarray, *, languages: Sequence[str] = (), spans_ms: Sequence[tuple[int, int]] = ()
    ) -> list[dict[str, float]]:
        choice, network = dialect.choice(languages, self._codes), self.network
        places = dialect.places(spans_ms, len(samples))
        if len(choice) == 1:
            return [{dialect.tag(choice[0]): 1.0} for _place in places]
        tokenizer = get_tokenizer(True, num_languages=network.num_languages)
        tokens = [tokenizer.to_language_token(code) for code in choice]
        with self._one_at_a_time, _heard_once(network, choice, len(samples), self._encoded):
            mel = log_mel_spectrogram(samples, network.dims.n_mels, padding=N_SAMPLES)
            mel = pad_or_trim(mel[:, : max(len(samples) // HOP_LENGTH, 1)], N_FRAMES).to(network.device)
            heard = network.encoder(mel.to(torch.float16 if self._fp16 else torch.float32)[None])
            begin = torch.tensor([[tokenizer.sot]], device=network.device)
            told = [
                network.logits(begin, heard[:, start:end])[0, 0, tokens].float().softmax(-1) for start, end in places
            ]
        return [dialect.shares(dict(zip(choice, one.tolist(), strict=True))) for one in told]

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
            with (
                self._one_at_a_time,
                _heard_once(self.network, choice, len(samples), self._encoded),
                torch.random.fork_rng(),
            ):
                torch.manual_seed(dialect.SEED)
                heard = self.network.transcribe(
                    samples,
                    language=choice[0] if len(choice) == 1 else None,
                    initial_prompt=prompt or None,
                    carry_initial_prompt=bool(prompt),
                    fp16=self._fp16,
                    verbose=None,
                    **asked,
                )
            language = "en" if task == "translate" else dialect.tag(heard["language"])
            segments = dialect.written(heard["segments"], language, samples, prompt)
        return Document(prevailing_language(segments), segments, self.describe(), duration_ms)

    def _count(self, text: str) -> int:
        tokenizer = get_tokenizer(self.network.is_multilingual, num_languages=self.network.num_languages)
        return len(tokenizer.encode(" " + text))


def _known_codes(network: whisper.Whisper, card: weights.Card) -> frozenset[str]:
    if not network.is_multilingual:
        return frozenset({"en"})
    return dialect.known_codes(list(LANGUAGES)[: network.num_languages], card.languages)


@contextmanager
def _heard_once(
    network: whisper.Whisper, choice: Sequence[str], samples: int, encoded: list[tuple[torch.Tensor, torch.Tensor]]
) -> Iterator[None]:
    """Let the encoder, the dearest part of the work, hear each window once, and detection choose among ``choice``.

    Whisper encodes a window anew to detect its language, for every temperature it decodes at, and to align the words.
    To detect, it fills a short window up with silence, to decode, with zeros: here zeros serve for both. ``encoded``
    holds the last few windows with what was heard in them.
    """
    encode, detect = network.encoder.forward, network.detect_language

    def remembering(mel: torch.Tensor) -> torch.Tensor:
        for known, heard in encoded:
            if known.shape == mel.shape and known.dtype == mel.dtype and torch.equal(known, mel):
                return heard
        heard = encode(mel)
        encoded[:] = [*encoded[-dialect.WINDOWS_REMEMBERED + 1 :], (mel, heard)]
        return heard

    def among_choice(mel: torch.Tensor) -> tuple[torch.Tensor, dict[str, float]]:
        tokens, found = detect(pad_or_trim(mel[:, : samples // HOP_LENGTH], N_FRAMES))
        return tokens, {code: found.get(code, 0.0) for code in choice}

    network.encoder.forward, network.detect_language = remembering, among_choice
    try:
        yield
    finally:
        del network.encoder.forward, network.detect_language
