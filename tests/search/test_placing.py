"""Where forms lie in the index is where words stand: whatever fills a question's rows is found, and nothing else; and a
run of letters is one word to ICU too."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.asking import Asking
from search.engine import Engine, IndexDocument
from search.language.folding import MARKS_COUNT
from search.language.nodes import Fuzzy, Near, Node, Or, Phrase, Prefix, Term
from search.language.patterns import forms, occurrences, rows
from search.language.words import _SIMPLE_BLOCKS, by_icu, only_word, tokens, word
from search.nearness import never_one_word
from search.placing import REACH, STRIDE, analyser, line

LANGUAGES = ("", "en", "fr", "tr", "vi", "sv", "ar", "hi", "am", "ko", "el", "th", "zh")
SPOKEN = {
    "en": "the workers' worker's worked works well we'll employer-employee e-mail passport passports U.N. 10:30 cafe",
    "fr": "l'école L'ecole écoles employé-es employe rendez-vous aujourd'hui d'un café cafés the ça",
    "tr": "İstanbul'da ışık isik işçiler isci işçi-ler kadınlar kadin mælstrom cafe",
    "vi": "người nguoi lao động dong hòa hoà e-mail café",
    "th": "แรงงานข้ามชาติ แรงงาน passport the cafe",
    "ar": "العمال عمال والعمال الإمارات e-mail",
    "zh": "外国人 劳动者 中国 passport 中国人",
}
"""Words of which some are forms of others in their own language, or in none."""


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, list[IndexDocument]]]:
    chance = random.Random(5)
    documents = [
        IndexDocument(f"segment:{number}", "segment", 1, language, " ".join(chance.choices(words.split(), k=8)))
        for number, (language, words) in enumerate(list(SPOKEN.items()) * 40)
    ]
    with Engine(tmp_path_factory.mktemp("index")) as engine:
        engine.replace(1, documents)
        engine.commit(1)
        yield engine, documents


@pytest.mark.parametrize("seed", range(4))
def test_the_index_finds_what_fills_the_rows_and_nothing_else(
    seed: int, spoken: tuple[Engine, list[IndexDocument]]
) -> None:
    engine, documents = spoken
    reading = engine.reading()
    chance = random.Random(seed)
    told = 0
    for _ in range(30):
        node = _node(chance)
        query = Asking(reading.languages, searcher=reading.searcher).query(node)
        assert query is not None
        addresses = [address for _, address in reading.searcher.search(query, 1000).hits]
        found = set(reading.searcher.fast_field_values("number", addresses))
        wanted = {number for number, one in enumerate(documents) if _answers(one, node)}
        assert found == wanted, node
        told += bool(wanted)
    assert told > 10, "most of these questions have an answer"


def _node(chance: random.Random) -> Node:
    words = [word for line in SPOKEN.values() for word in line.split()]
    some = [one for one in (chance.choice(list(SPOKEN.values())).split(), words) for _ in range(2)][chance.randrange(4)]

    def term() -> Node:
        typed = chance.choice(some)
        return chance.choice((Term(typed), Term(typed.upper()), Phrase(typed), Prefix(typed[:4]), Fuzzy(typed, 1)))

    def phrase() -> Node:
        return Phrase(" ".join(chance.choices(some, k=chance.randint(2, 3))))

    def near() -> Node:
        parts = (term(), chance.choice((term(), term(), phrase(), Or((term(), term())))))
        return Near(parts if chance.random() < 0.8 else (*parts, term()), chance.choice((1, 2, 3, 5, 30)))

    def cut() -> Node:
        return Term("-".join(chance.choices(some, k=chance.randint(2, 4))))

    return chance.choice((term, phrase, near, near, cut))()


def _answers(document: IndexDocument, node: Node) -> bool:
    held = [forms(token, document.language) for token in tokens(document.text, document.language)]

    def places(part: Node) -> list[tuple[int, int]]:
        asked = [row for row in rows(part, (document.language,)) if document.language not in row.outside]
        return [place for row in asked for place in occurrences(row, held)]

    if not isinstance(node, Near):
        return bool(places(node))
    sides = [places(part) for part in node.parts]
    return all(
        any(1 <= max(a, c) - min(b, d) + 1 <= node.within for (a, b), (c, d) in product(one, other))
        for one, other in pairwise(sides)
    )


def test_forms_lie_a_stride_apart() -> None:
    laid = line("Người ÜLKE .", "vi").split()
    assert len(laid) == 2 * STRIDE and set(analyser().analyze(" ".join(laid))) == set(laid) - {"-"}
    assert {laid[0], laid[STRIDE]} == {"người", "ülke"} and laid[REACH - 1] == "~~~vi:nguoi"


_LETTERS = "".join(chr(point) for first, last in _SIMPLE_BLOCKS for point in range(first, last + 1))
_RUNS = st.builds(
    lambda before, inside, after: before + inside + after,
    st.text("([«“¿¡‘'\"-", max_size=2),
    st.text(st.sampled_from(_LETTERS) | st.sampled_from("'’-.·\u200c\u00ad_ـँ́9aé"), min_size=1, max_size=8),
    st.text(".,;:!?…)]»”’'\"،।", max_size=3),
)


@given(_RUNS, st.sampled_from(LANGUAGES))
@example("İ", "tr")
@example("ـ", "ar")
def test_what_is_taken_for_one_word_is_one_by_the_whole_rules(run: str, language: str) -> None:
    alone = only_word(run)
    if alone:
        made = word(alone, language)
        assert _forms(run, language) == ([made[:2] + made[5:]] if made.exact else [])


@given(
    st.text(
        st.sampled_from(_LETTERS) | st.characters(codec="utf-8") | st.sampled_from(" \t\u00a0'’-.,:0123ไทย中国한국"),
        max_size=30,
    )
)
@example("👩\u200d👧 l'\u0301 e")
def test_a_space_parts_words_and_nothing_beyond_it_has_a_say(text: str) -> None:
    for language in ("", "th", "zh", "tr"):
        assert [one[:2] + one[5:] for one in tokens(text, language)] == _forms(text, language)


@pytest.mark.parametrize("language", ["tr", "ar"])
def test_no_letter_of_these_scripts_parts_a_word(language: str) -> None:
    for first, last in _SIMPLE_BLOCKS:
        base = chr(first) if only_word(chr(first)) else "a"
        for letter in map(chr, range(first, last + 1)):
            for run in (letter, base + letter, base + letter + base):
                if alone := only_word(run):
                    made = word(alone, language)
                    assert _forms(run, language) == ([made[:2] + made[5:]] if made.exact else []), run


def _forms(text: str, language: str) -> list[tuple[str, ...]]:
    """As the whole rules part it."""
    return [one[:4] for one in by_icu(text, language)]


def test_languages_that_count_marks_are_among_those_tried() -> None:
    assert {"tr", "vi"} <= MARKS_COUNT & set(SPOKEN)


def test_a_word_is_not_near_itself_though_both_questions_mean_it(tmp_path: Path) -> None:
    """``hacía`` is said as ``hacia`` (towards), with the stem of ``hacer`` (to do): from neither is it to be seen."""
    said = ["yo hacía poco", "hacia la casa y hacer poco", "hacer la casa hacia poco", "hacía y hacia"]
    node = Near((Term("hacia"), Term("hacer")), 5)
    for spoken, wanted in ((said, {1, 2, 3}), (said[1:3], {0, 1})):
        with Engine(tmp_path / str(len(spoken))) as engine:
            engine.replace(
                1, [IndexDocument(f"segment:{n}", "segment", 1, "es", text) for n, text in enumerate(spoken)]
            )
            engine.commit(1)
            reading = engine.reading()
            left, right = (rows(part, reading.languages)[0].places[0] for part in node.parts)
            never = never_one_word(left, right, reading.languages, reading.searcher)
            assert never == (len(spoken) == 2), "only where nobody said it"
            query = Asking(reading.languages, searcher=reading.searcher).query(node)
            assert query is not None
            addresses = [address for _, address in reading.searcher.search(query, 10).hits]
            assert set(reading.searcher.fast_field_values("number", addresses)) == wanted
