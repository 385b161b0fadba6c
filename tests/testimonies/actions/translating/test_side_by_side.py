"""People translate segment by segment, follow the original, and check each other."""

from __future__ import annotations

from typing import Any

import pytest

from testimonies.actions import correcting, redacting, translating
from testimonies.actions.translating import Act, Wanted, digest
from testimonies.consent.audiences import Audience, Use
from testimonies.models import Event, Segment, SegmentChange, Transcript, listener_for
from tests.cast import granted
from tests.factories.testimony import consent, make_published, make_segment, make_testimony, make_transcript

WORDS = ("They took my passport.", "We worked without rest.", "Nobody paid us.")


@pytest.fixture
def spoken(north: Any) -> Transcript:
    return make_published(north, text=WORDS).recordings.get().transcript


@pytest.fixture
def volunteer(north: Any) -> Any:
    return granted("volunteer", north, ("translate_testimony",), "translators")


def desk(spoken: Transcript, by: Any, language: str = "ar") -> Any:
    address = f"{spoken.recording.testimony.accession_number}/{spoken.pk}"
    return translating.find(address=address, language=language, user=by)


def say(spoken: Transcript, by: Any, number: int, text: str, **more: Any) -> Any:
    subject = desk(spoken, by)
    row = subject.rows()[number]
    (outcome,) = translating.write(subject=subject, wanted=[Wanted(row.key, text=text, **more)], by=by)
    return outcome


def test_a_translation_is_written_beside_its_original(spoken: Transcript, editor: Any) -> None:
    assert say(spoken, editor, 0, "  أخذوا جواز\nسفري. ").written
    made = Segment.objects.get(transcript__kind="translation")
    original = spoken.segments.first()
    assert (made.text, made.language, made.review_state) == ("أخذوا جواز سفري.", "ar", "corrected")
    assert (made.start_ms, made.end_ms, made.words) == (original.start_ms, original.end_ms, [])
    assert [row.wants for row in desk(spoken, editor).rows()] == ["unchecked", "missing", "missing"]
    event = Event.objects.get(verb="translated")
    assert event.data["texts"] == 1 and "جواز" not in str(event.data)
    line = SegmentChange.objects.get()
    assert line.by == editor and line.before == [] and line.after[0]["text"] == made.text


def test_the_same_once_more_changes_nothing(spoken: Transcript, editor: Any) -> None:
    say(spoken, editor, 0, "أ")
    assert not say(spoken, editor, 0, "أ").written and SegmentChange.objects.count() == 1


def test_nobody_checks_their_own_and_somebody_else_does(spoken: Transcript, editor: Any, superuser: Any) -> None:
    say(spoken, editor, 0, "أ")
    own = say(spoken, editor, 0, "", act=Act.CHECK)
    assert own.error and not own.written
    assert say(spoken, superuser, 0, "", act=Act.CHECK).written
    row = desk(spoken, editor).rows()[0]
    assert (row.state, row.translator, row.reviewer) == ("verified", "editor", "superuser")
    assert say(spoken, superuser, 0, "ب").written, "writing on what was checked makes it unchecked"
    row = desk(spoken, editor).rows()[0]
    assert (row.wants, row.translator, row.reviewer) == ("unchecked", "superuser", "")
    assert say(spoken, editor, 0, "", act=Act.CHECK).error, "who wrote an earlier form does not check the later one"


def test_a_draft_cannot_be_checked_before_somebody_went_through_it(spoken: Transcript, editor: Any) -> None:
    draft = make_transcript(spoken.recording, kind="translation", language="ar")
    first = spoken.segments.first()
    make_segment(draft, "مسودة", start_ms=first.start_ms, end_ms=first.end_ms, language="ar")
    assert desk(spoken, editor).rows()[0].wants == "draft"
    assert say(spoken, editor, 0, "", act=Act.CHECK).error
    assert say(spoken, editor, 0, "", act=Act.KEEP).written
    row = desk(spoken, editor).rows()[0]
    assert (row.wants, row.text, row.translator) == ("unchecked", "مسودة", "editor")


def test_a_later_change_of_the_original_marks_the_translation(spoken: Transcript, editor: Any, superuser: Any) -> None:
    say(spoken, editor, 0, "أخذوا جواز سفري.")
    first = spoken.segments.first()
    correcting.write(
        transcript=spoken, segment=first.pk, version=first.version, text="They kept my passport.", by=editor
    )
    row = desk(spoken, editor).rows()[0]
    assert (row.wants, row.before) == ("changed", "They took my passport.")
    then, now = row.differences
    assert [text for text, differs in then if differs] == ["took"]
    assert [text for text, differs in now if differs] == ["kept"]
    assert say(spoken, superuser, 0, "", act=Act.CHECK).error, "what is behind its original is not checked"
    assert say(spoken, editor, 0, "", act=Act.KEEP).written
    assert desk(spoken, editor).rows()[0].wants == "unchecked"


def test_cutting_the_original_keeps_every_translated_word(spoken: Transcript, editor: Any) -> None:
    for number, text in enumerate(("واحد", "اثنان", "ثلاثة")):
        say(spoken, editor, number, text)
    one, two, _three = spoken.segments.all()
    correcting.merge(transcript=spoken, segment=one.pk, version=one.version, next_version=two.version, by=editor)
    rows = desk(spoken, editor).rows()
    assert [row.text for row in rows] == ["واحد", "ثلاثة"] and rows[0].wants == "changed"
    assert [one.text for one in rows[0].left_over] == ["اثنان"]
    assert say(spoken, editor, 0, "واحد واثنان", absorbs=(rows[0].left_over[0].key,)).written
    rows = desk(spoken, editor).rows()
    assert (
        [row.text for row in rows] == ["واحد واثنان", "ثلاثة"]
        and not rows[0].left_over
        and rows[0].wants == "unchecked"
    )
    assert "اثنان" in [held["text"] for held in SegmentChange.objects.last().before], "the ledger keeps what went"


