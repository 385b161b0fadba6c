"""PO, the format of GNU gettext (https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html), through polib.

Each text is an entry of its own, told apart by its context (``2026-0007/12#341``): the same words said twice are two
entries. What wants work is marked ``fuzzy``, and says by ``#| msgid`` what it was made from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import polib
from django.utils.translation import gettext as _

from testimonies.exceptions import UnreadableTranslation
from testimonies.interchange.bilingual import MOST_BYTES, MOST_UNITS, Bilingual, Unit, settled, tidy

__all__ = ["read", "write"]

SUBJECT, SOURCE, MADE = "X-Archive-Subject", "X-Source-Language", "X-Archive-Made"
_CHARSET = re.compile(rb'"Content-Type:[^"]*charset=([\w.:-]+)', re.IGNORECASE)
_BETWEEN = str.maketrans(dict.fromkeys("\v\f\x1c\x1d\x1e\x85\u2028\u2029", " "))
"""polib takes these for ends of lines, gettext does not."""


def write(bilingual: Bilingual) -> str:
    """The whole file. ``msgfmt --check`` has nothing against it."""
    made = bilingual.made_at.strftime("%Y-%m-%d %H:%M+0000") if bilingual.made_at else "YEAR-MO-DA HO:MI+ZONE"
    file = polib.POFile(wrapwidth=100)
    file.header = tidy(bilingual.title)
    file.metadata = {
        "Project-Id-Version": f"testimony {bilingual.subject}",
        "Report-Msgid-Bugs-To": "",
        "POT-Creation-Date": made,
        "PO-Revision-Date": made,
        "Last-Translator": "nobody <>",
        "Language-Team": bilingual.language,
        "Language": bilingual.language.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        SOURCE: bilingual.source_language,
        SUBJECT: bilingual.subject,
        MADE: bilingual.made_at.isoformat() if bilingual.made_at else "",
    }
    for unit in bilingual.units:
        file.append(
            polib.POEntry(
                msgctxt=f"{bilingual.subject}#{unit.key}",
                msgid=tidy(unit.source),
                msgstr=tidy(unit.target),
                previous_msgid=tidy(unit.previous) or None,
                comment="\n".join(tidy(remark) for remark in (unit.place, *unit.remarks) if remark),
                flags=["fuzzy"] if unit.draft and tidy(unit.target) else [],
            )
        )
    return f"{file}"


def read(content: bytes) -> Bilingual:
    """What a file says, entry by entry. Obsolete entries are left out; entries that cannot be used have a fault.

    Raises :class:`UnreadableTranslation` with a sentence for what is no PO file, or too much of one.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableTranslation(_("This file is larger than %(size)s MB.") % {"size": MOST_BYTES // 1_000_000})
    text = _decoded(content).translate(_BETWEEN)
    if "msgid" not in text:
        raise UnreadableTranslation(_("This is no PO file: there is not a single “msgid” in it."))
    try:
        # polib would open what it takes for the name of a file: none begins so
        file = polib.pofile(f"#\n{text}", encoding="utf-8")
    except (OSError, ValueError, IndexError, KeyError, AttributeError, TypeError) as error:
        raise UnreadableTranslation(_unreadable(error)) from error
    entries = [entry for entry in file if not entry.obsolete]
    if len(entries) > MOST_UNITS:
        raise UnreadableTranslation(_("There are more than %(number)s texts in this file.") % {"number": MOST_UNITS})
    said = file.metadata
    in_contexts = {entry.msgctxt.rpartition("#")[0] for entry in entries if "#" in (entry.msgctxt or "")}
    subject = said.get(SUBJECT, "").strip() or (in_contexts.pop() if len(in_contexts) == 1 else "")
    return Bilingual(
        subject=subject,
        language=said.get("Language", "").strip().replace("_", "-"),
        source_language=said.get(SOURCE, "").strip(),
        title=file.header.strip(),
        units=tuple(_units(entries, subject)),
        made_at=_moment(said.get(MADE, "")),
    )


def _units(entries: list[polib.POEntry], subject: str) -> Iterator[Unit]:
    for entry in entries:
        of, found, key = (entry.msgctxt or "").rpartition("#")
        fault = ""
        if entry.msgid_plural or entry.msgstr_plural:
            fault = _("It has plural forms. What was said is one text: write it as one msgstr.")
        elif not found:
            fault = _("It has no context (msgctxt), so nobody can tell which words it translates.")
        elif of != subject:
            fault = _("It belongs to %(other)s.") % {"other": of}
        yield Unit(
            key=key,
            source=tidy(entry.msgid),
            target=settled(entry.msgstr),
            draft=entry.fuzzy,
            previous=tidy(entry.previous_msgid or ""),
            line=max(1, int(entry.linenum) - 1),
            fault=fault,
        )


def _decoded(content: bytes) -> str:
    if b"\0" in content:
        raise UnreadableTranslation(_("This is no PO file: it is not text."))
    declared = _CHARSET.search(content)
    name = declared[1].decode("ascii") if declared else "utf-8"
    for charset in ("utf-8-sig", name):
        try:
            return content.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    raise UnreadableTranslation(_("Its letters cannot be read. Save the file in the encoding UTF-8 and send it again."))


def _unreadable(error: Exception) -> str:
    line = re.search(r"line (\d+)", str(error))
    if line is None:
        return _("This is no PO file that can be read.")
    return _("This PO file cannot be read: look at line %(line)s.") % {"line": max(1, int(line[1]) - 1)}


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else None
