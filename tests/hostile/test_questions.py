"""Questions that nobody should ask: each is read, asked of the index and marked, in work that is counted, with a clear
sentence where something is amiss."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tantivy import Query

from search import asking
from search.asking import Asking
from search.engine import Engine, IndexDocument
from search.language.nodes import Node
from search.language.parser import MOST_TOLD, parse
from search.language.stemming import ALGORITHMS
from search.slips import sentence
from search.snippets import highlight

TEXT = "The worker's passport was taken. عمال المصنع。我在中国做工人。 ใบอนุญาต <b>bold</b>"

HOSTILE = {
    "ten thousand letters": "a" * 10_000,
    "ten thousand characters of words": "passport " * 1_111,
    "five hundred brackets": "(" * 500,
    "five hundred pairs": "(" * 500 + "passport" + ")" * 500,
    "closing brackets": ")" * 500,
    "a star": "*",
    "five hundred stars": "*" * 500,
    "stars apart": "* " * 500,
    "a quotation mark": '"',
    "five hundred quotation marks": '"' * 501,
    "a far NEAR": "passport NEAR/999999 worker",
    "a NEAR without end": "worker NEAR/" + "9" * 900 + " passport",
    "no distance": "passport NEAR/0 worker",
    "a negative distance": "passport NEAR/-5 worker",
    "NEAR and nothing else": "NEAR NEAR/5 NEAR NEAR",
    "a chain of NEAR": " NEAR/30 ".join(["worker"] * 80),
    "choices beside NEAR": "(" + " OR ".join(["w*"] * 30) + ") NEAR/30 (" + " OR ".join(["t*"] * 30) + ")",
    "phrases beside NEAR": '("a b" OR "c d" OR "e f" OR "g h" OR "i j") NEAR/30 ("k l" OR "m n" OR "o p" OR "q r")',
    "Chinese beside NEAR": "我在中国做工人我在中国做工人 NEAR/30 我在中国做工人我在中国做工人",
    "one letter and a star": "a*",
    "a star after every word": " ".join(f"w{number}*" for number in range(200)),
    "a phrase of stars": '"' + "th* " * 200 + '"',
    "everything fuzzy": " ".join(f"passpor{number}~2" for number in range(100)),
    "a fuzzy word of a thousand letters": "x" * 990 + "~2",
    "a fuzzy phrase beside NEAR": " NEAR/30 ".join(["passpotr~"] * 40),
    "operators alone": "AND OR NOT " * 90,
    "minus signs": "-" * 999,
    "a heap of negations": "NOT " * 240 + "passport",
    "control characters": "".join(map(chr, range(32))) + "passport\x7f\x85",
    "marks of direction": "\u202epassport\u202c \u2066worker\u2069 \u200f\u061c",
    "only marks of direction": "\u202e\u2066\u200f\ufeff" * 200,
    "joiners": "\u200d\u200c" * 400,
    "combining marks": "a" + "\u0301" * 900,
    "marks upon nothing": "\u0301\u093e\u0e31" * 300,
    "mixed scripts": "worker عمال 工人 แรงงาน рабочий श्रमिक 노동자 ሠራተኛ",
    "mixed scripts in one word": "workerعمال工人แรงงานрабочий",
    "emoji": "👩🏽‍🏭🏳️‍🌈" * 60,
    "lone surrogates": "\ud800passport\udfff",
    "SQL": "'; DROP TABLE testimonies_segment; --",
    "more SQL": "passport' OR '1'='1' UNION SELECT password FROM auth_user",
    "HTML": "<script>alert('passport')</script><img src=x onerror=alert(1)>",
    "a template": "{{ settings.SECRET_KEY }} {% debug %} ${7*7} #{7*7}",
    "tantivy's own language": 'words:passport^5 +kind:[a TO z] words:IN [a b] "a b"~2 cell:>0 *:* /reg.*ex/',
    "tags of the index": "::en:worker ~~~vi:nguoi ===tr:gel",
    "a pattern": "pass.*port(a|b)+[a-z]{1,100}\\d$^",
    "facts without end": "country:" * 200,
    "facts of everything": " ".join(f"country:x{number}" for number in range(150)),
    "a fact in brackets in brackets": "country:(" * 60 + "Nepal",
    "a fact with commas": "country:" + "," * 500 + ",".join(["Nepal"] * 80),
    "a date of nonsense": "date:99999999..-5 date:.. date:2009....2015",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(tmp_path_factory.mktemp("hostile")) as engine:
        for number, language in enumerate(sorted({*ALGORITHMS, "zh", "vi", "th", "ar", "hi"}), 1):
            engine.replace(number, [IndexDocument(f"segment:{number}", "segment", number, language, TEXT)])
        engine.commit(1)
        yield engine


@pytest.mark.parametrize("question", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("ui_language", ["en", "ar"])
def test_it_is_answered_in_bounded_work(
    question: str, ui_language: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    for name in ("term_query", "phrase_query", "regex_phrase_query", "regex_query", "fuzzy_term_query"):
        monkeypatch.setattr(asking, "Query", _Counting(made))
        assert hasattr(Query, name)
    asked = parse(question, ui_language)
    assert len(asked.mistakes) <= MOST_TOLD
    assert all(sentence(mistake) and 0 <= mistake.position <= len(question) for mistake in asked.mistakes)
    if asked.node is None:
        return
    reading = engine.reading()
    query = Asking(reading.languages, searcher=reading.searcher).query(asked.node)
    assert len(made) <= 12_000
    assert made.count("phrase_query") + made.count("regex_phrase_query") <= 1_500
    assert query is None or reading.searcher.search(query, 10).count is not None
    assert "".join(run for run, _ in highlight(TEXT, "en", asked.node)) == TEXT


class _Counting:
    """tantivy's queries, with a note of each that is made."""

    def __init__(self, made: list[str]) -> None:
        self.made = made

    def __getattr__(self, name: str) -> object:
        self.made.append(name)
        return getattr(Query, name)


@pytest.mark.parametrize(
    "question", ["*", "a*", "passport NEAR/999999 worker", '"', "(" * 500, "a" * 10_000, "contry:Nepal"]
)
def test_what_is_amiss_is_said(question: str) -> None:
    said = [sentence(mistake) for mistake in parse(question).mistakes]
    assert said and all(one[0].isupper() or one[0] == "“" for one in said)


def test_no_form_of_the_index_can_be_asked_for_by_its_tag(engine: Engine) -> None:
    def total(question: str) -> int:
        node: Node | None = parse(question).node
        return engine.search(node, among={"segment": range(1, 99)}).total if node else 0

    assert total("workers") > 0
    assert total("::en:worker") == total("en worker") == 0 == total("fr:passport~") == total("::en:wor*")


def test_a_beginning_shared_by_too_many_is_cut_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_EXPANDED", 5)
    monkeypatch.setattr(asking, "COMMONEST", 3)
    words = " ".join(f"the pass{number}" for number in range(10)) + " the pass7 the pass8 the pass9"
    with Engine(tmp_path) as engine:
        engine.replace(1, [IndexDocument("segment:1", "segment", 1, "en", words)])
        engine.commit(1)
        reading = engine.reading()
        node = parse('"the pass*"').node
        assert node is not None
        cut = Asking(("en",), searcher=reading.searcher)
        query = cut.query(node)
        assert cut.cut == ["pass"] and query is not None
        assert reading.searcher.search(query, 5).count == 1
        alone = Asking(("en",), searcher=reading.searcher)
        node = parse("pass*").node
        assert node is not None and alone.query(node) is not None
        assert alone.cut == [], "on its own a beginning is asked for whole"
