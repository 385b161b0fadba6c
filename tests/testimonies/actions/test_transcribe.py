"""Real sound in, real words out: through the verbs, with the checkpoint that the archive carries."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from testimonies.actions import asking, transcribe
from testimonies.models import Chunk, Event, Failure, Preparation, Progress, Recording, Segment
from testimonies.transcript.document import Document
from testimonies.transcript.document import Segment as SpokenSegment
from testimonies.transcription.weights import CARRIED
from tests.factories import sound
from tests.factories.arrival import deposited, stored, worked_through
from tests.factories.scripts import ENGLISH, FRENCH, SPANISH, script, time_errors_ms, word_error
from tests.factories.testimony import make_recording, make_testimony, make_transcript


@pytest.mark.parametrize("clip", [ENGLISH, SPANISH, FRENCH], ids=["en", "es", "fr"])
def test_a_recording_becomes_its_words_at_their_times_in_its_language(clip: Path, interviewer: Any, north: Any) -> None:
    recording = worked_through(deposited(interviewer, north, clip))
    spoken, transcript = script(clip), recording.transcript
    segments = list(transcript.segments.all())
    assert word_error(spoken, segments) < 0.1
    errors_ms = time_errors_ms(spoken, segments)
    assert len(errors_ms) > 0.9 * len(spoken.words) and max(errors_ms) <= 500
    assert transcript.language == spoken.language and recording.spoken_languages == [spoken.language]
    assert {segment.language for segment in segments} == {spoken.language}
    assert (transcript.progress, transcript.percent, transcript.no_speech) == (Progress.DONE, 100, False)
    made_by = transcript.provenance
    assert (made_by.engine, made_by.model, len(made_by.model_digest)) == ("whisper", "whisper-mini", 64)
    assert made_by.options["word_timestamps"] is True
    assert recording.preparation == Preparation.READY and recording.damaged_after_ms is None
    assert abs(recording.duration_ms - 12_700) < 500
    assert recording.access_copy.path in stored("access") and recording.access_copy.peaks["length"] > 50
    assert stored("originals") == [recording.original]


def test_doing_it_again_changes_nothing(interviewer: Any, north: Any) -> None:
    recording = worked_through(deposited(interviewer, north, SPANISH))
    before = (list(Segment.objects.values()), list(Event.objects.values()), recording.access_copy.sha256)
    again = worked_through(recording)
    assert (list(Segment.objects.values()), list(Event.objects.values()), again.access_copy.sha256) == before


def test_the_language_that_was_declared_is_the_one_that_is_written(interviewer: Any, north: Any) -> None:
    recording = worked_through(deposited(interviewer, north, SPANISH, spoken_languages=["fr"]))
    assert {segment.language for segment in Segment.objects.all()} == {"fr"}
    assert recording.spoken_languages == ["fr"]


def test_a_truncated_recording_is_kept_flagged_and_transcribed_as_far_as_it_goes(
    interviewer: Any, north: Any, tmp_path: Path
) -> None:
    broken = sound.truncated(FRENCH, 0.6, tmp_path / "broken.wav")
    recording = worked_through(deposited(interviewer, north, broken))
    assert recording.original.read_bytes() == broken.read_bytes()
    assert abs(recording.damaged_after_ms - 0.6 * 12_700) < 300
    segments = list(recording.transcript.segments.all())
    assert recording.transcript.progress == Progress.DONE
    assert all(segment.end_ms <= recording.damaged_after_ms for segment in segments)
    whole = script(FRENCH)
    there = type(whole)(whole.language, tuple(word for word in whole.words if word[2] < 6_200))
    assert word_error(there, [segment for segment in segments if segment.start_ms < 6_200]) < 0.2


def test_silence_gives_no_words(interviewer: Any, north: Any, tmp_path: Path) -> None:
    silent = sound.write(tmp_path / "silence.flac", sound.silence(20))
    recording = worked_through(deposited(interviewer, north, silent))
    transcript = recording.transcript
    assert (transcript.progress, transcript.no_speech, transcript.language) == (Progress.DONE, True, "")
    assert "no speech" in transcript.sentence and recording.spoken_languages == []
    assert not Segment.objects.exists() and recording.duration_ms == 20_000


def test_it_waits_for_weights_and_goes_on_when_they_are_there(
    interviewer: Any, north: Any, tmp_path: Path, settings: Any
) -> None:
    """Not there; there by half; there. Nothing fails, nobody need ask again: a job looks every half minute."""
    weights = tmp_path / "our-own.pt"
    settings.WHISPER_MODEL = str(weights)
    recording = deposited(interviewer, north, SPANISH)
    run = recording.transcript.run
    _in_hand()
    transcribe.transcribe(run=run)
    assert run.progress == Progress.NEEDS_WEIGHTS and weights.name in run.sentence
    assert timedelta(seconds=20) < _next_look(run.pk) - datetime.now(UTC) <= timedelta(seconds=30)

    whole = CARRIED["whisper-mini"].read_bytes()
    weights.write_bytes(whole[: len(whole) // 2])
    transcribe.transcribe(run=run)
    assert run.progress == Progress.NEEDS_WEIGHTS and weights.name in run.sentence

    shutil.copy(CARRIED["whisper-mini"], weights)
    shutil.copy(CARRIED["whisper-mini"].with_suffix(".json"), weights.with_suffix(".json"))
    transcribe.transcribe(run=run)
    run.refresh_from_db()
    assert (run.progress, run.needs, run.model) == (Progress.DONE, "", weights.name)
    assert word_error(script(SPANISH), run.transcript.segments.all()) < 0.1


def test_another_model_in_the_middle_begins_from_the_start(interviewer: Any, north: Any) -> None:
    """Its cuts may lie elsewhere: pieces of two models would overlap, and words be written twice."""
    recording = worked_through(deposited(interviewer, north, SPANISH))
    transcript = recording.transcript
    said = [segment.text for segment in transcript.segments.all()]
    run = transcript.run
    transcript.segments.last().delete()
    Chunk.objects.filter(pk=run.chunks.last().pk).update(heard_at=None)
    transcript.segments.update(text="Words of the other model.")
    run.progress, run.model_digest, run.finished_at = Progress.TRANSCRIBING, "0" * 64, None
    run.save()
    transcribe.transcribe(run=run)
    assert [segment.text for segment in transcript.segments.all()] == said
    assert Event.objects.filter(verb="transcription_begun_anew", recording=recording).count() == 1


def test_a_failure_names_its_cause_and_can_be_tried_again(interviewer: Any, north: Any, tmp_path: Path) -> None:
    recording = deposited(interviewer, north, SPANISH)
    run = recording.transcript.run
    elsewhere = tmp_path / "elsewhere"
    recording.original.rename(elsewhere)
    worked_through(recording)
    run.refresh_from_db()
    assert (run.progress, run.failure) == (Progress.FAILED, Failure.ORIGINAL_MISSING)
    assert "original" in run.sentence
    assert Recording.objects.get().preparation == Preparation.FAILED
    transcribe.transcribe(run=run)
    assert run.progress == Progress.FAILED, "what failed waits to be asked"

    elsewhere.rename(recording.original)
    asking.again(run=run, by=interviewer)
    run.refresh_from_db()
    assert (run.progress, run.failure) == (Progress.WAITING, "")
    assert Event.objects.filter(verb="transcription_asked_again", by=interviewer).exists()
    worked_through(recording)
    run.refresh_from_db()
    assert run.progress == Progress.DONE
    asking.again(run=run, by=interviewer)
    run.refresh_from_db()
    assert run.progress == Progress.DONE, "what is done is not done again"


def test_two_segments_at_the_same_moment_do_not_lose_the_piece(north: Any) -> None:
    """What Whisper makes at times of the last breath of a piece."""
    transcript = make_transcript(make_recording(make_testimony(north)), progress="transcribing", finished_at=None)
    spoken = [SpokenSegment(0, 900, "words"), SpokenSegment(900, 900, "you"), SpokenSegment(900, 900, "you you")]
    run = transcript.run
    chunk = Chunk.objects.create(run=run, start_ms=0, end_ms=900)
    for _ in range(2):
        transcribe._keep(run, chunk, Document("en", tuple(spoken)), took_ms=5)
    assert [segment.text for segment in transcript.segments.all()] == ["words", "you"]
    run.refresh_from_db()
    assert run.done_ms == 900 and run.spoken() == tuple(spoken), "the run keeps what the transcript cannot"


def _in_hand() -> None:
    """The job that a deposit announced is the one that runs now."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")


def _next_look(run_id: int) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(scheduled_at) FROM procrastinate_jobs WHERE lock = %s", [f"hear-{run_id}-0"])
        return cursor.fetchone()[0]
