"""A further run never touches what stands by itself; taken over, it never touches what a person looked after."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from testimonies.actions import adopting, asking, transcribe
from testimonies.exceptions import StateForbids, UnknownModel
from testimonies.models import Chunk, Event, Progress, Recording, ReviewState, Run, Segment, Transcript
from testimonies.transcript.document import Segment as SpokenSegment
from testimonies.transcript.document import Word
from tests.factories.arrival import deposited, worked_through
from tests.factories.scripts import SPANISH, script, word_error
from tests.factories.testimony import make_recording, make_run, make_testimony, make_transcript

STANDS = ["we came by see", "they kept my passport", "thank you thank you", "and then we left"]
SAYS = ["we came by sea", "they kept the passports", "and then we left"]
AT_MS = [0, 5_000, 15_000]
OTHERS = ("other_interviewer", "foreign_editor", "visitor")


def spoken(text: str, start_ms: int, length_ms: int = 5_000) -> SpokenSegment:
    words = text.split()
    each = length_ms // len(words)
    return SpokenSegment(
        start_ms,
        start_ms + length_ms,
        text,
        "en",
        tuple(Word(start_ms + at * each, start_ms + (at + 1) * each, word, 0.8) for at, word in enumerate(words)),
    )


def heard(transcript: Transcript, *segments: SpokenSegment, **more: Any) -> Run:
    """One more run that heard these."""
    run = make_run(transcript, model="another", **more)
    for one in segments:
        chunk = Chunk(run=run, start_ms=one.start_ms, end_ms=one.end_ms, heard_at=timezone.now())
        chunk.write_down((one,))
        chunk.save()
    return run


@pytest.fixture
def recording(north: Any, interviewer: Any) -> Recording:
    made = make_recording(make_testimony(north, owner=interviewer))
    make_transcript(made, STANDS)
    return made


@pytest.fixture
def other(recording: Recording) -> Run:
    return heard(recording.transcript, *(spoken(text, at) for text, at in zip(SAYS, AT_MS, strict=True)))


def texts(recording: Recording) -> list[str]:
    segments = list(Segment.objects.filter(transcript__recording=recording))
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(segments)), "two over one moment"
    return [segment.text for segment in segments]


def test_in_whole_machine_words_give_way_and_the_transcript_is_the_runs(
    recording: Recording, other: Run, editor: Any
) -> None:
    first = recording.transcript.run
    assert adopting.adopt(run=other, by=editor) == 3
    assert texts(recording) == SAYS, "where the run heard nobody, nobody spoke"
    transcript = Transcript.objects.get()
    other.refresh_from_db()
    assert transcript.run == other and other.is_own and other.adopted_at
    kept = [segment.run for segment in transcript.segments.all()]
    assert kept == [other, other, first], "what was the same is whose it was"
    event = Event.objects.get(verb="run_adopted")
    assert event.by == editor and event.data == {"run": other.pk, "rows": 3, "from_ms": None, "until_ms": None}
    with pytest.raises(StateForbids):
        adopting.adopt(run=other, by=editor)


def test_what_a_person_looked_after_stands(recording: Recording, other: Run, editor: Any) -> None:
    Segment.objects.filter(text=STANDS[1]).update(review_state=ReviewState.CORRECTED, text="They kept my passport!")
    Segment.objects.filter(text=STANDS[2]).update(review_state=ReviewState.VERIFIED)
    assert adopting.adopt(run=other, by=editor) == 1
    assert texts(recording) == [SAYS[0], "They kept my passport!", STANDS[2], STANDS[3]]


def test_beside_what_a_person_looked_after_only_whole_words_of_other_moments_come(
    recording: Recording, editor: Any
) -> None:
    """The run's segment reaches over the corrected one: its words before and after are taken, none over it."""
    Segment.objects.filter(text=STANDS[1]).update(review_state=ReviewState.CORRECTED)
    long = heard(recording.transcript, spoken("one two three four five six seven eight", 3_000, 8_000))
    adopting.adopt(run=long, by=editor)
    assert texts(recording) == ["one two", STANDS[1], "eight"]


