"""Each hostile file, the real way: what the person is told, what it costs, and that it reaches nothing and nobody."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import socket
from pathlib import Path
from typing import Any

import numpy as np
import polib
import pytest

from testimonies.audio import confinement, signatures
from tests.hostile import manual
from tests.hostile.case import Answer, Case, Scene
from tests.hostile.corpus import CORPUS, FAMILIES
from tests.hostile.examining import Finding, listened, prepared_scene
from tests.hostile.outsiders import Outsiders

REFUSED_AT = {"UnsoundFile": Answer.REFUSED, "DecodingFailed": Answer.STOPPED}
CPU_S = {"probe": 5.0, "make_copy": 30.0, "stream": 30.0}
"""Far more than any of them needs, far less than would be felt."""
MEMORY_MIB = 450
"""Of one decoder; includes what the process that starts it holds, as the system counts."""
WAITING_S = 120.0
SECRET_LEVEL = 0.02
"""The other recording's tone has 0.9."""

pytestmark = pytest.mark.slow
ALL = pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)


def test_there_are_enough_of_them_and_each_is_one() -> None:
    assert len(CORPUS) >= 300 and len({case.name for case in CORPUS}) == len(CORPUS)
    assert len(FAMILIES) >= 20 and all(Answer(case.answer) for case in CORPUS)


def test_the_same_files_are_made_every_time(tmp_path: Path) -> None:
    def digests() -> list[str]:
        scene = Scene(tmp_path / "scene")  # the same place, for many of them name it
        shutil.rmtree(scene.folder, ignore_errors=True)
        scene.folder.mkdir()
        made = [case.make(scene) for case in CORPUS[::5]]
        return [hashlib.sha256(one).hexdigest() if isinstance(one, bytes) else repr(one) for one in made]

    assert digests() == digests()


@ALL
def test_the_answer_is_the_table_s(case: Case, findings: dict[str, Any]) -> None:
    found = findings[case.name]
    assert (answer_of(found), case.says in found["sentence"]) == (case.answer, True), found
    if case.answer in (Answer.TAKEN, Answer.DAMAGED):
        assert not found["sentence"] and found["duration_ms"] > 0
        assert found["samples_ms"] == pytest.approx(found["duration_ms"], abs=2)
    else:
        assert is_a_sentence_of_ours(found["sentence"]), found["sentence"]


@ALL
def test_its_cost_is_bounded(case: Case, findings: dict[str, Any]) -> None:
    found = findings[case.name]
    assert found["wall_s"] < WAITING_S
    for child in found["children"]:
        assert child["cpu_s"] < CPU_S[child["work"]], child
        assert child["memory_mib"] < MEMORY_MIB, child


@ALL
def test_it_reaches_no_other_file_and_leaves_nothing(case: Case, findings: dict[str, Any]) -> None:
    found = findings[case.name]
    assert not found["told_secret"] and found["secret_level"] < SECRET_LEVEL and found["left"] == []


def test_all_together_harm_no_other_work(findings: dict[str, Any]) -> None:
    whole = findings[""]
    assert not whole["opened"], "a file beside the hostile ones was opened"
    assert not whole["called"], "an address was called"
    assert whole["prepared"] >= 1 and len(whole["digests"]) == 1, "a recording prepared meanwhile came out otherwise"
    assert whole["neighbour_left"] == ["copy.m4a", "neighbour.ogg"] and whole["children_left"] == []
    assert whole["memory_mib"] < 400


def answer_of(found: dict[str, Any]) -> Answer | str:
    if not found["error"]:
        return Answer.TAKEN if found["damaged_after_ms"] is None else Answer.DAMAGED
    if found["error"] not in REFUSED_AT:
        return str(found["error"])
    return REFUSED_AT[found["error"]] if found["stage"] == "probe" else Answer.GIVEN_UP


PLAIN = [
    "The file is empty.",
    "The file holds nothing but zeros: its content was lost before it came here.",
    "This is %(found)s, not a sound file.",
    "This is %(found)s, which the archive cannot read. Save it as WAV, FLAC, MP3 or M4A and upload that.",
]
TEMPLATES = [*PLAIN, *map(str, confinement.UNFIT.values()), *map(str, confinement.STOPPED.values())]
KINDS = [
    str(found) for *_, found in (*signatures.NOT_SOUND, *signatures.FOREIGN, *signatures.BRIEF, *signatures.WRITTEN)
]


def is_a_sentence_of_ours(sentence: str) -> bool:
    patterns = (re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+)", re.escape(template)) for template in TEMPLATES)
    matches = [match for match in (re.fullmatch(pattern, sentence) for pattern in patterns) if match]
    return bool(matches) and all(match.groupdict().get("found", KINDS[0]) in KINDS for match in matches)


@pytest.mark.parametrize("language", ["es", "fr", "ar"])
def test_every_sentence_is_there_in_every_language(language: str) -> None:
    catalogue = polib.pofile(str(confinement.ROOT / "archive" / "locale" / language / "LC_MESSAGES" / "django.po"))
    told = {entry.msgid: entry.msgstr for entry in catalogue if entry.translated() and "fuzzy" not in entry.flags}
    assert [text for text in (*TEMPLATES, *KINDS) if told.get(text, text) == text] == []


def test_the_other_recording_would_be_noticed(tmp_path: Path) -> None:
    """The guards themselves: a file that is opened, an address that is called, a tone that is heard."""
    scene = prepared_scene(tmp_path)
    with Outsiders(scene) as outsiders:
        (tmp_path / "secret.wav").read_bytes()
        socket.create_connection(("127.0.0.1", int(scene.address.split(":")[2].split("/")[0]))).close()
    assert outsiders.opened and outsiders.called
    finding = Finding("x")
    data = np.frombuffer((tmp_path / "secret.wav").read_bytes()[44:96_044], "<i2").astype(np.float32) / 32768
    list(listened(iter([data[::3][:16_000]]), finding))
    assert finding.secret_level > 10 * SECRET_LEVEL
    assert json.dumps(finding, default=vars)


def test_the_manual_is_drawn_from_the_corpus() -> None:
    text = manual.README.read_text(encoding="utf-8")
    assert manual.drawn(text) == text, "run: python -m tests.hostile.manual --write"
    assert all(answer.value in text for answer in Answer)
