"""Citations as files that reference managers read: BibTeX, RIS, CSL-JSON.

Each says the same: who speaks, who asked, when, what it is called, where it is kept, under which number and address,
and what is quoted. Text is first brought to one line of printable characters, for none of the three can hold more.

RIS has no type for an interview. ``SOUND`` is taken for music or film by what renders it, ``PCOMM`` for a letter; an
unpublished item of an archive (``MANSCPT``) that says in ``M3`` what it is comes out right in all that were tried.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from testimonies.interchange.citation import Cited, time_of

__all__ = ["FILES", "File", "bibtex", "csl_json", "ris"]

LONGEST_QUOTE = 2_000
MEDIUM = "Interview, audio recording"
"""Said in English in every language: reference managers keep it as a word of theirs."""

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\ensuremath{\lbrace}",
    "}": r"\ensuremath{\rbrace}",
    "~": r"\textasciitilde{}",
    "^": r"\string^",
    **{letter: f"\\{letter}" for letter in "&%$#_"},
}
"""BibTeX counts braces even behind a backslash, so that none is written as ``\\{``."""
_LIGATURE = re.compile(r"([-`'<>,])(?=\1)|[?!](?=`)")


@dataclass(frozen=True, slots=True)
class File:
    """``label`` is a proper name; ``write`` gives the whole file (UTF-8)."""

    label: str
    media_type: str
    write: Callable[[Cited], str]


def bibtex(cited: Cited) -> str:
    """One ``@misc`` entry. Braces keep names whole and titles in their own capitals."""
    fields: dict[str, str] = {
        "author": " and ".join(f"{{{_tex(one)}}}" for one in cited.narrators),
        "title": f"{{{_tex(cited.title)}}}",
        "booktitle": f"{{{_tex(cited.within)}}}" if cited.within else "",
        "editor": " and ".join(f"{{{_tex(one)}}}" for one in cited.interviewers),
        "editortype": "interviewer" if cited.interviewers else "",
        "year": f"{cited.day.year:04}" if cited.day else "",
        "date": f"{cited.day}{'~' if cited.day.about else ''}" if cited.day else "",
        "howpublished": MEDIUM,
        "series": f"{{{_tex(cited.collection)}}}",
        "organization": f"{{{_tex(cited.archive)}}}",
        "number": _tex(cited.number),
        "language": ", ".join(cited.languages),
        "url": _tex_address(cited.address),
        "urldate": cited.accessed.isoformat(),
        "note": _tex(_where(cited)),
        "annote": _tex(_said(cited)),
    }
    body = "".join(f",\n  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{_key(cited)}{body}\n}}\n"


def ris(cited: Cited) -> str:
    """One record, its lines ended as the format wants them."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _ris(cited)) + "ER  - \r\n"


def csl_json(cited: Cited) -> str:
    """An array with one item, as the schema of CSL-JSON has it."""
    item: dict[str, Any] = {
        "id": _key(cited),
        "type": "interview",
        "title": _line(cited.title),
        "container-title": _line(cited.within),
        "author": [{"literal": _line(one)} for one in cited.narrators],
        "interviewer": [{"literal": _line(one)} for one in cited.interviewers],
        "issued": _issued(cited),
        "medium": "audio recording",
        "collection-title": _line(cited.collection),
        "archive": _line(cited.archive),
        "archive_location": cited.number,
        "language": ", ".join(cited.languages),
        "URL": cited.address,
        "accessed": {"date-parts": [[cited.accessed.year, cited.accessed.month, cited.accessed.day]]},
        "note": _line(_where(cited)),
        "annote": _line(_said(cited)),
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=1) + "\n"


FILES: Mapping[str, File] = {
    "bib": File("BibTeX", "application/x-bibtex", bibtex),
    "ris": File("RIS", "application/x-research-info-systems", ris),
    "json": File("CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
}


def _ris(cited: Cited) -> Iterator[tuple[str, str]]:
    found: list[tuple[str, str]] = [("TY", "MANSCPT"), ("ID", _key(cited))]
    found += [("AU", _line(one)) for one in cited.narrators]
    found += [("A2", _line(one)) for one in cited.interviewers]
    found += [("TI", _line(cited.title)), ("T2", _line(cited.within)), ("T3", _line(cited.collection))]
    if cited.day:
        parts = [f"{cited.day.year:04}", *(f"{one:02}" if one else "" for one in (cited.day.month, cited.day.day))]
        found += [("PY", parts[0]), ("DA", "/".join([*parts, "ca." if cited.day.about else ""]))]
    found += [
        ("M3", MEDIUM),
        ("PB", _line(cited.archive)),
        ("AN", cited.number),
        ("LA", ", ".join(cited.languages)),
        ("UR", cited.address),
        ("Y2", cited.accessed.strftime("%Y/%m/%d/")),
        ("N1", _line(_where(cited))),
        ("N1", _line(_said(cited))),
    ]
    yield from ((tag, value) for tag, value in found if value)


def _where(cited: Cited) -> str:
    """Where in the recording, and in which translation."""
    if cited.quoted is None:
        return ""
    into = cited.quoted.translated_into
    told = [time_of(cited.quoted), _("(in translation: %(language)s)") % {"language": into} if into else ""]
    return " ".join(filter(None, told))


def _said(cited: Cited) -> str:
    """The words, and who says them."""
    if cited.quoted is None or not cited.quoted.words:
        return ""
    words = _line(cited.quoted.words)
    if len(words) > LONGEST_QUOTE:
        words = f"{words[:LONGEST_QUOTE]}…"
    return f"{', '.join(cited.quoted.speakers)}: {words}" if cited.quoted.speakers else words


def _issued(cited: Cited) -> dict[str, Any]:
    if cited.day is None:
        return {}
    known = [one for one in (cited.day.year, cited.day.month, cited.day.day) if one]
    return {"date-parts": [known]} | ({"circa": True} if cited.day.about else {})


def _key(cited: Cited) -> str:
    """``2026-0007``; of a quotation ``2026-0007-1-75200-80120``. ASCII letters that every program takes for a key."""
    if cited.quoted is None:
        return cited.number
    return f"{cited.number}-{cited.quoted.position}-{cited.quoted.start_ms}-{cited.quoted.end_ms}"


def _line(text: str) -> str:
    """One line of printable characters: spaces joined, control characters and broken ones left out."""
    kept = "".join(one for one in text if one.isspace() or unicodedata.category(one) not in ("Cc", "Cs"))
    return " ".join(kept.split())


def _tex(text: str) -> str:
    parts = (_LIGATURE.sub("\\g<0>\0", _line(text))).split("\0")  # no NUL is left in a line
    return "{}".join("".join(_TEX.get(one, one) for one in part) for part in parts)


def _tex_address(address: str) -> str:
    """Within a ``url`` field only what would end it, or begin a comment, is written otherwise."""
    unsafe = {"{": "%7B", "}": "%7D", "\\": "%5C", "%": r"\%", "#": r"\#"}
    return "".join(unsafe.get(one, one) for one in _line(address))
