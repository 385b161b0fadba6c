"""Words of many scripts: what is typed on the left finds what was spoken on the right."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language.folding import folded
from search.language.nodes import Phrase, Term
from search.language.parser import parse
from search.language.words import tokens
from search.snippets import matches

FOUND = (
    ("en", "worker", "The workers went home", "plural and singular share a stem"),
    ("en", "paying", "They never paid, they were to pay on Friday", "a verb is found in its other forms"),
    ("en", "worker", "the worker's passport", "a possessive is the word itself"),
    ("en", "workers", "the worker’s passport", "a curly apostrophe is one too"),
    ("en", "don't", "We don’t sign", "straight and curly apostrophes are one"),
    ("en", "we're", "we're here", "a leaning verb is found as it is written"),
    ("en", "UN", "The U.N. came", "an abbreviation with stops is the one without"),
    ("en", "10:30", "at 10:30 at night", "a time is a word"),
    ("en", "1000", "I paid 1,000 dollars", "thousands may be set apart"),
    ("es", "ninos", "los niños migrantes", "accents may be left out"),
    ("es", "trabajador", "las trabajadoras del hogar", "gender and number share a stem"),
    ("fr", "argent", "l'argent du voyage", "the article before an apostrophe is a word of its own"),
    ("fr", "l'argent", "tout l’argent", "with its article a word is found as it stands"),
    ("fr", "ai", "j'ai travaillé", "so is the pronoun"),
    ("fr", "aujourd'hui", "Aujourd’hui je pars", "an apostrophe inside a word is no cut"),
    ("fr", "coeur", "le cœur lourd", "œ is oe"),
    ("it", "acqua", "senza l'acqua", "Italian elides too"),
    ("pt", "trabalhadores", "o trabalhador", "plural and singular"),
    ("ar", "عمال", "رأيت العُمّال هناك", "article and vowel points are left out"),
    ("ar", "عمال", "الحقوق والعمال", "a particle may stand before the article"),
    ("ar", "الامارات", "في الإمارات", "alef with and without hamza are one"),
    ("ar", "مدرسه", "المدرسة بعيدة", "teh marbuta is written heh as often as not"),
    ("ar", "مستشفي", "إلى المستشفى", "alef maksura is written yeh as often as not"),
    ("ar", "كتاب", "كتـــاب", "tatweel only stretches a word"),
    ("ar", "123", "رقم ١٢٣", "digits of every script are digits"),
    ("fa", "کارگر", "كارگرهاي مهاجر", "Arabic and Persian kaf and yeh are one, the plural a form of the word"),
    ("fa", "میخواهم", "می‌خواهم بروم", "a non-joiner may be left out"),
    ("ur", "کام", "كام نہیں ملا", "kaf of either keyboard"),
    ("ur", "نهيں", "نہیں", "heh and yeh of either keyboard"),
    ("hi", "मजदूर", "मज़दूरों का हक़", "the nukta may be left out, the plural is a form of the word"),
    ("hi", "हिंदी", "हिन्दी में", "a nasal before its class is an anusvara"),
    ("hi", "पाँच", "पांच साल", "candrabindu is written anusvara as often as not"),
    ("ne", "कामदार", "कामदारहरू आए", "the plural ending is taken off"),
    ("bn", "শ্রমিক", "শ্রমিক আইন", "vowel signs and conjuncts belong to the word"),
    ("ta", "தொழிலாளர்", "தொழிலாளர் உரிமை", "pulli belongs to the word"),
    ("th", "แรงงาน", "แรงงานข้ามชาติจากพม่า", "words are cut by a dictionary, without spaces"),
    ("km", "ធ្វើការ", "ពលករទេសន្តរប្រវេសន៍ធ្វើការ", "so they are in Khmer"),
    ("lo", "ແຮງງານ", "ແຮງງານລາວ", "in Lao"),
    ("my", "အလုပ်သမား", "မြန်မာအလုပ်သမားများ", "and in Burmese"),
    ("zh", "工人", "我在中国做工人", "a Chinese word is found in spite of the dictionary's cut"),
    ("zh", "中国", "他们是中国人", "and inside a longer one"),
    ("ja", "労働", "外国人労働者は東京で働いています", "so is a Japanese one"),
    ("ja", "ﾋﾞｻﾞ", "ビザがない", "half and full width are one"),
    ("ko", "노동자", "노동자 권리", "Hangul is kept whole"),
    ("tr", "ışık", "IŞIK YANDI", "the capital of ı is I"),
    ("tr", "istanbul", "İSTANBUL'DA çalıştım", "the capital of i is İ, and a name sheds its ending"),
    ("tr", "İstanbul'da", "İstanbul’a gittim", "in the question as well"),
    ("tr", "işçi", "işçiler geldi", "plural and singular"),
    ("tr", "calisma", "çalışma izni", "a keyboard without Turkish letters will do"),
    ("de", "strasse", "auf der Straße", "ß is ss"),
    ("de", "lohn", "die Löhne", "an umlaut may come with the plural"),
    ("ru", "рабочий", "рабочих не хватает", "cases share a stem"),
    ("ru", "еще", "ещё раз", "the dots of ё may be left out"),
    ("uk", "пять", "п'ять років", "an apostrophe inside a word may be left out"),
    ("el", "εργατης", "ο εργάτης", "the accent may be left out"),
    ("he", "שלום", "שָׁלוֹם", "vowel points may be left out"),
    ("id", "kerja", "para pekerja migran bekerja keras", "prefixes share a stem"),
    ("vi", "nguoi lao dong", "Người lao động", "marks may be left out"),
    ("sw", "ng'ombe", "ng’ombe wangu", "an apostrophe may be a letter"),
    ("tl", "manggagawa", "Mga manggagawa", "a language without stems is found by its words"),
)

NOT_FOUND = (
    ("en", "ill", "I'll go", "a leaning verb is no part of another word"),
    ("en", "well", "we'll see", "nor is this one"),
    ("en", "pass", "my passport", "a part of a word is not the word"),
    ("hi", "कम", "काम मिला", "a vowel sign makes another word"),
    ("th", "มา", "ได้เงินมาก", "so it does in Thai"),
    ("ur", "لڑکی", "لڑکے آئے", "yeh barree is another letter"),
    ("uk", "іх", "я бачив їх", "ї is a letter, not an i with an accent"),
    ("bg", "краи", "на край света", "й is a letter, not an accent"),
    ("ja", "ビ", "ビザがない", "katakana words are whole"),
    ("", "workers", "the worker", "where the language is unknown, no stem is guessed"),
)


@pytest.mark.parametrize(("language", "typed", "spoken", "why"), FOUND)
def test_finds(language: str, typed: str, spoken: str, why: str) -> None:
    node = parse(typed).node
    assert node is not None
    assert matches(spoken, language, node), why


@pytest.mark.parametrize(("language", "typed", "spoken", "why"), NOT_FOUND)
def test_does_not_find(language: str, typed: str, spoken: str, why: str) -> None:
    assert not matches(spoken, language, Term(typed)), why


def test_characters_beyond_the_first_plane_do_not_shift_the_words() -> None:
    text = "😀😀 worker 𠮷野"
    assert [text[token.start : token.end] for token in tokens(text, "en")] == ["worker", "𠮷", "野"]


def test_positions_count_words() -> None:
    found = tokens("L'argent, c'est 1,000 pesos.", "fr")
    assert [token.exact for token in found] == ["l", "argent", "c", "est", "1000", "pesos"]
    assert [token.position for token in found] == list(range(6))


@given(st.text(), st.sampled_from(["", "en", "fr", "tr", "ar", "hi", "ja", "th"]))
def test_tokens_stand_in_the_text_in_order(text: str, language: str) -> None:
    found = tokens(text, language)
    assert all(0 <= token.start < token.end <= len(text) and token.exact for token in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.lists(st.text(st.characters(categories=("Lu", "Ll")), min_size=1), min_size=1, max_size=8))
def test_any_word_of_a_text_finds_itself(words: list[str]) -> None:
    text = " ".join(words)
    for token in tokens(text, "en"):
        assert matches(text, "en", Phrase(text[token.start : token.end]))


@given(st.text())
def test_no_question_raises(query: str) -> None:
    parse(query)


@given(st.lists(st.sampled_from(['"', "“", "«", "(", ")", "-", "AND", "OR", "NOT", "a", "l'b", " ", "10:30"])))
def test_no_heap_of_signs_raises(signs: list[str]) -> None:
    parsed = parse("".join(signs))
    assert all(0 <= mistake.position <= len("".join(signs)) for mistake in parsed.mistakes)
