"""Weights in CTranslate2's form: which names are known, and how a folder of them is found, fetched or made.

A known name is fetched from the Hugging Face Hub; the carried checkpoint, and any other of openai-whisper's, is
converted at first use, so that both engines run the same weights.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache as once
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.utils.translation import gettext as _

from testimonies.exceptions import UnknownModel, WeightsMissing
from testimonies.transcription import weights

FILES = ("model.bin", "config.json", "tokenizer.json")
"""Without one of these a folder is incomplete; without the last one faster-whisper would ask the network for it."""
FORM = 1
"""Of the converted folders. To be raised when :mod:`testimonies.transcription.conversion` writes another one."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A folder of weights. ``digest`` is the SHA-256 of the checkpoint it was made of, or of its ``model.bin``."""

    folder: Path
    digest: str
    card: weights.Card


@once
def sources() -> Mapping[str, str]:
    """Name → repository on the Hub. faster-whisper's own table, read from its source."""
    spec = find_spec("faster_whisper")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("faster-whisper is not installed")
    return weights.models_named_in(Path(spec.origin).parent / "utils.py")


def check_name(model: str) -> None:
    """Raise :class:`UnknownModel` unless ``model`` is a known name, a checkpoint file or a folder of weights."""
    path = Path(model).expanduser()
    if model in weights.CARRIED or model in sources() or path.is_file() or (path / "model.bin").is_file():
        return
    raise UnknownModel(
        _(
            "WHISPER_MODEL is “%(model)s”, which is neither a checkpoint file nor a CTranslate2 folder nor a known"
            " model. Known models: %(known)s."
        )
        % {"model": model, "known": ", ".join([*weights.CARRIED, *sources()])}
    )


def obtain(model: str, cache: Path) -> Converted:
    """The folder of ``model``'s weights, fetched or made in ``cache`` where it is not there yet.

    Raises :class:`UnknownModel` or :class:`WeightsMissing`.
    """
    check_name(model)
    path = Path(model).expanduser()
    if model in weights.CARRIED:
        return _of_checkpoint(weights.CARRIED[model], cache)
    if model in sources():
        return _of_folder(_fetched(model, cache))
    return _of_checkpoint(path, cache) if path.is_file() else _of_folder(path)


def _of_folder(folder: Path) -> Converted:
    """A card may lie inside, as ``model.json``."""
    if not all((folder / name).is_file() for name in FILES):
        raise weights.unreadable(folder)
    digest, card = weights.digest(folder / "model.bin"), weights.card(folder / "model.bin")
    if card.sha256 and card.sha256 != digest:
        raise weights.unreadable(folder)
    return Converted(folder, digest, card)


def _of_checkpoint(file: Path, cache: Path) -> Converted:
    digest, card = weights.digest(file), weights.card(file)
    if card.sha256 and card.sha256 != digest:
        raise weights.unreadable(file)
    folder = cache / "ctranslate2" / f"{digest}-{FORM}"
    if not folder.is_dir():
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            _convert(file, folder)
        except OSError as error:
            raise WeightsMissing(
                _("%(file)s could not be converted into the folder %(folder)s. Make room there, or set WHISPER_CACHE.")
                % {"file": file.name, "folder": folder.parent}
            ) from error
    return Converted(folder, digest, card)


def _convert(file: Path, folder: Path) -> None:
    """Make ``folder`` in one step. Two that do it at once make the same; the second one's is thrown away."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".", ignore_cleanup_errors=True) as scratch:
        made = Path(scratch) / "made"
        made.mkdir()
        try:
            import_module("testimonies.transcription.conversion").convert(file, made)
        except OSError:
            raise
        except Exception as error:  # a damaged file can fail in any way at all
            raise weights.unreadable(file) from error
        try:
            os.rename(made, folder)
        except OSError:
            if not folder.is_dir():
                raise


def _fetched(model: str, cache: Path) -> Path:
    """The folder of a name that faster-whisper knows. Only the first time is the network asked."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    hub, faster_whisper = import_module("huggingface_hub"), import_module("faster_whisper")
    place = cache / "faster-whisper"
    try:
        folder = Path(faster_whisper.download_model(model, cache_dir=str(place), local_files_only=True))
        if all((folder / name).is_file() for name in FILES):
            return folder
    except (OSError, ValueError):  # the Hub's way of saying that it is not there
        pass
    try:
        weights.opened(hub.constants.ENDPOINT).close()  # says quickly whether there is a network at all
        return Path(faster_whisper.download_model(model, cache_dir=str(place)))
    except Exception as error:  # whatever the Hub's client raises, the weights are not here
        shutil.rmtree(place / ".locks", ignore_errors=True)
        raise WeightsMissing(
            _(
                "The weights of the model “%(model)s” are not on this machine and could not be downloaded from"
                " %(source)s. Connect the machine to the internet, or set WHISPER_MODEL to a CTranslate2 folder or a"
                " checkpoint file."
            )
            % {"model": model, "source": f"{hub.constants.ENDPOINT}/{sources()[model]}"}
        ) from error
