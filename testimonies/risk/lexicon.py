"""The word lists: one file per language, in sections, that anybody can read and add to.

[kin]
brother
sister in law
sindicat*            every word that begins so
Doha = Qatar         a word, and what may stand in its place
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from testimonies.risk.folding import Token, tokens

__all__ = ["LANGUAGES", "Lexicon", "lexicon"]

FOLDER = Path(__file__).parent / "words"
LANGUAGES = ("en", "es", "fr", "ar")
EVERY_LANGUAGE = "all"
_HEAD = 3


@dataclass
class Lexicon:
    """Phrases by section, found at any place of a list of words."""

    exact: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    begun: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    instead: dict[tuple[str, ...], str] = field(default_factory=dict)

    def add(self, section: str, written: str) -> None:
        phrase_text, _equals, instead = (part.strip() for part in written.partition("="))
        phrase = tuple(
            f"{one.plain}*" if phrase_text[one.end : one.end + 1] == "*" else one.plain for one in tokens(phrase_text)
        )
        if not phrase:
            return
        if instead:
            self.instead[phrase] = instead
        first = phrase[0]
        table, key = (self.begun, first[:_HEAD]) if first.endswith("*") else (self.exact, first)
        table.setdefault(key, []).append((phrase, section))

    def found(self, words: list[Token]) -> dict[str, dict[int, int]]:
        """By section: the number of the word where a phrase begins, and of the first word after it (the longest)."""
        hits: dict[str, dict[int, int]] = {}
        for at, word in enumerate(words):
            for phrase, section in self._beginning(word):
                end = at + len(phrase)
                if end <= len(words) and all(_is(words[at + more], phrase[more]) for more in range(1, len(phrase))):
                    here = hits.setdefault(section, {})
                    here[at] = max(here.get(at, 0), end)
        return hits

    def _beginning(self, word: Token) -> Iterator[tuple[tuple[str, ...], str]]:
        for form in word.forms:
            yield from self.exact.get(form, ())
            for phrase, section in self.begun.get(form[:_HEAD], ()):
                if form.startswith(phrase[0][:-1]):
                    yield phrase, section

    def coarser(self, words: str) -> str:
        """What may stand in the place of ``words``; empty where the lists do not say."""
        cut = tokens(words)
        for length in range(len(cut), 0, -1):
            for at in range(len(cut) - length + 1):
                for phrase in _forms_of(cut[at : at + length]):
                    if phrase in self.instead:
                        return self.instead[phrase]
        return ""


def _forms_of(words: list[Token]) -> Iterator[tuple[str, ...]]:
    rest = tuple(word.plain for word in words[1:])
    for form in words[0].forms:
        yield (form, *rest)


def _is(word: Token, wanted: str) -> bool:
    if wanted.endswith("*"):
        return any(form.startswith(wanted[:-1]) for form in word.forms)
    return wanted in word.forms


@lru_cache(maxsize=32)
def lexicon(language: str, own: Path | None = None) -> Lexicon:
    """The lists of ``language`` (``es-MX`` is ``es``) with those for every language; English ones where there are none.

    ``own``: a folder of further lists, ``en.txt`` or ``bn.txt``, or ``all.txt`` for every language.
    Raises ValueError naming file and line where a list cannot be read.
    """
    base = language.partition("-")[0].lower() or "en"
    held = Lexicon()
    known = (FOLDER / f"{base}.txt").exists() or (own is not None and (own / f"{base}.txt").exists())
    for folder in filter(None, (FOLDER, own)):
        for name in (EVERY_LANGUAGE, base if known else "en"):
            file = folder / f"{name}.txt"
            if file.exists():
                _read(file, held)
    return held


def _read(file: Path, held: Lexicon) -> None:
    section = ""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        line = line.partition("#")[0].strip()
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1].strip()
        elif line and not section:
            raise ValueError(f"{file.name}, line {number}: a word stands before the first [section]")
        elif line:
            for written in line.split(","):
                held.add(section, written)
