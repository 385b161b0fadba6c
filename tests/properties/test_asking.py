"""What the index answers, what is marked, and what a slow and obvious reading of the question says are one."""

from __future__ import annotations

import random
from functools import cache
from itertools import pairwise, product
from pathlib import Path

import pytest

from search.documents import IndexDocument
from search.engine import Engine
from search.language import folding
from search.language.folding import MARKS_COUNT
from search.language.nodes import And, Fuzzy, Near, Node, Not, Or, Phrase, Prefix, Term
from search.language.words import Token, tokens
from search.snippets import matches

VOCABULARY = {
    "en": (
        "worker",
        "workers",
        "working",
        "passport",
        "passports",
        "paid",
        "pay",
        "the",
        "wages",
        "l'argent",
        "resume",
    ),
    "fr": ("passeport", "passeports", "travail", "l'argent", "argent", "résumé", "resume", "cœur", "des", "d'argent"),
    "tr": ("işçi", "işçiler", "İstanbul'da", "istanbul", "ışık", "worker"),
    "ar": ("عمال", "العمال", "عامل", "جواز", "الجواز", "passport"),
    "zh": ("工人", "中国", "中国人", "护照", "我", "worker"),
    "vi": ("bạn", "bán", "ban", "hòa", "hoà", "người", "con", "còn", "worker"),
    "sv": ("för", "for", "lön", "lönen", "får", "fara", "İstanbul"),
    "th": ("แรงงาน", "ข้ามชาติ", "พม่า", "มา"),
    "": ("worker", "workers", "argent", "ng'ombe"),
}
folded, is_bare = cache(folding.folded), cache(folding.is_bare)
Word = Term | Phrase | Prefix | Fuzzy
ALL = sorted({word for words in VOCABULARY.values() for word in words})
DOCUMENTS = 100
QUESTIONS = 60


