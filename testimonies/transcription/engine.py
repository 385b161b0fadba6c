"""The contract of every speech recogniser: samples in, a frozen :class:`Document` out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol

import numpy as np
from django.utils.translation import gettext as _

from testimonies.exceptions import UnknownModel
from testimonies.transcript.document import Document, Provenance
from testimonies.transcription import weights


class Engine(Protocol):
    """A loaded recogniser. One engine hears one piece at a time; a second caller waits."""

    @property
    def name(self) -> str:
        """Its key in :data:`ENGINES`."""

    @property
    def longest_piece_ms(self) -> int:
        """Pieces of sound longer than this are beyond the engine with its model."""

    @property
    def languages(self) -> frozenset[str]:
        """BCP 47 tags of what it can be asked to hear."""

    def knows(self, tag: str) -> bool:
        """Whether it can be asked to hear the language of that BCP 47 tag, region and script aside."""

    def describe(self) -> Provenance:
        """Engine, model, versions and options, to be kept with every word it writes."""

    def transcribe(self, samples: np.ndarray, *, languages: Sequence[str] = ()) -> Document:
        """The words in ``samples`` (float32, mono, 16 kHz, at most ``longest_piece_ms``), times relative to them.

        ``languages`` are the BCP 47 tags declared for the recording: none means detect among all, one means no
        detection, several mean detect among these. What the model does not know is passed over, and if nothing is
        left, the language is detected. Sound without speech gives a document without segments and without a language.
        """


def _whisper(model: str, file: Path) -> Engine:
    # Before torch is imported: its threads shall sleep while they wait. Spinning, two threads on two busy cores were
    # measured to take fifteen times as long.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    return import_module("testimonies.transcription.whisper").load(model, file)


ENGINES: Mapping[str, Callable[[str, Path], Engine]] = {"whisper": _whisper}
"""Name → loader of a model's name and the file of its weights. Loading an engine's library takes seconds: only here."""


def load(engine: str, model: str, *, cache: Path | str | None = None) -> Engine:
    """The engine with the weights that ``model`` names: a known name, or a checkpoint file.

    ``cache`` is the folder of downloaded weights (default: Whisper's own, ``~/.cache/whisper``). A known name that is
    not there is downloaded once; for a file no network is ever tried. Raises :class:`UnknownModel` when engine or model
    is misspelt, :class:`~testimonies.exceptions.WeightsMissing` when the weights cannot be had or read now.
    """
    loader = _loader(engine)
    return loader(model, weights.obtain(model, weights.cache_folder(cache)))


def check_model(model: str, engine: str = "whisper") -> None:
    """Raise :class:`UnknownModel`, with the known names, for a misspelt model or engine. Loads nothing."""
    _loader(engine)
    weights.check_name(model)


def _loader(engine: str) -> Callable[[str, Path], Engine]:
    try:
        return ENGINES[engine]
    except KeyError:
        raise UnknownModel(
            _("There is no engine “%(engine)s”. Known engines: %(known)s.")
            % {"engine": engine, "known": ", ".join(ENGINES)}
        ) from None
