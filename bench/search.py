"""How fast the index is built and asked: ``python -m bench.search [SEGMENTS]`` prints JSON, times in milliseconds.

The segments are made of invented words whose frequencies follow Zipf's law, as words of speech do, in five languages.
"""

from __future__ import annotations

import json
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from pathlib import Path

from search.engine import Engine, IndexDocument
from search.language.nodes import Node
from search.language.parser import parse
from search.language.words import tokens
from search.snippets import highlight

SEGMENTS = 100_000
SEGMENTS_PER_TESTIMONY = 250
WORDS_PER_SEGMENT = 20
VOCABULARY = 40_000
LANGUAGES = ("en", "es", "fr", "ar", "th")
QUESTIONS = 60


def main(segments: int) -> dict[str, object]:
    """Build an index of so many segments in a temporary folder and ask it."""
    chance = random.Random(7)
    words = list(dict.fromkeys(_word(chance) for _ in range(VOCABULARY)))
    weights = [1 / (rank + 3) for rank in range(len(words))]
    drawn = iter(chance.choices(words, weights, k=segments * WORDS_PER_SEGMENT))
    texts = [" ".join(next(drawn) for _ in range(WORDS_PER_SEGMENT)) for _ in range(segments)]
    testimonies = range(1, segments // SEGMENTS_PER_TESTIMONY + 1)

    began = time.perf_counter()
    for number, text in enumerate(texts[:20_000]):
        tokens(text, _language(number // SEGMENTS_PER_TESTIMONY))
    analysing_s = time.perf_counter() - began

    with tempfile.TemporaryDirectory() as folder, Engine(Path(folder)) as engine:
        began = time.perf_counter()
        for testimony in testimonies:
            engine.replace(testimony, _documents(testimony, texts))
        engine.commit(1)
        indexing_s = time.perf_counter() - began
        size_bytes = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
        half = set(chance.sample(testimonies, len(testimonies) // 2))
        few = set(chance.sample(testimonies, len(testimonies) // 50))
        middling = words[200:2000]
        kinds: dict[str, Callable[[], str]] = {
            "word": lambda: chance.choice(middling),
            "two words": lambda: f"{chance.choice(middling[:200])} {chance.choice(middling[:200])}",
            "phrase": lambda: '"{}"'.format(" ".join(chance.choice(texts).split()[3:5])),
            "common word": lambda: chance.choice(words[:40]),
            "common word OR word": lambda: f"{chance.choice(words[:40])} OR {chance.choice(middling)}",
        }
        asked = {
            **{kind: _timed(engine, make, {"segment": testimonies}) for kind, make in kinds.items()},
            "common word, half of the testimonies allowed": _timed(engine, kinds["common word"], {"segment": half}),
            "common word, a fiftieth allowed": _timed(engine, kinds["common word"], {"segment": few}),
            "reload without a commit": _percentiles([_took(lambda: engine.sequence) for _ in range(200)]),
            "commit of one testimony": _percentiles([_took(lambda: _recommit(engine, texts)) for _ in range(10)]),
            "highlight one hit": _percentiles(
                [_took(lambda: highlight(chance.choice(texts), "en", _node(kinds["two words"]()))) for _ in range(200)]
            ),
        }
    return {
        "segments": segments,
        "testimonies": len(testimonies),
        "python": platform.python_version(),
        "analysed_segments_per_s": round(min(20_000, segments) / analysing_s),
        "indexed_segments_per_s": round(segments / indexing_s),
        "index_bytes_per_segment": round(size_bytes / segments),
        "ms": asked,
    }


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(chance.randint(1, 4)))


def _language(testimony: int) -> str:
    return LANGUAGES[testimony % len(LANGUAGES)]


def _documents(testimony: int, texts: list[str]) -> Iterator[IndexDocument]:
    first = (testimony - 1) * SEGMENTS_PER_TESTIMONY
    for number, text in enumerate(texts[first : first + SEGMENTS_PER_TESTIMONY], start=first):
        language = _language(testimony)
        yield IndexDocument(f"segment:{number}", "segment", testimony, language, text, testimony, number * 1000)


def _recommit(engine: Engine, texts: list[str]) -> None:
    engine.replace(1, _documents(1, texts))
    engine.commit(2)


def _timed(engine: Engine, make: Callable[[], str], among: Mapping[str, Collection[int]]) -> dict[str, float]:
    questions = [_node(make()) for _ in range(QUESTIONS)]
    return _percentiles([_took(partial(engine.search, node, among=among)) for node in questions])


def _node(question: str) -> Node:
    node = parse(question).node
    assert node is not None
    return node


def _took(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


def _percentiles(times_ms: list[float]) -> dict[str, float]:
    return {
        "p50": round(statistics.median(times_ms), 2),
        "p95": round(statistics.quantiles(times_ms, n=20, method="inclusive")[-1], 2),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else SEGMENTS), indent=2))