def test_one_row_leaves_the_others_alone(recording: Recording, other: Run, editor: Any) -> None:
    first = recording.transcript.run
    rows = adopting.differences(transcript=recording.transcript, run=other)
    assert [row.same for row in rows] == [False, False, False, True]
    assert adopting.adopt(run=other, by=editor, span=(rows[1].start_ms, rows[1].end_ms)) == 1
    assert texts(recording) == [STANDS[0], SAYS[1], *STANDS[2:]]
    assert Transcript.objects.get().run == first
    assert adopting.adopt(run=other, by=editor, span=(rows[1].start_ms, rows[1].end_ms)) == 0


def test_a_run_of_a_span_says_nothing_about_the_rest(recording: Recording, editor: Any) -> None:
    part = heard(recording.transcript, spoken("they hid my passport", 5_000), from_ms=5_000, until_ms=10_000)
    assert [row.start_ms for row in adopting.differences(transcript=recording.transcript, run=part)] == [5_000]
    adopting.adopt(run=part, by=editor)
    assert texts(recording) == [STANDS[0], "they hid my passport", *STANDS[2:]]
    assert Transcript.objects.get().run != part, "a part is not the whole"


def test_a_segment_that_sticks_out_of_the_span_keeps_its_words_there(recording: Recording, editor: Any) -> None:
    """STANDS[1] speaks its four words at 5, 6.25, 7.5 and 8.75 s."""
    part = heard(recording.transcript, spoken("his papers", 7_400, 2_600), from_ms=7_400, until_ms=10_000)
    adopting.adopt(run=part, by=editor)
    assert texts(recording) == [STANDS[0], "they kept", "his papers", *STANDS[2:]]


def test_what_gave_way_is_kept_and_can_be_had_again(recording: Recording, other: Run, editor: Any) -> None:
    first = recording.transcript.run
    for number, text in enumerate(STANDS):
        chunk = Chunk(run=first, start_ms=number * 5_000, end_ms=(number + 1) * 5_000, heard_at=timezone.now())
        chunk.write_down((spoken(text, number * 5_000),))
        chunk.save()
    adopting.adopt(run=other, by=editor)
    adopting.adopt(run=first, by=editor)
    assert texts(recording) == STANDS and Transcript.objects.get().run == first


def test_while_it_is_going_on_it_cannot_be_taken_over(recording: Recording, editor: Any) -> None:
    going_on = heard(recording.transcript, progress=Progress.TRANSCRIBING, finished_at=None)
    with pytest.raises(StateForbids):
        adopting.adopt(run=going_on, by=editor)
    assert texts(recording) == STANDS


def test_of_a_run_that_broke_off_what_was_heard_can_be_had(recording: Recording, editor: Any) -> None:
    first = recording.transcript.run
    broken = heard(recording.transcript, spoken(SAYS[0], 0), progress="failed", failure="engine", finished_at=None)
    adopting.adopt(run=broken, by=editor)
    assert texts(recording) == [SAYS[0], *STANDS[1:]]
    assert Transcript.objects.get().run == first


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_compares_or_takes_over(
    who: str, recording: Recording, other: Run, request: pytest.FixtureRequest
) -> None:
    client = Client()
    client.force_login(request.getfixturevalue(who))
    address = f"/en/recordings/{recording.uuid}/runs/{other.pk}/"
    assert client.get(address).status_code == client.post(address, {"row": "all"}).status_code == 404
    assert client.post(f"/en/recordings/{recording.uuid}/runs/", {}).status_code == 404
    assert client.post(f"/en/recordings/{recording.uuid}/languages/", {}).status_code == 404
    assert client.post(f"/en/recordings/{recording.uuid}/translation/", {}).status_code == 404
    assert texts(recording) == STANDS and Run.objects.count() == 2


