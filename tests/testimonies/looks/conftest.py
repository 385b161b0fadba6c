"""A draft with sound and words, and a private link to it in the hand of its narrator."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from testimonies.actions import looking
from testimonies.models import NarratorsLook, Testimony
from testimonies.views.flowing import BLOCK_BYTES
from tests.factories.testimony import make_recording, make_testimony, make_transcript

BYTES = bytes(range(256)) * (3 * BLOCK_BYTES // 256)
TEXTS = ["the contract was not the contract", "my cousin Samira hid the passports", "we went home in spring"]


class Linked(NamedTuple):
    """``address`` is what the narrator was given: in English, with the secret in it."""

    testimony: Testimony
    look: NarratorsLook
    token: str

    @property
    def address(self) -> str:
        return f"/en/look/{self.token}/"


@pytest.fixture
def draft(north: Any, interviewer: Any) -> Testimony:
    testimony = make_testimony(north, owner=interviewer, titles={"en": "Harvest"}, narrator="Amal")
    recording = make_recording(testimony)
    make_transcript(recording, TEXTS)
    recording.access_copy.path.parent.mkdir(parents=True, exist_ok=True)
    recording.access_copy.path.write_bytes(BYTES)
    return Testimony.objects.get()


@pytest.fixture
def linked(draft: Testimony, editor: Any) -> Linked:
    return Linked(draft, *looking.make(testimony=draft, by=editor, language="fr", days=7))
