"""How fast the archive is searched: ``python -m bench.search --segments 1000000`` prints JSON, times in milliseconds.

A seeded archive with access rules (:mod:`bench.synthetic`) is put into an embedded PostgreSQL of its own, the index is
built from it, and questions of every kind (:mod:`bench.search_questions`) are asked by four askers in turn through the
whole engine: hits joined with the database, snippets, access rules, redactions, exact counts, all facets. The same
questions, by the same askers, are put to PostgreSQL's own full text and to Wagtail's search on the same rows
(:mod:`bench.search_peers`). The server is set as its manual advises for a machine of its own.

``--keep FOLDER`` builds the archive there and leaves it, so that the same command asks it again without building;
``--only "one word,NEAR"`` asks these kinds alone. Under ``cpu_ms`` stands the time that this process itself worked.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import os
import pickle
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.search_questions import Question
    from bench.synthetic import Synthetic

QUESTIONS = 40
PEERS_QUESTIONS = 20
FOR_THE_ENGINE_ALONE = 20_000
MADE = "made.pickle"
SERVER = {
    "shared_buffers": "2GB", "effective_cache_size": "8GB", "work_mem": "64MB", "random_page_cost": "1.1", "jit": "off",
    "max_wal_size": "8GB",
}  # fmt: skip


def main(segments: int, questions: int, peers_questions: int, keep: str, only: Collection[str]) -> dict[str, Any]:
    """Build where nothing was kept, ask, and throw away what is not to be kept."""
    with _folder(keep) as folder:
        os.environ |= {"LOCAL_ROOT": f"{folder}/local", "MEDIA_ROOT": f"{folder}/media", "ALLOWED_HOSTS": "testserver"}
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
        import django

        from archive import embedded_database

        django.setup()
        from django.conf import settings

        _serve(embedded_database, settings.POSTGRES_ROOT)
        try:
            return _measured(segments, questions, peers_questions, folder, only)
        finally:
            embedded_database.stop(settings.POSTGRES_ROOT)


@contextmanager
def _folder(keep: str) -> Iterator[Path]:
    if keep:
        Path(keep).mkdir(parents=True, exist_ok=True)
        yield Path(keep).resolve()
    else:
        with tempfile.TemporaryDirectory(prefix="b") as folder:
            yield Path(folder)


def _serve(embedded_database: Any, data: Path) -> None:
    """Start the server, and again with what it is set to."""
    from django.db import connection

    embedded_database.ensure_running(data)
    with connection.cursor() as cursor:
        for name, value in SERVER.items():
            cursor.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    connection.close()
    embedded_database.stop(data)
    embedded_database.ensure_running(data)


def _measured(
    segments: int, questions: int, peers_questions: int, folder: Path, only: Collection[str]
) -> dict[str, Any]:
    from bench import search_peers, search_questions

    began = time.perf_counter()
    made, built = _made(segments, folder)
    asked = search_questions.questions(made, questions)
    asked = {kind: some for kind, some in asked.items() if not only or kind in only}
    _say(began, "our own search is asked")
    cpu: dict[str, dict[str, float]] = {}
    ours = {}
    _warm(made)
    for kind, some in asked.items():
        took = list(_ask_all(some, made))
        ours[kind], cpu[kind] = [ms for ms, _ in took], _percentiles([ms for _, ms in took])
        _say(began, f"{kind}: {_percentiles(ours[kind])}")
    findable = _findable(made)
    peers: dict[str, dict[str, list[float]]] = {}
    built_s = {}
    for name, peer in (("PostgreSQL full text", search_peers.PostgreSQL), ("Wagtail's search", search_peers.Wagtail)):
        _say(began, f"{name} is built")
        one = peer()
        _say(began, f"{name} is asked")
        peers[name], built_s[name] = _of_peer(one.ask, asked, peers_questions, made), one.built_s
    _say(began, "done")
    return {
        "segments": made.segments,
        "testimonies": made.testimonies,
        "python": platform.python_version(),
        "load": [round(one, 1) for one in os.getloadavg()],
        **built,
        "change_findable_ms": findable,
        "ms": _by_kind(ours),
        "cpu_ms": cpu,
        "peers": {name: {"build_s": built_s[name], "ms": _by_kind(times)} for name, times in peers.items()},
        "times_faster_than_postgresql_at_p95": _times_faster(ours, peers["PostgreSQL full text"]),
    }


def _by_kind(times_ms: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    return {kind: _percentiles(times) for kind, times in times_ms.items()}


def _times_faster(ours: dict[str, list[float]], theirs: dict[str, list[float]]) -> dict[str, float]:
    """By kind, and of all questions together that both were asked, as many of each kind."""
    same = {kind: ours[kind][: len(times)] for kind, times in theirs.items()}
    both = {"all together": (list(itertools.chain(*theirs.values())), list(itertools.chain(*same.values())))}
    both |= {kind: (times, ours[kind]) for kind, times in theirs.items()}
    return {
        kind: round(_percentiles(their)["p95"] / _percentiles(own)["p95"], 1) for kind, (their, own) in both.items()
    }


def _made(segments: int, folder: Path) -> tuple[Synthetic, dict[str, Any]]:
    """The archive and its index, and what is told of their building; from the folder where they were kept."""
    from django.core.management import call_command

    from bench import synthetic

    began, kept = time.perf_counter(), folder / MADE
    if kept.exists():
        made: Synthetic = pickle.loads(kept.read_bytes())
        return made, {"kept": True}
    call_command("migrate", verbosity=0)
    call_command("load_reference_data", verbosity=0)
    _say(began, "the archive is built")
    made, took_s = _timed(lambda: synthetic.build(segments, progress=lambda part: _say(began, f"{part:.0%}")))
    _say(began, "the index is built")
    index = _index(made, lambda done, of: done % 1_000 or _say(began, f"{done / of:.0%}"))
    kept.write_bytes(pickle.dumps(made))
    return made, {"archive_built_s": round(took_s), "index": index}


def _warm(made: Synthetic) -> None:
    """As a web server does before its first visitor; then the first question of each asker asks for everything once."""
    from archive.warming import warm
    from search.answering import answer

    for listener in made.listeners.values():
        answer(made.words[150], listener=listener)
    warm()
    gc.collect()


def _index(made: Synthetic, progress: Callable[[int, int], object]) -> dict[str, Any]:
    """From the database, through the follower; and the engine alone, from documents in memory, per core."""
    from django.conf import settings

    from search.engine import Engine, IndexDocument
    from search.index import Follower

    began, cpu = time.perf_counter(), time.process_time()
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        Follower(engine).rebuild(progress)
        size_bytes = sum(file.stat().st_size for file in engine.generation.rglob("*"))
    whole_s, whole_cpu_s = time.perf_counter() - began, time.process_time() - cpu
    documents = [
        IndexDocument(f"segment:{number}", "segment", 1 + number // 250, "en", text, 1, number * 1_000)
        for number, text in enumerate(made.texts * (FOR_THE_ENGINE_ALONE // len(made.texts) + 1))
    ]
    with tempfile.TemporaryDirectory() as folder, Engine(Path(folder)) as engine, engine.anew():
        began, cpu = time.perf_counter(), time.process_time()
        for testimony, some in itertools.groupby(documents, lambda one: one.testimony):
            engine.replace(testimony, some)
        engine.commit(1)
        alone_s, alone_cpu_s = time.perf_counter() - began, time.process_time() - cpu
    return {
        "whole_s": round(whole_s),
        "segments_per_s": round(made.segments / whole_s),
        "segments_per_s_of_one_core": round(made.segments / whole_cpu_s),
        "engine_alone_segments_per_s": round(len(documents) / alone_s),
        "engine_alone_segments_per_s_of_one_core": round(len(documents) / alone_cpu_s),
        "bytes_per_segment": round(size_bytes / made.segments),
    }


def _ask_all(questions: Sequence[Question], made: Synthetic) -> Iterator[tuple[float, float]]:
    """How long each took, and how long this process worked for it."""
    listeners = list(made.listeners.values())
    for number, question in enumerate(questions):
        listener = listeners[number % len(listeners)]
        began, worked = time.perf_counter(), time.process_time()
        _ask(question, listener)
        yield (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


def _ask(question: Question, listener: Any) -> None:
    from search.answering import answer
    from search.concordance import concordance

    if question.kind == "concordance":
        concordance(question.typed, listener=listener, narrowing=question.narrowing)
    else:
        answer(question.typed, listener=listener, narrowing=question.narrowing)


def _findable(made: Synthetic) -> dict[str, float]:
    """From the commit of a changed segment until it is found, with the follower looking every half second."""
    from django.conf import settings

    from search.answering import answer
    from search.engine import Engine
    from search.index import Follower
    from search.management.commands.follow_index import LOOK_AGAIN_S
    from testimonies.models import Segment, Testimony

    waited = []
    staff = made.listeners["staff"]
    readable = list(Testimony.objects.allowing("transcript", staff).order_by("pk").values_list("pk", flat=True))
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        follower = Follower(engine)
        follower.catch_up()
        for number in range(10):
            word = f"findable{number}x"
            changed = Segment.objects.filter(transcript=readable[number % len(readable)], start_ms=0)
            changed.update(text=f"a word {word}")
            began = time.perf_counter()
            time.sleep(LOOK_AGAIN_S * number / 10)  # wherever the follower is in its waiting
            follower.catch_up()
            assert answer(word, listener=staff).hits == 1
            waited.append((time.perf_counter() - began) * 1000)
    return _percentiles(waited)


def _of_peer(
    ask: Callable[[Question, Any], bool], asked: dict[str, list[Question]], number: int, made: Synthetic
) -> dict[str, list[float]]:
    """How long each took, in milliseconds. What it cannot answer is left out. The first question of each kind is asked
    once before it is timed."""
    found, listeners = {}, list(made.listeners.values())
    for kind, questions in asked.items():
        if not ask(questions[0], listeners[0]):
            continue
        times = []
        for place, question in enumerate(questions[:number]):
            began = time.perf_counter()
            ask(question, listeners[place % len(listeners)])
            times.append((time.perf_counter() - began) * 1000)
        found[kind] = times
    return found


def _timed(action: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return action(), time.perf_counter() - began


def _percentiles(times_ms: Iterator[float] | Sequence[float]) -> dict[str, float]:
    times = list(times_ms)
    return {
        "p50": round(statistics.median(times), 1),
        "p95": round(statistics.quantiles(times, n=20, method="inclusive")[-1], 1),
    }


def _say(began: float, what: str) -> None:
    print(f"{time.perf_counter() - began:6.0f} s  {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--segments", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="of each kind")
    parser.add_argument(
        "--peers-questions", type=int, default=PEERS_QUESTIONS, help="of each kind, to each of the peers"
    )
    parser.add_argument("--keep", default="", metavar="FOLDER", help="build it there once, and ask it again")
    parser.add_argument("--only", default="", metavar="KINDS", help="kinds of questions, separated by commas")
    given = parser.parse_args()
    only = {kind.strip() for kind in given.only.split(",") if kind.strip()}
    told = main(given.segments, given.questions, given.peers_questions, given.keep, only)
    print(json.dumps(told, indent=2, ensure_ascii=False))
