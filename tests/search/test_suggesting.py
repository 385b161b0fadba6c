"""“Did you mean” speaks the archive's own words, in every script, and none that the asker may not read."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from search.documents import IndexDocument
from search.engine import Engine
from search.language.folding import folded
from search.language.misspelling import one_letter_off
from search.language.nodes import Node
from search.language.parser import parse
from search.snippets import highlight
from search.suggesting import MOST_COUNTED, MOST_WORDS, Lexicon, suggestion

SPOKEN = (
    ("en", "They kept my passport and the wages; nobody asked a receipt"),
    ("en", "passport passport embassy"),
    ("es", "Los niños quedaron con la abuela"),
    ("fr", "Mon employeur gardait le passeport"),
    ("de", "Die Löhne wurden gekürzt"),
    ("ar", "أخذ الكفيل جواز السفر مني"),
    ("fa", "کارفرما گذرنامه‌ام را گرفت"),
    ("ur", "پاسپورٹ مالک کے پاس تھا"),
    ("hi", "मालिक ने मज़दूरी नहीं दी"),
    ("bn", "পাসপোর্ট মালিকের কাছে ছিল"),
    ("ta", "கடவுச்சீட்டு முதலாளியிடம் இருந்தது"),
    ("th", "นายจ้างยึดหนังสือเดินทาง"),
    ("am", "ፓስፖርቴን አሠሪዬ ወሰደ"),
    ("ko", "사장이 여권을 가져갔다 노동자"),
    ("ru", "Паспорт забрал работодатель"),
    ("el", "Ο εργοδότης κράτησε το διαβατήριο"),
    ("tr", "Pasaportumu işveren aldı İstanbul'da"),
    ("vi", "Chủ giữ hộ chiếu của tôi"),
)
CLOSED = (("en", "The prosecutor in Zamboanga"), ("en", "pasport pasport"), ("en", "embasy"))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = Engine(tmp_path_factory.mktemp("index"))
    for number, (language, text) in enumerate((*SPOKEN, *CLOSED), 1):
        engine.replace(number, [IndexDocument(f"segment:{number}", "segment", number, language, text)])
    engine.commit(1)
    engine.close()
    return engine


def lexicon(engine: Engine, seen: Sequence[int] = range(1, len(SPOKEN) + 1)) -> Lexicon:
    """What somebody is told who may see these segments."""
    searcher = engine.reading().searcher

    def found(node: Node) -> list[int]:
        return [group.testimony for group in engine.search(node, among={"segment": seen}, limit=5).groups]

    def shown(node: Node) -> Sequence[tuple[str, bool]]:
        best = found(node)
        return highlight(SPOKEN[best[0] - 1][1], SPOKEN[best[0] - 1][0], node) if best else ()

    return Lexicon(
        languages=engine.languages,
        held=lambda form: searcher.doc_freq("words", form),
        beginning=lambda form, most: [one for one, _ in searcher.terms_with_prefix("words", form, limit=most)],
        count=lambda node: engine.search(node, among={"segment": seen}, limit=1).total,
        shown=shown,
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pasport", "passport"),
        ("paasport mon", "passport mon"),
        ("wgaes", "wages"),
        ("reciept", "receipt"),
        ("ninyos", "niños"),
        ("passportwages", ""),
        ("thewages", "the wages"),
        ("lohnne", "Löhne"),
        ("جوازز", "جواز"),
        ("الكفبل", "الكفيل"),
        ("گذرنمه‌ام", "گذرنامه‌ام"),
        ("پاسپوٹ", "پاسپورٹ"),
        ("मजदुरी", "मज़दूरी"),
        ("পাসপোট", "পাসপোর্ট"),
        ("முதலளியிடம்", "முதலாளியிடம்"),
        ("ፓስፓርቴን", "ፓስፖርቴን"),
        ("노등자", "노동자"),
        ("пасспорт", "Паспорт"),
        ("εργοδοτις", "εργοδότης"),
        ("isveran", "işveren"),
        ("chieuu", "chiếu"),
    ],
)
def test_a_slip_of_the_finger_is_mended(typed: str, meant: str, engine: Engine) -> None:
    node = parse(typed).node
    assert node is not None
    told = suggestion(typed, node, lexicon(engine))
    assert told == meant


def test_what_is_answered_needs_no_suggestion(engine: Engine) -> None:
    for typed in ("passport", "passports", '"the wages"', "NOT pasport", "pass*", "country:Nepl"):
        node = parse(typed).node
        assert node is not None and suggestion(typed, node, lexicon(engine)) == ""


def test_only_the_wrong_word_is_replaced_where_it_stands(engine: Engine) -> None:
    typed = '"my pasport" OR (embassyy -wagess)'
    node = parse(typed).node
    assert node is not None
    assert suggestion(typed, node, lexicon(engine)) == '"my passport" OR (embassy -wagess)'


def test_a_word_of_a_closed_testimony_is_never_suggested(engine: Engine) -> None:
    everything = lexicon(engine, range(1, len(SPOKEN) + 1))
    for typed in ("prosecuter", "Zambonga", "Zamboangga", "prosecutorin"):
        node = parse(typed).node
        assert node is not None and suggestion(typed, node, everything) == ""
    node = parse("embasyy").node
    assert node is not None
    assert suggestion("embasyy", node, everything) == "embassy", "not the commoner slip in what is closed"
    assert suggestion("embasyy", node, lexicon(engine, ())) == ""


def test_the_work_is_bounded(engine: Engine) -> None:
    counted: list[Node] = []
    held: list[str] = []
    known = lexicon(engine)
    slow = Lexicon(
        languages=("en", "tr", "vi"),
        held=lambda form: held.append(form) is None,
        beginning=lambda form, most: [f"{form}{number}" for number in range(most)],
        count=lambda node: counted.append(node) or 0,  # type: ignore[func-returns-value]
        shown=known.shown,
    )
    typed = " ".join(
        ["abcdefghijklmnopqrstuvwx" + str(number) for number in range(9)] + ["ሀለሐመሠ" * 4, "노동자" * 8, "x" * 900]
    )
    node = parse(typed).node
    assert node is not None and suggestion(typed, node, slow) == ""
    assert len(counted) <= MOST_WORDS * (1 + 3 * MOST_COUNTED)
    assert len(held) < MOST_WORDS * 25_000


@pytest.mark.parametrize("word", ["passport", "جواز", "मजदूरी", "แรงงาน", "노동자", "ስራ", "работа"])
def test_candidates_are_words_in_the_form_of_the_index(word: str) -> None:
    candidates = list(one_letter_off(folded(word)))
    assert len(candidates) == len(set(candidates)) > 50 and folded(word) not in candidates
