"""Times of words after a person changed the text: what did not change keeps its time to the millisecond.

A changed word takes the time of the one that it stands for; where their numbers differ, those that come share the time
of those that went, by their length; where none went, the room between their neighbours. So a word that is kept back
from readers by its time is still kept back when its spelling is corrected.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from testimonies.transcript import blanking
from testimonies.transcript.document import Segment, Word
from testimonies.transcript.typed import is_unspaced

__all__ = ["cut", "joined", "retime", "rewritten", "within"]

UNSPACED_TOGETHER = 6
"""Letters that are typed in a script without spaces are timed in words of at most so many."""


@dataclass(slots=True)
class _Atom:
    """A run of letters, or one sign, in the ``run``-th piece between spaces; ``owner``: the old word it comes from."""

    text: str
    run: int
    is_sign: bool
    owner: int | None = None

    @property
    def key(self) -> str:
        return unicodedata.normalize("NFC", self.text).casefold()


def retime(words: Sequence[Word], text: str, start_ms: int, end_ms: int) -> tuple[Word, ...]:
    """The words of ``text`` with times, where ``words`` were spoken between ``start_ms`` and ``end_ms`` before.

    Letters of all words together are the letters of ``text``, spaces left out. A word that a person changed has no
    probability any more.
    """
    if _is_made_of(text, words):
        return tuple(words)
    new, old = list(_atoms(text)), [list(_atoms(word.text)) for word in words]
    _find_again(old, new)
    _claim_signs(old, new)
    return tuple(_timed(list(_grouped(new)), words, start_ms, end_ms))


def _is_made_of(text: str, words: Sequence[Word]) -> bool:
    """Whether the text is these words as they are, each one word still."""
    places = blanking.places(text, words)
    if places is None or any(word.text.split() != [word.text] for word in words):
        return False
    if any(text[start:end] != word.text for word, (start, end) in zip(words, places, strict=True)):
        return False
    meeting = (end for (_start, end), (start, _end) in pairwise(places) if start == end)
    return not any(text[at - 1].isalnum() and _continues(text[at - 1], text[at]) for at in meeting)


def rewritten(segment: Segment, text: str) -> Segment:
    """The segment with another text, and its words with times."""
    return replace(segment, text=text, words=retime(segment.words, text, segment.start_ms, segment.end_ms))


def within(segment: Segment, start_ms: int, end_ms: int) -> Segment:
    """The segment from ``start_ms`` to ``end_ms``; words that were spoken outside are moved to the nearer end."""
    words = tuple(
        replace(
            word, start_ms=min(max(word.start_ms, start_ms), end_ms), end_ms=max(min(word.end_ms, end_ms), start_ms)
        )
        for word in segment.words
    )
    return replace(segment, start_ms=start_ms, end_ms=end_ms, words=words)


def cut(segment: Segment, at: int) -> tuple[Segment, Segment] | None:
    """The segment in two, between the words nearest to the ``at``-th character; ``None`` where one would be empty."""
    words = segment.words
    if blanking.places(segment.text, words) is None:
        words = retime(words, segment.text, segment.start_ms, segment.end_ms)
    begins = [start for start, _end in blanking.places(segment.text, words) or ()]
    if len(begins) < 2:
        return None
    index = min(range(1, len(begins)), key=lambda one: (abs(begins[one] - at), one))
    if not 0 < at < len(segment.text) or not segment.text[:at].strip() or not segment.text[at:].strip():
        return None
    first, last = words[:index], words[index:]
    starts_ms = min(max(last[0].start_ms, segment.start_ms), segment.end_ms)
    ends_ms = max(min(first[-1].end_ms, starts_ms), segment.start_ms)
    return (
        replace(segment, end_ms=ends_ms, text=segment.text[: begins[index]].strip(), words=first),
        replace(segment, start_ms=starts_ms, text=segment.text[begins[index] :].strip(), words=last),
    )


def joined(first: Segment, second: Segment) -> Segment:
    """Two segments that follow each other as one. Who speaks, and in which language, is said by the first."""
    unspaced = is_unspaced(first.text[-1:] or " ") and is_unspaced(second.text[:1] or " ")
    return replace(
        first,
        end_ms=max(first.end_ms, second.end_ms),
        text=f"{first.text}{'' if unspaced else ' '}{second.text}",
        words=(*_with_words(first), *_with_words(second)),
        speaker=first.speaker or second.speaker,
        language=first.language or second.language,
        doubts=tuple(dict.fromkeys((*first.doubts, *second.doubts))),
    )


def _with_words(segment: Segment) -> tuple[Word, ...]:
    return segment.words or retime((), segment.text, segment.start_ms, segment.end_ms)


def _atoms(text: str) -> Iterator[_Atom]:
    for run, piece in enumerate(text.split()):
        atom: _Atom | None = None
        for letter in piece:
            category = unicodedata.category(letter)
            marks = category in ("Mn", "Mc", "Me", "Cf", "Sk")
            if atom is not None and (marks or (not atom.is_sign and _continues(atom.text[0], letter))):
                atom.text += letter
                continue
            if atom is not None:
                yield atom
            atom = _Atom(letter, run, is_sign=category[0] not in "LN")
        if atom is not None:
            yield atom


def _continues(first: str, letter: str) -> bool:
    return letter.isalnum() and not is_unspaced(letter) and not is_unspaced(first)


def _same_ends(old: Sequence[tuple[int, str]], new: Sequence[str]) -> tuple[int, int]:
    """How much is the same at the beginning and at the end, in whole words of ``old`` (a word's number, and what is
    compared): of “don’t don’t” no half is taken for the other's."""
    begins = {at for at in range(len(old)) if not at or old[at - 1][0] != old[at][0]}
    most = min(len(old), len(new))
    head = next((at for at in range(most) if old[at][1] != new[at]), most)
    while head and head < len(old) and head not in begins:
        head -= 1
    tail = next((at for at in range(most - head) if old[-1 - at][1] != new[-1 - at]), most - head)
    while tail and len(old) - tail not in begins:
        tail -= 1
    return head, tail


