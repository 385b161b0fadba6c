"""What a question means. Each row is a question, how it is read, and why; the search manual shows the same rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.language.nodes import And, Node, Not, Or, Phrase, Term
from search.language.parser import Slip, parse

Row = tuple[str, Node | None, str]

migrant, worker, passport, visa = Term("migrant"), Term("worker"), Term("passport"), Term("visa")

RULES: tuple[Row, ...] = (
    ("passport", passport, "A word is found in all its forms, with or without capitals and accents."),
    ("migrant worker", And((migrant, worker)), "All words must be spoken in the same passage, in any order."),
    ("migrant AND worker", And((migrant, worker)), "AND between words changes nothing; it may be written."),
    ("passport OR visa", Or((passport, visa)), "Either word is enough."),
    ("and or not", And((Term("and"), Term("or"), Term("not"))), "In small letters these are words like any other."),
    ("passport NOT visa", And((passport, Not(visa))), "Passages with the word after NOT are left out."),
    ("passport -visa", And((passport, Not(visa))), "A minus that touches a word does the same."),
    ("e-mail", Term("e-mail"), "A hyphen inside a word is no minus."),
    ("NOT visa", Not(visa), "Everything without this word."),
    ('"migrant worker"', Phrase("migrant worker"), "Words in quotation marks must follow one another, as spoken."),
    ("“migrant worker”", Phrase("migrant worker"), "Curly quotation marks do the same."),
    ("« travailleur migrant »", Phrase("travailleur migrant"), "So do those of French, Spanish, Arabic and Russian."),
    ("「移住労働者」", Phrase("移住労働者"), "So do corner brackets."),
    ('"worker"', Phrase("worker"), "One word in quotation marks is found in this form alone."),
    ('-"migrant worker"', Not(Phrase("migrant worker")), "A phrase can be left out too."),
    (
        "passport OR visa worker",
        Or((passport, And((visa, worker)))),
        "Words side by side belong together more closely than OR.",
    ),
    ("(passport OR visa) worker", And((Or((passport, visa)), worker)), "Brackets say what belongs together."),
    ("passport NOT (visa OR worker)", And((passport, Not(Or((visa, worker))))), "A bracket can be left out."),
    ("l'argent", Term("l'argent"), "An apostrophe is not a quotation mark."),
    ("worker's", Term("worker's"), "An apostrophe is not a quotation mark, in English either."),
    ("10:30", Term("10:30"), "A time is a word."),
    ("theme:visa", Term("theme:visa"), "A colon asks for no field: these are two words side by side."),
    ("*?~^/\\", None, "Signs that are no words ask for nothing."),
    ("passport, visa!", And((passport, visa)), "Punctuation is left out."),
    ("护照、签证", And((Term("护照"), Term("签证"))), "Punctuation of any script parts words."),
    ('צה"ל', Term('צה"ל'), "The mark inside a Hebrew abbreviation is no quotation mark."),
    ("", None, "An empty question asks for nothing."),
)

SLIPS: tuple[tuple[str, Node | None, tuple[tuple[int, Slip], ...], str], ...] = (
    (
        '"migrant worker',
        And((migrant, worker)),
        ((0, Slip.UNCLOSED_QUOTE),),
        "A quotation that does not end is read as words.",
    ),
    ('passport ""', passport, ((9, Slip.EMPTY_QUOTES),), "An empty quotation is left out."),
    ("(passport visa", And((passport, visa)), ((0, Slip.UNCLOSED_BRACKET),), "A bracket is closed at the end."),
    ("passport) visa", And((passport, visa)), ((8, Slip.UNOPENED_BRACKET),), "A closing bracket alone is left out."),
    ("passport ()", passport, ((9, Slip.EMPTY_BRACKETS),), "Empty brackets are left out."),
    ("passport OR", passport, ((9, Slip.LONELY_OPERATOR),), "OR needs two sides."),
    ("OR passport", passport, ((0, Slip.LONELY_OPERATOR),), "OR needs two sides, whichever is missing."),
    ("passport AND", passport, ((9, Slip.LONELY_OPERATOR),), "AND needs two sides."),
    ("passport NOT", passport, ((9, Slip.LONELY_OPERATOR),), "NOT needs something to leave out."),
    ("passport - visa", And((passport, visa)), ((9, Slip.LONELY_OPERATOR),), "A minus that touches nothing is a dash."),
    ("AND", None, ((0, Slip.LONELY_OPERATOR),), "An operator alone asks for nothing."),
)


@pytest.mark.parametrize(("query", "node", "why"), RULES)
def test_a_question_is_read_so(query: str, node: Node | None, why: str) -> None:
    parsed = parse(query)
    assert parsed.node == node, why
    assert parsed.mistakes == ()


@pytest.mark.parametrize(("query", "node", "mistakes", "why"), SLIPS)
def test_a_slip_gets_the_best_plain_reading(
    query: str, node: Node | None, mistakes: tuple[tuple[int, Slip], ...], why: str
) -> None:
    parsed = parse(query)
    assert parsed.node == node, why
    assert tuple((mistake.position, mistake.key) for mistake in parsed.mistakes) == mistakes


def test_every_slip_has_a_row() -> None:
    shown = {key for _, _, mistakes, _ in SLIPS for _, key in mistakes}
    assert shown == set(Slip) - {Slip.TOO_LONG, Slip.TOO_DEEP}


def test_what_is_too_long_or_too_deep_is_cut_and_said() -> None:
    long = parse("a " * 600)
    assert isinstance(long.node, And) and len(long.node.parts) == 500
    assert [mistake.key for mistake in long.mistakes] == [Slip.TOO_LONG]
    deep = parse("(" * 400 + "a" + ")" * 400)
    assert deep.node == Term("a")
    assert Slip.TOO_DEEP in {mistake.key for mistake in deep.mistakes}


def manual_rows() -> str:
    """The rows as the manual shows them."""
    lines = ["| You type | What it means |", "|---|---|"]
    rows = [(query, why) for query, _, why in RULES if query] + [(query, why) for query, _, _, why in SLIPS]
    lines += [f"| `{query}` | {why} |" for query, why in rows]
    return "\n".join(lines)


def test_the_manual_shows_these_rows() -> None:
    manual = Path(__file__).parents[2].joinpath("search", "README.md").read_text(encoding="utf-8")
    assert manual_rows() in manual, f"put these rows into search/README.md:\n{manual_rows()}"
