"""How a row of the desk is written into the page: its text with what is doubted and kept back marked, its words' times.

A page of 1,500 rows and 18,000 words must open at once. So words become elements only where a mark is needed, their
times are one short attribute, which the script reads when somebody takes the row in hand, and the rows are written
here and not in a template, which takes eight times as long.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from testimonies.transcript import speakers
from testimonies.transcript.timecode import format_clock
from testimonies.views.desk_words import SAID

__all__ = ["DOUBTED", "coded", "degree", "faces", "said", "stretches"]

DOUBTED = (0.2, 0.4, 0.6)
"""Below these probabilities a machine's word is doubted strongly, clearly, a little."""

TOGETHER = 25
"""So many rows make a list: what is out of sight is left alone list by list, which is less to watch than row by row."""
AT_ONCE = 500
"""So many rows are sent at a time."""

Face = tuple[str, SafeString, Mapping[str, Any]]
"""The row's key as text, its element without the end tag, the row."""


def faces(rows: Iterable[Mapping[str, Any]], *, place: str) -> Iterator[Face]:
    """The rows as the page writes them; ``place`` is the address of the page, with a query. A speaker is named where
    they begin to speak."""
    states = {name: escape(str(SAID[f"state_{name}"])) for name in ("machine", "corrected", "verified")}
    nobody, before = _("No speaker named"), None
    called: dict[str, tuple[str, str]] = {}
    place = escape(place)
    for row in rows:
        if (speaker := row["speaker"]) not in called:
            called[speaker] = escape(speaker), escape(speakers.named(speaker) or nobody)
        label, who = called[speaker]
        key, state = row["id"], row["state"]
        marks = (
            f"{' doubtful' if state == 'machine' and row['doubts'] else ''}"
            f"{' goes-on' if speaker == before else ''}{' kept' if row['kept'] else ''}"
        )
        html = (
            f'<li class="desk-row{marks}" id="s-{key}" data-row="{key}" data-version="{row["version"]}" '
            f'data-start="{row["start_ms"]}" data-end="{row["end_ms"]}" data-state="{state}" data-speaker="{label}"'
            f'{_more(row)}><a class="time clock" href="{place}&amp;segment={key}#s-{key}">'
            f'{format_clock(row["start_ms"])}</a><bdi class="desk-who">{who}</bdi>'
            f'<span class="said words" lang="{escape(row["language"])}" dir="{row["dir"]}">{said(row)}</span>'
            f'<span class="desk-state" role="img" aria-label="{states[state]}" title="{states[state]}"></span>'
        )
        yield str(key), mark_safe(html), row
        before = speaker


def stretches(found: Iterable[Face], opened: str) -> Iterator[tuple[SafeString, Mapping[str, Any] | None]]:
    """The rows as pieces of HTML. Where the one with the key ``opened`` is among them, a piece ends within its element,
    and that row stands beside it: its form and the end tag come next."""
    waiting: list[str] = []
    number = 0
    for number, (key, html, row) in enumerate(found, start=1):
        if number % TOGETHER == 1:
            waiting.append('<ol class="desk-rows">')
        waiting.append(html)
        if key == opened:
            yield mark_safe("".join(waiting)), row
            waiting = []
        else:
            waiting.append("</li>")
        if number % TOGETHER == 0:
            waiting.append("</ol>\n")
        if number % AT_ONCE == 0:
            yield mark_safe("".join(waiting)), None
            waiting = []
    yield mark_safe("".join(waiting) + ("</ol>" if number % TOGETHER else "")), None


def degree(probability: float | None, state: str) -> int:
    """0 to 3: how much a word is doubted. What a person has looked after is not."""
    if state != "machine" or probability is None:
        return 0
    return len(DOUBTED) - bisect_right(DOUBTED, probability)


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
        start_ms = word[0]
        percent = 100 if len(word) < 4 or word[3] is None else round(100 * word[3])
        parts.append(f"{place}{start_ms - began_ms},{word[1] - start_ms},{percent}")
        began_ms = start_ms
    return " ".join(parts)


def said(row: Mapping[str, Any]) -> str:
    """The text as HTML: doubted words by degree, words that are kept back from others as marks."""
    text, words = row["text"], [word[2] for word in row["words"]]
    kept = [one for one in row["redacted"] if one[0] < row["end_ms"] and row["start_ms"] < one[1]]
    if not kept and row["state"] != "machine":
        return escape(text)
    if kept or " ".join(words) != text:
        return _said_by_place(row, kept)
    if escape(text) != text:
        words = [escape(word) for word in words]
    for number, word in enumerate(row["words"]):
        if len(word) > 3 and word[3] is not None and word[3] < DOUBTED[-1]:
            words[number] = _marked(words[number], degree(word[3], "machine"), False)
    return " ".join(words)


def _said_by_place(row: Mapping[str, Any], kept: Sequence[Sequence[Any]]) -> str:
    """The same for any text: words are looked for in it one after another."""
    text, found = row["text"], _places(row["text"], row["words"])
    if not found:
        return f'<mark class="kept-back">{escape(text)}</mark>' if kept else escape(text)
    cursor, parts = 0, []
    for (start, end), word in zip(found, row["words"], strict=True):
        doubt = degree(word[3] if len(word) > 3 else None, row["state"])
        within = any(one[0] < word[1] and word[0] < one[1] for one in kept)
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
    times = coded(row)  # figures and signs between them: nothing in it need be escaped
    some = {}
    if row["redacted"]:
        some["redacted"] = ";".join(f"{one[0]},{one[1]}" for one in row["redacted"])
    if row["doubts"]:
        some |= {"doubts": " ".join(row["doubts"]), "reasons": row["reasons"]}
    more = "".join(f' data-{name}="{escape(value)}"' for name, value in some.items() if value)
    return f' data-words="{times}"{more}' if times else more


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
