"""The folders in which an index lies, one after another: a new one is built beside the one that answers, then counts.

One small file names the folder that counts. Whoever reads looks at it first; a folder that it does not name is rubbish.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from pathlib import Path

NAMED = "current"
NOT_NAMED = "generation-unknown"
"""Stands for the folder that counts where the file that names it was damaged: there is none of this name."""

_A_NAME = re.compile(rb"generation-(first|[0-9a-f]{12})")


class Generations:
    """The generations of the index in ``folder``; there is always a current one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def current(self) -> Path:
        """The folder that counts; an empty one is made where there is none. It need not be there: see ``NOT_NAMED``."""
        try:
            named = (self.folder / NAMED).read_bytes()
        except FileNotFoundError:
            self._name(first := self.begin("first"))
            return first
        return self.folder / (named.decode("ascii") if _A_NAME.fullmatch(named) else NOT_NAMED)

    def begin(self, name: str = "") -> Path:
        """An empty folder for the next one."""
        made = self.folder / f"generation-{name or secrets.token_hex(6)}"
        made.mkdir(exist_ok=bool(name))
        return made

    def take_over(self, generation: Path) -> None:
        """From now on this one counts."""
        self._name(generation)

    def abandon(self, generation: Path) -> None:
        """Remove one that never counted."""
        shutil.rmtree(generation, ignore_errors=True)

    def forget_others(self, generation: Path) -> None:
        """Remove all but this one. Whoever still has files of another open reads on until they look again."""
        for other in self.folder.glob("generation-*"):
            if other != generation:
                shutil.rmtree(other)

    def forget_older_formats(self) -> None:
        """Remove what earlier versions left beside this folder."""
        for folder in self.folder.parent.glob("format-*"):
            if folder != self.folder:
                shutil.rmtree(folder)

    def _name(self, generation: Path) -> None:
        note = self.folder / f".{NAMED}-{secrets.token_hex(4)}"
        with note.open("w", encoding="ascii") as file:
            file.write(generation.name)
            file.flush()
            os.fsync(file.fileno())
        note.replace(self.folder / NAMED)