def test_of_two_people_the_second_sees_what_the_first_wrote(spoken: Transcript, editor: Any, superuser: Any) -> None:
    seen = digest("")
    assert say(spoken, editor, 0, "أولا", was=seen).written
    second = say(spoken, superuser, 0, "ثانيا", was=seen)
    assert second.outdated and second.row.text == "أولا" and second.error
    assert say(spoken, superuser, 0, "ثانيا", was=digest("أولا")).written


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "a\x07b", "ط" * 700])
def test_what_cannot_be_a_translation_is_refused_with_a_sentence(spoken: Transcript, editor: Any, text: str) -> None:
    say(spoken, editor, 0, "أ")
    outcome = say(spoken, editor, 0, text)
    assert outcome.error and not outcome.written and desk(spoken, editor).rows()[0].text == "أ"


def test_words_that_went_meanwhile_and_keys_of_others_are_answered(spoken: Transcript, editor: Any, north: Any) -> None:
    other = make_published(north, text="Other words.").recordings.get().transcript.segments.get()
    subject = desk(spoken, editor)
    for key in (str(other.pk), "0", "x"):
        (outcome,) = translating.write(subject=subject, wanted=[Wanted(key, text="أ")], by=editor)
        assert outcome.error and not outcome.written
    assert not Segment.objects.filter(transcript__kind="translation").exists()


def test_a_volunteer_translates_what_they_may_read_and_nothing_else(north: Any, volunteer: Any, visitor: Any) -> None:
    open_ = make_published(north, text=WORDS).recordings.get().transcript
    assert say(open_, volunteer, 0, "أ").written
    draft = make_testimony(north, allows=Use.values)
    closed = make_published(north, text=WORDS, allows=["catalogue", "transcript"]).recordings.get().transcript
    staff = make_published(north, text=WORDS).recordings.get().transcript
    consent(staff.recording.testimony, Use.TRANSCRIPT, Audience.STAFF)
    for spoken in (closed, staff):
        assert desk(spoken, volunteer) is None
    assert translating.find(address=f"{draft.accession_number}/description", language="ar", user=volunteer) is None
    assert desk(open_, visitor) is None
    assert not listener_for(volunteer).staff_of, "translating opens nothing"


def test_elsewhere_and_withdrawn_and_into_its_own_language_there_is_no_desk(
    spoken: Transcript, foreign_editor: Any, editor: Any
) -> None:
    assert desk(spoken, foreign_editor) is None
    assert desk(spoken, editor, "en") is None and desk(spoken, editor, "xx") is None
    consent(spoken.recording.testimony, Use.TRANSLATION, Audience.NOBODY)
    assert desk(spoken, editor) is None, "what the narrator closed to everyone nobody translates"


def test_what_is_kept_back_is_neither_shown_nor_written_over(spoken: Transcript, editor: Any, volunteer: Any) -> None:
    say(spoken, editor, 0, "سر")
    redacting.redact(
        recording=spoken.recording, start_ms=1_000, end_ms=2_000, open_to="staff", reason="third_person", by=editor
    )
    row = desk(spoken, volunteer).rows()[0]
    assert row.locked and "سر" not in row.text and "took" not in row.source
    assert say(spoken, volunteer, 0, "شيء آخر").error
    assert not desk(spoken, editor).rows()[0].locked


def test_a_translation_follows_its_original_in_time_so_that_redactions_reach_it(
    spoken: Transcript, editor: Any, volunteer: Any
) -> None:
    say(spoken, editor, 2, "لم يدفعوا لنا.")
    last = spoken.segments.last()
    correcting.set_times(
        transcript=spoken, segment=last.pk, version=last.version, start_ms=30_000, end_ms=34_000, by=editor
    )
    redacting.redact(
        recording=spoken.recording, start_ms=31_000, end_ms=32_000, open_to="staff", reason="other", by=editor
    )
    row = desk(spoken, volunteer).rows()[2]
    assert row.locked and "يدفعوا" not in row.text


def test_an_older_text_of_the_original_is_kept_back_like_the_text_itself(
    spoken: Transcript, editor: Any, volunteer: Any
) -> None:
    say(spoken, editor, 0, "أ")
    first = spoken.segments.first()
    correcting.write(transcript=spoken, segment=first.pk, version=first.version, text="They took it.", by=editor)
    redacting.redact(
        recording=spoken.recording, start_ms=1_000, end_ms=2_000, open_to="staff", reason="other", by=editor
    )
    assert desk(spoken, volunteer).rows()[0].before == ""
    assert desk(spoken, editor).rows()[0].before == WORDS[0]


def test_older_words_are_for_those_who_work_on_it_alone(spoken: Transcript, editor: Any, volunteer: Any) -> None:
    """What endangers somebody may just have been taken out of the original."""
    say(spoken, editor, 0, "أ")
    first = spoken.segments.first()
    correcting.write(transcript=spoken, segment=first.pk, version=first.version, text="They took it.", by=editor)
    row = desk(spoken, volunteer).rows()[0]
    assert (row.wants, row.before, row.locked) == ("changed", "", "")
    assert "passport" not in translating.given_out(subject=desk(spoken, volunteer), form="po", by=volunteer)
