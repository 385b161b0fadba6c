"""PO and XLIFF give back what was written, whatever the letters, and answer hostile files with a sentence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testimonies.exceptions import UnreadableTranslation
from testimonies.interchange import po, xliff
from testimonies.interchange.bilingual import MOST_BYTES, Bilingual, Unit, tidy

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
ANY_TEXT = TEXTS | st.sampled_from(["a\u2028b", "\\n", '"', "\\", "\r\n", "<x/>&amp;]]>", "#~ msgid", "١٢"])
BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
<xliff version="1.2"><file original="x"><body><trans-unit id="1"><source>&b;</source></trans-unit></body></file>
</xliff>"""
OUTSIDE = b"""<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xliff><file original="x"/></xliff>"""


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(ANY_TEXT.filter(lambda text: bool(tidy(text))), ANY_TEXT, st.booleans()), max_size=6))
def test_every_text_comes_back_as_it_went(texts: list[tuple[str, str, bool]]) -> None:
    units = tuple(Unit(str(key), source, target, draft) for key, (source, target, draft) in enumerate(texts))
    made = datetime(2026, 11, 22, 5, 4, 3, 21, tzinfo=UTC)
    sent = Bilingual("2026-0007/12", "ar", "es", "A title", units, made)
    for form in (po, xliff):
        back = form.read(form.write(sent).encode())
        assert (back.subject, back.language, back.source_language, back.made_at) == ("2026-0007/12", "ar", "es", made)
        assert [(one.key, one.source, one.target) for one in back.units] == [
            (one.key, tidy(one.source), tidy(one.target)) for one in units
        ]
        assert [one.draft for one in back.units] == [one.draft and bool(tidy(one.target)) for one in units]
        assert not any(one.fault for one in back.units)


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=300)
    | TEXTS.map(lambda text: f'msgid "{text}"\nmsgstr "x"\n{text}'.encode())
    | TEXTS.map(lambda text: f'<xliff version="1.2"><file original="a">{text}<body>'.encode())
)
def test_whatever_is_sent_is_read_or_answered_with_a_sentence(content: bytes) -> None:
    for form in (po, xliff):
        try:
            form.read(content)
        except UnreadableTranslation as refusal:
            assert str(refusal).endswith((".", "”."))


@pytest.mark.parametrize(
    "content", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16"), b"<a>" * 60, b"<xliff>", b"<html/>", b""]
)
def test_hostile_xml_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableTranslation):
        xliff.read(content)


@pytest.mark.parametrize(
    "content", [b"/etc/passwd", b"msgid \x00", b"\xff\xfe", 'msgid "a"\nmsgstr "é"'.encode("latin-1")]
)
def test_what_is_no_po_file_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableTranslation):
        po.read(content)


def test_a_po_file_says_in_which_encoding_it_is() -> None:
    content = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\n\nmsgctxt "a#1"\nmsgid "x"\nmsgstr "é"\n'
    )
    assert po.read(content.encode("latin-1")).units[0].target == "é"


def test_too_much_is_refused() -> None:
    for form in (po, xliff):
        with pytest.raises(UnreadableTranslation, match="MB"):
            form.read(b" " * (MOST_BYTES + 1))
    many = b"".join(b'msgctxt "a#%d"\nmsgid "x"\nmsgstr ""\n\n' % number for number in range(30_001))
    with pytest.raises(UnreadableTranslation, match="30000"):
        po.read(many)
