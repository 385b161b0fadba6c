"""What alphabet the bytes of a sheet are in. Never a guess that shows wrong letters in silence.

The rule, in this order: a byte-order mark says it (UTF-8, UTF-16); else the bytes are UTF-8 if they can be; else
Windows-1256 (Arabic) if every word then is wholly Arabic or wholly Latin and some word is Arabic; else Windows-1252
(Western) if no word then holds what no Western word holds; else the sheet is refused, and says how to save it rightly.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from django.utils.translation import gettext as _

from testimonies.exceptions import BadSheet, Fault

__all__ = ["decode"]

_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig", "UTF-8"), (b"\xff\xfe", "utf-16", "UTF-16"), (b"\xfe\xff", "utf-16", "UTF-16"))
_WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN = "†‡ˆƒ˜¤¦¨¬¯²³¹´¸µ¶×÷ðÐþÞýÝŽžŠšŸÿ"
"""Next to a letter these show that the bytes are Mac, Turkish or Central European ones."""
_NOT_WESTERN = re.compile(rf"(?<=[^\W\d_])[{_FOREIGN}]|[{_FOREIGN}](?=[^\W\d_])|[{_FOREIGN}]{{2}}|[À-ÖØ-öø-ÿœŒ]{{4}}")


def decode(data: bytes) -> tuple[str, str]:
    """The text of a sheet and the name of its encoding. Raises :class:`~testimonies.exceptions.BadSheet`."""
    if data.startswith(_OFFICE):
        raise _refusal(_("This is a spreadsheet of an office program, not a CSV file."))
    text, name = _decoded(data)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise BadSheet((Fault("", _("There are NUL characters in the sheet, which no text holds."), line),))
    return text, name


def _decoded(data: bytes) -> tuple[str, str]:
    unreadable = _("It cannot be told in which encoding the sheet was saved.")
    if data.startswith(_WIDE_MARKS):
        raise _refusal(unreadable)
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(codec), name
            except UnicodeDecodeError:
                raise _refusal(_("The sheet says that it is %(encoding)s, and is not.") % {"encoding": name}) from None
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    for codec, fits, name in (
        ("cp1256", _is_arabic, "Windows-1256"),
        ("cp1252", _is_western, "Windows-1252"),
    ):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if fits(text) and "\0" not in text:
            return text, name
    raise _refusal(unreadable)


def _is_arabic(text: str) -> bool:
    """Bytes of another alphabet, read as Windows-1256, give words in which Arabic and Latin letters are mixed."""
    arabic = False
    for word in set(_WORD.findall(text)):
        if word.isascii():
            continue
        scripts = {"ARABIC" if unicodedata.name(letter, "").startswith("ARABIC") else "" for letter in word}
        if len(scripts) > 1:
            return False
        arabic = arabic or (scripts == {"ARABIC"} and len(word) > 1)
    return arabic


def _is_western(text: str) -> bool:
    return not _NOT_WESTERN.search(text)


def _refusal(reason: str) -> BadSheet:
    how = _(
        "Save it as “CSV UTF-8”: in Excel under “Save as”, in LibreOffice by ticking “Edit filter settings” and "
        "choosing Unicode (UTF-8)."
    )
    return BadSheet((Fault("", f"{reason} {how}"),))
