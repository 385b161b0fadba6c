"""Existing collections: every testimony of a sheet is whole, or is not there and says on which line why."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from testimonies.actions import ingesting
from testimonies.actions.sheet_entries import entries, opened
from testimonies.actions.sound_sources import Arrived, Folder
from testimonies.exceptions import NotPermitted
from testimonies.models import Consent, Event, Outcome, Person, Recording, State, Testimony, Upload
from tests.factories.arrival import deposited, stored, uploaded
from tests.factories.sheets import row, sheet, sounds
from tests.factories.testimony import make_country, make_testimony, make_theme


@pytest.fixture(autouse=True)
def _vocabulary(db: None) -> None:
    make_country("PE"), make_country("ES"), make_theme("wage-theft")


def planned(by: Any, collection: Any, folder: Path, text: str) -> ingesting.Plan:
    return ingesting.plan(by=by, collection=collection, data=text.encode(), sounds=Folder(folder))


def ingested(by: Any, collection: Any, folder: Path, text: str) -> list[ingesting.Result]:
    where = Folder(folder)
    return [
        ingesting.take_in(by=by, collection=collection, entry=entry, sounds=where)
        for entry in planned(by, collection, folder, text).to_do
    ]


def faults(result: ingesting.Result) -> list[tuple[int | None, str]]:
    return [(fault.line, fault.field) for fault in result.faults]


FULL = {
    "title__es": "Dos años",
    "title__en": "Two years",
    "summary__en": "She tells.",
    "interview_date": "1998-07",
    "spoken_languages": "es | qu",
    "country__origin": "pe",
    "country__interview": "ES;PE",
    "themes": "wage-theft",
    "keywords": "season | packing house",
    "narrator__name": "Rosa R.|",
    "narrator__pseudonym": "Asha|",
    "narrator__shown_as": "pseudonym|",
    "narrator__called__en": "|a friend",
    "interviewer__name": "Inés",
    "interviewer__shown_as": "Name",
    "consent__catalogue": "public",
    "consent__transcript": "Researcher",
    "consent__sound": "",
    "consent_given": "form",
    "consent_language": "es",
    "consent_from": "1998-07-20",
    "consent_until__transcript": "2040-01-01",
}


def as_it_lies(path: Path) -> tuple[int, int, int, bytes]:
    """A file by its number, its mode, its time and its bytes."""
    return path.stat().st_ino, path.stat().st_mode, path.stat().st_mtime_ns, path.read_bytes()


def test_a_whole_testimony_on_two_tapes(interviewer: Any, north: Any, tmp_path: Path) -> None:
    folder = sounds(tmp_path / "in", "1998/a.wav", "1998/b.wav")
    before = {path: as_it_lies(path) for path in folder.rglob("*.wav")}
    text = sheet(row("FW-7", "1998/a.wav", **FULL), row("FW-7", "1998\\b.wav", spoken_languages="es"))
    (result,) = ingested(interviewer, north, folder, text)
    testimony = Testimony.objects.get()
    assert (result.outcome, result.testimony) == (Outcome.TAKEN_IN, testimony)
    assert (testimony.state, testimony.owner, testimony.local_identifier) == (State.DRAFT, interviewer, "FW-7")
    assert [(one.position, one.original_name, one.spoken_languages) for one in testimony.recordings.all()] == [
        (1, "a.wav", ["es", "qu"]),
        (2, "b.wav", ["es"]),
    ]
    assert {one.language: one.title for one in testimony.descriptions.all()} == {"es": "Dos años", "en": "Two years"}
    assert [(one.country.iso2, one.role) for one in testimony.country_roles.all()] == [
        ("PE", "origin"),
        ("ES", "interview"),
        ("PE", "interview"),
    ]
    assert [(one.part, one.person.shown_name) for one in testimony.participations.all()] == [
        ("narrator", "Asha"),
        ("narrator", "a friend"),
        ("interviewer", "Inés"),
    ]
    assert [(one.use, one.audience, one.valid_from, one.valid_until) for one in testimony.consents.all()] == [
        ("catalogue", "public", date(1998, 7, 20), None),
        ("transcript", "researcher", date(1998, 7, 20), date(2040, 1, 1)),
    ]
    assert [event.verb for event in Event.objects.filter(testimony=testimony)][-1] == "ingested"
    assert "Rosa" not in str(list(Event.objects.values_list("data", flat=True)))
    assert {path: as_it_lies(path) for path in folder.rglob("*.wav")} == before
    assert stored() == sorted(one.original for one in Recording.objects.all())


def test_an_empty_cell_opens_nothing(interviewer: Any, north: Any, tmp_path: Path) -> None:
    folder = sounds(tmp_path / "in", "a.wav")
    empty = {f"consent__{use}": "" for use in ("catalogue", "transcript", "sound", "export")}
    ingested(interviewer, north, folder, sheet(row("1", "a.wav", title__en="x", narrator__name="Rosa", **empty)))
    assert Testimony.objects.count() == 1 and not Consent.objects.exists()
    assert Person.objects.get().shown_as == "anonymous"


def test_a_plan_changes_nothing_and_tells_every_fault_with_line_and_column(
    interviewer: Any, north: Any, tmp_path: Path
) -> None:
    folder = sounds(tmp_path / "in", "a.wav", "b.wav", "c.wav")
    (folder / "notes.wav").write_text("we were five to a room " * 100)
    (folder / "twin.wav").write_bytes((folder / "b.wav").read_bytes())
    more = {
        "consent__sound": "",
        "consent_given": "",
        "consent_from": "",
        "narrator__name": "",
        "narrator__called__en": "",
    }
    text = sheet(
        row("1", "a.wav", title__en="One\nin two lines", country__origin="", themes="", spoken_languages="es", **more),
        row("2", "b.wav", title__en="Two", country__origin="Peru", themes="wage-thef", spoken_languages="espanol"),
        row("3", "twin.wav", title__en="Three", consent__sound="everyone", consent_from="1/2/98"),
        row("4", "a.wav", title__en="Four"),
        row("5", "c.wav"),
        row("6", "nowhere.wav", title__en="Six", narrator__name="A|B", narrator__called__en="x"),
        row("", "", title__en="Seven"),
        row("8", "notes.wav", title__en="Eight"),
        row("1", "c.wav", title__en="Another"),
    )
    plan = planned(interviewer, north, folder, text)
    assert [(result.entry.mark, result.outcome.value, faults(result)) for result in plan.results] == [
        ("1", "fault", [(11, "title:en")]),
        ("2", "fault", [(4, "country:origin"), (4, "themes"), (4, "spoken_languages")]),
        ("3", "fault", [(5, "consent_from"), (5, "consent:sound"), (5, "consent_given"), (5, "file")]),
        ("4", "fault", [(6, "file")]),
        ("5", "fault", [(7, "title"), (7, "file")]),
        ("6", "fault", [(8, "narrator:called:en"), (8, "file")]),
        ("", "fault", [(9, "testimony"), (9, "file")]),
        ("8", "fault", [(10, "file")]),
    ]
    assert not Testimony.objects.exists() and not Event.objects.exists() and stored() == []


def test_faults_in_one_do_not_stop_the_others_and_a_second_run_goes_on(
    interviewer: Any, north: Any, tmp_path: Path
) -> None:
    folder = sounds(tmp_path / "in", "a.wav", "c.wav")
    text = sheet(*(row(name, f"{name}.wav", title__en=name) for name in "abc"))
    assert [result.outcome for result in ingested(interviewer, north, folder, text)] == ["taken_in", "taken_in"]
    sounds(folder, "b.wav")
    plan = planned(interviewer, north, folder, text)
    assert [result.outcome for result in plan.results] == ["already", "new", "already"]
    assert plan.results[0].testimony == Testimony.objects.get(local_identifier="a")
    ingested(interviewer, north, folder, text)
    assert [one.local_identifier for one in Testimony.objects.order_by("pk")] == ["a", "c", "b"]
    assert ingested(interviewer, north, folder, text) == []


def test_a_file_that_is_no_sound_leaves_nothing_of_its_testimony(interviewer: Any, north: Any, tmp_path: Path) -> None:
    folder = sounds(tmp_path / "in", "a.wav", "b.wav")
    (folder / "b.wav").write_bytes(b"RIFF\xff\xff\xff\xffWAVEfmt " + bytes(900))
    (result,) = ingested(
        interviewer, north, folder, sheet(row("1", "a.wav", title__en="x"), row("1", "b.wav"), columns=())
    )
    assert (result.outcome, faults(result)) == (Outcome.FAULT, [(3, "file")])
    assert not Testimony.objects.exists() and not Event.objects.exists() and stored() == []


def test_all_or_nothing(interviewer: Any, north: Any, tmp_path: Path) -> None:
    folder = sounds(tmp_path / "in", "a.wav", "b.wav")
    good = (folder / "b.wav").read_bytes()
    (folder / "b.wav").write_bytes(b"RIFF\xff\xff\xff\xffWAVEfmt " + bytes(900))
    text = sheet(*(row(name, f"{name}.wav", title__en=name) for name in "ab"))
    plan = planned(interviewer, north, folder, text)

    def everything() -> list[ingesting.Result]:
        return ingesting.take_in_all(by=interviewer, collection=north, entries=plan.to_do, sounds=Folder(folder))

    assert [(one.entry.mark, one.outcome) for one in everything()] == [("b", Outcome.FAULT)]
    assert not Testimony.objects.exists() and stored() == []
    (folder / "b.wav").write_bytes(good)
    held = deposited(interviewer, north, folder / "b.wav")
    assert held.testimony.accession_number in everything()[0].faults[0].sentence
    assert Testimony.objects.get() == held.testimony
    (folder / "b.wav").write_bytes(sounds(tmp_path / "new", "x.flac").joinpath("x.flac").read_bytes())
    assert [one.outcome for one in everything()] == ["taken_in", "taken_in"]
    assert [one.outcome for one in everything()] == ["already", "already"] and Testimony.objects.count() == 3


HOSTILE = {
    "upwards": "../secret.wav",
    "upwards inside": "in/../../secret.wav",
    "absolute": "/etc/passwd",
    "a drive": "C:\\tapes\\a.wav",
    "upwards with backslashes": "..\\secret.wav",
    "a link to a file": "link.wav",
    "a link to a folder": "linked/secret.wav",
    "a folder": "folder",
    "a pipe": "pipe",
    "four hundred characters": "x" * 400 + ".wav",
    "a path without end": "x/" * 4000,
    "a mark of direction": "a\u202evaw.wav",
    "a bell": "a\x07.wav",
    "nothing between": "a//b.wav",
    "no file": "b.wav",
    "a half of a letter": "a\udce9.wav",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_leads_astray_is_a_fault_of_its_line(
    name: str, interviewer: Any, north: Any, tmp_path: Path
) -> None:
    folder = sounds(tmp_path / "in", "a.wav")
    sounds(tmp_path, "secret.wav")
    (folder / "link.wav").symlink_to(tmp_path / "secret.wav")
    (folder / "linked").symlink_to(tmp_path)
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    text = sheet(row("1", HOSTILE[name], title__en="x"), row("2", "a.wav", title__en="y"))
    data = text.encode("utf-8", "surrogatepass") if name == "a half of a letter" else text.encode()
    if name == "a half of a letter":
        data = data.replace(b"\xed\xb3\xa9", b"\xe9")
    plan = ingesting.plan(by=interviewer, collection=north, data=data, sounds=Folder(folder))
    outcomes = [result.outcome for result in plan.results]
    assert outcomes == ["fault", "new"] and faults(plan.results[0]) == [(2, "file")]
    assert "\u202e" not in plan.results[0].faults[0].sentence


def test_a_name_written_in_the_other_way_of_unicode_is_found(interviewer: Any, north: Any, tmp_path: Path) -> None:
    folder = sounds(tmp_path / "in", "an\u0303o.wav", "\u202bmaría.wav")
    text = sheet(row("1", "a\u00f1o.wav", title__en="x"), row("2", "\u202bmaría.wav", title__en="y"))
    assert [result.outcome for result in ingested(interviewer, north, folder, text)] == ["taken_in", "taken_in"]


def test_who_may_not_add_there_takes_in_nothing(
    interviewer: Any, foreign_editor: Any, visitor: Any, north: Any, south: Any, tmp_path: Path
) -> None:
    folder = sounds(tmp_path / "in", "a.wav")
    text = sheet(row("1", "a.wav", title__en="x"))
    (entry,) = planned(interviewer, north, folder, text).to_do
    for by, where in ((interviewer, south), (foreign_editor, north), (visitor, north)):
        with pytest.raises(NotPermitted):
            planned(by, where, folder, text)
        result = ingesting.take_in(by=by, collection=where, entry=entry, sounds=Folder(folder))
        assert result.outcome == Outcome.FAULT
    assert not Testimony.objects.exists() and stored() == []


def test_a_mark_that_is_taken_tells_a_stranger_nothing_and_one_that_was_withdrawn_stays_so(
    interviewer: Any, other_interviewer: Any, north: Any, tmp_path: Path
) -> None:
    folder = sounds(tmp_path / "in", "a.wav", "b.wav")
    text = sheet(row("1", "a.wav", title__en="x"), row("1", "b.wav"), row("2", "b.wav", title__en="y"), columns=())
    make_testimony(north, owner=interviewer, local_identifier="1")
    make_testimony(north, owner=interviewer, local_identifier="2", state=State.WITHDRAWN)
    mine, gone = planned(interviewer, north, folder, text).results
    assert mine.outcome == gone.outcome == Outcome.ALREADY and mine.testimony and not gone.testimony
    assert "0 recordings" in mine.faults[0].sentence and not gone.faults
    for result in planned(other_interviewer, north, folder, text).results:
        assert (result.outcome, result.testimony, result.faults) == (Outcome.ALREADY, None, ())


def test_files_that_arrived_by_upload(interviewer: Any, other_interviewer: Any, north: Any, tmp_path: Path) -> None:
    folder = sounds(tmp_path / "in", "a.wav", "b.wav", "c.wav")
    for owner, name in ((interviewer, "a.wav"), (interviewer, "b.wav"), (other_interviewer, "c.wav")):
        uploaded(owner, folder / name)
    text = sheet(*(row(name, f"tapes/{name}.wav", title__en=name) for name in "abc"))
    arrived = Arrived(interviewer)
    assert arrived.names() == ["a.wav", "b.wav"]
    plan = ingesting.plan(by=interviewer, collection=north, data=text.encode(), sounds=arrived)
    assert [result.outcome for result in plan.results] == ["new", "new", "fault"]
    results = [ingesting.take_in(by=interviewer, collection=north, entry=entry, sounds=arrived) for entry in plan.to_do]
    assert [result.outcome for result in results] == ["taken_in", "taken_in"]
    assert Recording.objects.get(original_name="a.wav").original.read_bytes() == (folder / "a.wav").read_bytes()
    assert [upload.file_name for upload in Upload.objects.all()] == ["c.wav"]


def test_an_upload_stays_what_it_is_until_its_testimony_is_there(interviewer: Any, north: Any, tmp_path: Path) -> None:
    folder = sounds(tmp_path / "in", "a.wav")
    upload = uploaded(interviewer, folder / "a.wav")
    held = deposited(interviewer, north, folder / "a.wav")
    (entry,) = entries(opened(sheet(row("1", "a.wav", title__en="x")).encode()))
    result = ingesting.take_in(by=interviewer, collection=north, entry=entry, sounds=Arrived(interviewer))
    assert result.outcome == Outcome.FAULT and held.testimony.accession_number in result.faults[0].sentence
    assert upload.path.read_bytes() == (folder / "a.wav").read_bytes() and Upload.objects.get() == upload
