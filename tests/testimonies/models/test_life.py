"""Draft, in review, published, closed: the testimony's own state and Wagtail's live flag never part ways."""

from __future__ import annotations

from typing import Any

import pytest

from archive import site_setup
from testimonies.actions import accession, publishing
from testimonies.consent.audiences import VISITOR
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import Event, Recording, State, Testimony
from tests.factories.testimony import consent, make_recording


@pytest.fixture
def draft(north: Any, interviewer: Any) -> Testimony:
    site_setup.set_up()
    testimony = accession.open_testimony(by=interviewer, collection=north, title="The door", language="en")
    for use in ("catalogue", "sound"):
        consent(testimony, use)
    return testimony


@pytest.fixture
def published(draft: Testimony, interviewer: Any, editor: Any) -> Testimony:
    make_recording(draft)
    publishing.submit(testimony=draft, by=interviewer)
    publishing.approve(testimony=anew(draft), by=editor)
    return anew(draft)


def anew(testimony: Testimony) -> Testimony:
    return Testimony.objects.get(pk=testimony.pk)


def events(testimony: Testimony) -> list[tuple[str, str]]:
    return [(event.verb, event.by.username) for event in Event.objects.filter(testimony=testimony).order_by("pk")]


def test_submitted_approved_published_and_every_step_has_its_line(
    draft: Testimony, interviewer: Any, editor: Any
) -> None:
    recording = make_recording(draft)
    publishing.submit(testimony=draft, by=interviewer)
    assert (anew(draft).state, anew(draft).live) == (State.IN_REVIEW, False)
    assert not Testimony.objects.visible_to(VISITOR)
    publishing.approve(testimony=anew(draft), by=editor)
    assert (anew(draft).state, anew(draft).live) == (State.PUBLISHED, True)
    assert list(Testimony.objects.visible_to(VISITOR)) == [draft]
    assert list(Recording.objects.audible_to(VISITOR)) == [recording]
    assert events(draft) == [
        ("opened", "interviewer"),
        ("submitted", "interviewer"),
        ("approved", "editor"),
        ("published", "editor"),
    ]


def test_sent_back_it_is_a_draft_again(draft: Testimony, interviewer: Any, editor: Any) -> None:
    publishing.submit(testimony=draft, by=interviewer)
    anew(draft).current_workflow_task_state.reject(user=editor, comment="Whose factory is it?")
    assert (anew(draft).state, anew(draft).live) == (State.DRAFT, False)
    assert ("sent_back", "editor") in events(draft)
    publishing.submit(testimony=anew(draft), by=interviewer)
    assert anew(draft).state == State.IN_REVIEW and events(draft)[-1] == ("submitted_again", "interviewer")
    publishing.approve(testimony=anew(draft), by=editor)
    assert anew(draft).state == State.PUBLISHED


def test_nobody_submits_or_approves_what_is_not_theirs(
    draft: Testimony, interviewer: Any, other_interviewer: Any, editor: Any, foreign_editor: Any
) -> None:
    with pytest.raises(NotPermitted):
        publishing.submit(testimony=draft, by=other_interviewer)
    with pytest.raises(StateForbids, match="not waiting"):
        publishing.approve(testimony=draft, by=editor)
    publishing.submit(testimony=draft, by=interviewer)
    with pytest.raises(StateForbids, match="already"):
        publishing.submit(testimony=anew(draft), by=interviewer)
    for somebody in (interviewer, foreign_editor):
        with pytest.raises(NotPermitted):
            publishing.approve(testimony=anew(draft), by=somebody)
    assert anew(draft).state == State.IN_REVIEW


def test_without_a_review_set_up_submitting_says_what_is_missing(north: Any, interviewer: Any) -> None:
    testimony = accession.open_testimony(by=interviewer, collection=north, title="The door", language="en")
    with pytest.raises(StateForbids, match="administrator"):
        publishing.submit(testimony=testimony, by=interviewer)


def test_closed_and_published_again(published: Testimony, editor: Any) -> None:
    published.unpublish(user=editor)
    assert (anew(published).state, anew(published).live) == (State.CLOSED, False)
    assert not Testimony.objects.visible_to(VISITOR)
    assert events(published)[-1] == ("closed", "editor")
    anew(published).latest_revision.publish(user=editor)
    assert (anew(published).state, anew(published).live) == (State.PUBLISHED, True)
    assert list(Testimony.objects.visible_to(VISITOR)) == [published]


def test_a_recording_added_later_waits_for_an_editor(published: Testimony, editor: Any) -> None:
    first = published.recordings.get()
    later = make_recording(published)
    assert list(Recording.objects.audible_to(VISITOR)) == [first]
    anew(published).save_revision(user=editor).publish(user=editor)
    assert set(Recording.objects.audible_to(VISITOR)) == {first, later}


def test_a_second_review_leaves_what_is_public_public(published: Testimony, interviewer: Any, editor: Any) -> None:
    description = published.descriptions.get()
    description.title = "The door, again"
    published.descriptions = [description]
    published.save_revision(user=interviewer)
    publishing.submit(testimony=anew(published), by=interviewer)
    assert (anew(published).state, anew(published).title) == (State.PUBLISHED, "The door")
    anew(published).current_workflow_task_state.reject(user=editor)
    assert (anew(published).state, anew(published).live) == (State.PUBLISHED, True)
    publishing.submit(testimony=anew(published), by=interviewer)
    publishing.approve(testimony=anew(published), by=editor)
    assert anew(published).title == "The door, again"


def test_a_revision_holds_the_description_and_nothing_of_the_record_itself(
    draft: Testimony, south: Any, foreign_editor: Any, editor: Any
) -> None:
    """An old revision, or a forged one, moves no testimony to another collection, owner, number or state."""
    revision = draft.save_revision()
    revision.content |= {
        "accession_number": "1999-0001",
        "collection": south.pk,
        "owner": foreign_editor.pk,
        "state": State.WITHDRAWN,
        "demonstration": True,
        "live": True,
    }
    revision.save()
    held = {name: getattr(anew(draft), name) for name in Testimony.KEPT_ACROSS_REVISIONS}
    restored = revision.as_object()
    assert {name: getattr(restored, name) for name in held} == held and restored.live is False
    revision.publish(user=editor)
    assert {name: getattr(anew(draft), name) for name in held} == held | {"state": State.PUBLISHED}


def test_saving_a_part_from_an_old_copy_does_not_turn_the_state_back(draft: Testimony, interviewer: Any) -> None:
    old = anew(draft)
    publishing.submit(testimony=draft, by=interviewer)
    old.save_revision(user=interviewer)
    assert anew(draft).state == State.IN_REVIEW