def _matches(old: Sequence[tuple[int, str]], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """What stands in both, in order: what is the same at either end first, for people change one place at a time."""
    head, tail = _same_ends(old, new)
    yield from ((at, at) for at in range(head))
    within_old, within_new = [key for _word, key in old[head : len(old) - tail]], new[head : len(new) - tail]
    for block in SequenceMatcher(None, within_old, within_new, autojunk=False).get_matching_blocks():
        yield from ((head + block.a + at, head + block.b + at) for at in range(block.size))
    yield from ((len(old) - tail + at, len(new) - tail + at) for at in range(tail))


def _found(old: Sequence[tuple[int, _Atom]], new: Sequence[_Atom]) -> Iterator[tuple[int, int]]:
    """The word of which each atom with letters is, and its place in ``new``: first what is written exactly as before,
    then what differs in capitals or in signs."""
    head, tail = _same_ends([(word, atom.text) for word, atom in old], [atom.text for atom in new])
    yield from ((old[at][0], at) for at in range(head) if not new[at].is_sign)
    some = [(word, atom.key) for word, atom in old[head : len(old) - tail] if not atom.is_sign]
    places = [at for at in range(head, len(new) - tail) if not new[at].is_sign]
    yield from ((some[one][0], places[at]) for one, at in _matches(some, [new[at].key for at in places]))
    yield from ((old[at - len(new)][0], at) for at in range(len(new) - tail, len(new)) if not new[at].is_sign)


def _find_again(old: Sequence[Sequence[_Atom]], new: Sequence[_Atom]) -> None:
    """Say of each atom with letters which old word it comes from. A word of which any letter is gone, or that is torn
    apart, is a changed one."""
    found: dict[int, list[int]] = {}
    for index, at in _found([(index, atom) for index, word in enumerate(old) for atom in word], new):
        found.setdefault(index, []).append(at)
    for index, places in found.items():
        stretch = [one for one in new[places[0] : places[-1] + 1] if not one.is_sign]
        whole = len(places) == len(stretch) == sum(not one.is_sign for one in old[index])
        if whole and new[places[0]].run == new[places[-1]].run:
            for at in places:
                new[at].owner = index


def _claim_signs(old: Sequence[Sequence[_Atom]], new: Sequence[_Atom]) -> None:
    """A sign that stood before a word stays with it, and one that was a word by itself stays one."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for at, atom in enumerate(new):
        if atom.owner is not None:
            first.setdefault(atom.owner, at)
            last[atom.owner] = at
    for index, word in enumerate(old):
        leading = next((at for at, atom in enumerate(word) if not atom.is_sign), None)
        if leading is None and index - 1 in last:
            at = last[index - 1] + 1
            span = range(at + sum(atom.is_sign for atom in _after_letters(old[index - 1])), len(new))[: len(word)]
        elif leading and index in first:
            span = range(max(0, first[index] - leading), first[index])
        else:
            continue
        if [new[at].key for at in span] == [atom.key for atom in word[: len(span)]] and len(span) == (
            leading or len(word)
        ):
            for at in span:
                new[at].owner = index
                last[index] = max(last.get(index, -1), at)


def _after_letters(word: Sequence[_Atom]) -> Sequence[_Atom]:
    """The signs at the end of a word; none of one that is all signs."""
    ends = max((at for at, atom in enumerate(word) if not atom.is_sign), default=len(word) - 1)
    return word[ends + 1 :]


def _grouped(atoms: Sequence[_Atom]) -> Iterator[tuple[str, int | None]]:
    """(text, owner) of each word: what an old word became, else what is between; signs go with what they touch."""
    for _run, of_run in groupby(atoms, key=lambda one: one.run):
        words: list[list[_Atom]] = []
        for atom in of_run:
            last = words[-1] if words else None
            owner = _owner(last) if last else None
            goes_on = last and (atom.owner == owner or (atom.is_sign and atom.owner is None) or _only_signs(last))
            if last and goes_on and not (atom.owner is None and owner is None and _is_full(last, atom)):
                last.append(atom)
                continue
            words.append([atom])
        for word in words:
            yield "".join(atom.text for atom in word), _owner(word)


def _owner(word: Sequence[_Atom]) -> int | None:
    return next((atom.owner for atom in word if atom.owner is not None), None)


def _only_signs(word: Sequence[_Atom]) -> bool:
    return all(atom.is_sign and atom.owner is None for atom in word)


def _is_full(word: Sequence[_Atom], atom: _Atom) -> bool:
    return is_unspaced(atom.text[0]) and len(word) >= UNSPACED_TOGETHER


def _timed(
    groups: Sequence[tuple[str, int | None]], words: Sequence[Word], start_ms: int, end_ms: int
) -> Iterator[Word]:
    before, before_ms = -1, start_ms
    for owned, block in groupby(groups, key=lambda one: one[1] is not None):
        some = list(block)
        if owned:
            for text, owner in some:
                before = owner if owner is not None else before
                word = words[before]
                before_ms = word.end_ms
                yield word if word.text == text else replace(word, text=text, probability=None)
            continue
        after = next((owner for text, owner in groups if owner is not None and owner > before), len(words))
        gone = words[before + 1 : after]
        if len(gone) == len(some):
            yield from (Word(word.start_ms, word.end_ms, text) for word, (text, _none) in zip(gone, some, strict=True))
            continue
        until_ms = words[after].start_ms if after < len(words) else end_ms
        first_ms, last_ms = (gone[0].start_ms, gone[-1].end_ms) if gone else (before_ms, until_ms)
        yield from _shared([text for text, _none in some], first_ms, max(first_ms, last_ms))


def _shared(texts: Sequence[str], start_ms: int, end_ms: int) -> Iterator[Word]:
    """Words one after another from ``start_ms`` to ``end_ms``, each as long as it is written."""
    whole = sum(len(text) + 1 for text in texts)
    done = 0
    for text in texts:
        begin_ms = start_ms + (end_ms - start_ms) * done // whole
        done += len(text) + 1
        yield Word(begin_ms, start_ms + (end_ms - start_ms) * done // whole, text)
