"""The index on disk: what it finds, what it counts, and what is left of it when its writer is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import tantivy

from search.engine import Engine, IndexBusy, IndexDocument, Results
from search.language.parser import parse

SPOKEN: tuple[tuple[int, str, str], ...] = (
    (1, "en", "The workers kept my passport in the office"),
    (1, "en", "My passport, my passport, that is all I asked for"),
    (1, "en", "I am a migrant and a worker, not a slave"),
    (2, "en", "Migrant workers have rights, the worker's passport is hers"),
    (2, "fr", "L'argent du voyage, j'ai tout payé"),
    (3, "fr", "Les travailleurs migrants ont un passeport"),
    (3, "ar", "العمال المهاجرون في الإمارات"),
    (4, "ja", "外国人労働者は東京都で働いています"),
    (4, "ja", "京都で働きました"),
    (5, "th", "แรงงานข้ามชาติจากพม่า"),
    (6, "tr", "İstanbul'da çalışan işçiler"),
)
DESCRIBED = ((1, "en", "A passport kept"), (7, "en", "Sealed passport"))
EVERYTHING = {"segment": range(1, 9), "description": range(1, 9)}


def documents(testimony: int) -> Iterator[IndexDocument]:
    for number, (owner, language, text) in enumerate(SPOKEN):
        if owner == testimony:
            yield IndexDocument(f"segment:{number}", "segment", owner, language, text, 10 + owner, number * 1000)
    for number, (owner, language, text) in enumerate(DESCRIBED):
        if owner == testimony:
            yield IndexDocument(f"description:{number}", "description", owner, language, text)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(tmp_path_factory.mktemp("index")) as engine:
        for testimony in range(1, 8):
            engine.replace(testimony, documents(testimony))
        engine.commit(41)
        yield engine


def ask(engine: Engine, query: str, **options: object) -> Results:
    node = parse(query).node
    assert node is not None
    return engine.search(node, **{"among": EVERYTHING, **options})  # type: ignore[arg-type]


def found(engine: Engine, query: str, **options: object) -> set[str]:
    return {hit.key for hit in ask(engine, query, each=99, **options).hits}


ANSWERS: tuple[tuple[str, set[str]], ...] = (
    ("passport", {"segment:0", "segment:1", "segment:3", "description:0", "description:1"}),
    ("migrant worker", {"segment:2", "segment:3"}),
    ("migrants", {"segment:2", "segment:3", "segment:5"}),
    ('"migrant workers"', {"segment:3"}),
    ('"migrant worker"', set()),
    ('"worker’s passport"', {"segment:3"}),
    ("argent OR passeport", {"segment:4", "segment:5"}),
    ("l'argent", {"segment:4"}),
    ('"j\'ai tout"', {"segment:4"}),
    ("passport -worker", {"segment:1", "description:0", "description:1"}),
    ("passport NOT (slave OR worker OR sealed)", {"segment:1", "description:0"}),
    ("migrant (slave OR passeport)", {"segment:2", "segment:5"}),
    ("عمال", {"segment:6"}),
    ("الامارات", {"segment:6"}),
    ("労働", {"segment:7"}),
    ("แรงงาน", {"segment:9"}),
    ("istanbul", {"segment:10"}),
    ("İstanbul'a", {"segment:10"}),
    ("ISCI", {"segment:10"}),
    ("passport xyzzy", set()),
    ("passport ـ", {"segment:0", "segment:1", "segment:3", "description:0", "description:1"}),
    ("ـ", set()),
)


@pytest.mark.parametrize(("query", "keys"), ANSWERS)
def test_finds_these_and_no_others(engine: Engine, query: str, keys: set[str]) -> None:
    assert found(engine, query) == keys
    assert ask(engine, query).total == len(keys)


def test_nothing_but_not_is_everything_else(engine: Engine) -> None:
    assert ask(engine, "NOT passport").total == len(SPOKEN) + len(DESCRIBED) - 5


def test_counts_count_only_the_allowed(engine: Engine) -> None:
    results = ask(engine, "passport", among={"segment": {1, 7}, "description": {1}})
    assert results.total == 3
    assert results.counts == {1: 3}
    assert ask(engine, "passport", among={"segment": {2}}).counts == {2: 1}
    assert ask(engine, "passport", among={"segment": set()}) == Results()
    assert ask(engine, "passport", among={}) == Results()


def test_languages_narrow_the_answer(engine: Engine) -> None:
    assert found(engine, "migrant", languages=["fr-CA"]) == {"segment:5"}
    assert ask(engine, "migrant", languages=["xx"]).total == 0
    assert ask(engine, "migrant").languages == {"en": 2, "fr": 1}
    assert engine.languages == ("ar", "en", "fr", "ja", "th", "tr")


def test_a_hit_says_where_it_is(engine: Engine) -> None:
    (hit,) = ask(engine, "argent").hits
    assert (hit.key, hit.kind, hit.testimony, hit.recording, hit.start_ms, hit.language) == (
        "segment:4",
        "segment",
        2,
        12,
        4000,
        "fr",
    )


def test_the_very_form_and_the_whole_word_come_first(engine: Engine) -> None:
    assert ask(engine, "workers", each=1).hits[0].key in {"segment:0", "segment:3"}
    assert [hit.key for hit in ask(engine, "京都", each=9).hits] == ["segment:8", "segment:7"]


def test_groups_page_through_testimonies_with_true_counts(engine: Engine) -> None:
    whole = ask(engine, "passport", each=1)
    assert {group.testimony: group.count for group in whole.groups} == {1: 3, 2: 1, 7: 1}
    assert all(len(group.hits) == 1 for group in whole.groups)
    pages = [ask(engine, "passport", each=1, limit=1, offset=offset).groups for offset in range(4)]
    assert sum(pages, ()) == whole.groups


def test_a_testimony_of_many_hits_does_not_hide_another(tmp_path: Path) -> None:
    with Engine(tmp_path) as engine:
        engine.replace(1, [IndexDocument(f"segment:{n}", "segment", 1, "en", "passport") for n in range(500)])
        engine.replace(2, [IndexDocument("segment:999", "segment", 2, "en", "a passport among many other words")])
        engine.commit(1)
        results = ask(engine, "passport", limit=2, each=2)
    assert [(group.testimony, group.count, len(group.hits)) for group in results.groups] == [(1, 500, 2), (2, 1, 1)]


def test_replacing_removing_and_beginning_anew(tmp_path: Path) -> None:
    with Engine(tmp_path) as engine, Engine(tmp_path) as reader:
        assert (reader.sequence, engine.replace(1, documents(1))) == (0, 4)
        assert ask(reader, "passport").total == 0, "nothing is seen before its commit"
        engine.commit(7)
        assert (reader.sequence, ask(reader, "passport").total) == (7, 3)
        engine.replace(1, [IndexDocument("segment:0", "segment", 1, "en", "Only this now")])
        engine.commit(8)
        assert (reader.sequence, found(reader, "passport"), found(reader, "only")) == (8, set(), {"segment:0"})
        engine.remove(1)
        engine.rollback()
        engine.commit(8)
        assert found(reader, "only") == {"segment:0"}
        with engine.anew():
            engine.commit(9)
            assert (reader.sequence, found(reader, "only")) == (8, {"segment:0"}), "until it is through the old answers"
        assert (reader.sequence, found(reader, "only")) == (9, set())
        engine.replace(1, documents(1))
        engine.commit(10)
        assert (reader.sequence, ask(reader, "passport").total) == (10, 3)


def test_what_fails_half_way_leaves_the_old_answers(tmp_path: Path) -> None:
    with Engine(tmp_path) as engine, Engine(tmp_path) as reader:
        engine.replace(1, documents(1))
        engine.commit(7)
        with pytest.raises(OSError, match="disk"), engine.anew():
            raise OSError("disk")
        assert (reader.sequence, ask(reader, "passport").total) == (7, 3)
        assert len(list(engine.folder.glob("generation-*"))) == 1
        engine.remove(1)
        engine.commit(8)
        assert ask(reader, "passport").total == 0


def test_no_word_that_was_taken_out_lies_in_any_file_once_it_is_built_anew(tmp_path: Path) -> None:
    with Engine(tmp_path) as engine:
        stays = IndexDocument("segment:9", "segment", 2, "en", "quartermaster")
        engine.replace(2, [stays])  # in the same file as what goes, which therefore is not thrown away whole
        engine.replace(1, [IndexDocument("segment:0", "segment", 1, "en", "xylophonist quartermaster")])
        engine.commit(1)
        engine.replace(1, [IndexDocument("segment:0", "segment", 1, "en", "quartermaster")])
        engine.commit(2)
        assert "xylophonist" in terms(engine), "deleted, and there all the same"
        with engine.anew():
            engine.replace(1, [IndexDocument("segment:0", "segment", 1, "en", "quartermaster")])
            engine.replace(2, [stays])
            engine.commit(3)
        assert [term for term in terms(engine) if "xyloph" in term] == []
        assert not any(b"xyloph" in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def terms(engine: Engine) -> list[str]:
    """Every term of the index as it lies on the disk: they are kept in automata, where bytes alone cannot be found."""
    index = tantivy.Index.open(str(engine.generation))
    searcher = index.searcher()
    return [term for term, _ in searcher.terms_with_prefix("words", "")]


def test_what_a_killed_process_left_goes_when_somebody_writes(tmp_path: Path) -> None:
    (Engine(tmp_path).folder / "generation-0123456789ab").mkdir()
    with Engine(tmp_path) as engine:
        engine.remove(1)
        assert [one.name for one in engine.folder.glob("generation-*")] == ["generation-first"]


def test_replaced_twice_before_a_commit_the_last_one_counts(tmp_path: Path) -> None:
    with Engine(tmp_path) as engine:
        for word in ("first", "second"):
            engine.replace(1, [IndexDocument("segment:0", "segment", 1, "en", word)])
        engine.commit(1)
        assert (found(engine, "first"), found(engine, "second")) == (set(), {"segment:0"})


def test_a_document_of_another_testimony_is_refused(tmp_path: Path) -> None:
    with Engine(tmp_path) as engine, pytest.raises(ValueError, match="segment:1 belongs to testimony 2"):
        engine.replace(1, [IndexDocument("segment:1", "segment", 2, "en", "word")])


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with Engine(tmp_path) as first, Engine(tmp_path) as second:
        first.remove(1)
        with pytest.raises(IndexBusy):
            second.remove(1)
        first.close()
        second.remove(1)


def test_older_formats_are_forgotten_on_demand(tmp_path: Path) -> None:
    old = tmp_path / "format-0"
    old.mkdir()
    engine = Engine(tmp_path)
    assert old.exists()
    engine.forget_older_formats()
    assert [folder.name for folder in tmp_path.iterdir()] == [engine.folder.name]


KILLED = """
import os, pathlib, signal, sys
from search.engine import Engine, IndexDocument
engine = Engine(pathlib.Path(sys.argv[1]))
engine.replace(1, [IndexDocument("segment:1", "segment", 1, "en", "kept")])
engine.commit(5)
engine.replace(1, [IndexDocument(f"segment:{n}", "segment", 1, "en", "lost") for n in range(5000)])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_writer_leaves_its_last_commit_and_no_lock(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)], cwd=root, env={**os.environ, "PYTHONPATH": str(root)}
    )
    assert ended.returncode == -signal.SIGKILL
    with Engine(tmp_path) as engine:
        assert (engine.sequence, found(engine, "kept"), found(engine, "lost")) == (5, {"segment:1"}, set())
        engine.replace(1, [IndexDocument("segment:1", "segment", 1, "en", "again")])
        engine.commit(6)
        assert (engine.sequence, found(engine, "again")) == (6, {"segment:1"})
