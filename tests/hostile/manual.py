"""``python -m tests.hostile.manual --write``: the table of ``testimonies/audio/README.md``, drawn from the corpus."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.hostile.case import Answer
from tests.hostile.corpus import FAMILIES

README = Path(__file__).resolve().parents[2] / "testimonies" / "audio" / "README.md"
BEGIN, END = "<!-- drawn from tests/hostile -->\n", "<!-- end -->\n"


def table() -> str:
    """One row per family: how many files, an example, and what becomes of them."""
    lines = ["| family | files | for example | what the archive does |", "|---|---|---|---|"]
    for family, cases in FAMILIES.items():
        answers = [answer.value for answer in Answer if any(case.answer is answer for case in cases)]
        lines.append(f"| {family} | {len(cases)} | {cases[0].name} | {'; '.join(answers)} |")
    lines.append(f"| together | {sum(map(len, FAMILIES.values()))} | | |")
    return "\n".join(lines) + "\n"


def drawn(text: str) -> str:
    before, rest = text.split(BEGIN)
    return before + BEGIN + "\n" + table() + "\n" + END + rest.split(END)[1]


if __name__ == "__main__" and "--write" in sys.argv:
    README.write_text(drawn(README.read_text(encoding="utf-8")), encoding="utf-8")
