"""How a row of the desk is written into the page: its text with what is doubted and kept back marked, its words' times.

A page of 1,500 rows and 18,000 words must open at once. So words become elements only where a mark is needed, their
times are one short attribute, which the script reads when somebody takes the row in hand, and the rows are written
here and not in a template, which takes eight times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from testimonies.transcript import speakers
from testimonies.transcript.timecode import format_clock
from testimonies.views.desk_words import SAID

__all__ = ["DOUBTED", "coded", "degree", "faces", "said"]

DOUBTED = (0.2, 0.4, 0.6)
"""Below these probabilities a machine's word is doubted strongly, clearly, a little."""

Face = tuple[str, SafeString, Mapping[str, Any]]
"""The row's key as text, its element without the end tag, the row."""

_ROW = (
    '<li class="{classes}" id="s-{id}" data-row="{id}" data-version="{version}" data-start="{start_ms}" '
    'data-end="{end_ms}" data-state="{state}" data-speaker="{speaker}"{more}>'
    '<a class="time clock" href="{place}&amp;segment={id}#s-{id}">{clock}</a><bdi class="desk-who">{who}</bdi>'
    '<span class="said words" lang="{language}" dir="{dir}">{said}</span>'
    '<span class="desk-state" title="{state_name}"><span class="unseen">{state_name}</span></span>'
)


def faces(rows: Iterable[Mapping[str, Any]], *, place: str) -> list[Face]:
    """The rows as the page writes them; ``place`` is the address of the page, with a query. A speaker is named where
    they begin to speak."""
    states = {name: escape(str(SAID[f"state_{name}"])) for name in ("machine", "corrected", "verified")}
    nobody, before, found = _("No speaker named"), None, []
    place = escape(place)
    for row in rows:
        doubtful = row["state"] == "machine" and row["doubts"]
        marks = (("doubtful", doubtful), ("goes-on", row["speaker"] == before), ("kept", row["kept"]))
        html = _ROW.format(
            classes=" ".join(["desk-row", *(name for name, is_so in marks if is_so)]),
            id=row["id"],
            version=row["version"],
            start_ms=row["start_ms"],
            end_ms=row["end_ms"],
            state=row["state"],
            speaker=escape(row["speaker"]),
            more=_more(row),
            place=place,
            clock=format_clock(row["start_ms"]),
            who=escape(speakers.named(row["speaker"]) or nobody),
            language=escape(row["language"]),
            dir=row["dir"],
            said=said(row),
            state_name=states[row["state"]],
        )
        found.append((str(row["id"]), mark_safe(html), row))
        before = row["speaker"]
    return found


def degree(probability: float | None, state: str) -> int:
    """0 to 3: how much a word is doubted. What a person has looked after is not."""
    if state != "machine" or probability is None:
        return 0
    return sum(probability < bound for bound in DOUBTED)


def coded(row: Mapping[str, Any]) -> str:
    """The words' times: for each ``gap,length,percent`` or, where words are not what stands between spaces,
    ``place:gap,length,percent``.

    ``gap`` is the ms since the beginning of the word before it (the first: of the segment), ``percent`` the probability
    in hundredths, ``place`` in UTF-16 units. Empty where the words cannot be found in the text.
    """
    text, words = row["text"], row["words"]
    simple = [word[2] for word in words] == text.split()
    found: Sequence[tuple[int, int]] = [] if simple else _places(text, words)
    if not words or not (simple or found):
        return ""
    began_ms, parts = row["start_ms"], []
    for number, word in enumerate(words):
        place = "" if simple else f"{len(text[: found[number][0]].encode('utf-16-le')) // 2}:"
        percent = 100 if (probability := _probability(word)) is None else round(100 * probability)
        parts.append(f"{place}{word[0] - began_ms},{word[1] - word[0]},{percent}")
        began_ms = word[0]
    return " ".join(parts)


def said(row: Mapping[str, Any]) -> str:
    """The text as HTML: doubted words by degree, words that are kept back from others as marks."""
    text, kept = row["text"], [one for one in row["redacted"] if one[0] < row["end_ms"] and row["start_ms"] < one[1]]
    if not kept and row["state"] != "machine":
        return escape(text)
    found = _places(text, row["words"])
    if not found:
        return f'<mark class="kept-back">{escape(text)}</mark>' if kept else escape(text)
    cursor, parts = 0, []
    for (start, end), word in zip(found, row["words"], strict=True):
        doubt = degree(_probability(word), row["state"])
        within = bool(kept) and any(one[0] < word[1] and word[0] < one[1] for one in kept)
        if doubt or within:
            parts += [escape(text[cursor:start]), _marked(escape(text[start:end]), doubt, within)]
            cursor = end
    return "".join([*parts, escape(text[cursor:])])


def _marked(word: str, doubt: int, within: bool) -> str:
    if doubt:
        word = f'<span class="doubted" data-doubt="{doubt}">{word}</span>'
    return f'<mark class="kept-back">{word}</mark>' if within else word


def _more(row: Mapping[str, Any]) -> str:
    """The attributes that most rows do not need, and the words' times."""
    some = {"words": coded(row)}
    if row["redacted"]:
        some["redacted"] = ";".join(f"{one[0]},{one[1]}" for one in row["redacted"])
    if row["doubts"]:
        some |= {"doubts": " ".join(row["doubts"]), "reasons": row["reasons"]}
    return "".join(f' data-{name}="{escape(value)}"' for name, value in some.items() if value)


def _places(text: str, words: Iterable[Sequence[Any]]) -> list[tuple[int, int]]:
    """Where each word stands, one after another, in characters; empty where one cannot be found."""
    found, cursor = [], 0
    for word in words:
        at = text.find(word[2], cursor)
        if at < 0 or not word[2]:
            return []
        cursor = at + len(word[2])
        found.append((at, cursor))
    return found


def _probability(word: Sequence[Any]) -> float | None:
    return word[3] if len(word) > 3 else None
