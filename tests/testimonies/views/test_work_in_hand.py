"""The admin's page of all work in hand: whose lines, what they say, what can be done, and at what cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from testimonies.models import Chunk, Event, Recording, Run
from testimonies.models.hand import CHUNKS_HELD
from tests.factories.testimony import make_recording, make_testimony, make_transcript

ADDRESS = "/admin/work-in-hand/"
OPEN = {"finished_at": None}


def run_in(collection: Any, *, owner: Any = None, **run: Any) -> Run:
    recording = make_recording(make_testimony(collection, owner=owner, titles={"en": "Amina"}, narrator="Amina"))
    make_transcript(recording, **{**OPEN, "progress": "waiting", **run})
    return Run.objects.get(transcript__recording=recording)


def told(client: Client, shown: str = "") -> dict[str, dict[str, Any]]:
    answer = client.get(f"{ADDRESS}told.json", {"shown": shown} if shown else {})
    return {line["key"]: line for line in answer.json()["lines"]}


@pytest.fixture
def as_editor(client: Client, editor: Any) -> Client:
    client.force_login(editor)
    return client


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        ("editor", {"north", "own"}),
        ("interviewer", {"own"}),
        ("other_interviewer", set()),
        ("foreign_editor", {"south"}),
        ("superuser", {"north", "own", "south"}),
    ],
)
def test_everybody_sees_the_work_of_their_own_collections(
    person: str, sees: set[str], client: Client, north: Any, south: Any, interviewer: Any, request: Any
) -> None:
    runs = {"own": run_in(north, owner=interviewer), "north": run_in(north), "south": run_in(south)}
    client.force_login(request.getfixturevalue(person))
    assert set(told(client)) == {f"run-{runs[name].pk}" for name in sees}
    for name, run in runs.items():
        history = client.get(f"{ADDRESS}recordings/{run.transcript.recording.uuid}/", follow=True)
        assert history.status_code == (200 if name in sees else 404)
        stopped = client.post(f"{ADDRESS}act/", {"key": f"run-{run.pk}", "do": "cancel"}, follow=True)
        assert stopped.status_code == (200 if name in sees else 404)
    assert {run.pk for run in Run.objects.filter(progress="cancelled")} == {runs[name].pk for name in sees}


def test_who_works_in_no_collection_does_not_come_in(client: Client, visitor: Any) -> None:
    for address in (ADDRESS, f"{ADDRESS}told.json"):
        assert client.get(address).status_code == 302
    client.force_login(visitor)
    assert client.get(ADDRESS).status_code == 302 and "Work in hand" not in client.get("/admin/").content.decode()


def test_a_line_never_tells_a_name_or_a_title(as_editor: Client, north: Any) -> None:
    run_in(north, progress="failed", failure="engine")
    for shown in ("in_hand", "waiting", "working", "failed", "done"):
        assert "Amina" not in as_editor.get(ADDRESS, {"shown": shown}).content.decode()


def test_the_filters_part_what_waits_is_worked_on_failed_and_is_done(as_editor: Client, north: Any) -> None:
    now = timezone.now()
    waiting = run_in(north)
    failed = run_in(north, progress="failed", failure="undecodable")
    stopped = run_in(north, progress="cancelled")
    done = run_in(north, progress="done", finished_at=now)
    long_done = run_in(north, progress="done", finished_at=now - timedelta(days=30))
    working = run_in(north, progress="transcribing", planned_at=now, done_ms=30_000, total_ms=60_000)
    chunk = Chunk.objects.create(run=working, start_ms=0, end_ms=30_000)
    copy = make_recording(make_testimony(north), preparation="failed")
    Recording.objects.exclude(pk=copy.pk).update(uploaded_at=now - timedelta(days=30))
    other = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor})
    try:
        other.execute("SELECT pg_advisory_lock(%s)", [(CHUNKS_HELD << 32) + chunk.pk])
        assert set(told(as_editor, "waiting")) == {f"run-{waiting.pk}"}
        assert set(told(as_editor)) == {f"run-{waiting.pk}", f"run-{working.pk}"}
        line = told(as_editor, "working")[f"run-{working.pk}"]
    finally:
        other.close()
    assert (line["percent"], line["workers"], line["state"]) == (50, "1 worker", "working")
    assert set(told(as_editor, "failed")) == {f"run-{failed.pk}", f"run-{stopped.pk}", f"recording-{copy.pk}"}
    assert f"run-{done.pk}" in told(as_editor, "done") and f"run-{long_done.pk}" not in told(as_editor, "done")


def test_failing_is_told_with_its_reason_and_tried_again(as_editor: Client, north: Any, editor: Any) -> None:
    run = run_in(north, progress="failed", failure="undecodable")
    line = told(as_editor, "failed")[f"run-{run.pk}"]
    assert "could not be decoded" in line["sentence"] and line["may_retry"] and not line["may_cancel"]
    as_editor.post(f"{ADDRESS}act/", {"key": f"run-{run.pk}", "do": "again", "back": f"{ADDRESS}?shown=failed"})
    run.refresh_from_db()
    assert run.progress == "waiting"
    assert Event.objects.get(verb="transcription_asked_again").by == editor


def test_a_copy_that_failed_is_tried_again_from_its_line(as_editor: Client, north: Any) -> None:
    recording = make_recording(make_testimony(north), preparation="failed")
    as_editor.post(f"{ADDRESS}act/", {"key": f"recording-{recording.pk}", "do": "again"})
    recording.refresh_from_db()
    assert recording.preparation == "waiting"


def test_an_editor_sets_a_priority_and_an_interviewer_does_not(
    as_editor: Client, client: Client, north: Any, interviewer: Any
) -> None:
    run = run_in(north, owner=interviewer)
    wish = {"key": f"run-{run.pk}", "do": "wish", "wish": "2"}
    assert as_editor.post(f"{ADDRESS}act/", {**wish, "wish": "9"}, follow=True).status_code == 404
    assert as_editor.post(f"{ADDRESS}act/", wish).status_code == 302
    run.refresh_from_db()
    assert run.priority == 2
    client.force_login(interviewer)
    assert not told(client)[f"run-{run.pk}"]["may_wish"]
    assert client.post(f"{ADDRESS}act/", {**wish, "wish": "-2"}).status_code in (302, 403)
    run.refresh_from_db()
    assert run.priority == 2


@pytest.mark.parametrize(
    "wrong", [{}, {"do": "delete", "key": "run-1"}, {"do": "again", "key": "run-x"}, {"do": "again", "key": "run-²"}]
)
def test_what_cannot_be_asked_is_not_there(wrong: dict[str, str], as_editor: Client) -> None:
    assert as_editor.post(f"{ADDRESS}act/", wrong, follow=True).status_code == 404


def test_nobody_is_led_off_the_site(as_editor: Client, north: Any) -> None:
    run = run_in(north)
    sent = {"key": f"run-{run.pk}", "do": "cancel", "back": "https://elsewhere.example/"}
    assert as_editor.post(f"{ADDRESS}act/", sent).headers["Location"] == ADDRESS


def test_without_a_worker_the_page_warns(as_editor: Client) -> None:
    assert "data-no-worker hidden" not in as_editor.get(ADDRESS).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert "data-no-worker hidden" in as_editor.get(ADDRESS).content.decode()
    assert as_editor.get(f"{ADDRESS}told.json").json()["workers"] == {"alive": 1, "sentence": "1 worker is alive."}


def test_what_is_stuck_says_so(as_editor: Client, north: Any) -> None:
    stuck, fresh = run_in(north), run_in(north)
    Run.objects.filter(pk=stuck.pk).update(asked_at=timezone.now() - timedelta(hours=1))
    lines = told(as_editor)
    assert lines[f"run-{stuck.pk}"]["state"] == "stuck" and "nobody takes it" in lines[f"run-{stuck.pk}"]["sentence"]
    assert lines[f"run-{fresh.pk}"]["state"] == "waiting"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args, status)"
            " VALUES ('transcription', 'testimonies.hear', %s, '{}', 'failed') RETURNING id",
            [f"hear-{fresh.pk}-0"],
        )
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'failed', now())", [cursor.fetchone()[0]]
        )
    assert "stopped on it with an error" in told(as_editor)[f"run-{fresh.pk}"]["sentence"]


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("shown", ["in_hand", "failed", "done"])
def test_a_page_costs_the_same_whatever_it_shows(shown: str, as_editor: Client, north: Any) -> None:
    state: dict[str, Any] = {
        "in_hand": {"progress": "transcribing", "planned_at": timezone.now()},
        "failed": {"progress": "failed", "failure": "engine"},
        "done": {"progress": "done", "finished_at": timezone.now()},
    }[shown]
    run_in(north, **state)
    address = f"{ADDRESS}?shown={shown}"
    queries(as_editor, address)
    few = queries(as_editor, address)
    for _number in range(12):
        run_in(north, **state)
    assert queries(as_editor, address) == few < 60


def test_the_interviewers_list_costs_the_same_whatever_it_shows(client: Client, north: Any, interviewer: Any) -> None:
    client.force_login(interviewer)
    run_in(north, owner=interviewer, progress="transcribing", planned_at=timezone.now())
    queries(client, "/en/work/")
    few = queries(client, "/en/work/")
    for _number in range(6):
        run_in(north, owner=interviewer, progress="transcribing", planned_at=timezone.now())
    assert queries(client, "/en/work/") == few


def test_an_interviewer_stops_and_retries_their_own(
    client: Client, north: Any, interviewer: Any, other_interviewer: Any
) -> None:
    run = run_in(north, owner=interviewer)
    own = run.transcript.recording.get_absolute_url()
    client.force_login(other_interviewer)
    for address in (f"{own}cancel/", f"{own}steps/recognise/retry/"):
        assert client.post(address).status_code == 404
    assert client.get(f"{own}history/").status_code == 404
    client.force_login(interviewer)
    assert client.post(f"{own}cancel/").status_code == 302
    assert Run.objects.get().progress == "cancelled"
    page = client.get(own).content.decode()
    assert "steps/find_speech/retry/" in page
    assert client.post(f"{own}steps/find_speech/retry/").status_code == 302
    assert Run.objects.get().progress == "waiting"
    assert client.post(f"{own}steps/probe/retry/", follow=True).status_code == 200


def test_the_history_tells_staff_who_did_it_and_others_only_what(
    client: Client, north: Any, interviewer: Any, editor: Any, run_lines: Callable[[str], str]
) -> None:
    run = run_in(north, owner=interviewer, engine_version="20250625", model_digest="e5b1a55b" * 8)
    recording = run.transcript.recording
    Event.write("transcription_wished", by=editor, recording=recording, run=run.pk, priority=1)
    Event.write("access_copy_failed", by=None, recording=recording, error="OSError")
    client.force_login(interviewer)
    page = client.get(f"{recording.get_absolute_url()}history/").content.decode()
    assert "got another priority" in page and "a colleague" in page and "the archive" in page
    assert ">editor<" not in page and "20250625" in page and "e5b1a55be5b1" in page and "not measured" in page
    client.force_login(editor)
    page = client.get(f"{ADDRESS}recordings/{recording.uuid}/").content.decode()
    assert "No listening copy could be made." in page and "you" in run_lines(page)
    Event.write("transcription_wished", by=interviewer, recording=recording, run=run.pk, priority=0)
    assert "interviewer" in run_lines(client.get(f"{ADDRESS}recordings/{recording.uuid}/").content.decode())


@pytest.fixture
def run_lines() -> Callable[[str], str]:
    """The part of a page that tells who did what."""
    return lambda page: page.partition('class="history-events"')[2].partition("</ol>")[0]


def test_the_account_page_has_the_wish_about_notices(as_editor: Client, editor: Any) -> None:
    from testimonies.models import NoticeWish
    from testimonies.work_hooks import NoticeWishForm

    assert "recording_notices-by_email" in as_editor.get("/admin/account/").content.decode()
    assert NoticeWish.of(editor)
    for sent, wished in (({}, False), ({"by_email": "on"}, True), ({}, False)):
        form = NoticeWishForm(sent, instance=editor)
        assert form.is_valid()
        form.save()
        assert NoticeWish.of(editor) is wished
    assert NoticeWish.objects.count() == 1
