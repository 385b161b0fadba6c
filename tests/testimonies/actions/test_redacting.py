"""Redactions end with a right copy, or with none: what can be marked, what is made of it, and what goes wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from testimonies.actions import redacting, silencing
from testimonies.consent.audiences import VISITOR, Audience, Listener
from testimonies.exceptions import NotPermitted, UnfitSpan
from testimonies.models import (
    AccessCopy,
    Event,
    Recording,
    RedactedCopy,
    Redaction,
    listener_for,
    steps_of,
)
from tests.cast import collection, granted
from tests.factories.arrival import stored
from tests.factories.redaction import RESEARCHER, SILENT, given, loudest, never_unredacted, published, redact


@pytest.fixture
def recording(interviewer: Any, north: Any) -> Recording:
    return published(interviewer, north)


UNFIT: dict[str, dict[str, Any]] = {
    "zero length": {"start_ms": 2_000, "end_ms": 2_000},
    "ends before it begins": {"start_ms": 3_000, "end_ms": 2_000},
    "before the beginning": {"start_ms": -500, "end_ms": 1_000},
    "wholly beyond the end": {"start_ms": 60_000, "end_ms": 61_000},
    "begins at the very end": {"start_ms": 13_081, "end_ms": 13_500},
    "far beyond the end": {"end_ms": 90_000},
    "for everyone": {"open_to": Audience.PUBLIC},
    "for an audience that is none": {"open_to": "friends"},
    "without a reason": {"reason": ""},
    "for a reason that is none": {"reason": "because"},
    "with a smaller margin": {"margin_ms": 0},
    "with a margin of minutes": {"margin_ms": 600_000},
}


@pytest.mark.parametrize("case", UNFIT)
def test_what_cannot_be_redacted_is_refused_in_a_sentence_and_changes_nothing(
    case: str, recording: Recording, interviewer: Any
) -> None:
    with pytest.raises(UnfitSpan) as refusal:
        redact(recording, interviewer, **UNFIT[case])
    assert str(refusal.value).endswith(".")
    assert not Redaction.objects.exists() and not RedactedCopy.objects.exists()
    assert isinstance(given(recording), AccessCopy)


FIT: dict[str, list[tuple[int, int]]] = {
    "one": [(2_000, 3_500)],
    "the same one twice": [(2_000, 3_500), (2_000, 3_500)],
    "overlapping": [(2_000, 3_500), (3_000, 5_000)],
    "one within another": [(1_000, 6_000), (2_000, 3_000)],
    "one beside another": [(2_000, 3_000), (3_000, 4_000)],
    "with a breath between": [(2_000, 3_000), (3_800, 4_000)],
    "from the beginning": [(0, 800)],
    "to the end, by a clock of whole seconds": [(11_000, 13_900)],
    "all of it": [(0, 13_081)],
    "a millisecond": [(5_000, 5_001)],
}


@pytest.mark.parametrize("case", FIT)
@pytest.mark.django_db(transaction=True)
def test_until_it_is_made_nobody_outside_hears_it_and_then_a_silent_one(case: str) -> None:
    by = granted("interviewer", north := collection("North"), ("add_testimony",), "interviewers")
    recording = published(by, north)
    length_ms = recording.duration_ms or 0
    spans = [(start_ms, min(end_ms, length_ms)) for start_ms, end_ms in FIT[case]]
    for start_ms, end_ms in FIT[case]:
        redact(recording, by, start_ms, end_ms)
    assert given(recording) is None and given(recording, RESEARCHER) is None
    assert isinstance(given(recording, listener_for(by)), AccessCopy), "whoever works on it hears it"
    silencing.make(recording=recording)
    copy = given(recording)
    assert isinstance(copy, RedactedCopy) and never_unredacted(recording, spans)
    assert len(stored("access")) == 2
    assert {step.kind: step.state for step in steps_of(Recording.objects.get())}["silence"] == "done"


def test_the_database_keeps_the_ledger(recording: Recording, interviewer: Any) -> None:
    made = redact(recording, interviewer)
    for change in ({"start_ms": 2_500}, {"open_to": Audience.RESEARCHER}, {"reason": "law"}, {"note": "other"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Redaction.objects.filter(pk=made.pk).update(**change)
    for wrong in ({"end_ms": 2_000}, {"open_to": "public"}, {"margin_ms": 100}, {"reason": "x"}):
        values = {"recording": recording, "start_ms": 2_000, "end_ms": 3_000, "open_to": "staff", "reason": "law"}
        with pytest.raises(IntegrityError), transaction.atomic():
            Redaction.objects.create(**{**values, **wrong})
    event = Event.objects.get(verb="redacted")
    assert event.by == interviewer and event.data["redaction"] == made.pk and "note" not in event.data


@pytest.mark.django_db(transaction=True)
def test_each_audience_is_given_what_it_may_hear() -> None:
    by = granted("interviewer", north := collection("North"), ("add_testimony",), "interviewers")
    recording = published(by, north)
    redact(recording, by, 2_000, 3_000, open_to=Audience.RESEARCHER)
    redact(recording, by, 6_000, 7_000, open_to=Audience.STAFF)
    redact(recording, by, 9_000, 10_000, open_to=Audience.NOBODY)
    assert given(recording, listener_for(by)) is None, "closed to the staff as well, and not made yet"
    silencing.make(recording=recording)
    reader = Listener(audience=Audience.PUBLIC, reading_room=frozenset({recording.testimony_id}))
    silent = {
        name: [loudest(copy.path, at, at + 1_000) <= SILENT for at in (2_000, 6_000, 9_000)]
        for name, listener in {
            "public": VISITOR, "researcher": RESEARCHER, "reading room": reader, "staff": listener_for(by),
        }.items()
        if (copy := given(recording, listener))
    }  # fmt: skip
    assert silent == {
        "public": [True, True, True],
        "researcher": [False, True, True],
        "reading room": [False, True, True],
        "staff": [False, False, True],
    }


@pytest.mark.django_db(transaction=True)
def test_lifting_opens_again_and_stays_in_the_ledger() -> None:
    by = granted("interviewer", north := collection("North"), ("add_testimony",), "interviewers")
    editor = granted("editor", north, ("change_testimony", "publish_testimony"), "editors")
    recording = published(by, north)
    first, second = redact(recording, by), redact(recording, by, 6_000, 7_000)
    silencing.make(recording=recording)
    both = given(recording)
    assert isinstance(both, RedactedCopy)
    with pytest.raises(NotPermitted):
        redacting.lift(redaction=first, by=by)
    redacting.lift(redaction=first, by=editor)
    assert not both.path.exists() and given(recording) is None
    silencing.make(recording=recording)
    copy = given(recording)
    assert copy and loudest(copy.path, 6_000, 7_000) <= SILENT < loudest(copy.path, 2_000, 3_500)
    redacting.lift(redaction=second, by=editor)
    assert isinstance(given(recording), AccessCopy) and len(stored("access")) == 1
    first.refresh_from_db()
    assert first.lifted_by == editor and first.lifted_at
    redacting.lift(redaction=first, by=editor)
    assert Event.objects.filter(verb="redaction_lifted").count() == 2
