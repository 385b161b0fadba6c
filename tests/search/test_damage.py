"""An index that lies damaged on the disk is noticed and built anew; until then nobody is told anything wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from search.answering import answer
from search.engine import Engine, IndexBeingBuilt, IndexDamaged
from search.index import Follower
from search.soundness import faults
from testimonies.consent.audiences import VISITOR
from testimonies.models import Segment
from tests.cast import collection
from tests.database import process_environment
from tests.factories.testimony import make_published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def follower(settings: Any) -> Iterator[Follower]:
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        yield Follower(engine)


def found(query: str) -> int:
    return answer(query, listener=VISITOR).hits


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def garble(path: Path) -> None:
    held = bytearray(path.read_bytes())
    held[len(held) // 3] ^= 0xFF
    path.write_bytes(bytes(held))


DAMAGE: dict[str, tuple[str, Callable[[Path], object]]] = {
    **{f"{part} cut off": (f"*.{part}", truncate) for part in ("term", "idx", "pos", "fast", "fieldnorm")},
    **{f"{part} garbled": (f"*.{part}", garble) for part in ("term", "idx", "pos", "fast", "store")},
    **{f"{part} gone": (f"*.{part}", Path.unlink) for part in ("term", "idx", "fast")},
    "meta cut off": ("meta.json", truncate),
    "meta gone": ("meta.json", Path.unlink),
}


@pytest.mark.parametrize("which", DAMAGE)
def test_what_is_damaged_is_built_anew(which: str, settings: Any) -> None:
    make_published(collection("North"), text="the factory")
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        Follower(engine).catch_up()
        generation = engine.generation
    pattern, harm = DAMAGE[which]
    assert faults(generation) == []
    harm(next(generation.glob(pattern)))
    call_command("follow_index", "--once")
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        assert engine.faults() == [] and not engine.is_suspected
    assert found("factory") == 1


def test_until_it_is_built_anew_the_page_says_so_and_finds_nothing(settings: Any) -> None:
    make_published(collection("North"), text="the factory")
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        Follower(engine).catch_up()
        generation = engine.generation
    truncate(next(generation.glob("*.term")))
    told = answer("factory", listener=VISITOR)
    assert (told.unready, told.hits) == (True, 0)
    call_command("follow_index", "--once")
    told = answer("factory", listener=VISITOR)
    assert (told.unready, told.hits) == (False, 1)


def test_a_file_cut_off_while_it_is_read_kills_nobody(settings: Any) -> None:
    make_published(collection("North"), text="the factory")
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        Follower(engine).catch_up()
        generation = engine.generation
    assert found("factory") == 1
    for file in generation.glob("*.term"):
        os.truncate(file, 0)
    assert answer("factory", listener=VISITOR).unready
    call_command("follow_index", "--once")
    assert found("factory") == 1


@pytest.mark.parametrize("written", [b"", b"generation-", b"generation-0123456789ab", b"../../etc", b"\xff\xfe"])
def test_a_folder_that_is_not_there_is_built_anew(written: bytes, settings: Any, follower: Follower) -> None:
    make_published(collection("North"), text="the factory")
    follower.catch_up()
    follower.engine.close()
    (follower.engine.folder / "current").write_bytes(written)
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        with pytest.raises(IndexDamaged):
            engine.reading()
        assert Follower(engine).catch_up() == 1
    assert found("factory") == 1


def test_reindexing_beside_a_follower_loses_nothing_and_leaves_no_gap(settings: Any, follower: Follower) -> None:
    north = collection("North")
    first = make_published(north, text="the factory")
    follower.catch_up()
    old = follower.engine.generation
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as builder:
        seen = []

        def meanwhile(done: int, of: int) -> None:
            seen.append((done, of, found("factory")))
            Segment.objects.filter(transcript__recording__testimony=first).update(text="the factory gate")
            follower.catch_up()
            assert found("gate") == 1, "the follower goes on in the old one"

        Follower(builder).rebuild(meanwhile)
    assert seen == [(1, 1, 1)]
    assert found("gate") in (0, 1) and old.exists(), "whoever follows has yet to turn to the new one"
    follower.catch_up()
    assert found("gate") == 1 and not old.exists()
    assert len(list(follower.engine.folder.glob("generation-*"))) == 1


def test_it_is_built_by_one_at_a_time(settings: Any, follower: Follower) -> None:
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as other, other.anew():
        with pytest.raises(IndexBeingBuilt):
            follower.rebuild()
        assert follower.catch_up() == 0
        other.commit(1)


def test_the_command_says_what_it_did(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    make_published(collection("North"), text="the factory")
    call_command("reindex")
    assert capsys.readouterr().out == "1 testimonies are in the index.\n"
    call_command("reindex", "--if-damaged")
    assert "as they were written" in capsys.readouterr().out
    assert found("factory") == 1


def test_killed_at_any_time_while_it_is_built_the_old_one_answers(settings: Any, follower: Follower) -> None:
    """kill -9 after ever longer, until one comes through: hits and counts are the same all the while."""
    north = collection("North")
    for number in range(150):
        make_published(north, text=[f"the factory, day {number}"] * 1 + [f"night {number}"])
    follower.rebuild()
    follower.engine.close()
    environment, ended, waited_s = process_environment(), 1, 0.0
    while ended != 0:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "reindex"], cwd=django_settings.BASE_DIR, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        generations = Path(settings.SEARCH_INDEX_ROOT).glob("*/generation-*")
        before = set(generations)
        deadline = time.monotonic() + 60
        while set(Path(settings.SEARCH_INDEX_ROOT).glob("*/generation-*")) <= before and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.005)
        time.sleep(waited_s)
        if process.poll() is None and waited_s < 3:
            os.kill(process.pid, signal.SIGKILL)
        ended = process.wait()
        assert ended in (0, -signal.SIGKILL)
        told = answer("factory", listener=VISITOR)
        assert (told.hits, told.testimonies, told.unready) == (150, 150, False)
        waited_s = waited_s * 2 + 0.1
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        Follower(engine).catch_up()
        engine.remove(0)
        assert engine.faults() == []
        assert len(list(engine.folder.glob("generation-*"))) == 1
