"""``manage.py ingest``: what it prints, what it answers, and what twenty kills leave behind."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from testimonies.interchange.sheets.columns import template
from testimonies.management.commands.ingest import FAULTY
from testimonies.models import Event, Recording, Testimony
from tests.cast import collection, granted
from tests.factories.arrival import stored
from tests.factories.sheets import row, sheet, sounds
from tests.processes import eventually, kill, running


def run(*words: Any, **options: Any) -> tuple[str, str, int]:
    """What was printed to standard output and error, and the exit code."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("ingest", *map(str, words), stdout=out, stderr=err, **options)
    except SystemExit as left:
        return out.getvalue(), err.getvalue(), int(left.code or 0)
    return out.getvalue(), err.getvalue(), 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    where = sounds(tmp_path / "in", "a.wav", "b.wav")
    (where / "metadata.csv").write_text(sheet(*(row(name, f"{name}.wav", title__en=f"Tape {name}") for name in "abc")))
    return where


def test_the_template_needs_nothing(capsys: Any) -> None:
    assert run("--template") == (template(), "", 0)


def test_a_dry_run_prints_a_table_and_changes_nothing(interviewer: Any, folder: Path) -> None:
    out, err, code = run(folder, sheet=folder / "metadata.csv", by="interviewer", dry_run=True)
    assert code == FAULTY and "UTF-8" in err
    lines = out.splitlines()
    assert [line.split() for line in lines[1:4]] == [
        ["2", "a", "Tape", "a", "1", "will", "be", "taken", "in"],
        ["3", "b", "Tape", "b", "1", "will", "be", "taken", "in"],
        ["4", "c", "Tape", "c", "1", "fault"],
    ]
    assert "! line 4, file: “c.wav” is not there. Do you mean" in lines[4]
    assert lines[5] == "will be taken in: 2, fault: 1"
    assert not Testimony.objects.exists() and stored() == []


def test_it_takes_in_reports_and_goes_on(interviewer: Any, folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    asked = {"sheet": folder / "metadata.csv", "by": "interviewer", "report": report}
    assert run(folder, all_or_nothing=True, **asked)[2] == FAULTY and not Testimony.objects.exists()
    out, err, code = run(folder, **asked)
    assert code == FAULTY and Testimony.objects.count() == 2
    assert "2/2  b  taken in" in err and "taken in: 2, fault: 1" in out
    sounds(folder, "c.wav")
    out, err, code = run(folder, all_or_nothing=True, **asked)
    assert code == 0 and "taken in: 1, already there: 2" in out
    told = json.loads(report.read_text())["testimonies"]
    assert [one["outcome"] for one in told] == ["already", "already", "taken_in"]
    assert {one["number"] for one in told} == set(Testimony.objects.values_list("accession_number", flat=True))
    assert run(folder, **asked)[2] == 0 and Testimony.objects.count() == 3


def test_messages_in_the_language_asked_for(interviewer: Any, folder: Path) -> None:
    assert "UTF-8" in run(folder, sheet=folder / "metadata.csv", by="interviewer", dry_run=True, language="ar")[1]


WRONG = {
    "no folder": ((), {}, "Name the folder"),
    "a folder that is not there": (("/nowhere",), {"sheet": "x.csv"}, "no folder"),
    "a sheet that is not there": ((".",), {"sheet": "/nowhere.csv"}, "No such file"),
    "nobody": ((".",), {"by": "nobody"}, "no user"),
    "no name at all": ((".",), {"by": "a\0b"}, "no user"),
    "whoever it may be": ((".",), {"by": None}, "--by"),
    "another's collection": ((".",), {"collection": "South"}, "North"),
    "a number of no collection": ((".",), {"collection": "99999"}, "North"),
    "who has no collection": ((".",), {"by": "visitor"}, "--collection"),
    "a workbook": ((".",), {"sheet": "tests/data/uploads/clip-fr.wav"}, "cannot be used"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_call_says_what_to_do(
    name: str, interviewer: Any, visitor: Any, south: Any, folder: Path, db: None
) -> None:
    words, changed, said = WRONG[name]
    with pytest.raises(CommandError, match=said):
        options = {"sheet": folder / "metadata.csv", "by": "interviewer"} | changed
        run(*words, **options | {"sheet": Path(options["sheet"])})


def test_what_a_sheet_holds_does_not_command_the_terminal(interviewer: Any, folder: Path) -> None:
    (folder / "metadata.csv").write_text(
        sheet(row("\u202e1", "a.wav", title__en="\x1b[2Jx"), row("2", "\x1b]0;\x07.wav", title__en="y\nz"))
    )
    out, _err, code = run(folder, sheet=folder / "metadata.csv", by="interviewer", dry_run=True)
    assert code == FAULTY and not {"\x1b", "\x07", "\u202e"} & set(out)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_again_and_again_it_goes_on(process_environment: dict[str, str], tmp_path: Path) -> None:
    """A real process, killed after another while each time: no testimony is half there, none is there twice."""
    north = collection("North")
    granted("interviewer", north, ("add_testimony",), "interviewers")
    names = [f"{number:02}-{side}.wav" for number in range(16) for side in "ab"]
    folder = sounds(tmp_path / "in", *names)
    before = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}
    said = {"title__es": "E", "consent__catalogue": "public", "consent_given": "form"}
    rows = [row(name[:2], name, title__en=f"T {name[:2]}", **said) for name in names]
    metadata = tmp_path / "metadata.csv"
    metadata.write_text(sheet(*rows))
    command = ("ingest", str(folder), "--sheet", str(metadata), "--by", "interviewer")
    for turn in range(4):
        there, left = Testimony.objects.count(), set(stored("incoming"))
        with running(*command, environment=process_environment) as process:
            if turn % 2:
                eventually(lambda there=there: Testimony.objects.count() > there or process.poll() is not None)
            else:
                eventually(
                    lambda left=left: set(stored("incoming")) - left or process.poll() is not None, every_s=0.001
                )
            assert process.poll() is None, "killed in the middle, not in the end"
            kill(process)
        for testimony in Testimony.objects.all():
            _is_whole(testimony)
    assert 0 < Testimony.objects.count() < 16
    for again in range(2):
        ended = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=django_settings.BASE_DIR, env=process_environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert ("already there: 16" in ended.stdout) is bool(again)
    assert sorted(one.local_identifier for one in Testimony.objects.all()) == [f"{number:02}" for number in range(16)]
    for testimony in Testimony.objects.all():
        _is_whole(testimony)
    digests = {hashlib.sha256(content).hexdigest() for _mtime, content in before.values()}
    assert {one.sha256 for one in Recording.objects.all()} == digests == {one.name for one in stored("originals")}
    assert Recording.objects.count() == len(names)
    assert {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()} == before


def _is_whole(testimony: Testimony) -> None:
    assert [one.original_name for one in testimony.recordings.all()] == [
        f"{testimony.local_identifier}-{side}.wav" for side in "ab"
    ]
    assert {one.language for one in testimony.descriptions.all()} == {"en", "es"}
    assert [one.use for one in testimony.consents.all()] == ["catalogue"]
    assert Event.objects.filter(testimony=testimony, verb="ingested").count() == 1
    assert all(one.original.exists() and one.transcripts.count() == 1 for one in testimony.recordings.all())
