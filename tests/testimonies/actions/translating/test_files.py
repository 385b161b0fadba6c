"""Translations go out as PO and XLIFF, through other people's programs, and come back."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import polib
import pytest

from testimonies.actions import correcting, redacting, renaming, translating
from testimonies.actions.translating import Wanted
from testimonies.exceptions import UnreadableTranslation
from testimonies.interchange import xliff
from testimonies.models import Event, Exported, Segment, SegmentChange, Transcript
from tests.cast import granted
from tests.factories.testimony import make_published, make_segment, make_transcript

WORDS = (
    "They took my “passport”.",
    'C:\\new\\table, she said: "no".',
    "Nobody paid us.",
    "Nobody paid us.",
    "一句话。",
)
ARABIC = ("أخذوا «جواز» سفري.", 'قالت: "لا" \\n.', "لم يدفع لنا أحد.", "لم يُدفع لنا.", "جملة واحدة.")


@pytest.fixture
def spoken(north: Any) -> Transcript:
    return make_published(north, text=WORDS).recordings.get().transcript


@pytest.fixture
def volunteer(north: Any) -> Any:
    return granted("volunteer", north, ("translate_testimony",), "translators")


def desk(spoken: Transcript, by: Any, language: str = "ar") -> Any:
    address = f"{spoken.recording.testimony.accession_number}/{spoken.pk}"
    return translating.find(address=address, language=language, user=by)


def say(spoken: Transcript, by: Any, *texts: str) -> None:
    subject = desk(spoken, by)
    wanted = [Wanted(row.key, text=text) for row, text in zip(subject.rows(), texts, strict=False)]
    assert all(one.written for one in translating.write(subject=subject, wanted=wanted, by=by))


def out(spoken: Transcript, by: Any, form: str = "po") -> bytes:
    return translating.given_out(subject=desk(spoken, by), form=form, by=by).encode()


def fates(spoken: Transcript, by: Any, content: bytes, form: str = "po", **wishes: bool) -> dict[str, int]:
    report = translating.looked_through(subject=desk(spoken, by), form=form, content=content, **wishes)
    return {fate.value: number for fate, number, _sentence in report.counts}


def tool(folder: Path, content: bytes, *command: str) -> bytes:
    """What a program of gettext makes of a file; it must have nothing against it."""
    (folder / "in.po").write_bytes(content)
    done = subprocess.run(
        [*command, "-o", str(folder / "out.po"), str(folder / "in.po")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and not done.stderr, done.stderr
    return (folder / "out.po").read_bytes()


def test_out_through_gettext_and_polib_and_back_without_loss(spoken: Transcript, editor: Any, tmp_path: Path) -> None:
    sent = out(spoken, editor)
    tool(tmp_path, sent, "msgfmt", "--check")
    file = polib.pofile(sent.decode())
    for entry, text in zip(file, ARABIC, strict=True):
        entry.msgstr = text
    back = tool(tmp_path, str(file).encode(), "msgcat", "--width=40")
    (tmp_path / "ref.pot").write_bytes(sent)
    (tmp_path / "def.po").write_bytes(back)
    merge = ["msgmerge", "-q", "-o", str(tmp_path / "merged.po"), str(tmp_path / "def.po"), str(tmp_path / "ref.pot")]
    subprocess.run(merge, check=True)
    merged = (tmp_path / "merged.po").read_bytes()
    assert fates(spoken, editor, merged) == {"new": 5}
    assert not Segment.objects.filter(transcript__kind="translation").exists(), "a look changes nothing"
    translating.taken_in(subject=desk(spoken, editor), form="po", content=merged, by=editor)
    assert [row.text for row in desk(spoken, editor).rows()] == list(ARABIC)
    assert fates(spoken, editor, merged) == {"same": 5}, "once more, it says nothing new"
    again = polib.pofile(out(spoken, editor).decode())
    assert [entry.msgstr for entry in again] == list(ARABIC)
    assert SegmentChange.objects.count() == 1 and Event.objects.get(verb="translation_taken_in").data["texts"] == 5


def test_xliff_goes_out_and_comes_back_without_loss(spoken: Transcript, editor: Any) -> None:
    say(spoken, editor, *ARABIC)
    sent = out(spoken, editor, "xlf")
    assert [unit.target for unit in xliff.read(sent).units] == list(ARABIC)
    assert fates(spoken, editor, sent, "xlf") == {"same": 5}
    better = sent.replace("جملة واحدة.".encode(), "جملة أخرى.".encode())
    translating.taken_in(subject=desk(spoken, editor), form="xlf", content=better, by=editor)
    assert desk(spoken, editor).rows()[4].text == "جملة أخرى."


def test_an_xliff_2_file_of_another_program_is_read(spoken: Transcript, editor: Any) -> None:
    key = spoken.segments.first().pk
    of = f"{spoken.recording.testimony.accession_number}/{spoken.pk}"
    content = f"""<?xml version="1.0"?><xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en"
    trgLang="ar"><file id="f" original="{of}"><unit id="{key}"><segment state="translated"><source>They took
    my “passport”.</source><target>أخذوا <pc id="1">جواز</pc> سفري.</target></segment></unit></file></xliff>"""
    assert fates(spoken, editor, content.encode(), "xlf") == {"new": 1}
    translating.taken_in(subject=desk(spoken, editor), form="xlf", content=content.encode(), by=editor)
    assert desk(spoken, editor).rows()[0].text == "أخذوا جواز سفري."


def test_a_file_of_another_testimony_or_language_is_refused(north: Any, spoken: Transcript, editor: Any) -> None:
    other = make_published(north, text=WORDS).recordings.get().transcript
    with pytest.raises(UnreadableTranslation, match=other.recording.testimony.accession_number):
        fates(spoken, editor, out(other, editor))
    french = translating.given_out(subject=desk(spoken, editor, "fr"), form="po", by=editor).encode()
    with pytest.raises(UnreadableTranslation, match="French"):
        fates(spoken, editor, french)


def test_a_file_of_an_older_version_is_taken_in_with_a_mark(spoken: Transcript, editor: Any) -> None:
    file = polib.pofile(out(spoken, editor).decode())
    file[0].msgstr = ARABIC[0]
    first = spoken.segments.first()
    correcting.write(transcript=spoken, segment=first.pk, version=first.version, text="They kept it.", by=editor)
    content = str(file).encode()
    assert fates(spoken, editor, content) == {"of_older_words": 1, "empty": 4}
    translating.taken_in(subject=desk(spoken, editor), form="po", content=content, by=editor)
    row = desk(spoken, editor).rows()[0]
    assert (row.wants, row.text, row.before) == ("changed", ARABIC[0], WORDS[0])
    entry = polib.pofile(out(spoken, editor).decode())[0]
    assert entry.fuzzy and entry.previous_msgid == WORDS[0] and entry.msgid == "They kept it."


def test_what_somebody_changed_meanwhile_stays_unless_the_person_says_so(
    spoken: Transcript, editor: Any, superuser: Any
) -> None:
    say(spoken, editor, ARABIC[0])
    file = polib.pofile(out(spoken, editor).decode())
    file[0].msgstr = "من الملف"
    content = str(file).encode()
    assert fates(spoken, editor, content)["better"] == 1
    say(spoken, superuser, "من المكتب")
    assert fates(spoken, editor, content)["conflict"] == 1
    translating.taken_in(subject=desk(spoken, editor), form="po", content=content, by=editor)
    assert desk(spoken, editor).rows()[0].text == "من المكتب"
    translating.taken_in(subject=desk(spoken, editor), form="po", content=content, by=editor, over=True)
    assert desk(spoken, editor).rows()[0].text == "من الملف"
    assert "من المكتب" in [one["text"] for one in SegmentChange.objects.last().before]


def test_drafts_and_unfinished_texts_go_out_as_such_and_come_back_on_wish(spoken: Transcript, editor: Any) -> None:
    draft = make_transcript(spoken.recording, kind="translation", language="ar")
    make_segment(draft, "مسودة", start_ms=0, end_ms=5_000, language="ar")
    file = polib.pofile(out(spoken, editor).decode())
    assert file[0].fuzzy and file[0].msgstr == "مسودة" and not file[1].fuzzy
    assert fates(spoken, editor, str(file).encode()) == {"same": 1, "empty": 4}
    file[0].msgstr = "مسودة أفضل"
    content = str(file).encode()
    assert fates(spoken, editor, content) == {"unfinished": 1, "empty": 4}
    assert fates(spoken, editor, content, unfinished=True) == {"better": 1, "empty": 4}
    file[0].msgstr, file[0].flags = "مسودة", []
    translating.taken_in(subject=desk(spoken, editor), form="po", content=str(file).encode(), by=editor)
    assert desk(spoken, editor).rows()[0].wants == "unchecked", "a person went through the draft elsewhere"


def test_what_is_kept_from_its_reader_is_in_no_file_and_cannot_come_in_by_one(
    spoken: Transcript, editor: Any, volunteer: Any
) -> None:
    say(spoken, editor, *ARABIC)
    whole = out(spoken, volunteer)
    redacting.redact(recording=spoken.recording, start_ms=0, end_ms=4_900, open_to="staff", reason="other", by=editor)
    renaming.replace(testimony=spoken.recording.testimony, name="Nobody", shown="Somebody", by=editor)
    for form in ("po", "xlf"):
        text = out(spoken, volunteer, form).decode()
        assert "passport" not in text and "جواز" not in text and "Nobody" not in text and "withheld" not in text
        assert "passport" in out(spoken, editor, form).decode()
    file = polib.pofile(whole.decode())
    file[0].msgstr = "شيء آخر"
    report = translating.taken_in(subject=desk(spoken, volunteer), form="po", content=str(file).encode(), by=volunteer)
    assert report.lines[0].fate == "refused" and "kept back" in report.lines[0].sentence
    assert desk(spoken, editor).rows()[0].text == ARABIC[0]


def test_taking_texts_out_is_counted_for_whoever_is_not_staff(spoken: Transcript, editor: Any, volunteer: Any) -> None:
    out(spoken, editor)
    assert not Exported.objects.exists()
    out(spoken, volunteer)
    assert Exported.objects.get().what == "po"


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ('msgctxt "{of}#{key}"\nmsgid "x"\nmsgid_plural "y"\nmsgstr[0] "a"\nmsgstr[1] "b"', "plural forms"),
        ('msgctxt "{of}#{key}"\nmsgid "x"\nmsgstr[7] "a"', "plural forms"),
        ('msgid "They took it."\nmsgstr "a"', "no context"),
        ('msgctxt "2020-0001/9#{key}"\nmsgid "x"\nmsgstr "a"', "belongs to 2020-0001/9"),
        ('msgctxt "{of}#999999"\nmsgid "x"\nmsgstr "a"', "no longer there"),
        ('msgctxt "{of}#{key}"\nmsgid "x"\nmsgstr "a\x07bell"', "control characters"),
        (
            'msgctxt "{of}#{key}"\nmsgid "x"\nmsgstr "a"\n\nmsgctxt "{of}#{key}"\nmsgid "x"\nmsgstr "b"',
            "more than once",
        ),
    ],
)
def test_an_entry_that_cannot_be_used_is_named_and_the_others_are_taken(
    spoken: Transcript, editor: Any, entry: str, sentence: str
) -> None:
    first, second = spoken.segments.all()[:2]
    of = desk(spoken, editor).address
    good = f'msgctxt "{of}#{second.pk}"\nmsgid "{polib.escape(second.text)}"\nmsgstr "جيد"\n'
    head = f'msgid ""\nmsgstr "X-Archive-Subject: {of}\\nPlural-Forms: nplurals=x; plural=(n\\n"\n\n'
    content = (head + entry.format(of=of, key=first.pk) + "\n\n" + good).encode()
    report = translating.taken_in(subject=desk(spoken, editor), form="po", content=content, by=editor)
    refused = [line for line in report.lines if line.fate == "refused"]
    assert refused and all(sentence in line.sentence for line in refused) and refused[0].unit.line
    assert [row.text for row in desk(spoken, editor).rows()][:2] == ["", "جيد"]
