"""What was kept back is silence at the door, and a machine that listens there writes none of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from testimonies.actions import redacting, silencing, transcribe
from testimonies.models import (
    Transcript,
)
from tests.cast import collection, granted
from tests.factories.arrival import added
from tests.factories.redaction import SILENT, loudest, published
from tests.factories.scripts import ENGLISH, script


@pytest.mark.django_db(transaction=True)
def test_the_public_hears_silence_and_the_machine_hears_no_words_there(client: Client) -> None:
    """From the door's own bytes: the span is silent, what is heard beside it is heard, and the real engine, hearing the
    public copy, does not write down what was kept back."""
    by = granted("interviewer", north := collection("North"), ("add_testimony",), "interviewers")
    recording = published(by, north)
    spoken = script(ENGLISH).words
    first, last = 10, 14
    start_ms, end_ms = spoken[first][1], spoken[last][2]
    whole = b"".join(client.get(recording.sound_url).streaming_content)  # type: ignore[attr-defined]
    assert loudest(whole, start_ms, end_ms) > 100 * SILENT
    redacting.redact(recording=recording, start_ms=start_ms, end_ms=end_ms, open_to="staff", reason="law", by=by)
    assert client.get(recording.sound_url).status_code == 404
    page = client.get(recording.testimony.get_absolute_url()).content.decode()
    assert "being made anew" in page and recording.sound_url not in page
    waves = reverse("media:waveform", args=[recording.uuid])
    assert client.get(waves).status_code == 404
    silencing.make(recording=recording)
    public = b"".join(client.get(recording.sound_url).streaming_content)  # type: ignore[attr-defined]
    assert loudest(public, max(0, start_ms - 250), end_ms + 250) <= SILENT
    assert loudest(public, 0, spoken[first - 3][2]) > 100 * SILENT
    peaks = client.get(waves).json()
    at_ms = (start_ms + end_ms) // 2
    point = 2 * (at_ms * peaks["sample_rate"] // 1000 // peaks["samples_per_pixel"])
    assert peaks["data"][point : point + 2] == [0, 0]
    again = added(by, recording.testimony, public)
    transcribe.transcribe(run=again.transcripts.get(kind="original").run)
    heard = " ".join(segment.text for segment in Transcript.objects.get(recording=again).segments.all()).lower()
    elsewhere = {text.lower() for index, (text, *_rest) in enumerate(spoken) if not first <= index <= last}
    kept = {text.lower().strip(".,") for text, *_rest in spoken[first : last + 1]} - {w.strip(".,") for w in elsewhere}
    assert kept and heard and not [word for word in kept if re.search(rf"\b{re.escape(word)}\b", heard)]
