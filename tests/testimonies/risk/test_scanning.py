from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from testimonies.risk import lexicon, scanning
from testimonies.risk.coarser import suggest
from testimonies.risk.kinds import LABELS, LEVEL_OF, REASONS, Kind, Level, suggested_level
from testimonies.risk.scanning import scan
from tests.testimonies.risk.sentences import Sentence, measure, sentences, table

README = Path(scanning.__file__).parent / "README.md"


@pytest.mark.parametrize("sentence", list(sentences()), ids=lambda one: f"{one.language}: {one.text[:40]}")
def test_what_the_table_marks_is_found_and_nothing_else(sentence: Sentence) -> None:
    found = scan(sentence.text, sentence.language)
    assert [str(one.kind) for one in found] == [kind for kind, _start, _end in sentence.wanted]
    for one, (_kind, start, end) in zip(found, sentence.wanted, strict=True):
        assert one.start < end and start < one.end, sentence.text[one.start : one.end]


def test_the_table_has_each_kind_in_each_language_with_near_misses() -> None:
    kinds = Counter(kind for one in sentences() for kind, _start, _end in one.wanted)
    assert set(kinds) == {kind.value for kind in Kind} and min(kinds.values()) >= 8
    for tag in lexicon.LANGUAGES:
        assert {kind for one in sentences() if one.language == tag for kind, *_ in one.wanted} == set(kinds)
        assert sum(one.language == tag and not one.wanted for one in sentences()) >= 10


def test_other_speech_is_met_as_well_as_the_manual_says() -> None:
    wanted, precision, recall = measure("held-out.txt").figures()
    assert wanted >= 60 and precision >= 0.9 and recall >= 0.8


@pytest.mark.parametrize("name", ["sentences.txt", "held-out.txt"])
def test_the_manual_gives_these_very_figures(name: str) -> None:
    hint = "mend: python -m tests.testimonies.risk.sentences"
    assert table(name) in README.read_text(encoding="utf-8"), hint


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("رقمي ٠٥٥١٢٣٤٥٦٧ وأنا", "٠٥٥١٢٣٤٥٦٧"),
        ("رقمي ۰۵۵۱۲۳۴۵۶۷ وأنا", "۰۵۵۱۲۳۴۵۶۷"),
        ("मेरा नंबर +९१ ९८७६५ ४३२१० है", "+९१ ९८७६५ ४३२१०"),
        ("my number is 0551 234 567 now", "0551 234 567"),
    ],
)
def test_digits_of_any_script_are_digits_and_offsets_are_those_of_the_text(text: str, words: str) -> None:
    (one,) = scan(text, "ar" if "رق" in text else "en")
    assert (text[one.start : one.end], one.kind) == (words, Kind.TELEPHONE)


def test_accents_and_marks_do_not_move_an_offset() -> None:
    text = "Été : mon cousin Moussa, né à Ségou, écrit à m.diallo@orange.fr"
    assert [text[one.start : one.end] for one in scan(text, "fr")] == ["Moussa", "m.diallo@orange.fr"]
    marked = "أَخِي مُحَمَّد سَافَرَ"
    assert [marked[one.start : one.end] for one in scan(marked, "ar")] == ["مُحَمَّد"]


def test_a_name_that_is_shown_anyway_is_no_finding() -> None:
    assert scan("Then Amina told me.", "en")
    assert not scan("Then Amina told me.", "en", shown=["Amina"])


def test_lists_of_one_s_own_are_read_beside_the_others(tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("[illness]\nsadness of the road  # ours\n[place]\nOurtown = our country\n")
    (tmp_path / "tl.txt").write_text("[illness]\nlagnat\n")
    (one,) = scan("I had the sadness of the road.", "en", own_words=tmp_path)
    assert one.kind == Kind.HEALTH
    assert [one.kind for one in scan("may lagnat ako", "tl", own_words=tmp_path)] == [Kind.HEALTH]
    assert suggest(Kind.ENTRY, "Ourtown", "en", own_words=tmp_path) == "our country"


def test_a_list_that_cannot_be_read_says_where(tmp_path: Path) -> None:
    (tmp_path / "fr.txt").write_text("\nmot\n")
    with pytest.raises(ValueError, match=r"fr\.txt, line 2"):
        scan("Bonjour.", "fr", own_words=tmp_path)


@pytest.mark.parametrize(
    ("kind", "words", "language", "coarser"),
    [
        (Kind.ENTRY, "3 May 2013", "en", "2013"),
        (Kind.ENTRY, "٣ مايو ٢٠١٤", "ar", "٢٠١٤"),
        (Kind.ENTRY, "Tapachula", "es", "México"),
        (Kind.ENTRY, "الدوحة", "ar", "قطر"),
        (Kind.NAME, "Moussa", "fr", "quelqu’un que je connaissais"),
        (Kind.NAME, "Moussa", "bn", "someone I knew"),
    ],
)
def test_what_may_stand_there_instead(kind: Kind, words: str, language: str, coarser: str) -> None:
    assert suggest(kind, words, language) == coarser


@pytest.mark.parametrize("stops", [True, False])
def test_a_long_transcript_takes_seconds_not_minutes(stops: bool) -> None:
    once = " ".join(one.text for one in sentences("held-out.txt") if one.language == "en")
    text = " ".join([once] * (18_000 // len(once.split()) + 1))
    text = text if stops else text.replace(".", "")
    began = time.process_time()
    assert scan(text, "en")
    assert time.process_time() - began < 6  # a second on an idle core


ODD = [
    "",
    " ",
    "\n",
    "…",
    "١٢٣",
    "@.@.@",
    "🙂 " * 99,
    "A" * 50_000,
    "7 " * 9_000,
    "1-" * 20_000,
    "a.a." * 9_000,
    "a@" * 9_000,
]


@pytest.mark.parametrize("text", ODD, ids=lambda text: repr(text[:4]))
def test_odd_texts_are_looked_through_in_peace_and_in_no_time(text: str) -> None:
    began = time.process_time()
    for language in ("en", "ar", "xx", ""):
        scan(text, language)
    assert time.process_time() - began < 5


def test_every_kind_and_reason_is_said_in_words_and_the_gravest_decides() -> None:
    assert set(LABELS) == set(LEVEL_OF) == set(Kind)
    assert suggested_level([]) == Level.LOW
    assert suggested_level(["name", "document", "health"]) == Level.HIGH
    assert {one.why for sentence in sentences() for one in scan(sentence.text, sentence.language)} <= set(REASONS)
