"""Plain rows of a transcript hold what its segments hold as shown to the same listener, whatever is kept from them."""

from __future__ import annotations

from typing import Any

import pytest

from testimonies.consent.audiences import VISITOR
from testimonies.models import NameReplacement, Redaction, Transcript, listener_for
from testimonies.models.shown_segment import FIELDS
from tests.factories.testimony import make_published

SHOWN = (*FIELDS, "withheld", "pieces", "kept_for", "reasons", "spoken_words")


@pytest.fixture
def transcript(north: Any, interviewer: Any) -> Transcript:
    said = ["Zarathustra kept my passport", "for twelve hours", "and nobody came"]
    testimony = make_published(north, text=said, owner=interviewer)
    transcript: Transcript = testimony.recordings.get().transcript
    first, second, third = transcript.segments.order_by("start_ms")
    first.words = [[first.start_ms + at, first.start_ms + at + 1, word, 0.9] for at, word in enumerate(said[0].split())]
    first.save()
    second.doubts = ["too_fast"]
    second.save()
    Redaction.objects.create(
        recording=transcript.recording, start_ms=third.start_ms, end_ms=third.end_ms, reason="other", open_to="staff"
    )
    NameReplacement.objects.create(testimony=testimony, name="Zarathustra", shown="Omid", by=interviewer)
    return transcript


@pytest.mark.parametrize("who", ["interviewer", "visitor"])
def test_plain_rows_say_what_segments_say(transcript: Transcript, who: str, request: Any) -> None:
    listener = VISITOR if who == "visitor" else listener_for(request.getfixturevalue(who))
    in_order = transcript.segments.order_by("start_ms", "pk")
    told = [tuple(getattr(one, name) for name in SHOWN) for one in in_order.read_by(listener)]
    assert told == [tuple(getattr(one, name) for name in SHOWN) for one in in_order.as_shown_to(listener)]
    assert len(told) == 3
    first, second, third = in_order.read_by(listener)
    assert second.withheld is (who == "visitor")
    assert ("Omid" in first.text, "nobody" in third.text) == ((True, False) if who == "visitor" else (False, True))