def test_the_page_shows_both_and_takes_over(recording: Recording, other: Run, interviewer: Any) -> None:
    client = Client()
    client.force_login(interviewer)
    first = recording.transcript.run
    address = f"/en/recordings/{recording.uuid}/runs/{other.pk}/"
    page = client.get(address).content.decode()
    assert "<del>see</del>" in page and "<ins>sea</ins>" in page and "3 rows differ." in page
    assert "1 row is the same." in page and "Take over all machine words" in page
    client.post(address, {"row": "0-5000"})
    assert texts(recording) == [SAYS[0], *STANDS[1:]]
    for odd in ("", "5000", "a-b", "-", "9" * 30 + "-1", "٣-٥"):
        assert client.post(address, {"row": odd}).status_code == 302
    assert texts(recording) == [SAYS[0], *STANDS[1:]]
    client.post(address, {"row": "all"})
    assert texts(recording) == SAYS
    listed = client.get(f"/en/recordings/{recording.uuid}/").content.decode()
    assert f'/runs/{first.pk}/"' in listed and f'/runs/{other.pk}/"' not in listed, "the way back stays open"


def test_asking_for_a_span_through_the_form(recording: Recording, interviewer: Any) -> None:
    client = Client()
    client.force_login(interviewer)
    address = f"/en/recordings/{recording.uuid}/runs/"
    asked = {"from_ms": "0:05", "until_ms": "0:00:10", "languages": ["es"], "model": "whisper-mini"}
    assert client.post(address, asked).status_code == 302
    run = Run.objects.latest("pk")
    assert (run.from_ms, run.until_ms, run.languages, run.model_asked) == (5_000, 10_000, ["es"], "whisper-mini")
    assert run.asked_by == interviewer and not run.is_own
    wrong: list[dict[str, Any]] = [
        {"from_ms": "0:10", "until_ms": "0:05"},
        {"from_ms": "soon", "until_ms": "0:05"},
        {"from_ms": "0:10"},
        {"from_ms": "5:00", "until_ms": "6:00"},
        {"model": "/etc/passwd"},
        {"engine": "magic"},
        {"engine": "whisper", "compute": "int8"},
        {"languages": ["xx"]},
    ]
    for one in wrong:
        refused = client.post(address, one)
        assert refused.status_code == 400 and b'<details id="again" open>' in refused.content, one
    assert Run.objects.count() == 2
    offered = client.get(f"/en/recordings/{recording.uuid}/?from=0:05&until=0:10").content.decode()
    assert 'value="0:05"' in offered and '<details id="again" open>' in offered


def test_languages_can_be_declared_at_any_time(recording: Recording, interviewer: Any) -> None:
    client = Client()
    client.force_login(interviewer)
    client.post(f"/en/recordings/{recording.uuid}/languages/", {"spoken_languages": ["es", "en"]})
    recording.refresh_from_db()
    assert set(recording.spoken_languages) == {"en", "es"}
    client.post(f"/en/recordings/{recording.uuid}/languages/", {"spoken_languages": ["xx"]})
    recording.refresh_from_db()
    assert len(recording.spoken_languages) == 2
    assert Event.objects.filter(verb="languages_declared", by=interviewer).count() == 1


def test_a_span_heard_again_in_its_true_language(interviewer: Any, north: Any) -> None:
    """Declared as French by mistake; the second half is asked for again in Spanish. For real."""
    recording = worked_through(deposited(interviewer, north, SPANISH, spoken_languages=["fr"]))
    transcript = recording.transcript
    before = list(transcript.segments.all())
    assert {segment.language for segment in before} == {"fr"}
    Segment.objects.filter(pk=before[0].pk).update(review_state=ReviewState.VERIFIED)
    run = asking.ask(transcript=transcript, by=interviewer, languages=["es"])
    transcribe.transcribe(run=run)
    assert run.progress == Progress.DONE and not run.is_own
    assert [one.text for one in transcript.segments.all()] == [one.text for one in before], "nothing happens by itself"
    assert word_error(script(SPANISH), run.spoken()) < 0.1  # type: ignore[arg-type]
    adopting.adopt(run=run, by=interviewer)
    after = list(transcript.segments.all())
    assert after[0].text == before[0].text and after[0].language == "fr", "verified words stand"
    assert {segment.language for segment in after[1:]} == {"es"}
    assert all(one.end_ms <= two.start_ms for one, two in pairwise(after))
    with pytest.raises(UnknownModel):
        asking.ask(transcript=transcript, by=interviewer, model="no-such-model")
