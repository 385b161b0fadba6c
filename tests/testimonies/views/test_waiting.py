"""The first page of the editors' rooms: what waits for whoever opens it, and nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from archive import site_setup
from testimonies.actions import tasking, withdrawing
from testimonies.models import State, Testimony, ending_soon, listener_for
from testimonies.views.waiting import waiting_for
from tests.factories.testimony import consent, make_published, make_recording, make_testimony, make_transcript

pytestmark = pytest.mark.django_db

Doing = Callable[[Any, Any, Any], Any]


def sentences(user: Any) -> list[str]:
    with translation.override("en"):
        return [one.sentence for one in waiting_for(user)]


@pytest.fixture(autouse=True)
def _site(db: None) -> None:
    site_setup.set_up()


def ends_in(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def _in_review(north: Any, interviewer: Any, editor: Any) -> None:
    make_testimony(north, state=State.IN_REVIEW, owner=interviewer)


def _ends(north: Any, interviewer: Any, editor: Any) -> None:
    consent(make_testimony(north, owner=interviewer), "sound", valid_until=ends_in(30))


def _taken_back(north: Any, interviewer: Any, editor: Any) -> None:
    withdrawal = withdrawing.withdraw(testimony=make_published(north, text="a word", owner=interviewer), by=editor)
    type(withdrawal).objects.filter(pk=withdrawal.pk).update(restorable_until=timezone.now() + timedelta(days=2))


def _task(north: Any, interviewer: Any, editor: Any, due: date | None = None) -> Any:
    transcript = make_transcript(make_recording(make_testimony(north, owner=interviewer)), ["a word"])
    return tasking.give(transcript=transcript, kind="correct", to=interviewer, due=due, by=editor)


def _late_task(north: Any, interviewer: Any, editor: Any) -> None:
    task = _task(north, interviewer, editor, ends_in(1))
    type(task).objects.filter(pk=task.pk).update(due=ends_in(-1))


def _words(north: Any, interviewer: Any, editor: Any) -> None:
    make_transcript(make_recording(make_testimony(north, owner=interviewer)), ["a word"])


KINDS: dict[str, tuple[Doing, str, str]] = {
    "1 testimony waits to be approved.": (_in_review, "editor", "interviewer"),
    "1 consent ends within two months. Its narrator should be asked again.": (_ends, "editor", "foreign_editor"),
    "1 testimony that was taken back is purged within a week. Until then it can be restored.": (
        _taken_back,
        "editor",
        "foreign_editor",
    ),
    "You have 1 task: to correct or to verify a transcript.": (_task, "interviewer", "editor"),
    "1 task of yours is late.": (_late_task, "interviewer", "editor"),
    "1 draft of yours is not handed in yet.": (_words, "interviewer", "editor"),
    "1 transcript still has words that no person has corrected.": (_words, "interviewer", "foreign_editor"),
}


@pytest.mark.parametrize("sentence", KINDS)
def test_it_waits_for_the_one_and_not_for_the_other(request: Any, sentence: str, north: Any) -> None:
    make, who, not_who = KINDS[sentence]
    interviewer, editor = request.getfixturevalue("interviewer"), request.getfixturevalue("editor")
    one, other = request.getfixturevalue(who), request.getfixturevalue(not_who)
    assert sentence not in sentences(one)
    make(north, interviewer, editor)
    assert sentence in sentences(one) and sentence not in sentences(other)


def test_the_page_says_it_and_every_line_leads_somewhere(client: Client, north: Any, interviewer: Any) -> None:
    _words(north, interviewer, None)
    client.force_login(interviewer)
    page = client.get("/admin/").content.decode()
    for one in waiting_for(interviewer):
        assert one.sentence in page and client.get(one.url).status_code == 200, one


def test_where_nothing_waits_it_says_so(client: Client, editor: Any) -> None:
    client.force_login(editor)
    assert "Nothing waits for you." in client.get("/admin/").content.decode()


def test_the_number_of_queries_does_not_grow(
    north: Any, interviewer: Any, editor: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        _in_review(north, interviewer, editor)
        _ends(north, interviewer, editor)
        _task(north, interviewer, editor)
    with django_assert_max_num_queries(60):
        waiting_for(editor)


DAYS = {"yesterday": (-1, False), "today": (0, True), "in sixty days": (60, True), "in sixty-one": (61, False)}


@pytest.mark.parametrize("when", DAYS)
def test_which_consents_end_soon(north: Any, editor: Any, when: str) -> None:
    days, soon = DAYS[when]
    testimony = make_testimony(north, owner=editor)
    consent(testimony, "transcript", valid_until=ends_in(days))
    found = ending_soon(listener_for(editor))
    assert [(one.accession_number, one.use, one.until) for one in found] == (
        [(testimony.accession_number, "transcript", ends_in(days))] if soon else []
    )


def test_a_later_line_without_end_or_for_nobody_is_no_end(north: Any, editor: Any) -> None:
    longer, closed = make_testimony(north, owner=editor), make_testimony(north, owner=editor)
    for one in (longer, closed):
        consent(one, "sound", valid_until=ends_in(3))
    consent(longer, "sound")
    consent(closed, "sound", "nobody", valid_until=ends_in(4))
    assert not ending_soon(listener_for(editor))


def test_the_list_of_consents_that_end_is_of_one_s_own_collections(
    client: Client, north: Any, interviewer: Any, editor: Any, foreign_editor: Any, visitor: Any
) -> None:
    _ends(north, interviewer, editor)
    number = Testimony.objects.get().accession_number
    for user, status, there in ((editor, 200, True), (interviewer, 200, True), (foreign_editor, 200, False)):
        client.force_login(user)
        answer = client.get("/admin/consents-ending/")
        assert (answer.status_code, number in answer.content.decode()) == (status, there), user
    client.force_login(visitor)
    assert number not in client.get("/admin/consents-ending/", follow=True).content.decode()
