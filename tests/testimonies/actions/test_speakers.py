"""Two people, each with a microphone and a channel of their own: who speaks is written with the words, for real."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client

from testimonies.actions import asking, planning
from testimonies.audio import decoding
from testimonies.models import Recording, Segment
from tests.factories import sound
from tests.factories.arrival import deposited, stored, worked_through
from tests.factories.scripts import ENGLISH, SPANISH
from tests.factories.testimony import make_published, make_transcript

RATE_HZ = 16_000
APART = 10 ** (-14 / 20)


def voice(clip: Path) -> np.ndarray:
    return np.concatenate(list(decoding.stream(clip)))


def two_channels(tmp_path: Path, *, apart: float) -> Path:
    """One speaks English, then another Spanish; each is heard in the other's channel ``apart`` as loud."""
    first, second = voice(ENGLISH), voice(SPANISH)
    own = np.concatenate([first, np.zeros_like(second)])
    other = np.concatenate([np.zeros_like(first), second])
    hiss = 0.001 * np.random.default_rng(1990).standard_normal((len(own), 2))
    both = np.stack([own + apart * other, other + apart * own], axis=1) + hiss
    return sound.write_wav(tmp_path / "two.wav", both, RATE_HZ)


@pytest.mark.parametrize("apart", [APART, 1.0], ids=["a microphone each", "one stereo microphone"])
def test_speakers_come_from_the_channels_where_they_differ(
    apart: float, interviewer: Any, north: Any, tmp_path: Path
) -> None:
    file = two_channels(tmp_path, apart=apart)
    recording = deposited(interviewer, north, file, spoken_languages=["en", "es"])
    assert recording.channels == 2
    recording = worked_through(recording)
    turn_ms = len(voice(ENGLISH)) // 16
    segments = list(recording.transcript.segments.all())
    assert len(segments) > 3
    told = {segment.speaker for segment in segments}
    if apart == 1.0:
        assert told == {""}, "nobody is named by guessing"
    else:
        assert {one.speaker for one in segments if one.end_ms <= turn_ms} == {"1"}
        assert {one.speaker for one in segments if one.start_ms >= turn_ms} == {"2"}


def test_what_was_measured_lies_beside_the_hearing_copy_and_goes_with_it(
    interviewer: Any, north: Any, tmp_path: Path
) -> None:
    recording = deposited(interviewer, north, two_channels(tmp_path, apart=APART))
    run = recording.transcript.run
    planning.find_speech(run=run, engine=planning.engine_of(run))
    assert sorted(file.suffix for file in stored("working")) == [".levels", ".pcm"]
    levels = planning.levels_of(recording)
    assert levels is not None and levels.shape[1] == 2 and abs(len(levels) * 20 - 25_000) < 1_000
    for file in stored("working"):
        file.unlink()
    assert planning.levels_of(recording) is None
    planning.heard_sound(run=run, chunk=run.chunks.first())
    assert planning.levels_of(recording) is not None, "made again with the copy"
    asking.cancel(run=run, by=interviewer)
    planning.forget_hearing_copy(recording=recording)
    assert stored("working") == []


def test_they_are_named_in_the_readers_language(north: Any, client: Client) -> None:
    testimony = make_published(north, text=["where did you work", "in a kitchen"])
    recording: Recording = testimony.recordings.get()
    for speaker, segment in zip("12", recording.transcript.segments.all(), strict=True):
        Segment.objects.filter(pk=segment.pk).update(speaker=speaker)
    page = client.get(testimony.get_absolute_url()).content.decode()
    assert "Speaker 1" in page and "Speaker 2" in page
    words = f"{testimony.get_absolute_url()}transcript-1."
    assert "Speaker 1: where did you work" in client.get(words + "txt").content.decode()
    assert "<v Speaker 2><c.machine>in a kitchen" in client.get(words + "vtt").content.decode()
    assert '"speaker": "2"' in client.get(words + "json").content.decode()
    Segment.objects.filter(speaker="1").update(speaker="Amina")
    assert "Amina: where did you work" in client.get(words + "txt").content.decode()


def test_a_translation_has_the_speakers_of_its_original(north: Any, client: Client) -> None:
    testimony = make_published(north, text="hola", language="es")
    make_transcript(testimony.recordings.get(), ["hello"], kind="translation")
    Segment.objects.update(speaker="2")
    words = client.get(f"{testimony.get_absolute_url()}transcript-1.txt?language=en").content.decode()
    assert "Speaker 2: hello" in words
