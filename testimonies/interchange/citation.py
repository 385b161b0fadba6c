"""Citing a testimony, a passage or a quotation in the styles of Chicago, APA and MLA.

Sources: The Chicago Manual of Style (18th ed. 14.108–109, interviews in archives; 14.168, recordings with times),
Publication Manual of the APA (7th ed. 10.12, recorded interviews in an archive; 8.28, times in the place of pages), MLA
Handbook (9th ed. 5.6–5.9, 6.20, times in the place of pages). Names stand as their bearers chose them and are never
turned round: nobody here knows which part of a name is the family's, or whether there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from testimonies.transcript import timecode

__all__ = ["STYLES", "Cited", "Day", "Part", "Quoted", "Style", "plain", "time_of"]

MLA_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
_COMMA = {"ar": "،"}
_QUOTES = {"en": ("“", "”"), "es": ("“", "”"), "fr": ("«\u202f", "\u202f»"), "ar": ("«", "»")}


@dataclass(frozen=True, slots=True)
class Day:
    """A date as well as it is known."""

    year: int
    month: int | None = None
    day: int | None = None
    about: bool = False

    def __str__(self) -> str:
        """Year, month and day as far as they are known, as in EDTF: ``2014-12``."""
        return "-".join([f"{self.year:04}", *(f"{one:02}" for one in (self.month, self.day) if one)])


@dataclass(frozen=True, slots=True)
class Quoted:
    """What is quoted: ``words`` (empty where they may not be read), who speaks, and where in which recording.

    ``translated_into``: the name of the language that the words are a translation into; empty for the words spoken.
    """

    position: int
    start_ms: int
    end_ms: int
    words: str = ""
    speakers: tuple[str, ...] = ()
    translated_into: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited. Names are as their bearers chose to be shown; ``within`` is the title of the testimony where a
    passage of it is cited under its own ``title``."""

    number: str
    title: str
    narrators: tuple[str, ...]
    interviewers: tuple[str, ...]
    day: Day | None
    collection: str
    archive: str
    address: str
    accessed: date
    languages: tuple[str, ...] = ()
    title_language: str = ""
    within: str = ""
    quoted: Quoted | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a citation. ``lang`` where it is in the language of the testimony's description."""

    text: str
    emphasised: bool = False
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """``entry`` is how it stands in a note or list, ``in_text`` what stands in the text beside it, if anything."""

    label: str | Promise
    entry: Callable[[Cited], tuple[Part, ...]]
    in_text: Callable[[Cited], str] | None = None


def plain(parts: Iterable[Part]) -> str:
    return "".join(part.text for part in parts)


def chicago_note(cited: Cited) -> tuple[Part, ...]:
    comma = _comma()
    first = [Part(f"{_names(cited.narrators)}{comma} ")] if cited.narrators else []
    where = [_interview(cited), _long(cited.day), _("audio recording"), *_time(cited), *_held(cited)]
    rest = comma.join(f" {one}" for one in where)
    return (*first, *_titled(cited, comma), Part(f"{rest}{comma} {_accessed(cited)}{comma} "), *_address(cited))


def chicago_list(cited: Cited) -> tuple[Part, ...]:
    comma = _comma()
    first = [Part(f"{_stopped(_names(cited.narrators))} ")] if cited.narrators else []
    made = f"{_capital(_interview(cited))}{comma} {_stopped(_long(cited.day))} {_capital(_('audio recording'))}."
    held = f" {comma.join(_held(cited)[:1])}. {cited.collection}{comma} {_stopped(cited.archive)}"
    return (
        *first,
        *_titled(cited, "."),
        Part(f" {made}{held} {_capital(_accessed(cited))}. "),
        *_address(cited),
    )


def apa(cited: Cited) -> tuple[Part, ...]:
    comma = _comma()
    title = [Part(cited.title, True, cited.title_language)]
    kind = Part(f" [{_capital(_interview(cited))}; {_('audio recording')}]. ")
    when = f"({_apa_day(cited.day)}). "
    who = _names(cited.narrators, last=" & ")
    begin = [Part(f"{_stopped(who)} {when}"), *title, kind] if who else [*title, kind, Part(when)]
    within = [Part(_("In ")), Part(cited.within, True, cited.title_language), Part(". ")] if cited.within else []
    held = f"{cited.collection}{comma} {cited.archive} ({_apart(cited.number)}). "
    seen = _("Retrieved %(date)s, from ") % {"date": _long_day(cited.accessed)}
    return (*begin, *within, Part(f"{held}{seen}"), Part(cited.address))


def mla(cited: Cited) -> tuple[Part, ...]:
    comma = _comma()
    first = [Part(f"{_stopped(_names(cited.narrators))} ")] if cited.narrators else []
    when = [_mla_day(cited.day)] if cited.day else []
    made = comma.join(f" {one}" for one in [_capital(_interview(cited)), *when])
    held = comma.join(f" {one}" for one in [cited.archive, _apart(cited.number), *_time(cited)])
    day = Day(cited.accessed.year, cited.accessed.month, cited.accessed.day)
    return (
        *first,
        *_titled(cited, "."),
        Part(f"{_stopped(made)} "),
        Part(cited.collection, True),
        Part(f"{comma}{held}{comma} "),
        Part(cited.address),
        Part(". " + _("Accessed %(date)s.") % {"date": _mla_day(day)}),
    )


