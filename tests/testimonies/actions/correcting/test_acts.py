"""Each act of a person at the desk: what it does, that it is done once, in the ledger, and undone."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from testimonies.actions import correcting, naming, renaming
from testimonies.exceptions import FaultyWords, NotPermitted, Outdated, StateForbids
from testimonies.models import (
    Event,
    Participation,
    Person,
    Redaction,
    ReviewState,
    Segment,
    SegmentChange,
    Transcript,
)


def texts(transcript: Transcript) -> list[str]:
    return list(transcript.segments.order_by("start_ms", "pk").values_list("text", flat=True))


def state(transcript: Transcript) -> list[Any]:
    fields = ("pk", "start_ms", "end_ms", "text", "words", "speaker", "language", "review_state", "corrected_by")
    return list(transcript.segments.order_by("start_ms", "pk").values(*fields))


def test_writing_keeps_the_times_of_what_did_not_change(transcript: Transcript, interviewer: Any) -> None:
    second = transcript.segments.get(text="for twelve ours")
    change = correcting.write(
        transcript=transcript, segment=second.pk, version=1, text=" for  twelve hours\n", by=interviewer
    )
    now = Segment.objects.get(pk=second.pk)
    assert now.text == "for twelve hours" and now.words[:2] == second.words[:2]
    assert now.words[2] == [*second.words[2][:2], "hours", None]
    assert (now.version, now.review_state, now.corrected_by) == (2, ReviewState.CORRECTED, interviewer)
    assert change is not None and change.before[0]["text"] == "for twelve ours" and change.by == interviewer
    event = Event.objects.get(verb="words_written")
    assert event.by == interviewer and event.data == {"segment": second.pk, "change": change.pk}


def test_a_stroke_is_done_once(transcript: Transcript, first: Segment, interviewer: Any, editor: Any) -> None:
    stroke = uuid.uuid4()
    what: dict[str, Any] = {"transcript": transcript, "segment": first.pk, "version": 1, "at": 4, "stroke": stroke}
    done = correcting.split(**what, by=interviewer)
    assert correcting.split(**what, by=interviewer) == done
    assert transcript.segments.count() == 4 and SegmentChange.objects.count() == 1
    with pytest.raises(NotPermitted):
        correcting.split(**what, by=editor)


def test_the_second_of_two_is_told_what_stands(
    transcript: Transcript, first: Segment, interviewer: Any, editor: Any
) -> None:
    what: dict[str, Any] = {"transcript": transcript, "segment": first.pk, "version": 1}
    correcting.write(**what, text="they took my passport", by=interviewer)
    with pytest.raises(Outdated) as raised:
        correcting.write(**what, text="they keep my passport", by=editor)
    (current,) = raised.value.current
    assert isinstance(current, Segment) and current.text == "they took my passport"
    assert correcting.write(**what, text="they took my passport", by=editor) is None, "the same words are no conflict"


def test_every_act_is_undone_and_done_again_to_the_letter(
    transcript: Transcript, first: Segment, interviewer: Any
) -> None:
    second = transcript.segments.get(text="for twelve ours")
    me: dict[str, Any] = {"transcript": transcript, "by": interviewer}
    stages = [state(transcript)]
    correcting.write(**me, segment=first.pk, version=1, text="they took my green passport")
    stages.append(state(transcript))
    correcting.split(**me, segment=first.pk, version=2, at=9)
    stages.append(state(transcript))
    assert texts(transcript)[:2] == ["they took", "my green passport"]
    correcting.merge(**me, segment=first.pk, version=3, next_version=1)
    stages.append(state(transcript))
    assert texts(transcript)[0] == "they took my green passport"
    correcting.assign(**me, segments=[(first.pk, 4), (second.pk, 1)], speaker="Amina")
    stages.append(state(transcript))
    correcting.rename(**me, old="Amina", new="Layla")
    stages.append(state(transcript))
    correcting.set_times(**me, segment=second.pk, version=3, start_ms=5_100, end_ms=9_900)
    stages.append(state(transcript))
    correcting.set_state(**me, segment=second.pk, version=4, state="verified")
    stages.append(state(transcript))
    found = correcting.find(transcript=transcript, wanted="OURS", instead="hours", by=interviewer)
    assert [(one.segment.pk, one.spans, one.becomes) for one in found] == [(second.pk, ((11, 15),), "for twelve hours")]
    correcting.replace(**me, wanted="ours", instead="hours", chosen=[(second.pk, 5)])
    stages.append(state(transcript))
    correcting.strike(**me, segment=second.pk, version=6)
    stages.append(state(transcript))
    for back in reversed(stages[:-1]):
        correcting.undo(**me)
        assert state(transcript) == back
    with pytest.raises(StateForbids):
        correcting.undo(**me)
    for on in stages[1:]:
        correcting.redo(**me)
        assert state(transcript) == on
    with pytest.raises(StateForbids):
        correcting.redo(**me)
    correcting.undo(**me)
    assert state(transcript) == stages[-2]
    assert transcript.segments.get(pk=second.pk).version > 6


def test_what_is_empty_too_long_or_unreadable_is_refused_with_a_sentence(
    transcript: Transcript, first: Segment, interviewer: Any
) -> None:
    for bad in ("", " \n\t", "\u200b\ufeff", "a\x00b", "bell \x07", "word " * 2_000, "\ud800"):
        with pytest.raises(FaultyWords):
            correcting.write(transcript=transcript, segment=first.pk, version=1, text=bad, by=interviewer)
    assert not SegmentChange.objects.exists()
    correcting.write(
        transcript=transcript, segment=first.pk, version=1, text="می\u200cخواهم\u200b \u202eabc", by=interviewer
    )
    assert Segment.objects.get(pk=first.pk).text == "می\u200cخواهم abc"


def test_a_name_that_is_replaced_and_typed_anew_is_silenced(transcript: Transcript, editor: Any) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    renaming.replace(testimony=transcript.recording.testimony, name="Mahmoud", shown="M.", by=editor)
    assert not Redaction.objects.exists(), "the machine had misheard it"
    correcting.write(transcript=transcript, segment=first.pk, version=1, text="they kept Mahmoud passport", by=editor)
    made = Redaction.objects.get()
    assert made.start_ms <= first.words[2][0] < first.words[2][1] <= made.end_ms and made.open_to == "staff"
    correcting.write(transcript=transcript, segment=first.pk, version=2, text="they took Mahmoud passport", by=editor)
    assert Redaction.objects.count() == 1, "it was there before"


def test_a_name_that_is_not_to_be_shown_is_no_name_of_a_speaker(transcript: Transcript, editor: Any) -> None:
    testimony = transcript.recording.testimony
    renaming.replace(testimony=testimony, name="Mahmoud", shown="M.", by=editor)
    person = Person.objects.create(collection=testimony.collection, pseudonym="Layla", shown_as="pseudonym")
    Participation.objects.create(testimony=testimony, person=person)
    naming.hold(person=person, name="Fatima Haddad", by=None, asked=False)
    for name, shown in (("Mahmoud", "“M.”"), ("Fatima Haddad", "“Layla”")):
        with pytest.raises(FaultyWords, match=shown):
            correcting.assign(transcript=transcript, span=(0, 60_000), speaker=name, by=editor)
    correcting.assign(transcript=transcript, span=(0, 60_000), speaker="Layla", by=editor)
    assert set(transcript.segments.values_list("speaker", flat=True)) == {"Layla"}
