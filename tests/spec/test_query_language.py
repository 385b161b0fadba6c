"""What a question means. Each row is a question, how it is read, and why; the search manual shows the same rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.language.fields import FIELDS, VALUES
from search.language.mistakes import cut_short
from search.language.nodes import And, Filter, Fuzzy, Near, Node, Not, Or, Phrase, Prefix, Term
from search.language.operators import OPERATORS
from search.language.parser import MOST_TOLD, Parsed, Slip, parse

Row = tuple[str, Node | None, str]

migrant, worker, passport, visa = Term("migrant"), Term("worker"), Term("passport"), Term("visa")
nepal = Filter("country", "Nepal")

RULES: dict[str, tuple[Row, ...]] = {
    "Words": (
        ("passport", passport, "A word is found in all its forms, with or without capitals and accents."),
        ("migrant worker", And((migrant, worker)), "All words must be spoken in the same passage, in any order."),
        ("passport, visa!", And((passport, visa)), "Punctuation is left out."),
        ("护照、签证", And((Term("护照"), Term("签证"))), "Punctuation of any script parts words."),
        ("e-mail", Term("e-mail"), "A hyphen inside a word is no minus."),
        ("l'argent", Term("l'argent"), "An apostrophe is not a quotation mark."),
        ("worker's", Term("worker's"), "An apostrophe is not a quotation mark, in English either."),
        ('צה"ל', Term('צה"ל'), "The mark inside a Hebrew abbreviation is no quotation mark."),
        ("10:30", Term("10:30"), "A time is a word."),
        ("U.N.", Term("U.N"), "So is an abbreviation with its stops."),
        ("worker(s)", Term("worker(s)"), "A bracket inside a word is part of it."),
        ("?^/\\", None, "Signs that are no words ask for nothing."),
        ("", None, "An empty question asks for nothing."),
    ),
    "Phrases": (
        ('"migrant worker"', Phrase("migrant worker"), "Words in quotation marks must follow one another, as spoken."),
        ("“migrant worker”", Phrase("migrant worker"), "Curly quotation marks do the same."),
        ("« travailleur migrant »", Phrase("travailleur migrant"), "So do those of French, Arabic and Russian."),
        ("「移住労働者」", Phrase("移住労働者"), "So do corner brackets."),
        ('"worker"', Phrase("worker"), "One word in quotation marks is found in this form alone."),
        ('"migrant work*"', Phrase("migrant work*"), "A star in a phrase stands for any ending of its word."),
    ),
    "AND, OR, NOT": (
        ("migrant AND worker", And((migrant, worker)), "AND between words changes nothing; it may be written."),
        ("passport OR visa", Or((passport, visa)), "Either word is enough."),
        ("and or not", And((Term("and"), Term("or"), Term("not"))), "In small letters these are words like any other."),
        ("passport NOT visa", And((passport, Not(visa))), "Passages with the word after NOT are left out."),
        ("passport -visa", And((passport, Not(visa))), "A minus that touches a word does the same."),
        ('-"migrant worker"', Not(Phrase("migrant worker")), "A phrase can be left out too."),
        ("NOT visa", Not(visa), "Everything without this word."),
        (
            "passport OR visa worker",
            Or((passport, And((visa, worker)))),
            "Words side by side belong together more closely than OR.",
        ),
        ("(passport OR visa) worker", And((Or((passport, visa)), worker)), "Brackets say what belongs together."),
        ("passport NOT (visa OR worker)", And((passport, Not(Or((visa, worker))))), "A bracket can be left out."),
    ),
    "Beginnings, slips of the ear, nearness": (
        ("work*", Prefix("work"), "A star stands for any ending."),
        ("労*", Prefix("労"), "One Chinese character is enough for a beginning."),
        ("Kafla~", Fuzzy("Kafla", 1), "One letter may be wrong, missing, too many, or swapped with its neighbour."),
        ("Doha~1", Fuzzy("Doha", 1), "The number of letters may be written."),
        ("Kathmandu~2", Fuzzy("Kathmandu", 2), "Two letters may be wrong."),
        ("passport NEAR/5 visa", Near((passport, visa), 5), "Within five words of each other, in either order."),
        ("passport NEAR visa", Near((passport, visa), 10), "Without a number, within ten words."),
        ("passport NEAR/1 visa", Near((passport, visa), 1), "Side by side, in either order."),
        (
            "passport NEAR/5 visa NEAR/5 worker",
            Near((passport, visa, worker), 5),
            "Each within five words of the next that you named.",
        ),
        (
            '(passport OR visa) NEAR/3 "migrant work*"',
            Near((Or((passport, visa)), Phrase("migrant work*")), 3),
            "Either word near the phrase.",
        ),
        ("NOT passport NEAR/5 visa", Not(Near((passport, visa), 5)), "NEAR binds more closely than NOT."),
        ('"migrant worker"~5', Near((Phrase("migrant"), Phrase("worker")), 5), "The words of a phrase, set apart."),
    ),
    "Facts": (
        ("country:Nepal", nepal, "A country, by its name in any language or by its code."),
        (
            "role:destination",
            Filter("role", "destination"),
            "Its role: origin, transit, destination, return, interview.",
        ),
        ("theme:wage-theft", Filter("theme", "wage-theft"), "A rights theme, by its label in any language."),
        ("article:22", Filter("article", "22"), "An article of the Convention."),
        ("language:ar", Filter("language", "ar"), "What was said in a language, by its name or its code."),
        (
            "speaker:narrator",
            Filter("speaker", "narrator"),
            "What the narrator said, the interviewer, the interpreter, or a name.",
        ),
        ("date:2009..2015", Filter("date", "2009..2015"), "Interviews of these years; a month or a day will do."),
        ("date:..2015", Filter("date", "..2015"), "Up to this year."),
        ("decade:1990", Filter("decade", "1990"), "Interviews of the nineties."),
        ("collection:north", Filter("collection", "north"), "Testimonies of a collection."),
        ("state:verified", Filter("state", "verified"), "Words that a person verified; also machine, corrected."),
        ("kind:life", Filter("kind", "life"), "Life testimonies; also ratification, for accounts of that work."),
        (
            'country:"United Arab Emirates"',
            Filter("country", "United Arab Emirates"),
            "A value of several words is put in quotation marks.",
        ),
        ("country:Nepal,India", Or((nepal, Filter("country", "India"))), "Either of several values."),
        ("country:(Nepal OR India)", Or((nepal, Filter("country", "India"))), "The same with brackets."),
        ("passport -country:Nepal", And((passport, Not(nepal))), "A fact can be left out."),
        ("country: Nepal", nepal, "A space after the colon does no harm."),
        ("title:visa", Term("title:visa"), "After any other word a colon asks for no fact: two words side by side."),
    ),
}

IN_OTHER_LANGUAGES: tuple[tuple[str, str, Node, str], ...] = (
    ("es", "pasaporte Y visa", And((Term("pasaporte"), visa)), "AND in Spanish."),
    ("es", "pasaporte O visa", Or((Term("pasaporte"), visa)), "OR."),
    ("es", "pasaporte NO visa", And((Term("pasaporte"), Not(visa))), "NOT."),
    ("es", "pasaporte CERCA/5 visa", Near((Term("pasaporte"), visa), 5), "NEAR."),
    ("es", "país:Nepal papel:destino", And((nepal, Filter("role", "destination"))), "Facts."),
    ("es", "no o y", And((Term("no"), Term("o"), Term("y"))), "In small letters these are words."),
    ("fr", "passeport ET visa", And((Term("passeport"), visa)), "AND in French."),
    ("fr", "passeport OU visa", Or((Term("passeport"), visa)), "OR."),
    ("fr", "passeport SAUF visa", And((Term("passeport"), Not(visa))), "NOT; NON does the same."),
    ("fr", "passeport PRÈS/5 visa", Near((Term("passeport"), visa), 5), "NEAR; the accent may be left out."),
    ("fr", "pays:Nepal état:vérifié", And((nepal, Filter("state", "verified"))), "Facts."),
    ("ar", "جواز و تأشيرة", And((Term("جواز"), Term("تأشيرة"))), "AND in Arabic, between spaces."),
    ("ar", "جواز أو تأشيرة", Or((Term("جواز"), Term("تأشيرة"))), "OR."),
    ("ar", "جواز باستثناء تأشيرة", And((Term("جواز"), Not(Term("تأشيرة")))), "NOT."),
    ("ar", "جواز قرب/٥ تأشيرة", Near((Term("جواز"), Term("تأشيرة")), 5), "NEAR, with the digits of any script."),
    ("ar", "بلد:نيبال حالة:مدقق", And((Filter("country", "نيبال"), Filter("state", "verified"))), "Facts."),
    ("ar", "عمل بدون عقد", And((Term("عمل"), Term("بدون"), Term("عقد"))), "“Without” is a word of speech."),
    ("ar", "passport OR visa", Or((passport, visa)), "English operators are understood everywhere."),
    ("en", "papel:destino", Filter("role", "destination"), "So are facts in any of the four languages."),
    ("en", "pasaporte O visa", And((Term("pasaporte"), Term("O"), visa)), "Operators of other languages are words."),
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
    ("passport NEAR/5", passport, ((9, Slip.LONELY_OPERATOR),), "NEAR needs two sides."),
    ("passport - visa", And((passport, visa)), ((9, Slip.LONELY_OPERATOR),), "A minus that touches nothing is a dash."),
    ("AND", None, ((0, Slip.LONELY_OPERATOR),), "An operator alone asks for nothing."),
    ("*", None, ((0, Slip.STAR_PLACE),), "A star alone asks for nothing."),
    ("*port", Term("port"), ((0, Slip.STAR_PLACE),), "A star stands at the end of a word only."),
    ("pass*port", Term("pass port"), ((0, Slip.STAR_PLACE),), "In the middle it parts words; you are shown `pass*`."),
    ("p*", Term("p"), ((0, Slip.SHORT_PREFIX),), "A star needs two letters before it."),
    ("of~", Term("of"), ((0, Slip.SHORT_FUZZY),), "A word of one or two letters is like too many."),
    ("visa~2", Fuzzy("visa", 1), ((0, Slip.FUZZY_FAR),), "Two letters may be wrong from five letters on."),
    (
        "passport NEAR/5 (visa worker)",
        And((passport, visa, worker)),
        ((9, Slip.NEAR_WORDS),),
        "What stands beside NEAR is a word, a phrase, or several joined by OR.",
    ),
    (
        "(" + " OR ".join(f"w{number}" for number in range(21)) + ") NEAR visa",
        And((Or(tuple(Term(f"w{number}") for number in range(21))), visa)),
        ((136, Slip.NEAR_MANY),),
        "No more than twenty choices stand beside NEAR.",
    ),
    ("passport NEAR/999999 visa", Near((passport, visa), 30), ((9, Slip.TOO_FAR),), "NEAR spans thirty words at most."),
    ("country:", Term("country"), ((0, Slip.EMPTY_FIELD),), "A fact needs a value."),
    ("contry:Nepal", Term("contry:Nepal"), ((0, Slip.UNKNOWN_FIELD),), "You are shown the fact that may be meant."),
)


@pytest.mark.parametrize(("query", "node", "why"), [row for rows in RULES.values() for row in rows])
def test_a_question_is_read_so(query: str, node: Node | None, why: str) -> None:
    parsed = parse(query)
    assert parsed.node == node, why
    assert parsed.mistakes == ()


@pytest.mark.parametrize(("ui_language", "query", "node", "why"), IN_OTHER_LANGUAGES)
def test_the_four_languages_have_their_words(ui_language: str, query: str, node: Node, why: str) -> None:
    assert parse(query, ui_language) == Parsed(node), why


@pytest.mark.parametrize(("query", "node", "mistakes", "why"), SLIPS)
def test_a_slip_gets_the_best_plain_reading(
    query: str, node: Node | None, mistakes: tuple[tuple[int, Slip], ...], why: str
) -> None:
    parsed = parse(query)
    assert parsed.node == node, why
    assert tuple((mistake.position, mistake.key) for mistake in parsed.mistakes) == mistakes


def test_every_slip_has_a_row() -> None:
    shown = {key for _, _, mistakes, _ in SLIPS for _, key in mistakes}
    assert shown == set(Slip) - {Slip.TOO_LONG, Slip.TOO_DEEP, Slip.UNKNOWN_VALUE, Slip.CUT}


def test_every_field_and_every_value_is_understood_in_each_language() -> None:
    for field, names in FIELDS.items():
        for name in (*names, names[0].upper()):
            assert parse(f"{name}:x1").node == Filter(field, "x1")
    for field, values in VALUES.items():
        for value, names in values.items():
            assert {parse(f"{field}:{name}").node for name in names} == {Filter(field, value)}
    assert {language: set(words.values()) for language, words in OPERATORS.items()} == {
        language: {"AND", "OR", "NOT", "NEAR"} for language in ("en", "es", "fr", "ar")
    }


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("contry:Nepal", "country:Nepal"),
        ("langauge:ar", "language:ar"),
        ("pais:Nepal", None),
        ("tehme:x", "theme:x"),
        ("collecton:north", "collection:north"),
        ("wages:visa", None),
        ("at:noon", None),
        ("wo*d", "wo*"),
        ("visa~2", "visa~1"),
    ],
)
def test_what_may_have_been_meant_is_said(typed: str, meant: str | None) -> None:
    suggestions = [one for mistake in parse(typed).mistakes for one in mistake.suggestions]
    assert suggestions == ([meant] if meant else [])


def test_what_is_too_long_or_too_deep_is_cut_and_said() -> None:
    long = parse(" ".join(f"a{number}" for number in range(600)))
    assert isinstance(long.node, And) and len(long.node.parts) == 100
    assert parse("a " * 600).node == Term("a")
    assert {mistake.key for mistake in long.mistakes} == {Slip.TOO_LONG}
    assert [mistake.key for mistake in parse("a" * 10_000).mistakes] == [Slip.TOO_LONG]
    deep = parse("(" * 400 + "a" + ")" * 400)
    assert deep.node == Term("a")
    assert Slip.TOO_DEEP in {mistake.key for mistake in deep.mistakes}


def test_not_every_mistake_of_a_heap_is_told() -> None:
    assert len(parse('""' * 300).mistakes) == MOST_TOLD
    assert [mistake.text for mistake in cut_short(["wor", "wor"])] == ["wor*"]


def test_marks_that_nobody_sees_change_nothing() -> None:
    for mark in "\u200f\u202a\u2066\ufeff\0\x07":
        assert parse(f"{mark}passport{mark} {mark}OR{mark} -{mark}visa") == Parsed(Or((passport, Not(visa))))
        assert parse(f"{mark}country:{mark}Nepal{mark}").node == nepal


def manual_rows() -> str:
    """The rows as the manual shows them."""
    lines: list[str] = []
    for heading, rows in RULES.items():
        shown = [(query, why) for query, _, why in rows if query]
        lines += _table(heading, shown)
    lines += _table("In Spanish, French and Arabic", [(query, why) for _, query, _, why in IN_OTHER_LANGUAGES])
    lines += _table("Slips", [(query, why) for query, _, _, why in SLIPS if len(query) < 50])
    return "\n".join(lines)


def _table(heading: str, rows: list[tuple[str, str]]) -> list[str]:
    body = [f"| `{query}` | {why} |" for query, why in rows]
    return [f"### {heading}", "", "| You type | What it means |", "|---|---|", *body, ""]


def test_the_manual_shows_these_rows() -> None:
    manual = Path(__file__).parents[2].joinpath("search", "README.md").read_text(encoding="utf-8")
    assert manual_rows() in manual, f"put these rows into search/README.md:\n{manual_rows()}"
