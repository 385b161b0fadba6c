"""A transcript of three segments, on which an interviewer and an editor work."""

from __future__ import annotations

from typing import Any

import pytest

from testimonies.models import Segment, Transcript
from tests.factories.testimony import make_published

TEXTS = ["they kept my passport", "for twelve ours", "and then we left"]


@pytest.fixture
def transcript(north: Any, interviewer: Any) -> Transcript:
    made = make_published(north, text=TEXTS, owner=interviewer)
    return made.recordings.get().transcript  # type: ignore[no-any-return]


@pytest.fixture
def first(transcript: Transcript) -> Segment:
    return transcript.segments.order_by("start_ms")[0]  # type: ignore[no-any-return]
