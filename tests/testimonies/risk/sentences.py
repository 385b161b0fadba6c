"""The table of sentences, read; and how well the search for risks does on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from testimonies.risk.kinds import Kind
from testimonies.risk.lexicon import LANGUAGES
from testimonies.risk.scanning import Found, scan

SENTENCES = Path(__file__).resolve().parents[2] / "data" / "risk"
_MARKED = re.compile(r"\[\[(\w+)\|([^\]]*)\]\]")


@dataclass(frozen=True)
class Sentence:
    language: str
    text: str
    wanted: tuple[tuple[str, int, int], ...]


@dataclass
class Score:
    right: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def figures(self, kind: str = "", language: str = "") -> tuple[int, float, float]:
        """How many were wanted, and precision and recall, of a kind or a language or all."""

        def total(counted: Counter[tuple[str, str]]) -> int:
            return sum(n for (k, tag), n in counted.items() if kind in ("", k) and language in ("", tag))

        right, missed, wrong = total(self.right), total(self.missed), total(self.wrong)
        return right + missed, right / max(1, right + wrong), right / max(1, right + missed)


def sentences(name: str = "sentences.txt") -> Iterator[Sentence]:
    for line in (SENTENCES / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        language, _bar, marked = line.partition(" | ")
        wanted, text, at = [], "", 0
        for found in _MARKED.finditer(marked):
            text += marked[at : found.start()]
            wanted.append((found[1], len(text), len(text) + len(found[2])))
            text += found[2]
            at = found.end()
        yield Sentence(language.strip(), text + marked[at:], tuple(wanted))


def measure(name: str = "sentences.txt") -> Score:
    """A finding is right where it has the kind that is wanted and lies over the marked words."""
    score = Score()
    for sentence in sentences(name):
        left = list(scan(sentence.text, sentence.language))
        for kind, start, end in sentence.wanted:
            hit = next((one for one in left if one.kind == kind and one.start < end and start < one.end), None)
            if hit is None:
                score.missed[kind, sentence.language] += 1
                score.told.append(f"missed {kind}: {sentence.text}")
            else:
                score.right[kind, sentence.language] += 1
                left.remove(hit)
        for one in left:
            score.wrong[str(one.kind), sentence.language] += 1
            score.told.append(f"wrong {_told(one, sentence.text)}")
    return score


def _told(one: Found, text: str) -> str:
    return f"{one.kind} ({one.why}) {text[one.start : one.end]!r}: {text}"


def table(name: str) -> str:
    """What the manual says of it, in Markdown."""
    score = measure(name)
    rows = [("all", *score.figures())]
    rows += [(kind.value, *score.figures(kind=kind)) for kind in Kind if score.figures(kind=kind)[0]]
    rows += [(tag, *score.figures(language=tag)) for tag in LANGUAGES]
    lines = [f"| {row[0]} | {row[1]} | {row[2]:.2f} | {row[3]:.2f} |" for row in rows]
    return "\n".join(["| of | wanted | precision | recall |", "|---|---|---|---|", *lines])


if __name__ == "__main__":
    print(table("sentences.txt"), table("held-out.txt"), sep="\n\n")
