"""Citations: three styles by the letter, and three files that others' readers give back without loss."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from testimonies.interchange.citation import STYLES, Cited, Day, Quoted, plain
from testimonies.interchange.citation_files import FILES

TESTIMONY = Cited(
    number="2026-0007",
    title="Five years in the kitchen",
    narrators=("María Santos",),
    interviewers=("Ana López", "Bo Li"),
    day=Day(2014, 12, 18),
    collection="North Collective",
    archive="Oral History Archive",
    address="https://archive.example.org/en/testimonies/2026-0007/",
    accessed=date(2026, 11, 22),
    languages=("en", "tl"),
)
QUOTATION = replace(
    TESTIMONY,
    address="https://archive.example.org/en/testimonies/2026-0007/at/1/75200-80120/?of=3fa0123456789abc",
    quoted=Quoted(1, 75_200, 80_120, "they kept my passport", ("Narrator",)),
)
ENTRIES = {
    ("chicago-note", "en"): "María Santos, “Five years in the kitchen,” interview by Ana López and Bo Li, "
    "December 18, 2014, audio recording, 1:15–1:21, 2026-0007, North Collective, Oral History Archive, "
    f"accessed November 22, 2026, {QUOTATION.address}.",
    ("chicago-bibliography", "en"): "María Santos. “Five years in the kitchen.” Interview by Ana López and Bo Li, "
    "December 18, 2014. Audio recording. 2026-0007. North Collective, Oral History Archive. "
    f"Accessed November 22, 2026. {QUOTATION.address}.",
    ("apa", "en"): "María Santos. (2014, December 18). Five years in the kitchen [Interview by Ana López and Bo Li; "
    "audio recording]. North Collective, Oral History Archive (2026-0007). Retrieved November 22, 2026, from "
    f"{QUOTATION.address}",
    ("mla", "en"): "María Santos. “Five years in the kitchen.” Interview by Ana López and Bo Li, 18 Dec. 2014. "
    "North Collective, Oral History Archive, 2026-0007, 1:15–1:21, "
    f"{QUOTATION.address}. Accessed 22 Nov. 2026.",
}


@pytest.mark.parametrize(("style", "language"), ENTRIES)
def test_a_quotation_in_each_style(style: str, language: str) -> None:
    with translation.override(language):
        assert plain(STYLES[style].entry(QUOTATION)) == ENTRIES[style, language]


def test_beside_the_quotation_in_the_text() -> None:
    told = {key: style.in_text(QUOTATION) for key, style in STYLES.items() if style.in_text}
    assert told == {"apa": "(María Santos, 2014, 1:15–1:21)", "mla": "(María Santos 1:15–1:21)"}


LACKS: dict[str, tuple[Cited, dict[str, str]]] = {
    "no date": (
        replace(TESTIMONY, day=None),
        {"chicago-note": "n.d., audio", "apa": "María Santos. (n.d.). ", "mla": "by Ana López and Bo Li. North"},
    ),
    "about a year": (
        replace(TESTIMONY, day=Day(2009, about=True)),
        {"chicago-bibliography": "ca. 2009. Audio", "apa": "(ca. 2009)", "mla": "ca. 2009."},
    ),
    "a month": (
        replace(TESTIMONY, day=Day(2011, 3)),
        {"apa": "(2011, March)", "mla": "Mar. 2011", "chicago-note": "March 2011"},
    ),
    "nobody is named": (
        replace(TESTIMONY, narrators=(), interviewers=()),
        {"chicago-note": "“Five years in the kitchen,” interview, ", "apa": "Five years in the kitchen [Interview; "},
    ),
    "a question": (
        replace(TESTIMONY, title="Who pays?"),
        {"chicago-bibliography": "“Who pays?” Interview", "mla": "“Who pays?” Interview"},
    ),
    "a passage": (
        replace(TESTIMONY, title="The passport", within="Five years"),
        {"chicago-note": "“The passport,” in Five years,", "apa": "In Five years."},
    ),
    "three names": (
        replace(TESTIMONY, narrators=("A", "B", "C")),
        {"chicago-note": "A, B and C, ", "apa": "A, B, & C. (2014"},
    ),
    "a second recording, translated": (
        replace(QUOTATION, quoted=Quoted(2, 0, 900, "mots", (), "French")),
        {"mla": "recording 2, 0:00–0:01 (in translation: French)"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LACKS)
def test_what_is_not_known_is_left_out(case: str) -> None:
    cited, expected = LACKS[case]
    for style, text in expected.items():
        assert text in plain(STYLES[style].entry(cited))


def test_the_title_keeps_its_language_and_is_set_off_where_the_style_says_so() -> None:
    arabic = replace(TESTIMONY, title="باب البيت", title_language="ar")
    with translation.override("ar"):
        parts = STYLES["apa"].entry(arabic)
    assert [(part.text, part.lang) for part in parts if part.emphasised] == [("باب البيت", "ar")]
    with translation.override("fr"):
        assert "« Five years in the kitchen »" in plain(STYLES["mla"].entry(TESTIMONY)).replace("\u202f", " ")


# files


def bibtex(cited: Cited) -> dict[str, str]:
    library = bibtexparser.parse_string(FILES["bib"].write(cited), append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks and len(library.entries) == 1
    entry = library.entries[0]
    return {"key": entry.key, "type": entry.entry_type} | {one.key: one.value for one in entry.fields}


def ris(cited: Cited) -> dict[str, Any]:
    (entry,) = rispy.loads(FILES["ris"].write(cited))
    assert "unknown_tag" not in entry
    return dict(entry)


def csl(cited: Cited) -> tuple[dict[str, Any], str]:
    """The item as it stands in the file, and how citeproc writes it."""
    items = json.loads(FILES["json"].write(cited))
    source = CiteProcJSON(items)
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Citation([CitationItem(items[0]["id"])]))
    return items[0], str(bibliography.bibliography()[0])


def one_line(text: str) -> str:
    kept = "".join(one for one in text if one.isspace() or unicodedata.category(one) not in ("Cc", "Cs"))
    return " ".join(kept.split())


def test_bibtex_is_read_without_loss() -> None:
    assert bibtex(QUOTATION) == {
        "key": "2026-0007-1-75200-80120",
        "type": "misc",
        "author": "María Santos",
        "title": "Five years in the kitchen",
        "editor": "Ana López and Bo Li",
        "editortype": "interviewer",
        "year": "2014",
        "date": "2014-12-18",
        "howpublished": "Interview, audio recording",
        "series": "North Collective",
        "organization": "Oral History Archive",
        "number": "2026-0007",
        "language": "en, tl",
        "url": QUOTATION.address,
        "urldate": "2026-11-22",
        "note": "1:15–1:21",
        "annote": "Narrator: they kept my passport",
    }


def test_ris_is_read_without_loss() -> None:
    assert ris(QUOTATION) == {
        "type_of_reference": "MANSCPT",
        "id": "2026-0007-1-75200-80120",
        "authors": ["María Santos"],
        "secondary_authors": ["Ana López", "Bo Li"],
        "title": "Five years in the kitchen",
        "tertiary_title": "North Collective",
        "year": "2014",
        "date": "2014/12/18/",
        "type_of_work": "Interview, audio recording",
        "publisher": "Oral History Archive",
        "accession_number": "2026-0007",
        "language": "en, tl",
        "urls": [QUOTATION.address],
        "access_date": "2026/11/22/",
        "notes": ["1:15–1:21", "Narrator: they kept my passport"],
    }


def test_csl_json_is_read_and_rendered_without_loss() -> None:
    item, rendered = csl(QUOTATION)
    assert item["type"] == "interview" and item["author"] == [{"literal": "María Santos"}]
    assert item["interviewer"] == [{"literal": "Ana López"}, {"literal": "Bo Li"}]
    assert item["issued"] == {"date-parts": [[2014, 12, 18]]} and item["archive_location"] == "2026-0007"
    assert item["annote"] == "Narrator: they kept my passport" and item["URL"] == QUOTATION.address
    assert "María Santos" in rendered and "Five years in the kitchen" in rendered and "2014" in rendered


TEXT = st.text(min_size=1, max_size=60).filter(lambda text: one_line(text))
HOSTILE = st.one_of(
    TEXT,
    st.text(alphabet="{}\\%$#_^~&@\"'`-<>?!,= \n\r\tabä字ب", min_size=1, max_size=40).filter(
        lambda text: one_line(text)
    ),
    st.sampled_from(
        ["ER  - ", "TY  - JOUR\nTI  - x", "}, title={y}", "\\input{/etc/passwd}", "--- ``x'' ?`", "ي\u2028ب"]
    ),
)


@settings(max_examples=150, deadline=None)
@given(HOSTILE, st.lists(HOSTILE, max_size=3), HOSTILE)
def test_no_text_is_lost_whatever_it_holds(title: str, names: list[str], words: str) -> None:
    cited = replace(
        QUOTATION,
        title=title,
        narrators=tuple(names),
        collection=title,
        quoted=Quoted(1, 0, 1_000, words, ()),
    )
    tex = bibtex(cited)
    assert (tex["title"], tex["series"], tex["annote"]) == (one_line(title), one_line(title), one_line(words))
    assert tex.get("author", "") == " and ".join(one_line(name) for name in names)
    record = ris(cited)
    assert (record["title"], record.get("authors", [])) == (one_line(title), [one_line(name) for name in names])
    assert record["notes"] == ["0:00–0:01", one_line(words)]
    item = json.loads(FILES["json"].write(cited))[0]
    assert (item["title"], item["annote"]) == (one_line(title), one_line(words))
    assert item.get("author", []) == [{"literal": one_line(name)} for name in names]