def apa_in_text(cited: Cited) -> str:
    comma = _comma()
    who = _names(cited.narrators, last=" & ") or _quoted_title(cited.title)
    when = str(cited.day.year) if cited.day else _("n.d.")
    if cited.day and cited.day.about:
        when = _("ca. %(date)s") % {"date": when}
    return "(" + f"{comma} ".join([who, when, *_time(cited)]) + ")"


def mla_in_text(cited: Cited) -> str:
    who = _names(cited.narrators) or _quoted_title(cited.title)
    return "(" + " ".join([who, *_time(cited)]) + ")"


STYLES: Mapping[str, Style] = {
    "chicago-note": Style(gettext_lazy("Chicago, note"), chicago_note),
    "chicago-bibliography": Style(gettext_lazy("Chicago, bibliography"), chicago_list),
    "apa": Style("APA", apa, apa_in_text),
    "mla": Style("MLA", mla, mla_in_text),
}


def time_of(quoted: Quoted) -> str:
    """``1:15–1:20``, with the number of the recording where it is not the first."""
    end = -(-quoted.end_ms // timecode.SECOND_MS) * timecode.SECOND_MS
    clock = f"{timecode.format_clock(quoted.start_ms)}–{timecode.format_clock(end)}"
    if quoted.position == 1:
        return clock
    return _("recording %(number)s, %(time)s") % {"number": quoted.position, "time": clock}


def _tongue() -> str:
    return (get_language() or "en").split("-")[0]


def _comma() -> str:
    return _COMMA.get(_tongue(), ",")


def _apart(text: str) -> str:
    """Numbers with hyphens and colons, from left to right also where the page runs from right to left."""
    return f"\u2066{text}\u2069" if _tongue() == "ar" else text


def _quoted_title(title: str) -> str:
    opening, closing = _QUOTES.get(_tongue(), _QUOTES["en"])
    return f"{opening}{title}{closing}"


def _titled(cited: Cited, stop: str) -> list[Part]:
    """The title in quotation marks. In English the stop stands within them, unless the title brings its own."""
    opening, closing = _QUOTES.get(_tongue(), _QUOTES["en"])
    own = cited.title.endswith(("?", "!", "؟")) or (stop == "." and cited.title.endswith("."))
    inner = f"{'' if own else stop}{closing}" if _tongue() == "en" else f"{closing}{stop}"
    parts = [Part(opening), Part(cited.title, lang=cited.title_language), Part(inner)]
    if cited.within:
        parts += [Part(" " + _("in ")), Part(cited.within, True, cited.title_language), Part(stop)]
    return parts


def _names(names: Iterable[str], last: str = "") -> str:
    """``A``, ``A and B``, ``A, B and C``; with ``last`` (`` & ``) as APA joins them."""
    *first, end = [*names] or [""]
    if not first:
        return end
    if last:
        return f"{', '.join(first)}{',' if len(first) > 1 else ''}{last}{end}"
    return _("%(names)s and %(last)s") % {"names": f"{_comma()} ".join(first), "last": end}


def _interview(cited: Cited) -> str:
    if not cited.interviewers:
        return _("interview")
    return _("interview by %(names)s") % {"names": _names(cited.interviewers)}


def _held(cited: Cited) -> list[str]:
    return [_apart(cited.number), cited.collection, cited.archive]


def _time(cited: Cited) -> list[str]:
    if cited.quoted is None:
        return []
    told = _apart(time_of(cited.quoted))
    if cited.quoted.translated_into:
        told += " " + _("(in translation: %(language)s)") % {"language": cited.quoted.translated_into}
    return [told]


def _accessed(cited: Cited) -> str:
    return _("accessed %(date)s") % {"date": _long_day(cited.accessed)}


def _address(cited: Cited) -> tuple[Part, Part]:
    return Part(cited.address), Part(".")


def _long_day(day: date) -> str:
    return date_format(day, "F j, Y" if _tongue() == "en" else "DATE_FORMAT")


def _long(day: Day | None) -> str:
    """As Chicago writes dates: December 18, 2014."""
    if day is None:
        return _("n.d.")
    if day.month and day.day:
        text = _long_day(date(day.year, day.month, day.day))
    elif day.month:
        text = date_format(date(day.year, day.month, 1), "F Y" if _tongue() == "en" else "YEAR_MONTH_FORMAT")
    else:
        text = str(day.year)
    return _("ca. %(date)s") % {"date": text} if day.about else text


def _apa_day(day: Day | None) -> str:
    """As APA writes dates: 2014, December 18."""
    if day is None or day.month is None or _tongue() != "en":
        return _long(day)
    month = date_format(date(day.year, day.month, 1), "F")
    text = f"{day.year}, {month}" + (f" {day.day}" if day.day else "")
    return _("ca. %(date)s") % {"date": text} if day.about else text


def _mla_day(day: Day) -> str:
    """As MLA writes dates: 18 Dec. 2014."""
    if day.month is None or _tongue() != "en":
        return _long(day)
    text = " ".join(filter(None, (str(day.day or ""), MLA_MONTHS[day.month - 1], str(day.year))))
    return _("ca. %(date)s") % {"date": text} if day.about else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _stopped(text: str) -> str:
    """With a full stop behind it, unless it ends in one."""
    return text if text.endswith((".", "?", "!")) else f"{text}."
