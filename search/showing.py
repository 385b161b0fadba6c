"""What results and concordance show alike: form, slips with their place, pages, addresses to cite."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from search.answers import Answer
from search.language.mistakes import Mistake
from search.language.mistakes import Slip as Key
from search.searchable import FACETS
from search.slips import sentence
from search.wanted import LONGEST_LINKED, Wanted
from testimonies.description import languages

__all__ = ["Pages", "Slip", "around", "pages_of", "slips_of"]

AROUND_SLIP = 30
_VALUE = re.compile(r""":(?:"[^"]*"|[^\s()]*)""")
Select = tuple[str | Promise, Sequence[tuple[str, str | Promise]]]


@dataclass(frozen=True, slots=True)
class Slip:
    """A sentence, and where there is a place: what stands ``before`` it, ``at`` it and ``after`` it in the question.
    ``instead`` are (question, address) in which something else stands there."""

    sentence: str
    before: str = ""
    at: str = ""
    after: str = ""
    instead: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Pages:
    """``beyond`` is a sentence where the page asked for is none of them; ``goes_on``: there may be more of them."""

    number: int
    total: int
    previous: str = ""
    next: str = ""
    beyond: str = ""
    goes_on: bool = False


def around(request: HttpRequest, asked: Wanted, selects: Mapping[str, Select]) -> dict[str, Any]:
    """What both pages want: what was asked, what their form carries along, and themselves in the other languages.

    ``selects``: what is chosen by links (label, and (value, label) of each), by name. Where the question is so long
    that a few links would make the page heavy, they stand in the form instead, and the other languages begin anew.
    """
    told: dict[str, Any] = {
        "action": request.path,
        "asked": asked,
        "query": asked.short_query,
        "hidden": asked.hidden("words", *(selects if asked.is_very_long else ())),
        "selects": _selects(asked, selects) if asked.is_very_long else [],
        "single": asked.hidden(*FACETS),
        "everything_address": asked.address(without=("words", *FACETS)),
    }
    if asked.is_very_long or len(request.get_full_path()) > LONGEST_LINKED:
        told["languages"] = _languages_of(request.path)
    return told


def slips_of(asked: Wanted, found: Answer) -> list[Slip]:
    """Of the address first, then of the question, then what was cut short."""
    cut = [sentence(Mistake(max(0, asked.query.find(one)), Key.CUT, one)) for one in found.cut]
    unready = [_("The index is just being built: ask again in a few minutes.")] if found.unready else []
    told = [*unready, *asked.slips]
    return [*map(Slip, told), *(_slip(asked, one) for one in found.mistakes), *map(Slip, cut)]


def pages_of(asked: Wanted, total: int, *, goes_on: bool = False) -> Pages:
    number = asked.page
    if total and number > total:
        return Pages(
            number,
            total,
            previous=asked.address(page=total),
            beyond=ngettext(
                "There is no page %(number)s: the answer has one page.",
                "There is no page %(number)s: the answer has %(total)s pages.",
                total,
            )
            % {"number": f"{number:,}", "total": total},
        )
    return Pages(
        number,
        total,
        previous=asked.address(page=number - 1 if number > 2 else "") if number > 1 and total else "",
        next=asked.address(page=number + 1) if number < total else "",
        goes_on=goes_on,
    )


def _slip(asked: Wanted, mistake: Mistake) -> Slip:
    query = asked.query
    start = max(mistake.position, query.find(mistake.text, mistake.position))  # a value stands behind its field
    end = start + max(1, len(mistake.text))
    if start >= len(asked.short_query):
        return Slip(sentence(mistake))
    before = query[max(0, start - AROUND_SLIP) : start]
    after = query[end : end + AROUND_SLIP]
    return Slip(
        sentence(mistake),
        before=f"…{before}" if start > AROUND_SLIP else before,
        at=query[start:end],
        after=f"{after}…" if end + AROUND_SLIP < len(query) else after,
        instead=[
            (one, asked.asking(query[:start] + one + query[_end_of_place(query, start, mistake.text, one) :]))
            for one in map(_as_one, mistake.suggestions)
        ],
    )


def _as_one(value: str) -> str:
    """A value of several words stands between quotation marks."""
    plain = ":" in value or '"' in value or not re.search(r"[\s()]", value)
    return value if plain else f'"{value}"'


def _end_of_place(query: str, start: int, text: str, instead: str) -> int:
    """Where what ``instead`` takes the place of ends: a field with its value takes that of a field and its value."""
    end = start + len(text)
    value = _VALUE.match(query, end) if ":" in instead and ":" not in text else None
    return value.end() if value else end


def _selects(asked: Wanted, selects: Mapping[str, Select]) -> list[tuple[str, str | Promise, list[tuple[Any, ...]]]]:
    held = {"sort": asked.sort, **asked.more}
    return [
        (name, label, [(value, text, value == held.get(name, "")) for value, text in options])
        for name, (label, options) in selects.items()
    ]


def _languages_of(address: str) -> list[dict[str, Any]]:
    """As every page of the site knows itself in the other languages."""
    return [
        {
            "tag": tag,
            "own_name": languages.own_name(tag),
            "direction": languages.direction(tag),
            "url": translate_url(address, tag),
            "current": tag == (get_language() or "en"),
        }
        for tag in languages.INTERFACE_LANGUAGES
    ]
