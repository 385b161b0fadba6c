"""The files of trained weights: which names are known, where their files lie, how a missing one is fetched, what a
card beside a file says about it."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import queue
import tempfile
import threading
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from testimonies.exceptions import UnknownModel, WeightsMissing

CARRIED = {"whisper-mini": Path(__file__).parent / "checkpoints" / "whisper-mini.pt"}
"""Checkpoints that come with the archive."""

ANSWER_WITHIN_S = 15
"""A server that has not begun to answer by then counts as out of reach (looking up its name included)."""
SILENT_FOR_S = 30
"""A download in which nothing arrives for so long has failed."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is known about a checkpoint beyond its weights: a JSON file of the same name beside it, else these defaults.

    ``languages`` lists the BCP 47 tags it was trained for, empty for "all of Whisper's". ``longest_piece_s`` is the
    longest piece it was measured to hear well; 28 s leaves whole windows of 30 s a margin. ``prompts`` and
    ``translates`` say whether it was trained to heed a word list, and to translate into English.
    """

    sha256: str = ""
    languages: tuple[str, ...] = ()
    longest_piece_s: float = 28.0
    prompts: bool = True
    translates: bool = True


@cache
def sources() -> Mapping[str, str]:
    """Official model name → address; the last folder of an address is the file's SHA-256.

    openai-whisper's own table, read from its source: importing the package takes seconds, and a name is checked
    at every start of the archive.
    """
    spec = find_spec("whisper")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("openai-whisper is not installed")
    return models_named_in(Path(spec.origin))


def models_named_in(source: Path) -> dict[str, str]:
    """The table ``_MODELS`` in a file of Python source, without running it."""
    for statement in ast.parse(source.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "_MODELS":
            return dict(ast.literal_eval(statement.value))
    raise ImportError(f"{source} has no table of models")


def known_names() -> list[str]:
    return [*CARRIED, *sources()]


def check_name(model: str) -> None:
    """Raise :class:`UnknownModel` unless ``model`` is a known name or an existing file."""
    if model in CARRIED or model in sources() or Path(model).expanduser().is_file():
        return
    raise UnknownModel(
        _("WHISPER_MODEL is “%(model)s”, which is neither a file nor a known model. Known models: %(known)s.")
        % {"model": model, "known": ", ".join(known_names())}
    )


def cache_folder(folder: Path | str | None = None) -> Path:
    """Where downloaded weights are kept: the given folder, else the one that openai-whisper uses."""
    if folder:
        return Path(folder).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whisper"


def obtain(model: str, folder: Path) -> Path:
    """The file of ``model``'s weights, downloaded into ``folder`` if it is a known name and not there yet.

    A half-downloaded file in ``folder`` is replaced. Raises :class:`UnknownModel` or :class:`WeightsMissing`.
    """
    check_name(model)
    if model in CARRIED:
        return CARRIED[model]
    if model not in sources():
        return Path(model).expanduser()
    url = sources()[model]
    file = folder / url.rsplit("/", 1)[1]
    expected = url.rsplit("/", 2)[1]
    if not (file.is_file() and digest(file) == expected):
        try:
            _download(url, file, expected)
        except (OSError, HTTPException) as error:
            raise WeightsMissing(
                _(
                    "The weights of the model “%(model)s” are not on this machine and could not be downloaded. Connect"
                    " the machine to the internet, or put the file %(file)s into the folder %(folder)s, or set"
                    " WHISPER_MODEL to a checkpoint file."
                )
                % {"model": model, "file": file.name, "folder": folder}
            ) from error
    return file


def unreadable(file: Path) -> WeightsMissing:
    """The error for a file that is there and holds no usable checkpoint."""
    return WeightsMissing(
        _(
            "%(file)s is no complete Whisper checkpoint; perhaps its download was interrupted. Replace the file, or set"
            " WHISPER_MODEL to another one."
        )
        % {"file": file.name}
    )


def card(file: Path) -> Card:
    """The card beside ``file``, or the default one. A card that cannot be read is no card."""
    try:
        said: dict[str, Any] = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        return Card(
            sha256=str(said.get("sha256", "")),
            languages=tuple(str(tag) for tag in said.get("languages", ())),
            longest_piece_s=float(said.get("longest_piece_s", Card().longest_piece_s)),
            prompts=bool(said.get("prompts", True)),
            translates=bool(said.get("translates", True)),
        )
    except (OSError, ValueError, TypeError, AttributeError):
        return Card()


def digest(file: Path) -> str:
    """SHA-256 of the file in hexadecimal, read in constant memory."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _download(url: str, file: Path, expected: str) -> None:
    """Fetch ``url`` beside ``file``, check its SHA-256 and put it in place in one step. Raises :class:`OSError`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as partial:
        try:
            with opened(url) as answer:
                found = hashlib.sha256()
                while block := answer.read(1 << 20):
                    found.update(block)
                    partial.write(block)
            if found.hexdigest() != expected:
                raise OSError(f"{file.name} arrived damaged")
            partial.flush()
            os.fsync(partial.fileno())
            os.replace(partial.name, file)
        finally:
            Path(partial.name).unlink(missing_ok=True)


def opened(url: str) -> Any:
    """The answer of ``url``, else :class:`OSError`.

    Asked in a thread of its own, because looking up a name obeys no time limit.
    """
    outcome: queue.Queue[Any] = queue.Queue()

    def ask() -> None:
        try:
            agent = f"openai-whisper/{version('openai-whisper')}"
            request = urllib.request.Request(url, headers={"User-Agent": agent})
            outcome.put(urllib.request.urlopen(request, timeout=SILENT_FOR_S))
        except (OSError, HTTPException, ValueError) as error:  # handed over to the caller
            outcome.put(error)

    threading.Thread(target=ask, daemon=True, name="weights").start()
    try:
        answer = outcome.get(timeout=ANSWER_WITHIN_S)
    except queue.Empty:
        raise OSError("no answer") from None
    if isinstance(answer, OSError):
        raise answer
    if isinstance(answer, Exception):
        raise OSError(str(answer)) from answer
    return answer
