"""The contract of every speech recogniser: samples in, a frozen :class:`Document` out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from django.utils.translation import gettext as _

from testimonies.exceptions import EngineUnavailable, UnknownModel
from testimonies.transcript.document import Document, Provenance
from testimonies.transcription import converted, cores, weights

TASKS = ("transcribe", "translate")
"""Write what is spoken in the language it is spoken in, or in English."""


class Engine(Protocol):
    """A loaded recogniser. Threads may call it as they like; those beyond :attr:`at_once` wait."""

    @property
    def name(self) -> str:
        """Its key in :data:`ENGINES`."""

    @property
    def at_once(self) -> int:
        """How many pieces it hears at the same time, each for another thread."""

    @property
    def longest_piece_ms(self) -> int:
        """Pieces of sound longer than this are beyond the engine with its model."""

    @property
    def languages(self) -> frozenset[str]:
        """BCP 47 tags of what it can be asked to hear."""

    def knows(self, tag: str) -> bool:
        """Whether it can be asked to hear the language of that BCP 47 tag, region and script aside."""

    @property
    def translates(self) -> bool:
        """Whether the model knows the task ``translate``."""

    def describe(self) -> Provenance:
        """Engine, model, versions and options, to be kept with every word it writes."""

    def detect(
        self, samples: np.ndarray, *, languages: Sequence[str] = (), spans_ms: Sequence[tuple[int, int]] = ()
    ) -> list[dict[str, float]]:
        """For each of ``spans_ms`` of ``samples`` (the whole, where none is given) how probable each language is: BCP
        47 tag → 0 to 1, together 1. ``languages`` as in :meth:`transcribe`. The sound is encoded once for all spans,
        and not again when it is transcribed next: so a span is judged with its surroundings in mind."""

    def transcribe(
        self,
        samples: np.ndarray,
        *,
        languages: Sequence[str] = (),
        prompt: str = "",
        task: str = "transcribe",
        attempt: int = 0,
    ) -> Document:
        """The words in ``samples`` (float32, mono, 16 kHz, at most ``longest_piece_ms``), times relative to them.

        ``languages`` are the BCP 47 tags declared for the recording: none means detect among all, one means no
        detection, several mean detect among these. What the model does not know is passed over, and if nothing is
        left, the language is detected. Sound without speech gives a document without segments and without a language.

        ``prompt`` is a list of words that may be spoken, most important first
        (:func:`testimonies.transcription.prompting.prompt`). It is cut to what the model can take, and passed over by a
        model that was not trained for it: ``options["prompts"]`` of its provenance says which.

        ``task`` is one of :data:`TASKS`. What is translated is in English, without the times of its words. Raises
        :class:`~testimonies.exceptions.CannotTranslate` where the model does not know how.

        ``attempt`` 0 is the first, n the n-th try with other settings
        (:data:`testimonies.transcription.dialect.ATTEMPTS`); beyond the table its last settings hold.

        Every segment names the reasons to doubt it. Nothing is left out for being doubtful.
        """


COMPUTE = ("auto", "float32", "float16", "int8")
"""What to compute in. ``auto``: float16 on a graphics card, else float32. ``float16`` needs a graphics card."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of engine. ``check`` takes the name of a model and what to compute in, and loads nothing; ``load``
    takes the folder of kept weights and how many pieces to hear at once besides. Loading an engine's library takes
    seconds: only there. ``side_by_side`` is whether it can hear several."""

    check: Callable[[str, str], None]
    load: Callable[[str, Path, str, int], Engine]
    side_by_side: bool


MOST_AT_ONCE = 4
"""Pieces that a process hears at the same time where nobody says how many."""


def at_once(engine: str, wanted: int | None = None) -> int:
    """How many pieces one process shall hear at the same time: so many as are ``wanted``, else one for each thread
    that it computes with, :data:`MOST_AT_ONCE` at most; one with an engine that cannot hear several, or that is none. A
    thread for each piece waits for nobody; several threads for one piece wait for each other at every word.
    """
    kind = ENGINES.get(engine)
    if kind is None or not kind.side_by_side:
        return 1
    return wanted or min(cores.threads(), MOST_AT_ONCE)


def load(
    engine: str, model: str, *, cache: Path | str | None = None, compute: str = "auto", at_once: int = 1
) -> Engine:
    """The engine with the weights that ``model`` names: a known name, a checkpoint file, or a folder where the engine
    reads folders.

    ``cache`` is the folder of downloaded and converted weights (default: Whisper's own, ``~/.cache/whisper``),
    ``compute`` one of :data:`COMPUTE`, and ``at_once`` how many pieces it shall hear at the same time, where it can. A
    known name that is not there is downloaded once; for a file or a folder no network is ever tried. Raises
    :class:`UnknownModel` when engine or model is misspelt, :class:`~testimonies.exceptions.EngineUnavailable` when the
    engine cannot run here as it is asked to, :class:`~testimonies.exceptions.WeightsMissing` when the weights cannot be
    had or read now.
    """
    check_model(model, engine, compute)
    # Before a library is loaded: its threads shall sleep while they wait. Spinning, two threads on two busy cores were
    # measured to take fifteen times as long.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    return ENGINES[engine].load(model, weights.cache_folder(cache), compute, at_once)


def check_model(model: str, engine: str = "whisper", compute: str = "auto") -> None:
    """Raise :class:`UnknownModel`, with what is known, for a misspelt model or engine, and
    :class:`~testimonies.exceptions.EngineUnavailable` for an engine that cannot run here so. Loads nothing."""
    if engine not in ENGINES:
        raise UnknownModel(
            _("There is no engine “%(engine)s”. Known engines: %(known)s.")
            % {"engine": engine, "known": ", ".join(ENGINES)}
        )
    if compute not in COMPUTE:
        raise EngineUnavailable(
            _("WHISPER_COMPUTE is “%(compute)s”; it must be one of: %(known)s.")
            % {"compute": compute, "known": ", ".join(COMPUTE)}
        )
    ENGINES[engine].check(model, compute)


def _check_whisper(model: str, compute: str) -> None:
    if compute == "int8":
        raise EngineUnavailable(
            _(
                "The engine “whisper” does not compute in int8. Set WHISPER_COMPUTE=auto, or"
                " WHISPER_ENGINE=faster-whisper."
            )
        )
    weights.check_name(model)


def _whisper(model: str, cache: Path, compute: str, at_once: int) -> Engine:
    return import_module("testimonies.transcription.whisper").load(model, weights.obtain(model, cache), compute)


def _check_faster_whisper(model: str, compute: str) -> None:
    if find_spec("faster_whisper") is None:
        raise EngineUnavailable(
            _(
                "The engine “faster-whisper” is not installed. Install it with “%(command)s”, or set"
                " WHISPER_ENGINE=whisper."
            )
            % {"command": "pip install --constraint constraints.txt '.[faster]'"}
        )
    converted.check_name(model)


def _faster_whisper(model: str, cache: Path, compute: str, at_once: int) -> Engine:
    return import_module("testimonies.transcription.faster_whisper").load(model, cache, compute, at_once)


ENGINES: Mapping[str, Kind] = {
    "whisper": Kind(_check_whisper, _whisper, side_by_side=False),
    "faster-whisper": Kind(_check_faster_whisper, _faster_whisper, side_by_side=True),
}
