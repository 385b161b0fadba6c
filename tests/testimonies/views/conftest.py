"""What the tests of several doors begin with."""

from __future__ import annotations

from typing import Any

import pytest

from testimonies.consent.audiences import Audience, Use
from testimonies.models import Testimony
from tests.factories.access import WORDS, make_researcher
from tests.factories.testimony import consent, make_published


@pytest.fixture
def closed(north: Any) -> Testimony:
    """The entry is for everyone, the words for the reading room, the voice for registered researchers."""
    made = make_published(north, titles={"en": "A drawer"}, text=WORDS)
    consent(made, Use.TRANSCRIPT, Audience.READING_ROOM)
    consent(made, Use.SOUND, Audience.RESEARCHER)
    return made


@pytest.fixture
def reader(visitor: Any) -> Any:
    make_researcher(visitor)
    return visitor
