"""The page of the risk review: findings in their place for those who work on it, decided by POST."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from archive import site_setup
from testimonies.actions import publishing, reviewing
from testimonies.models import Description, Event, Finding, Recording, Redaction, State, Testimony
from tests.factories.testimony import make_recording, make_testimony, make_transcript

SPOKEN = "Call my brother Rafiq on +974 5512 8834 please."


@pytest.fixture
def testimony(north: Any, interviewer: Any) -> Testimony:
    site_setup.set_up()
    testimony = make_testimony(north, owner=interviewer, titles={"en": "She is HIV positive"})
    Description.objects.update(summary="")
    make_transcript(make_recording(testimony, original_name="amina haddad.mp3"), [SPOKEN])
    Testimony.objects.get().save_revision(user=interviewer)
    reviewing.look_through(testimony=testimony)
    return Testimony.objects.get()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(testimony: Testimony) -> str:
    return f"/en/testimonies/{testimony.accession_number}/risk/"


def test_findings_are_shown_in_their_place_with_a_suggestion(testimony: Testimony, editor: Any) -> None:
    page = signed_in(editor).get(address(testimony)).content.decode()
    assert (
        "<mark>Rafiq</mark>" in page and "<mark>+974 5512 8834</mark>" in page and "<mark>HIV positive</mark>" in page
    )
    assert 'value="someone I knew"' in page and "3 findings are open" in page
    assert testimony.recordings.get().sound_url in page


def test_each_is_decided_by_post_and_the_next_open_one_follows(testimony: Testimony, editor: Any) -> None:
    client, here = signed_in(editor), address(testimony)
    health, name, telephone = (Finding.objects.get(kind=kind) for kind in ("health", "name", "telephone"))
    answer = client.post(here, {"act": "keep", "finding": health.pk})
    assert answer.headers["Location"] == f"{here}#finding-{name.pk}"
    client.post(here, {"act": "coarsen", "finding": name.pk, "words": "a relative"})
    telephone = Finding.objects.get(kind="telephone", decision="open")
    answer = client.post(here, {"act": "redact", "finding": telephone.pk, "open_to": "staff"})
    assert answer.headers["Location"] == here and Redaction.objects.count() == 1
    decisions = set(Finding.objects.values_list("kind", "decision"))
    assert decisions == {("health", "kept"), ("name", "coarsened"), ("telephone", "redacted")}
    assert "Every finding is decided." in client.get(here).content.decode()
    client.post(here, {"act": "reopen", "finding": health.pk, "show": "all"})
    client.post(here, {"act": "level", "level": "low"})
    assert Finding.objects.get(kind="health").decision == "open" and Testimony.objects.get().risk_review.level == "low"


@pytest.mark.parametrize("who", ["other_interviewer", "foreign_editor", "visitor", None])
def test_nobody_else_finds_it_and_nothing_is_changed(
    who: str | None, testimony: Testimony, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(who)) if who else Client()
    before = list(Finding.objects.values()), Event.objects.count()
    finding = Finding.objects.first()
    assert finding is not None
    for act in ("keep", "redact", "coarsen", "reopen", "level", "scan"):
        for answer in (
            client.get(address(testimony), {"act": act, "finding": finding.pk}),
            client.post(address(testimony), {"act": act, "finding": finding.pk, "words": "x", "open_to": "staff"}),
        ):
            assert answer.status_code == (404 if who else 302) and b"Rafiq" not in answer.content
    assert (list(Finding.objects.values()), Event.objects.count()) == before


def test_what_makes_no_sense_changes_nothing(testimony: Testimony, editor: Any, north: Any) -> None:
    client, here = signed_in(editor), address(testimony)
    for sent in ({}, {"act": "keep"}, {"act": "keep", "finding": "x"}, {"act": "delete", "finding": "1"}):
        assert client.post(here, sent).status_code == 404
    assert client.post(here, {"act": "keep", "finding": "999999"}).status_code == 302
    elsewhere = make_testimony(north)
    client.post(address(elsewhere), {"act": "keep", "finding": Finding.objects.first().pk})  # type: ignore[union-attr]
    client.post(here, {"act": "redact", "finding": Finding.objects.get(kind="name").pk, "open_to": "public"})
    client.post(here, {"act": "level", "level": "none at all"})
    client.get(f"{here}?act=keep&finding={Finding.objects.get(kind='name').pk}")
    assert Finding.objects.open().count() == 3 and not Redaction.objects.exists()
    without_token = Client(enforce_csrf_checks=True)
    without_token.force_login(editor)
    assert without_token.post(here, {"act": "level", "level": "low"}).status_code == 403


def test_the_editors_rooms_list_it_for_its_editors_alone(
    testimony: Testimony, editor: Any, foreign_editor: Any, visitor: Any
) -> None:
    desk = reverse("risk_desk")
    assert testimony.accession_number in signed_in(editor).get(desk).content.decode()
    assert testimony.accession_number not in signed_in(foreign_editor).get(desk).content.decode()
    assert signed_in(visitor).get(desk).status_code in (302, 403)
    edit = reverse("wagtailsnippets_testimonies_testimony:edit", args=[testimony.pk])
    page = signed_in(editor).get(edit).content.decode()
    assert address(testimony) in page.replace("/admin", "") and "telephone number: 1" in page


def test_through_wagtail_s_own_door_an_editor_gives_a_reason_or_is_not_let_through(
    testimony: Testimony, interviewer: Any, editor: Any
) -> None:
    reviewing.set_level(testimony=testimony, level="low", by=editor)
    publishing.submit(testimony=testimony, by=interviewer)
    client = signed_in(editor)

    def approve(action: str, comment: str) -> Any:
        task = Testimony.objects.get().current_workflow_task_state
        name = "wagtailsnippets_testimonies_testimony:workflow_action"
        return client.post(reverse(name, args=[testimony.pk, action, task.pk]), {"comment": comment})

    for action, comment in (("approve", "I want to"), ("approve_despite", "  ")):
        approve(action, comment)
        assert Testimony.objects.get().state == State.IN_REVIEW
    approve("approve_despite", "She wants it told.")
    assert Testimony.objects.get().state == State.PUBLISHED


def test_the_name_of_a_sound_file_is_on_no_page(testimony: Testimony, editor: Any, interviewer: Any) -> None:
    recording = Recording.objects.get()
    for user in (editor, interviewer):
        client = signed_in(user)
        for page in (
            address(testimony),
            testimony.get_absolute_url(),
            recording.get_absolute_url(),
            reverse("testimonies:history", args=[recording.uuid]),
            reverse("testimonies:work"),
            reverse("work_in_hand"),
            reverse("wagtailsnippets_testimonies_testimony:edit", args=[testimony.pk]),
            f"/en/testimonies/{testimony.accession_number}/transcript-1.vtt",
        ):
            answer = client.get(page)
            assert answer.status_code == 200 and b"amina" not in answer.content.lower(), page
            assert "amina" not in str(answer.headers)
    assert "amina" not in str(list(Event.objects.values())) + str([one.content for one in testimony.revisions.all()])
