"""What the search found is decided by people; decisions outlive edits; graver risks want more approvals."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from archive import site_setup
from testimonies.actions import publishing, redacting, reviewing
from testimonies.exceptions import NotPermitted, StateForbids, TextMoved
from testimonies.models import Description, Event, Finding, Redaction, RiskReview, Segment, State, Testimony
from tests.cast import EDITORS, granted
from tests.factories.testimony import make_recording, make_segment, make_testimony, make_transcript

SPOKEN = (
    "We came in the spring. My brother Rafiq",
    "waited for me. My passport number is BX4471902 they said.",
    "The work was hard.",
)


@pytest.fixture
def testimony(north: Any, interviewer: Any) -> Testimony:
    site_setup.set_up()
    testimony = make_testimony(
        north, owner=interviewer, titles={"en": "Five years", "es": "Crucé la frontera por Tapachula"}, keywords=["HIV"]
    )
    transcript = make_transcript(make_recording(testimony))
    for number, text in enumerate(SPOKEN):
        make_segment(transcript, text, start_ms=number * 5_000)
    Description.objects.update(summary="")
    Testimony.objects.get().save_revision(user=interviewer)
    return Testimony.objects.get()


@pytest.fixture
def found(testimony: Testimony) -> dict[str, Finding]:
    reviewing.look_through(testimony=testimony)
    return {one.kind: one for one in Finding.objects.all()}


def second_editor(north: Any) -> Any:
    return granted("second-editor", north, EDITORS, "editors")


def text(finding: Finding) -> str:
    return Segment.objects.get(pk=finding.record).text[finding.start : finding.end]


def test_words_descriptions_and_keywords_are_looked_through(found: dict[str, Finding], testimony: Testimony) -> None:
    assert {kind: one.place for kind, one in found.items()} == {
        "name": "segment",
        "document": "segment",
        "entry": "description",
        "health": "keyword",
    }
    assert (text(found["name"]), text(found["document"])) == ("Rafiq", "BX4471902")
    assert RiskReview.of(testimony).suggested == "high" and RiskReview.of(testimony).approvals_needed == 2
    assert testimony.state == State.DRAFT


def test_a_finding_holds_no_word(found: dict[str, Finding]) -> None:
    rows = str(list(Finding.objects.values())) + str(list(Event.objects.values()))
    assert not [word for word in ("Rafiq", "BX447", "Tapachula", "HIV") if word in rows]


def test_decisions_stay_for_what_is_unchanged_and_go_with_what_is_changed(
    found: dict[str, Finding], testimony: Testimony, editor: Any
) -> None:
    for kind in ("name", "document"):
        reviewing.keep(finding=found[kind], by=editor)
    segment = Segment.objects.get(pk=found["document"].record)
    segment.text = segment.text.replace("waited for me.", "waited a very long time for me there.")
    segment.save()
    reviewing.look_through(testimony=testimony)
    moved = Finding.objects.get(kind="document")
    assert moved.pk == found["document"].pk and moved.decision == "kept" and text(moved) == "BX4471902"
    Segment.objects.filter(pk=segment.pk).update(text="My passport number is CY9999111 they said.")
    reviewing.look_through(testimony=testimony)
    assert Finding.objects.get(kind="document").decision == "open"
    assert Finding.objects.get(kind="name").decision == "kept"


def test_redacting_keeps_back_the_very_words_in_the_sound(
    found: dict[str, Finding], editor: Any, testimony: Testimony
) -> None:
    made = reviewing.redact(finding=found["document"], open_to="staff", by=editor)
    segment = Segment.objects.get(pk=found["document"].record)
    word = next(word for word in segment.spoken_words if word.text.startswith("BX"))
    assert (made.start_ms, made.end_ms, made.reason) == (word.start_ms, word.end_ms, "papers")
    reviewing.look_through(testimony=testimony)
    assert Finding.objects.get(kind="document").decision == "redacted"
    redacting.lift(redaction=Redaction.objects.get(), by=editor)
    reviewing.look_through(testimony=testimony)
    assert Finding.objects.get(kind="document").decision == "open"


def test_what_is_written_cannot_be_redacted_and_is_made_coarser(
    found: dict[str, Finding], editor: Any, testimony: Testimony
) -> None:
    with pytest.raises(StateForbids):
        reviewing.redact(finding=found["entry"], open_to="staff", by=editor)
    with pytest.raises(StateForbids):
        reviewing.coarsen(finding=found["entry"], words="  ", by=editor)
    reviewing.coarsen(finding=found["entry"], words="México", by=editor)
    draft = Testimony.objects.get().get_latest_revision_as_object()
    titles = {one.language: one.title for one in draft.descriptions.all()}
    assert titles == {"en": "Five years", "es": "Crucé la frontera por México"}
    assert testimony.descriptions.get(language="es").title == titles["es"], "staff read the draft's words as well"
    reviewing.coarsen(finding=found["health"], words="illness", by=editor)
    assert [one.name for one in Testimony.objects.get().get_latest_revision_as_object().keywords.all()] == ["illness"]
    assert set(Finding.objects.filter(decision="coarsened").values_list("kind", flat=True)) == {"entry", "health"}


def test_coarser_words_take_the_time_of_those_they_replace(found: dict[str, Finding], editor: Any) -> None:
    reviewing.coarsen(finding=found["document"], words="a number", by=editor)
    segment = Segment.objects.get(pk=found["document"].record)
    assert segment.text == "waited for me. My passport number is a number they said."
    assert [word[2] for word in segment.words][-3:] == ["a number", "they", "said."]
    times = [word[:2] for word in segment.words]
    assert times == sorted(times) and segment.review_state == "corrected"
    assert "BX4471902" not in str(segment.words)


def test_who_decides_on_words_that_were_changed_meanwhile_is_told(found: dict[str, Finding], editor: Any) -> None:
    Segment.objects.filter(pk=found["document"].record).update(text="Something else was said here by her.")
    for attempt in (
        lambda: reviewing.coarsen(finding=found["document"], words="a number", by=editor),
        lambda: reviewing.redact(finding=found["document"], open_to="staff", by=editor),
    ):
        with pytest.raises(TextMoved):
            attempt()
    assert not Redaction.objects.exists() and Finding.objects.get(kind="document").decision == "open"


def test_only_who_works_on_it_decides(
    found: dict[str, Finding], other_interviewer: Any, foreign_editor: Any, interviewer: Any
) -> None:
    for stranger in (other_interviewer, foreign_editor):
        with pytest.raises(NotPermitted):
            reviewing.keep(finding=found["name"], by=stranger)
    reviewing.keep(finding=found["name"], by=interviewer)
    with pytest.raises(NotPermitted):
        reviewing.set_level(testimony=found["name"].testimony, level="low", by=interviewer)


def test_high_risk_wants_two_people_and_nobody_counts_twice(
    found: dict[str, Finding], testimony: Testimony, interviewer: Any, editor: Any, north: Any
) -> None:
    publishing.submit(testimony=testimony, by=interviewer)
    with pytest.raises(StateForbids, match="Findings of the risk review are open"):
        publishing.approve(testimony=Testimony.objects.get(), by=editor)
    publishing.approve(testimony=Testimony.objects.get(), by=editor, comment="She asked for all of it to be told.")
    assert Testimony.objects.get().state == State.IN_REVIEW
    with pytest.raises(StateForbids, match="approved this already"):
        publishing.approve(testimony=Testimony.objects.get(), by=editor, comment="Again.")
    with pytest.raises(PermissionDenied):
        Testimony.objects.get().get_latest_revision().publish(user=editor)
    publishing.approve(testimony=Testimony.objects.get(), by=second_editor(north), comment="I agree.")
    assert Testimony.objects.get().state == State.PUBLISHED
    verbs = list(Event.objects.values_list("verb", flat=True))
    assert verbs.count("approved_with_open_findings") == 2 and verbs.count("approved_in_part") == 1


def test_an_approval_is_of_what_was_approved(
    found: dict[str, Finding], testimony: Testimony, interviewer: Any, editor: Any, north: Any
) -> None:
    publishing.submit(testimony=testimony, by=interviewer)
    publishing.approve(testimony=Testimony.objects.get(), by=editor, comment="So it is.")
    reviewing.coarsen(finding=Finding.objects.get(kind="entry"), words="México", by=editor)
    publishing.approve(testimony=Testimony.objects.get(), by=second_editor(north), comment="Fine.")
    assert Testimony.objects.get().state == State.IN_REVIEW, "the first approved other words"
    publishing.approve(testimony=Testimony.objects.get(), by=editor, comment="Fine too.")
    assert Testimony.objects.get().state == State.PUBLISHED


def test_a_level_that_a_person_set_counts(
    found: dict[str, Finding], testimony: Testimony, interviewer: Any, editor: Any
) -> None:
    for one in Finding.objects.all():
        reviewing.keep(finding=one, by=editor)
    assert RiskReview.of(testimony).approvals_needed == 2, "what is kept is still there to be read"
    reviewing.set_level(testimony=testimony, level="low", by=editor)
    publishing.submit(testimony=testimony, by=interviewer)
    publishing.approve(testimony=Testimony.objects.get(), by=editor)
    assert Testimony.objects.get().state == State.PUBLISHED


def test_the_command_looks_through_and_shows_no_word(testimony: Testimony, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("scan", testimony.accession_number)
    said = capsys.readouterr().out
    assert "risk high, open findings 4" in said and "Rafiq" not in said and "BX" not in said


def test_a_withdrawn_testimony_is_left_alone(testimony: Testimony) -> None:
    Testimony.objects.update(state=State.WITHDRAWN)
    assert reviewing.look_through(testimony=testimony) == 0 and not Finding.objects.exists()
