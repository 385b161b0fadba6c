"""The model card speaks where it matters: on the upload page, the recording's page, and in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.factories.testimony import make_recording, make_testimony, make_transcript


@pytest.fixture
def recording(north: Any, interviewer: Any) -> Any:
    made = make_recording(make_testimony(north, owner=interviewer), spoken_languages=["ne", "en"])
    make_transcript(made, ["a word"], language="ne", model="large-v3")
    return made


def test_a_language_that_the_model_does_badly_is_warned_of(client: Client, interviewer: Any, recording: Any) -> None:
    client.force_login(interviewer)
    page = client.get(recording.get_absolute_url()).content.decode()
    panel = client.get(f"/admin/snippets/testimonies/testimony/edit/{recording.testimony_id}/").content.decode()
    for shown in (page, panel):
        assert "Nepali: " in shown and "large-v3" in shown
        assert "English: " not in shown
    recording.spoken_languages = ["en"]
    recording.save(update_fields=["spoken_languages"])
    assert "English: " not in client.get(recording.get_absolute_url()).content.decode()


def test_the_upload_page_names_them_before_anything_is_sent(client: Client, interviewer: Any, settings: Any) -> None:
    client.force_login(interviewer)
    settings.WHISPER_MODEL = "small"
    page = client.get("/en/upload/").content.decode().partition("Languages in which the machine errs most")[2]
    told = page.partition("</details>")[0]
    assert "Nepali" in told and "Spanish" not in told
