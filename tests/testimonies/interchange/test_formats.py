"""Every format of a transcript, checked by reading it back."""

from __future__ import annotations

import html
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonies.exceptions import UnknownFormat
from testimonies.interchange.formats import FORMATS, write
from testimonies.interchange.json import read_json
from testimonies.transcript.document import Document, Provenance, Segment, Word
from testimonies.transcript.timecode import parse_clock

SPOKEN = Document(
    language="es",
    segments=(
        Segment(380, 4_120, "Firmé el contrato.", "es", (Word(380, 900, "Firmé", 0.98), Word(900, 1_200, "el"))),
        Segment(3_723_004, 3_723_004, "  AT&T --> <b>\n\n1 ", "en", speaker="Amina <A&B>"),
    ),
    provenance=Provenance("whisper", "20250625", "whisper-mini", "0a70cd3e2f75d430", {"temperature": [0.0, 0.2]}),
    duration_ms=3_800_000,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
times = st.integers(0, 4 * 10**7)
words = st.builds(Word, times, times, texts, st.none() | st.floats(0, 1))


@st.composite
def segments(draw: st.DrawFn) -> Segment:
    start_ms, length_ms = draw(times), draw(st.integers(0, 30_000))
    of_words = tuple(draw(st.lists(words, max_size=3)))
    tag = draw(st.sampled_from(["", "en", "es-MX", "zh-Hant"]))
    return Segment(start_ms, start_ms + length_ms, draw(texts), tag, of_words, draw(texts))


documents = st.builds(
    Document,
    language=st.sampled_from(["", "en", "fr"]),
    segments=st.lists(segments(), max_size=4).map(tuple),
    provenance=st.builds(
        Provenance, texts, texts, texts, texts, st.dictionaries(texts, st.booleans() | st.integers() | texts)
    ),
    duration_ms=times,
)

_TIMES = re.compile(r"(\d{2,}:[0-5]\d:[0-5]\d\.\d{3}) --> (\d{2,}:[0-5]\d:[0-5]\d\.\d{3})")
_TAG = re.compile(r"</?(?:v [^<>\n]+|v|lang [A-Za-z0-9-]+|lang)>")


def cues_of(vtt: str) -> list[tuple[int, int, str]]:
    """Read a WebVTT file as strictly as W3C WebVTT §4 writes it: start, end and unescaped text of each cue."""
    assert "\r" not in vtt and "\0" not in vtt
    head, *blocks = vtt.rstrip("\n").split("\n\n")
    assert re.fullmatch(r"WEBVTT(?:[ \t][^\n]*)?", head) and "-->" not in head
    cues = []
    for block in blocks:
        if block.startswith("NOTE"):
            assert "-->" not in block
            continue
        timing, text = block.split("\n")
        found = _TIMES.fullmatch(timing)
        assert found
        start_ms, end_ms = parse_clock(found[1]), parse_clock(found[2])
        assert start_ms < end_ms and "-->" not in text
        bare = _TAG.sub("", text)
        assert "<" not in bare and ">" not in bare and not re.search(r"&(?!amp;|lt;|gt;)", bare)
        cues.append((start_ms, end_ms, html.unescape(bare)))
    return cues


def test_webvtt() -> None:
    assert write(SPOKEN, "vtt", title="La casa --> \n 2") == (
        "WEBVTT - La casa → 2\n\n"
        "NOTE Language: es\n\n"
        "NOTE Machine-made transcript: whisper 20250625, whisper-mini, 0a70cd3e2f75\n\n"
        "00:00:00.380 --> 00:00:04.120\nFirmé el contrato.\n\n"
        "01:02:03.004 --> 01:02:03.005\n"
        "<v Amina &lt;A&amp;B&gt;><lang en>AT&amp;T --&gt; &lt;b&gt; 1</lang></v>\n"
    )


@given(documents, texts)
def test_webvtt_can_always_be_read_back(document: Document, title: str) -> None:
    written = write(document, "vtt", title=title)
    expected = [(s.start_ms, max(s.end_ms, s.start_ms + 1), _said(s.text)) for s in document if _said(s.text)]
    assert cues_of(written) == expected
    assert ("\n\nNOTE Machine-made transcript" in written) == bool(document.provenance.engine)


def test_subrip() -> None:
    assert write(SPOKEN, "srt") == (
        "1\n00:00:00,380 --> 00:00:04,120\nFirmé el contrato.\n\n"
        "2\n01:02:03,004 --> 01:02:03,005\nAmina <A&B>: AT&T --> <b> 1\n"
    )


@given(documents)
def test_subrip_has_a_block_for_each_cue(document: Document) -> None:
    blocks = [block.split("\n") for block in write(document, "srt").rstrip("\n").split("\n\n") if block]
    assert [block[0] for block in blocks] == [str(n) for n in range(1, len(blocks) + 1)]
    assert len(blocks) == sum(1 for segment in document if _said(segment.text))
    assert all(len(block) == 3 for block in blocks)


def test_how_far_people_looked_after_words_is_said_where_it_changes() -> None:
    states = ("machine", "machine", "corrected", "verified", "machine")
    document = Document(
        "en", tuple(Segment(n * 1_000, n * 1_000, f"line {n}", "en", review=one) for n, one in enumerate(states))
    )
    written = "[machine-made] line 0 line 1 [corrected] line 2 [verified] line 3 [machine-made] line 4"
    assert " ".join(write(document, "txt").splitlines()) == written
    assert [line for line in write(document, "srt").splitlines() if "line" in line] == [
        *("[machine-made] line 0", "line 1", "[corrected] line 2", "[verified] line 3", "[machine-made] line 4")
    ]
    vtt = write(document, "vtt")
    assert vtt.count("NOTE Review: machine-made") == 2 and "<c.corrected>line 2</c>" in vtt
    assert [one.review for one in read_json(write(document, "json"))] == list(states)
    hidden = Segment(0, 900, "", withheld=True, review="")
    assert "machine-made" not in write(Document("en", (hidden,)), "txt")


def test_plain_text() -> None:
    assert write(SPOKEN, "txt", title="La casa") == "La casa\n\nFirmé el contrato.\nAmina <A&B>: AT&T --> <b> 1\n"
    assert write(Document(""), "txt") == ""


@given(documents, texts)
def test_json_gives_the_document_back(document: Document, title: str) -> None:
    assert read_json(write(document, "json", title=title)) == document


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "other", "version": 1}', write(SPOKEN, "json")[:400]])
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(UnknownFormat):
        read_json(text)


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UnknownFormat, match="txt, vtt, srt, json"):
        write(SPOKEN, "docx")


@pytest.mark.parametrize("key", FORMATS)
def test_every_format_writes_a_document_without_speech(key: str) -> None:
    assert "None" not in write(Document("", provenance=SPOKEN.provenance), key)
    assert FORMATS[key].extension == key and "/" in FORMATS[key].media_type and str(FORMATS[key].label)


def _said(text: str) -> str:
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in text).split())
