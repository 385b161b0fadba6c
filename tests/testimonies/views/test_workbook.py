"""A reader's own workbook: theirs alone, without a word of a testimony in it, and true about what became of each."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from testimonies.actions import purged_rows, redacting, withdrawing
from testimonies.actions.correcting import writing_words
from testimonies.consent.audiences import Audience, Use
from testimonies.models import Event, Exported, MarkedQuotation, Testimony, WorkbookFolder
from tests.factories.testimony import consent, make_published

TEXTS = ["they kept my passport", "for twelve ours", "and then we left"]
FORMS = ("csv", "html", "json")


@pytest.fixture
def testimony(north: Any, interviewer: Any) -> Testimony:
    made = make_published(north, text=TEXTS, titles={"en": "A house"}, narrator="Amina", owner=interviewer)
    Testimony.objects.update(first_published_at=timezone.now())
    return made


@pytest.fixture
def reader(visitor: Any) -> Client:
    return signed_in(visitor)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def mark(client: Client, testimony: Testimony, span: str = "0-5000", **said: str) -> MarkedQuotation:
    address = f"/en/testimonies/{testimony.accession_number}/at/1/{span}/mark/"
    answer = client.post(address, {"note": "", "tags": "", "folder": "", **said}, follow=True)
    assert answer.status_code == 200
    return MarkedQuotation.objects.latest("pk")


def page(client: Client, more: str = "") -> str:
    return client.get(f"/en/workbook/{more}").content.decode()


def exported(client: Client, form: str) -> str:
    answer: Any = client.get(f"/en/workbook/workbook.{form}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def test_a_quotation_is_marked_with_note_tags_and_folder(reader: Client, testimony: Testimony) -> None:
    events = Event.objects.count()
    made = mark(reader, testimony, note="Article 21!", tags="papers، passport", folder="Chapter 2")
    assert (made.tags, made.folder.name if made.folder else "") == (["papers", "passport"], "Chapter 2")
    html = page(reader)
    for word in ("they kept my passport", "Article 21!", "papers", "Chapter 2", "A house"):
        assert word in html
    assert "were changed" not in html
    assert Event.objects.count() == events and not Exported.objects.exists(), "nobody is told"
    mark(reader, testimony, "5000-10000", note="Hours")
    assert "Hours" not in page(reader, f"?folder={made.folder_id}") and "Hours" not in page(reader, "?tag=papers")
    mark(reader, testimony, note="again")
    assert MarkedQuotation.objects.count() == 2 and not WorkbookFolder.objects.exists(), "once, with what was said last"


def test_no_word_of_a_testimony_is_in_the_tables(reader: Client, testimony: Testimony) -> None:
    mark(reader, testimony, note="mine")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM testimonies_markedquotation t")
        kept = cursor.fetchone()[0]
    assert "passport" not in kept and "house" not in kept and "mine" in kept


@pytest.mark.parametrize("who", ["editor", "superuser", "interviewer"])
def test_nobody_else_reaches_it_the_staff_neither(who: str, reader: Client, testimony: Testimony, request: Any) -> None:
    made = mark(reader, testimony, note="qzprivate", folder="qzfolder", tags="qztag")
    other = signed_in(request.getfixturevalue(who))
    for address in (f"/en/workbook/{made.pk}/", f"/en/workbook/folders/{made.folder_id}/"):
        assert other.get(address).status_code in (404, 405)
    for address in (
        f"/en/workbook/{made.pk}/remove/",
        f"/en/workbook/folders/{made.folder_id}/",
        f"/en/workbook/{made.pk}/",
    ):
        assert other.post(address, {"do": "remove", "name": "x"}).status_code == 404
    seen = page(other) + page(other, f"?folder={made.folder_id}") + "".join(exported(other, form) for form in FORMS)
    assert not [word for word in ("qzprivate", "qzfolder", "qztag") if word in seen]
    assert MarkedQuotation.objects.exists()
    for address in ("/en/workbook/", f"/en/workbook/{made.pk}/", "/en/workbook/workbook.csv"):
        assert Client().get(address).status_code == 302, "whoever is not logged in"


def test_it_says_that_the_words_were_changed(reader: Client, testimony: Testimony, editor: Any) -> None:
    mark(reader, testimony, "5000-10000")
    transcript = testimony.recordings.get().transcript
    segment = transcript.segments.order_by("start_ms")[1]
    writing_words.write(
        transcript=transcript, segment=segment.pk, version=segment.version, text="for twelve hours", by=editor
    )
    assert "were changed since you marked them" in page(reader) and "for twelve hours" in page(reader)
    assert '"state": "changed"' in exported(reader, "json")


def test_what_is_kept_back_since_is_gone_from_it(reader: Client, testimony: Testimony, editor: Any) -> None:
    mark(reader, testimony)
    recording = testimony.recordings.get()
    redacting.redact(
        recording=recording, start_ms=3_900, end_ms=5_000, open_to="staff", reason="other", by=editor, note=""
    )
    for told in (page(reader), *(exported(reader, form) for form in FORMS)):
        assert "passport" not in told and "[withheld]" in told


@pytest.mark.parametrize("use", [Use.CATALOGUE, Use.TRANSCRIPT])
def test_what_closes_is_gone_from_it_and_comes_back(use: Use, reader: Client, testimony: Testimony) -> None:
    mark(reader, testimony, note="my own words")
    consent(testimony, use, Audience.STAFF)
    for told in (page(reader), *(exported(reader, form) for form in FORMS)):
        assert "passport" not in told and "my own words" in told
        if use == Use.CATALOGUE:
            assert "A house" not in told and testimony.accession_number not in told and "Amina" not in told
    consent(testimony, use, Audience.PUBLIC)
    assert "they kept my passport" in page(reader)


def test_a_purge_takes_mark_and_note_along(reader: Client, testimony: Testimony, interviewer: Any, north: Any) -> None:
    """The note may repeat what the narrator said: it goes with the testimony, and no empty entry stays."""
    other = make_published(north, text=["something else"], titles={"en": "Another"})
    mark(reader, other, note="stays")
    mark(reader, testimony, note="she said: they kept my passport", folder="Chapter 2")
    withdrawing.withdraw(testimony=testimony, by=interviewer)
    told = page(reader)
    assert "A house" not in told and testimony.accession_number not in told
    purged_rows.remove(testimony)
    assert [one.note for one in MarkedQuotation.objects.all()] == ["stays"]
    assert "she said" not in page(reader)


def test_the_sheet_is_no_formula_and_json_is_json(reader: Client, testimony: Testimony) -> None:
    mark(reader, testimony, note="=HYPERLINK(1)", tags="+1")
    (row,) = csv.DictReader(io.StringIO(exported(reader, "csv").lstrip("\ufeff")))
    assert row["note"] == "'=HYPERLINK(1)" and row["tags"] == "'+1" and row["words"] == "they kept my passport"
    assert row["citation"].startswith("Amina, “A house,” interview, ") and "/at/1/0-5000/?of=" in row["address"]
    (held,) = json.loads(exported(reader, "json"))["quotations"]
    assert (held["note"], held["start_ms"], held["end_ms"]) == ("=HYPERLINK(1)", 0, 5_000)
    assert reader.get("/en/workbook/workbook.exe").status_code == 404


def test_entries_and_folders_are_changed_and_removed(reader: Client, testimony: Testimony) -> None:
    made = mark(reader, testimony, folder="One", note="<script>alert(1)</script>")
    assert "<script>alert" not in page(reader) + exported(reader, "html")
    reader.post(f"/en/workbook/folders/{made.folder_id}/", {"name": "Two"})
    made.refresh_from_db()
    assert made.folder and made.folder.name == "Two"
    reader.post(f"/en/workbook/{made.pk}/", {"note": "new", "tags": "a,b,a", "folder": ""})
    made.refresh_from_db()
    assert (made.note, made.tags, made.folder) == ("new", ["a", "b"], None)
    assert reader.post(f"/en/workbook/{made.pk}/", {"tags": ",".join(map(str, range(30)))}).status_code == 400
    reader.post(f"/en/workbook/{made.pk}/remove/")
    assert not MarkedQuotation.objects.exists()


@pytest.mark.parametrize(
    "asked", ["?folder=x", "?folder=99999999999999999999", "?tag=%00", "?page=100000", "?folder=²"]
)
def test_what_nobody_could_have_asked_is_no_error(asked: str, reader: Client, testimony: Testimony) -> None:
    mark(reader, testimony)
    assert reader.get(f"/en/workbook/{asked}").status_code == 200


def test_what_one_may_not_see_is_not_marked(reader: Client, testimony: Testimony) -> None:
    consent(testimony, Use.CATALOGUE, Audience.STAFF)
    address = f"/en/testimonies/{testimony.accession_number}/at/1/0-5000/mark/"
    assert reader.post(address, {}).status_code == 404
    assert reader.post(address.replace("0-5000", "5-5"), {}).status_code == 404
    assert reader.get(address).headers["Location"] == address.removesuffix("mark/")
    assert Client().post(address, {}).status_code == 302 and not MarkedQuotation.objects.exists()
