"""Translations of the interface: compiled without gettext's programs, and checked for what is missing.

The ``.po`` files are what translators write and what is kept; the ``.mo`` files are made from them on each machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib

LANGUAGES = ("es", "fr", "ar")
"""What the interface is translated into; English is what it is written in."""


def compile_all(folders: Iterable[Path]) -> list[Path]:
    """Make the ``.mo`` beside every ``.po`` below ``folders`` that is newer than it. Returns those that were made."""
    made = []
    for source in catalogues(folders):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            unfinished = target.with_suffix(f".{os.getpid()}")
            polib.pofile(str(source)).save_as_mofile(str(unfinished))
            unfinished.replace(target)
            made.append(target)
    return made


def catalogues(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(folder.glob("*/LC_MESSAGES/*.po"))


def lacking(template: Path, catalogue: Path) -> list[str]:
    """One line per sentence of ``template`` that ``catalogue`` lacks, leaves empty, or only guesses (*fuzzy*)."""
    if not catalogue.exists():
        return [f"{catalogue} does not exist"]
    known = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(catalogue)) if not entry.obsolete}
    lines = []
    for wanted in polib.pofile(str(template)):
        entry = known.get((wanted.msgctxt, wanted.msgid))
        if entry is None:
            lines.append(f"{catalogue} lacks: {wanted.msgid}")
        elif not entry.translated():
            lines.append(f"{catalogue} has {'only a guess' if entry.fuzzy else 'no words'} for: {wanted.msgid}")
    return lines