@pytest.mark.parametrize("seed", range(3))
def test_index_marks_and_plain_reading_agree(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    texts = [_text(chance) for _ in range(DOCUMENTS)]
    said = {number: _said(text, language) for number, (language, text) in enumerate(texts, 1)}
    with Engine(tmp_path) as engine:
        for number, (language, text) in enumerate(texts, 1):
            engine.replace(number, [IndexDocument(f"segment:{number}", "segment", number, language, text)])
        engine.commit(1)
        for _ in range(QUESTIONS):
            node = _question(chance, depth=2)
            found = set(engine.search(node, among={"segment": range(1, DOCUMENTS + 1)}, limit=1).counts)
            expected = {number for number, words in said.items() if _holds(node, texts[number - 1][0], words)}
            assert found == expected, (node, [texts[number - 1] for number in found ^ expected])
            for number in found:
                language, text = texts[number - 1]
                assert _asks_only_absence(node) or matches(text, language, node), (node, texts[number - 1])


def _text(chance: random.Random) -> tuple[str, str]:
    language = chance.choice(list(VOCABULARY))
    words = chance.choices(VOCABULARY[language], k=chance.randint(1, 9))
    return language, ("" if language in {"zh", "th"} else " ").join(words)


def _word(chance: random.Random) -> Node:
    word = chance.choice(ALL)
    match chance.randrange(6):
        case 0 | 1:
            return Term(word)
        case 2:
            return Phrase(word)
        case 3:
            return Phrase(f"{word} {chance.choice(ALL)}{chance.choice(['', '*'])}")
        case 4:
            return Prefix(word[: chance.randint(2, 4)])
        case _:
            word = chance.choice([word for word in ALL if len(word) > 2])
            cut = chance.randrange(len(word))
            return Fuzzy(word[:cut] + chance.choice(["", "x"]) + word[cut + 1 :], chance.randint(1, 2))


def _question(chance: random.Random, depth: int) -> Node:
    kind = chance.randrange(6) if depth else 0
    if kind == 1:
        return Or(tuple(_question(chance, depth - 1) for _ in range(2)))
    if kind == 2:
        return And(tuple(_question(chance, depth - 1) for _ in range(2)))
    if kind == 3:
        return Not(_question(chance, depth - 1))
    if kind > 3:
        return Near(tuple(_beside(chance) for _ in range(chance.randint(2, 3))), chance.randint(1, 6))
    return _word(chance)


def _beside(chance: random.Random) -> Node:
    word = _word(chance)
    if isinstance(word, Fuzzy):
        word = Fuzzy(word.text, 1)
    return Or((word, Term(chance.choice(ALL)))) if chance.random() < 0.3 else word


# The slow and obvious reading: every word of the text is held against every word of the question.

Said = list[Token]


def _said(text: str, language: str) -> Said:
    return tokens(text, language)


def _holds(node: Node, language: str, said: Said) -> bool:
    match node:
        case And(parts):
            return all(_holds(part, language, said) for part in parts)
        case Or(parts):
            return any(_holds(part, language, said) for part in parts)
        case Not(part):
            return not _holds(part, language, said)
        case Near(parts, within):
            places = [_places(part, language, said) for part in parts]
            return all(
                any(_apart(one, other) in range(1, within + 1) for one, other in product(before, after))
                for before, after in pairwise(places)
            )
        case _:
            return bool(_places(node, language, said))


def _apart(one: tuple[int, int], other: tuple[int, int]) -> int:
    first, second = sorted([one, other])
    return second[0] - first[1] + 1


def _places(node: Node, language: str, said: Said) -> list[tuple[int, int]]:
    if isinstance(node, Or):
        return [place for part in node.parts for place in _places(part, language, said)]
    assert isinstance(node, Term | Phrase | Prefix | Fuzzy)
    starred = isinstance(node, Phrase) and node.text.endswith("*")
    found = []
    for cut_as in {"", "tr", "vi", "sv", language}:
        asked = tokens(node.text, cut_as)
        if not cut_as and language in MARKS_COUNT and not is_bare(node.text):
            continue
        for start in range(len(said) - len(asked) + 1):
            if asked and all(
                _is(node, one, said[start + offset], starred and last, last, cut_as == language)
                for offset, one in enumerate(asked)
                for last in [offset == len(asked) - 1]
            ):
                found.append((start, start + len(asked)))
    return found


def _is(node: Word, asked: Token, said: Token, starred: bool, last: bool, same_language: bool) -> bool:
    bare = said.plain if said.plain and is_bare(node.text) else said.exact
    typed, spoken = (folded(asked.exact), bare) if bare != said.exact else (asked.exact, said.exact)
    if isinstance(node, Term):
        stems = {(asked.stem, said.stem)}
        if is_bare(node.text):
            stems.add((asked.plain_stem, said.plain_stem))
        by_stem = same_language and any(one and one == other for one, other in stems)
        return asked.exact == said.exact or typed == spoken or (by_stem and not _is_han(asked.exact))
    if starred or (isinstance(node, Prefix) and last):
        if _is_han(asked.exact):
            return asked.exact == said.exact
        return said.exact.startswith(asked.exact) or spoken.startswith(typed)
    if isinstance(node, Fuzzy) and last:
        near = min(_letters_between(asked.exact, said.exact), _letters_between(typed, spoken))
        return near <= node.distance
    return asked.exact == said.exact or typed == spoken


def _is_han(word: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in word)


@cache
def _letters_between(one: str, other: str) -> int:
    """Optimal string alignment, by its definition."""
    table = {(0, column): column for column in range(len(other) + 1)} | {(row, 0): row for row in range(len(one) + 1)}
    for row, column in product(range(1, len(one) + 1), range(1, len(other) + 1)):
        steps = [table[row - 1, column] + 1, table[row, column - 1] + 1]
        steps.append(table[row - 1, column - 1] + (one[row - 1] != other[column - 1]))
        if row > 1 and column > 1 and one[row - 1] == other[column - 2] and one[row - 2] == other[column - 1]:
            steps.append(table[row - 2, column - 2] + 1)
        table[row, column] = min(steps)
    return table[len(one), len(other)]


def _asks_only_absence(node: Node) -> bool:
    """Whether a text may answer without any word that could be marked."""
    match node:
        case Not():
            return True
        case And(parts):
            return all(_asks_only_absence(part) for part in parts)
        case Or(parts):
            return any(_asks_only_absence(part) for part in parts)
        case _:
            return False


def test_every_word_is_in_the_vocabulary_once_folded() -> None:
    assert all(folded(word) for word in ALL)
