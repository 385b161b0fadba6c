"""A machine draft in English, segment by segment; with the real engine and a checkpoint that says it can translate."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client

from testimonies.actions import transcribe, translating
from testimonies.exceptions import CannotTranslate, StateForbids
from testimonies.models import Event, Failure, Progress, Recording, ReviewState, Run, RunTask, Segment, Transcript
from testimonies.transcription.weights import CARRIED
from tests.factories.arrival import deposited, worked_through
from tests.factories.scripts import SPANISH
from tests.factories.testimony import make_published, make_recording, make_segment, make_testimony, make_transcript


@pytest.fixture
def translator(tmp_path: Path, settings: Any) -> str:
    """The carried checkpoint with a card that promises more than it was trained for: the code runs, the English is
    what it is."""
    weights = tmp_path / "promising.pt"
    shutil.copy(CARRIED["whisper-mini"], weights)
    card = json.loads(CARRIED["whisper-mini"].with_suffix(".json").read_text(encoding="utf-8"))
    weights.with_suffix(".json").write_text(json.dumps({**card, "translates": True}), encoding="utf-8")
    settings.WHISPER_MODEL = str(weights)
    return weights.name


def spans(transcript: Transcript) -> list[tuple[int, int]]:
    return list(transcript.segments.values_list("start_ms", "end_ms"))


def test_each_segment_of_the_original_gives_one_with_its_times(interviewer: Any, north: Any, translator: str) -> None:
    recording = deposited(interviewer, north, SPANISH)
    run = translating.ask(recording=recording, by=interviewer)
    assert (run.task, run.transcript.kind, run.transcript.language) == (RunTask.TRANSLATE, "translation", "en")
    transcribe.transcribe(run=run)
    assert run.progress == Progress.WAITING and "words of the original" in run.sentence
    assert not Run.objects.ready().filter(pk=run.pk).exists(), "no job is announced for what cannot be done yet"

    recording = worked_through(recording)
    transcribe.transcribe(run=run)
    run.refresh_from_db()
    assert run.progress == Progress.DONE, run.sentence
    original = recording.transcript
    translation = run.transcript
    assert spans(original) and set(spans(translation)) <= set(spans(original))
    assert run.chunks.count() == original.segments.count()
    assert {segment.language for segment in translation.segments.all()} <= {"en"}
    assert all(segment.words == [] for segment in translation.segments.all())
    assert Recording.objects.get().spoken_languages == ["es"], "English was not spoken"
    translation.refresh_from_db()
    assert translation.language == "en" and translation.run.model == translator
    assert translating.ask(recording=recording, by=interviewer) == run, "asked again it is the same"
    assert Event.objects.filter(verb="translation_asked").count() == 1


def test_what_is_in_english_is_taken_over_as_it_stands(interviewer: Any, north: Any, translator: str) -> None:
    recording = worked_through(deposited(interviewer, north, SPANISH))
    first, *_rest = recording.transcript.segments.all()
    Segment.objects.filter(pk=first.pk).update(
        language="en-GB", text="Corrected by hand.", words=[], review_state=ReviewState.CORRECTED
    )
    run = translating.ask(recording=recording, by=interviewer)
    transcribe.transcribe(run=run)
    said = run.transcript.segments.get(start_ms=first.start_ms)
    assert (said.text, said.language, said.review_state) == ("Corrected by hand.", "en", ReviewState.MACHINE)


def test_corrections_of_the_original_lose_nothing_of_the_translation(
    interviewer: Any, north: Any, translator: str
) -> None:
    recording = worked_through(deposited(interviewer, north, SPANISH))
    run = translating.ask(recording=recording, by=interviewer)
    transcribe.transcribe(run=run)
    before = [segment.text for segment in run.transcript.segments.all()]
    recording.transcript.segments.update(text="Corregido.", review_state=ReviewState.CORRECTED)
    assert [segment.text for segment in run.transcript.segments.all()] == before


def test_a_model_that_was_not_trained_for_it_says_so(north: Any, interviewer: Any, settings: Any) -> None:
    recording = make_recording(make_testimony(north))
    transcript = make_transcript(recording, ["hola"])
    for model in ("whisper-mini", "turbo", "small.en"):
        settings.WHISPER_MODEL = model
        with pytest.raises(CannotTranslate, match=model):
            translating.ask(recording=recording, by=interviewer)
    with pytest.raises(StateForbids):
        translating.ask(recording=recording, by=interviewer, target="fr")
    assert Transcript.objects.count() == 1
    settings.WHISPER_MODEL = "medium"
    run = translating.ask(recording=recording, by=interviewer)
    settings.WHISPER_MODEL = "whisper-mini"
    transcribe.transcribe(run=run)
    assert (run.progress, run.failure) == (Progress.FAILED, Failure.CANNOT_TRANSLATE)
    assert "not trained to translate" in run.sentence and transcript.segments.count() == 1


def test_new_recordings_are_translated_where_the_archive_is_set_so(
    interviewer: Any, north: Any, translator: str, settings: Any
) -> None:
    deposited(interviewer, north, SPANISH)
    assert not Run.objects.filter(task=RunTask.TRANSLATE).exists(), "off as it comes"
    settings.TRANSLATE_TO_ENGLISH = True
    recording = deposited(interviewer, north, SPANISH.with_name("clip-fr.wav"))
    assert Run.objects.get(task=RunTask.TRANSLATE).transcript.recording == recording
    assert not [found for found in run_checks() if found.id == "archive.W006"]
    settings.WHISPER_MODEL = "whisper-mini"
    assert deposited(interviewer, north, SPANISH.with_name("clip-en.mp3")).transcripts.count() == 1
    assert [found for found in run_checks() if found.id == "archive.W006"]


def test_it_is_called_a_machine_draft_wherever_it_is_shown(north: Any, client: Client) -> None:
    testimony = make_published(north, text="llegamos por mar", language="es")
    translation = make_transcript(testimony.recordings.get(), ["we came by sea"], kind="translation")
    for words in ("words", "beside"):
        page = client.get(testimony.get_absolute_url(), {words: "en"}).content.decode()
        assert "a draft that no person has checked" in page and "we came by sea" in page
    address = f"{testimony.get_absolute_url()}transcript-1."
    for form in ("txt", "vtt", "srt", "json"):
        file = client.get(f"{address}{form}?language=en")
        assert file["Content-Disposition"].endswith(f'1-en-machine-draft.{form}"')
        assert form == "srt" or "machine draft" in file.content.decode(), "SubRip has no place for a title"
    translation.segments.update(review_state=ReviewState.CORRECTED)
    page = client.get(testimony.get_absolute_url(), {"words": "en"}).content.decode()
    assert "we came by sea" in page and "draft" not in page


def test_the_button_asks_for_it(north: Any, interviewer: Any, client: Client, settings: Any) -> None:
    recording = make_recording(make_testimony(north, owner=interviewer))
    make_segment(make_transcript(recording), "hola", language="es")
    client.force_login(interviewer)
    told = client.post(f"/en/recordings/{recording.uuid}/translation/", follow=True).content.decode()
    assert "does not translate" in told and not Run.objects.filter(task=RunTask.TRANSLATE).exists()
    settings.WHISPER_MODEL = "small"
    told = client.post(f"/en/recordings/{recording.uuid}/translation/", follow=True).content.decode()
    assert Run.objects.get(task=RunTask.TRANSLATE).asked_by == interviewer
    assert "Translate into English by machine" not in told
