"""A sheet is read in whatever way an office program saved it, or is refused with the way to save it rightly."""

from __future__ import annotations

import csv
import io
import time

import pytest

from testimonies.exceptions import BadSheet, Fault
from testimonies.interchange.sheets import columns, reading
from testimonies.interchange.sheets.columns import BY_NAME, COLUMNS, base_of
from testimonies.interchange.sheets.reading import Sheet, pieces

QUALIFIERS = {
    "language": ("en", "es", "fr", "ar", "qu"),
    "role": ("origin", "transit", "destination", "return", "interview"),
    "use": ("catalogue", "transcript", "sound"),
}
HEAD = "testimony,file,title:es"


def read(data: bytes | str) -> Sheet:
    return reading.read(data.encode() if isinstance(data, str) else data, QUALIFIERS)


def refused(data: bytes | str) -> tuple[Fault, ...]:
    with pytest.raises(BadSheet) as raised:
        read(data)
    return raised.value.faults


SPANISH = "Dos años en la empacadora: ¿quién cobró?"
ARABIC = "سنتان في مصنع التعبئة"
FRENCH = "Œuvre d’été: à l’Ávila, ÇA"

ENCODED = {
    "utf-8": ("utf-8", SPANISH, "UTF-8"),
    "utf-8 with mark": ("utf-8-sig", ARABIC, "UTF-8"),
    "utf-16 little": ("utf-16", ARABIC, "UTF-16"),
    "western": ("cp1252", SPANISH, "Windows-1252"),
    "western, french": ("cp1252", FRENCH, "Windows-1252"),
    "arabic": ("cp1256", ARABIC, "Windows-1256"),
    "arabic with french": ("cp1256", f"{ARABIC} été", "Windows-1256"),
    "plain": ("ascii", "Two years", "UTF-8"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_each_encoding_is_read_to_the_letter_and_named(name: str) -> None:
    codec, title, said = ENCODED[name]
    sheet = read(f"{HEAD}\n1,a.wav,{title.replace(',', '')}\n".encode(codec))
    assert (sheet.rows[0].values["title:es"], sheet.encoding) == (title.replace(",", ""), said)


def test_utf_16_big_endian_is_read() -> None:
    assert read(b"\xfe\xff" + f"{HEAD}\n1,a.wav,{ARABIC}".encode("utf-16-be")).rows[0].values["title:es"] == ARABIC


UNREADABLE = {
    "Russian": "Два года на упаковке".encode("cp1251"),
    "Greek": "Δύο χρόνια".encode("cp1253"),
    "Turkish": "İki yıl işçi kaldık".encode("cp1254"),
    "Polish": "Dwa lata, łączka, źródło".replace(",", "").encode("cp1250"),
    "Mac": "Dos años: ¿quién cobró?".encode("mac-roman"),
    "Japanese": "包装工場で二年間".encode("shift-jis"),
    "Chinese": "在包装厂的两年".encode("gb18030"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_told_is_refused_with_how_to_save_it(name: str) -> None:
    (fault,) = refused(f"{HEAD}\n1,a.wav,".encode() + UNREADABLE[name])
    assert "CSV UTF-8" in fault.sentence


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 a workbook",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xff\xfe\x00\x00t\x00\x00\x00",
        b"\xff\xfet",
        b"\xef\xbb\xbf\xff",
        b"\x80\x81\x00\xff" * 50,
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    assert "UTF-8" in refused(data)[0].sentence


def test_a_nul_is_named_with_its_line() -> None:
    assert refused(f"{HEAD}\n1,a.wav,x\n2,b\0.wav,y\n")[0].line == 3
    assert refused(f"{HEAD}\n1,a.wav,x\n".encode("utf-16-le"))[0].line == 1


@pytest.mark.parametrize(("delimiter", "name"), [(",", ","), (";", ";"), ("\t", "\t")])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_comma_semicolon_and_tab(delimiter: str, name: str, ending: str) -> None:
    head = delimiter.join(["testimony", "file", "title:es", "keywords"])
    row = delimiter.join(["1", "a.wav", '"uno, dos; tres\tcuatro"', '"a;b"'])
    sheet = read(f"{head}{ending}{row}{ending}")
    assert sheet.delimiter == name and sheet.rows[0].line == 2
    assert sheet.rows[0].values["title:es"] == "uno, dos; tres\tcuatro"


def test_excel_says_its_delimiter_itself() -> None:
    sheet = read("sep=;\r\ntestimony;file;title:es\r\n1;a.wav;uno, dos\r\n")
    assert (sheet.delimiter, sheet.rows[0].line) == (";", 3)


def test_lines_are_those_of_the_file() -> None:
    sheet = read('\n\ntestimony,file,title:es\n\n1,a.wav,"uno\ndos\ntres"\n,,\n2,b.wav,cuatro\n\n\n3,c.wav,cinco\n')
    assert [row.line for row in sheet.rows] == [5, 9, 12]
    assert sheet.rows[0].values["title:es"] == "uno\ndos\ntres"


def test_names_of_columns_are_forgiving_of_case_blanks_and_marks_of_direction() -> None:
    sheet = read("\u200fTestimony , FILE,Title : ES\u200f,Interview date\n1,a.wav,x,2009")
    assert sheet.columns == ("testimony", "file", "title:es", "interview_date")


def test_every_fault_of_the_first_row_is_told_at_once() -> None:
    faults = refused("file,File,titel:es,country:origen,consent:sonido,colour,,title:xx\n,,,,,,x")
    said = {fault.field: fault.sentence for fault in faults}
    assert "“title:es”" in said["titel:es"] and "“country:origin”" in said["country:origen"]
    assert set(said) == {"file", "titel:es", "country:origen", "consent:sonido", "colour", "", "title:xx", "testimony"}
    assert all(fault.line == 1 for fault in faults)
    assert [fault.field for fault in refused("testimony,file\n1,a.wav")] == ["title:en"]
    assert "title" in {fault.field for fault in refused("testimony,file,title\n1,a.wav,x")}


@pytest.mark.parametrize("data", ["", "\n\n", "a,b,c\n1,2,3", "12:30\n", '"'])
def test_a_sheet_without_a_first_row_that_names_columns(data: str) -> None:
    assert "testimony" in refused(data)[0].sentence


def test_a_sheet_without_rows() -> None:
    assert "no row" in refused(HEAD)[0].sentence


def test_a_quotation_mark_that_is_not_closed_is_named_with_its_line() -> None:
    assert refused(f'{HEAD}\n1,a.wav,x\n2,b.wav,"y\n3,c.wav,z\n')[0].line == 3
    assert refused(f'{HEAD}\n1,a.wav,"x"y\n')[0].line == 2
    assert refused(f"{HEAD}\n1,a.wav,{'x' * 200_000}\n")[0].line == 2


def test_a_huge_sheet_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "20 MB" in refused(b"x" * (reading.MOST_BYTES + 1))[0].sentence
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    assert refused(f"{HEAD}\n" + "1,a.wav,x\n" * 3)[0].line == 4
    monkeypatch.setattr(reading, "MOST_COLUMNS", 2)
    assert "columns" in refused(f"{HEAD}\n1,a.wav,x\n")[0].sentence


def test_too_many_cells_and_formulas_are_faults_of_their_rows() -> None:
    sheet = read(
        f"{HEAD}\n1,a.wav,x,y,z\n2,b.wav,=HYPERLINK(1)\n3,#REF!,- ten -\n4,d.wav,x,,\n5,+a.wav,@home\n6,f.wav\n"
    )
    assert [(fault.line, fault.field) for fault in sheet.faults] == [(2, ""), (3, "title:es"), (4, "file")]
    assert len(sheet.rows) == 6 and "title:es" not in sheet.rows[5].values


def test_several_values_in_one_cell() -> None:
    assert pieces("es | qu") == ["es", "qu"] == pieces("es;qu") == pieces("; es ;; qu")
    assert pieces("a; b | c") == ["a; b", "c"] and pieces("") == []
    assert pieces("Ana||Eva", keep_empty=True) == ["Ana", "", "Eva"]


def test_the_template_is_a_sheet_that_can_be_read() -> None:
    for delimiter in ",;":
        sheet = read(columns.template(delimiter))
        assert sheet.delimiter == delimiter and len(sheet.rows) == 2 and not sheet.faults
    names = next(csv.reader(io.StringIO(columns.template())))
    assert all(base_of(name)[0] for name in names)
    assert len(BY_NAME) == len(COLUMNS)


BOUNDED = {
    "empty lines": b"testimony,file,title:en\n" + b"\n" * 15_000_000,
    "columns without end": b"testimony" + b",x" * 3_000_000,
    "a quotation mark and nothing more": b'testimony,file,title:en\n"' + b"a" * 15_000_000,
    "formulas without end": b"testimony,file,title:en\n" + b"=,=,=\n" * 19_000,
    "unknown columns": b"testimony,file," + b",".join(b"titel%d:en" % number for number in range(390)) + b"\n1,2,3",
}


@pytest.mark.parametrize("name", BOUNDED)
def test_a_sheet_made_to_cost_time_costs_little(name: str) -> None:
    begun = time.process_time()
    refused(BOUNDED[name])
    assert time.process_time() - begun < 10


def test_a_large_sheet_in_an_old_encoding_is_read_in_seconds() -> None:
    begun = time.process_time()
    rows = (f"{number},{number}.wav,Años {number} {'palabras ' * 50}\n" for number in range(15_000))
    assert read(f"{HEAD}\n{''.join(rows)}".encode("cp1252")).encoding == "Windows-1252"
    assert time.process_time() - begun < 20
