"""The demonstration collection as it is committed: complete, true to its sound, and without its transcripts."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import pytest

from testimonies.consent.audiences import Audience, Use
from testimonies.description.partial_dates import PartialDate
from testimonies.models import Given, Role, State
from tests.factories.speech import SOUND_FOLDERS

REPOSITORY = Path(__file__).resolve().parents[2]
REFERENCE = REPOSITORY / "archive/data"
FOLDER = REFERENCE / "demonstration"
SCRIPTS = REPOSITORY / "tests/data/demonstration_scripts"
LANGUAGES = {"en", "es", "fr", "ar"}
LARGEST_FILE_BYTES = 400_000
EMBARGO = date(2035, 1, 1)

DATA = json.loads((FOLDER / "testimonies.json").read_text(encoding="utf-8"))
TESTIMONIES = {one["slug"]: one for one in DATA["testimonies"]}
SPOKEN = {path: sounds for scripts, sounds in SOUND_FOLDERS.items() for path in sorted(scripts.glob("*.json"))}

each_testimony = pytest.mark.parametrize("one", TESTIMONIES.values(), ids=TESTIMONIES)
each_script = pytest.mark.parametrize("path", SPOKEN, ids=[path.stem for path in SPOKEN])


def test_ten_testimonies_in_three_languages() -> None:
    assert len(TESTIMONIES) == len(DATA["testimonies"])
    assert Counter(tuple(one["languages"]) for one in TESTIMONIES.values()) == {("en",): 4, ("es",): 3, ("fr",): 3}


def test_every_sound_belongs_to_a_testimony_and_has_its_script() -> None:
    assert {path.name for path in FOLDER.glob("*.opus")} == {one["sound"] for one in TESTIMONIES.values()}
    assert {path.stem for path in SCRIPTS.glob("*.json")} == set(TESTIMONIES)


def test_the_label_says_in_every_language_that_nobody_speaks() -> None:
    label = DATA["collection"]["label"]
    assert label.keys() == DATA["collection"]["names"].keys() == LANGUAGES
    for language, word in {"en": "synthetic", "es": "sintéticas", "fr": "synthèse", "ar": "اصطناعية"}.items():
        assert word in label[language]


@each_testimony
def test_every_text_is_there_in_four_languages(one: dict[str, Any]) -> None:
    texts = [one["narrator"], *(passage["titles"] for passage in one["passages"])]
    texts += [
        {language: description[part] for language, description in one["descriptions"].items()}
        for part in ("title", "summary", "context")
    ]
    for text in texts:
        assert text.keys() == LANGUAGES
        assert len(set(text.values())) == len(LANGUAGES)
        for language, words in text.items():
            assert bool(re.search(r"[\u0600-\u06ff]", words)) is (language == "ar"), words


@each_testimony
def test_every_name_is_known_to_the_reference_data(one: dict[str, Any]) -> None:
    themes = _column("rights_themes.csv", "slug")
    assert 2 <= len(one["themes"]) <= 4
    assert {*one["themes"], *(passage["theme"] for passage in one["passages"])} <= themes
    assert {country["country"] for country in one["countries"]} <= _column("countries.csv", "iso2")
    roles = [country["role"] for country in one["countries"]]
    assert set(roles) <= set(Role.values)
    assert {Role.ORIGIN, Role.DESTINATION, Role.INTERVIEW} <= set(roles)
    assert one["state"] in State.values
    assert str(PartialDate.parse(one["interview_date"])) == one["interview_date"]


@each_testimony
def test_consent_speaks_of_every_use_once(one: dict[str, Any]) -> None:
    assert sorted(consent["use"] for consent in one["consent"]) == sorted(Use.values)
    for consent in one["consent"]:
        assert consent.keys() == {"use", "audience", "from", "until", "given", "language"}
        assert consent["audience"] in Audience.values
        assert consent["given"] in Given.values
        assert date.fromisoformat(consent["from"]) >= PartialDate.parse(one["interview_date"]).earliest
        assert consent["until"] is None


def test_each_special_case_is_there_once() -> None:
    assert Counter(one["state"] for one in TESTIMONIES.values()) == {State.PUBLISHED: 9, State.IN_REVIEW: 1}
    assert [slug for slug in TESTIMONIES if _embargoed(slug)] == ["el-contrato-de-la-fabrica"]
    assert TESTIMONIES["el-contrato-de-la-fabrica"]["state"] == State.PUBLISHED
    closed = [slug for slug in TESTIMONIES if _audience(slug, Use.SOUND) == Audience.STAFF]
    assert closed == ["five-years-in-the-kitchen"]
    assert _audience(closed[0], Use.CATALOGUE) == _audience(closed[0], Use.TRANSCRIPT) == Audience.PUBLIC
    assert TESTIMONIES[closed[0]]["state"] == State.PUBLISHED


def test_all_else_is_open_to_everyone() -> None:
    special = {"el-contrato-de-la-fabrica", "five-years-in-the-kitchen"}
    for slug in TESTIMONIES.keys() - special:
        for use in (Use.CATALOGUE, Use.TRANSCRIPT, Use.SOUND, Use.TRANSLATION, Use.EXCERPT):
            assert _audience(slug, use) == Audience.PUBLIC, (slug, use)


@each_testimony
def test_passages_begin_and_end_with_sentences(one: dict[str, Any]) -> None:
    sentences = _script(SCRIPTS / f"{one['slug']}.json")["sentences"]
    assert 2 <= len(one["passages"]) <= 3
    spans = [(passage["start_ms"], passage["end_ms"]) for passage in one["passages"]]
    for start_ms, end_ms in spans:
        assert start_ms in {sentence["start_ms"] for sentence in sentences}
        assert end_ms in {sentence["end_ms"] for sentence in sentences}
        assert start_ms < end_ms <= _duration_ms(FOLDER / one["sound"])
    assert all(before[1] < after[0] for before, after in pairwise(spans))


@each_script
def test_the_sound_is_small_decodes_and_holds_its_script(path: Path) -> None:
    script = _script(path)
    sound = SPOKEN[path] / script["sound"]
    duration_ms = _duration_ms(sound)
    assert script["sentences"][-1]["end_ms"] < duration_ms
    if path.parent == SCRIPTS:
        assert sound.stat().st_size < LARGEST_FILE_BYTES
        assert 40_000 <= duration_ms <= 75_000
        assert 8 <= len(script["sentences"]) <= 14
    else:
        assert 12_000 <= duration_ms <= 20_000


@each_script
def test_the_times_of_a_script_run_forward(path: Path) -> None:
    sentences = _script(path)["sentences"]
    for sentence in sentences:
        words = sentence["words"]
        assert [word["text"] for word in words] == sentence["text"].split()
        assert (words[0]["start_ms"], words[-1]["end_ms"]) == (sentence["start_ms"], sentence["end_ms"])
        assert all(word["start_ms"] < word["end_ms"] for word in words)
        assert all(before["end_ms"] <= after["start_ms"] for before, after in pairwise(words))
    for before, after in pairwise(sentences):
        assert 590 <= after["start_ms"] - before["end_ms"] <= 1_510


def test_the_words_are_not_stored_beside_the_sound() -> None:
    assert {path.suffix for path in FOLDER.iterdir()} == {".opus", ".json", ".md"}
    stored = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.iterdir() if path.suffix != ".opus")
    for path in SCRIPTS.glob("*.json"):
        for sentence in _script(path)["sentences"]:
            assert sentence["text"].rstrip(".").casefold() not in stored.casefold(), path.stem


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_each_upload_has_words_that_the_demonstration_lacks(language: str) -> None:
    """So that a test which finds such a word has found the upload."""
    by_folder: dict[Path, set[str]] = {folder: set() for folder in SOUND_FOLDERS}
    for path in SPOKEN:
        script = _script(path)
        if script["language"] == language:
            for sentence in script["sentences"]:
                by_folder[path.parent] |= {word.strip(".").casefold() for word in sentence["text"].split()}
    demonstration, uploads = by_folder[SCRIPTS], by_folder[REPOSITORY / "tests/data/uploads"]
    assert {"en": "driver", "es": "cocina", "fr": "directeur"}[language] in uploads - demonstration


def _embargoed(slug: str) -> bool:
    consents = TESTIMONIES[slug]["consent"]
    return all(one["audience"] == Audience.PUBLIC and one["from"] == EMBARGO.isoformat() for one in consents)


def _audience(slug: str, use: str) -> str:
    return next(str(consent["audience"]) for consent in TESTIMONIES[slug]["consent"] if consent["use"] == use)


@cache
def _column(name: str, column: str) -> set[str]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}


@cache
def _script(path: Path) -> dict[str, Any]:
    script: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return script


@cache
def _duration_ms(path: Path) -> int:
    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
    return sum(frame.samples * 1_000 for frame in frames) // frames[0].sample_rate
