"""Batch ingest in the editors' rooms: a sheet is shown before it acts, a worker acts, and nobody sees another's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from testimonies.actions import batches
from testimonies.actions.sheet_entries import QUALIFIERS
from testimonies.exceptions import NoSuchSound, NotPermitted
from testimonies.ingest_tasks import mend
from testimonies.interchange.sheets.columns import COLUMNS
from testimonies.interchange.sheets.reading import MOST_BYTES, read
from testimonies.models import Ingest, IngestState, Outcome, Testimony, Upload
from tests.factories.arrival import stored, uploaded
from tests.factories.sheets import row, sheet, sounds

INDEX = "/admin/ingest/"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def give(client: Client, collection: Any, text: str | bytes, **more: Any) -> Any:
    data = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("our list.csv", data, content_type="text/csv")
    return client.post(INDEX, {"collection": collection.pk, "sheet": file, **more})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sounds(tmp_path / "in", "a.wav", "b.wav", "c.wav")


TITLES = {"a.wav": "First", "b.wav": "Second", "nowhere.wav": "Third"}
TWO_AND_ONE = sheet(*(row(title, file, title__en=title) for file, title in TITLES.items()))


def test_the_page_offers_its_form_the_columns_and_what_has_arrived(interviewer: Any, north: Any, folder: Path) -> None:
    uploaded(interviewer, folder / "a.wav")
    html = signed_in(interviewer).get(INDEX).content.decode()
    assert "<bdi>a.wav</bdi>" in html and all(column.written in html for column in COLUMNS)
    assert "lie on the server" not in html
    assert INDEX in signed_in(interviewer).get("/admin/").content.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_template_opens_in_an_office_program_and_can_be_given_back(language: str, interviewer: Any) -> None:
    answer = signed_in(interviewer).get(f"{INDEX}metadata.csv", headers={"Accept-Language": language})
    assert answer.content.startswith("\ufeff".encode()) and "attachment" in answer["Content-Disposition"]
    assert read(answer.content, QUALIFIERS).delimiter == {"en": ",", "fr": ";"}[language]


@pytest.mark.django_db(transaction=True)
def test_a_sheet_is_checked_confirmed_and_taken_in_by_a_worker(
    interviewer: Any, north: Any, folder: Path, run_jobs: Callable[..., None]
) -> None:
    for name in ("a.wav", "b.wav"):
        uploaded(interviewer, folder / name)
    client = signed_in(interviewer)
    page = give(client, north, TWO_AND_ONE)["Location"]
    html = client.get(page).content.decode()
    assert "Take in 2 testimonies" in html and "nowhere.wav" in html and "UTF-8" in html
    assert not Testimony.objects.exists() and Upload.objects.count() == 2
    assert client.post(page, {"wish": "begin"})["Location"] == page
    html = client.get(page).content.decode()
    assert "Waiting for a worker" in html and f"{page}progress.json" in html and "Take in" not in html
    assert client.get(f"{page}progress.json").json()["settled"] is False
    run_jobs("keeping")
    told = client.get(f"{page}progress.json").json()
    assert told == {"settled": True, "sentence": "Done.", "percent": 100, "steps": []}
    html = client.get(page).content.decode()
    for testimony in Testimony.objects.all():
        assert testimony.accession_number in html and testimony.owner == interviewer
    ingest = Ingest.objects.get()
    assert bytes(ingest.sheet) == b"" and ingest.state == IngestState.DONE and not Upload.objects.exists()
    assert [entry.outcome for entry in ingest.entries.all()] == ["taken_in", "taken_in", "fault"]
    assert "Third" in client.get(f"{page}?outcome=fault").content.decode()
    assert "First" not in client.get(f"{page}?outcome=fault").content.decode()
    assert client.post(page, {"wish": "forget"}).status_code == 302 and not Ingest.objects.exists()
    assert Testimony.objects.count() == 2


def test_what_has_arrived_since_is_seen_when_the_sheet_is_checked_again(
    interviewer: Any, north: Any, folder: Path
) -> None:
    client = signed_in(interviewer)
    page = give(client, north, TWO_AND_ONE)["Location"]
    assert "Take in" not in client.get(page).content.decode()
    client.post(page, {"wish": "begin"})
    assert Ingest.objects.get().state == IngestState.CHECKED
    uploaded(interviewer, folder / "a.wav")
    client.post(page, {"wish": "check"})
    assert "Take in 1 testimony<" in client.get(page).content.decode()


def test_all_or_nothing_is_not_begun_with_a_fault(interviewer: Any, north: Any, folder: Path) -> None:
    uploaded(interviewer, folder / "a.wav")
    client = signed_in(interviewer)
    page = give(client, north, TWO_AND_ONE, all_or_nothing="on")["Location"]
    assert "Take in" not in client.get(page).content.decode()
    client.post(page, {"wish": "begin"})
    assert Ingest.objects.get().state == IngestState.CHECKED


@pytest.mark.parametrize("all_or_nothing", [False, True])
def test_a_worker_killed_between_a_testimony_and_its_line_goes_on(
    all_or_nothing: bool, interviewer: Any, north: Any, folder: Path
) -> None:
    text = sheet(row("1", "a.wav", title__en="First"), row("2", "b.wav", title__en="Second"))
    for name in ("a.wav", "b.wav"):
        uploaded(interviewer, folder / name)
    ingest = batches.check(
        by=interviewer, collection=north, data=text.encode(), sheet_name="x", all_or_nothing=all_or_nothing
    )
    batches.begin(ingest=ingest, by=interviewer)
    sheet_bytes = bytes(ingest.sheet)
    if all_or_nothing:
        batches.go_on(ingest=ingest, for_s=60)
    else:
        assert batches.go_on(ingest=ingest, for_s=0) is True
        assert [entry.outcome for entry in ingest.entries.all()] == ["taken_in", "new"]
    ingest.entries.update(outcome=Outcome.NEW, testimony=None)
    Ingest.objects.update(state=IngestState.RUNNING, finished_at=None, sheet=sheet_bytes)
    assert batches.go_on(ingest=ingest, for_s=60) is False
    assert [entry.outcome for entry in ingest.entries.all()] == ["taken_in", "taken_in"]
    assert Testimony.objects.count() == 2 and batches.go_on(ingest=ingest, for_s=60) is False


def test_the_right_to_add_may_be_gone_when_the_worker_comes(interviewer: Any, north: Any, folder: Path) -> None:
    uploaded(interviewer, folder / "a.wav")
    ingest = batches.check(by=interviewer, collection=north, data=TWO_AND_ONE.encode(), sheet_name="x")
    batches.begin(ingest=ingest, by=interviewer)
    interviewer.groups.clear()
    assert batches.go_on(ingest=ingest, for_s=60) is False
    assert [entry.outcome for entry in ingest.entries.all()] == ["fault"] * 3 and not Testimony.objects.exists()


BAD = {
    "no sheet": None,
    "an empty sheet": b"",
    "a workbook": b"PK\x03\x04",
    "Russian": f"{TWO_AND_ONE}4,c.wav,".encode() + "Два года".encode("cp1251"),
    "columns unknown": b"testimony,file,titel:en\n1,a.wav,x\n",
    "one quotation mark": b'testimony,file,title:en\n1,a.wav,"x\n',
}


@pytest.mark.parametrize("name", BAD)
def test_a_sheet_that_cannot_be_used_is_answered_with_what_to_do(name: str, interviewer: Any, north: Any) -> None:
    data = BAD[name]
    client = signed_in(interviewer)
    answer = client.post(INDEX, {"collection": north.pk}) if data is None else give(client, north, data)
    html = answer.content.decode()
    assert answer.status_code == 400 and ("help-critical" in html or "w-field__errors" in html)
    assert not Ingest.objects.exists()


def test_a_sheet_beyond_all_measure_is_not_read(interviewer: Any, north: Any) -> None:
    client = signed_in(interviewer)
    answer = client.post(
        INDEX, data=b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(40 * 10**9)
    )
    assert answer.status_code == 413 and f"{MOST_BYTES // 1_000_000} MB" in answer.content.decode()
    assert give(client, north, b"x" * (MOST_BYTES + 10)).status_code == 400


def test_who_may_not_add_has_no_such_page_and_nobody_sees_anothers(
    interviewer: Any,
    other_interviewer: Any,
    foreign_interviewer: Any,
    visitor: Any,
    superuser: Any,
    north: Any,
    south: Any,
) -> None:
    page = give(signed_in(interviewer), north, TWO_AND_ONE)["Location"]
    for stranger in (other_interviewer, foreign_interviewer, superuser):
        client = signed_in(stranger)
        assert "our list" not in client.get(INDEX).content.decode()
        for address in (page, f"{page}progress.json", f"{INDEX}{uuid4()}/"):
            assert client.get(address, follow=True).status_code == 404
        assert client.post(page, {"wish": "begin"}, follow=True).status_code == 404
    assert give(signed_in(foreign_interviewer), north, TWO_AND_ONE).status_code == 400
    assert give(signed_in(interviewer), south, TWO_AND_ONE).status_code == 400
    assert signed_in(visitor).get(INDEX).status_code == 302
    assert Client().get(INDEX).status_code == 302
    assert Ingest.objects.count() == 1 and Ingest.objects.get().state == IngestState.CHECKED


def test_an_editor_who_may_not_add_has_no_such_menu(editor: Any) -> None:
    client = signed_in(editor)
    assert INDEX not in client.get("/admin/").content.decode()
    assert client.get(INDEX).status_code == 302


def test_a_token_is_asked_for(interviewer: Any, north: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(interviewer)
    assert give(client, north, TWO_AND_ONE).status_code == 403


def test_folders_of_the_server_are_offered_to_their_own_collection(
    interviewer: Any, foreign_interviewer: Any, north: Any, south: Any, settings: Any, tmp_path: Path
) -> None:
    settings.INGEST_FOLDER = tmp_path / "server"
    mine = f"{north.pk}-north/tapes"
    folder = sounds(settings.INGEST_FOLDER / mine, "a.wav", "b.wav")
    (settings.INGEST_FOLDER / f"{north.pk}-north" / "link").symlink_to("/etc")
    (settings.INGEST_FOLDER / f"{south.pk}").mkdir()
    (settings.INGEST_FOLDER / f"{north.pk}1-other" / "x").mkdir(parents=True)
    assert batches.folders_of(north) == [mine] and batches.folders_of(south) == []
    assert mine in signed_in(interviewer).get(INDEX).content.decode()
    assert "tapes" not in signed_in(foreign_interviewer).get(INDEX).content.decode()
    assert give(signed_in(foreign_interviewer), south, TWO_AND_ONE, folder=mine).status_code == 400
    for astray in ("..", "../..", f"{mine}/..", "/etc"):
        assert give(signed_in(interviewer), north, TWO_AND_ONE, folder=astray).status_code == 400
        with pytest.raises(NoSuchSound):
            batches.check(by=interviewer, collection=north, data=TWO_AND_ONE.encode(), sheet_name="x", folder=astray)
    with pytest.raises(NotPermitted):
        batches.check(by=interviewer, collection=south, data=TWO_AND_ONE.encode(), sheet_name="x")
    assert give(signed_in(interviewer), north, TWO_AND_ONE, folder=mine).status_code == 302
    ingest = Ingest.objects.get()
    batches.begin(ingest=ingest, by=interviewer)
    batches.go_on(ingest=ingest, for_s=60)
    assert Testimony.objects.count() == 2 and sorted(one.name for one in folder.iterdir()) == ["a.wav", "b.wav"]


@pytest.mark.django_db(transaction=True)
def test_what_is_owed_is_announced_and_what_is_old_is_forgotten(
    interviewer: Any, north: Any, folder: Path, run_jobs: Callable[..., None]
) -> None:
    uploaded(interviewer, folder / "a.wav")
    old, owed = (
        batches.check(by=interviewer, collection=north, data=TWO_AND_ONE.encode(), sheet_name=name)
        for name in ("old", "owed")
    )
    Ingest.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    Ingest.objects.filter(pk=owed.pk).update(state=IngestState.RUNNING)
    mend(timestamp=0)
    assert [ingest.pk for ingest in Ingest.objects.all()] == [owed.pk]
    run_jobs("keeping")
    assert Ingest.objects.get().state == IngestState.DONE and Testimony.objects.count() == 1
    assert len(stored("originals")) == 1
