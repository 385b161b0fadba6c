"""XLIFF (OASIS): 1.2 goes out, since every tool reads it; 1.2 and 2.x come back.

Read with expat as it stands in Python's library. A document type is refused before anything in it counts: without one
there are no entities to expand and nothing to fetch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from testimonies.exceptions import UnreadableTranslation
from testimonies.interchange.bilingual import MOST_BYTES, MOST_UNITS, Bilingual, Unit, tidy

__all__ = ["read", "write"]

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
DEEPEST = 50
_UNIT = {"trans-unit", "unit"}
_UNFINISHED = ("new", "needs-", "initial")


def write(bilingual: Bilingual) -> str:
    """The whole file, XLIFF 1.2."""
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *_lines(bilingual), ""])


def read(content: bytes) -> Bilingual:
    """What a file says, unit by unit. Raises :class:`UnreadableTranslation` with a sentence."""
    if len(content) > MOST_BYTES:
        raise UnreadableTranslation(_("This file is larger than %(size)s MB.") % {"size": MOST_BYTES // 1_000_000})
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reading.doctype
    parser.StartElementHandler = lambda name, attributes: reading.begin(name, attributes, parser.CurrentLineNumber)
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        line = getattr(error, "lineno", 0)
        raise UnreadableTranslation(
            _("This XLIFF file cannot be read: look at line %(line)s.") % {"line": line}
        ) from error
    if not reading.is_xliff:
        raise UnreadableTranslation(_("This is no XLIFF file."))
    return reading.found()


def _lines(bilingual: Bilingual) -> Iterator[str]:
    source, target = quoteattr(bilingual.source_language or "und"), quoteattr(bilingual.language)
    made = ""
    if bilingual.made_at is not None:
        day = f"{bilingual.made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        made = f' date="{day}" build-num="{bilingual.made_at.isoformat()}"'  # tools put a date of their own
    yield f'<xliff version="1.2" xmlns="{NAMESPACE}">'
    yield (
        f"<file original={quoteattr(bilingual.subject)} source-language={source} target-language={target}"
        f' datatype="plaintext"{made}>'
    )
    yield f"<header><note>{_inner(bilingual.title)}</note></header>"
    yield "<body>"
    for unit in bilingual.units:
        yield f'<trans-unit id={quoteattr(unit.key)} xml:space="preserve">'
        yield f"<source xml:lang={source}>{_inner(unit.source)}</source>"
        if _inner(unit.target):
            state = "needs-review-translation" if unit.draft else "translated"
            yield f'<target xml:lang={target} state="{state}">{_inner(unit.target)}</target>'
        yield from (f"<note>{_inner(remark)}</note>" for remark in (unit.place, *unit.remarks) if remark)
        if unit.previous:
            yield '<alt-trans alttranstype="previous-version">'
            yield f"<source xml:lang={source}>{_inner(unit.previous)}</source>"
            yield f"<target xml:lang={target}>{_inner(unit.target)}</target></alt-trans>"
        yield "</trans-unit>"
    yield "</body></file></xliff>"


def _inner(text: str) -> str:
    return escape("".join(letter for letter in tidy(text) if letter not in "\ufffe\uffff"))


class _Reading:
    """What expat comes upon. Names are known without their namespace: 1.2 and 2.x differ in it."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.is_xliff = False
        self.subject = self.language = self.source_language = ""
        self.made_at: datetime | None = None
        self.units: list[Unit] = []
        self.unit: Unit | None = None
        self.into = ""

    def doctype(self, *about: Any) -> None:
        raise UnreadableTranslation(_("This file declares a document type (DOCTYPE). No XLIFF file needs one."))

    def begin(self, name: str, attributes: dict[str, str], line: int) -> None:
        name = name.rpartition(" ")[2]
        if not self.path:
            self.is_xliff = name == "xliff"
            self._say_languages(attributes.get("srcLang", ""), attributes.get("trgLang", ""))
        self.path.append(name)
        if len(self.path) > DEEPEST:
            raise UnreadableTranslation(_("This file is nested too deeply to be an XLIFF file."))
        if name == "file" and len(self.path) == 2:
            self._begin_file(attributes)
        elif name in _UNIT:
            self.unit = Unit(key=attributes.get("id", ""), source="", line=line)
            if len(self.units) >= MOST_UNITS:
                raise UnreadableTranslation(
                    _("There are more than %(number)s texts in this file.") % {"number": MOST_UNITS}
                )
        elif self.unit is not None and name in ("target", "segment") and self._of_the_unit(1):
            self.unit = replace(self.unit, draft=attributes.get("state", "").startswith(_UNFINISHED) or self.unit.draft)
        if self.unit is not None and name in ("source", "target") and self._of_the_unit(1):
            self.into = name

    def text(self, text: str) -> None:
        if self.unit is None:
            return
        if self.into == "source":
            self.unit = replace(self.unit, source=self.unit.source + text)
        elif self.into == "target":
            self.unit = replace(self.unit, target=self.unit.target + text)

    def end(self, name: str) -> None:
        name = name.rpartition(" ")[2]
        self.path.pop()
        if name == self.into and self._of_the_unit(0):
            self.into = ""
        if name in _UNIT and self.unit is not None:
            unit, self.unit = self.unit, None
            fault = "" if unit.key else _("It has no “id”, so nobody can tell which words it translates.")
            self.units.append(replace(unit, source=tidy(unit.source), target=tidy(unit.target), fault=fault))

    def found(self) -> Bilingual:
        return Bilingual(
            subject=self.subject,
            language=self.language,
            source_language=self.source_language,
            units=tuple(self.units),
            made_at=self.made_at,
        )

    def _of_the_unit(self, below: int) -> bool:
        """Whether what stands ``below`` the end of the path hangs from the unit itself, not from an alternative."""
        above = self.path[: len(self.path) - below]
        return bool(above) and (above[-1] in _UNIT or (above[-1] in ("segment", "ignorable") and above[-2] in _UNIT))

    def _begin_file(self, attributes: dict[str, str]) -> None:
        if self.subject and attributes.get("original", "") != self.subject:
            raise UnreadableTranslation(_("There are texts of several testimonies in this file. Send them one by one."))
        self.subject = attributes.get("original", "")
        self._say_languages(attributes.get("source-language", ""), attributes.get("target-language", ""))
        try:
            self.made_at = datetime.fromisoformat(attributes.get("build-num", ""))
        except ValueError:
            self.made_at = None
        if self.made_at is not None and self.made_at.tzinfo is None:
            self.made_at = self.made_at.replace(tzinfo=UTC)

    def _say_languages(self, source: str, target: str) -> None:
        self.source_language, self.language = self.source_language or source, self.language or target
