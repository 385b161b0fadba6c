"""Of two words side by side each language is asked for the one form that tells it: no more, and never too little."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tantivy import Searcher

from search.engine import Engine, IndexDocument
from search.language.nodes import Term
from search.language.patterns import OneOf, rows
from search.tongues import in_each_language


@contextmanager
def _said(folder: Path, *texts: tuple[str, str]) -> Iterator[tuple[Searcher, tuple[str, ...]]]:
    with Engine(folder) as engine:
        engine.replace(
            1,
            [IndexDocument(f"segment:{n}", "segment", 1, language, text) for n, (language, text) in enumerate(texts)],
        )
        engine.commit(1)
        reading = engine.reading()
        yield reading.searcher, reading.languages


def _asked(one: str, other: str, languages: Sequence[str], searcher: Searcher) -> set[tuple[str, str, str]]:
    """Each pair that is looked for, and in which languages where that is said."""
    places = [rows(Term(word), languages)[0].places[0] for word in (one, other)]
    assert all(isinstance(place, OneOf) for place in places)
    left, right = (place.forms for place in places if isinstance(place, OneOf))
    return {
        (" ".join(sorted(some)), " ".join(sorted(others)), " ".join(spoken))
        for some, others, spoken in in_each_language(left, right, languages, searcher)
    }


def test_where_a_language_has_stems_these_are_enough(tmp_path: Path) -> None:
    with _said(tmp_path, ("en", "workers passports"), ("th", "แรงงาน passport")) as (searcher, languages):
        assert _asked("workers", "passports", languages, searcher) == {
            ("::en:worker", "::en:passport", ""),
            ("workers", "passports", "th"),
        }


def test_languages_without_stems_are_asked_together_and_all_of_them_by_no_name(tmp_path: Path) -> None:
    with _said(tmp_path, ("th", "แรงงาน"), ("km", "passport")) as (searcher, languages):
        assert _asked("workers", "passports", languages, searcher) == {("workers", "passports", "")}


def test_an_exact_form_that_does_not_lead_to_every_stem_is_looked_for_too(tmp_path: Path) -> None:
    """``hacía`` is said as ``hacia``, with the stem of ``hacer``."""
    said = ("es", "hacia la casa")
    with _said(tmp_path / "plain", said) as (searcher, languages):
        assert _asked("hacia", "casa", languages, searcher) == {("::es:haci", "::es:cas", "")}
    with _said(tmp_path / "marked", said, ("es", "lo hacía")) as (searcher, languages):
        assert _asked("hacia", "casa", languages, searcher) == {("::es:haci hacia", "::es:cas", "")}


def test_a_character_inside_a_word_has_no_stem(tmp_path: Path) -> None:
    with _said(tmp_path, ("zh", "劳动者 中国")) as (searcher, languages):
        assert all("者" in some.split() for some, _, _ in _asked("者", "国", languages, searcher))
