"""What was done to a segment, by whom, and what the transcript was on a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.test import Client
from django.utils import timezone

from testimonies.actions import correcting, redacting, revise
from testimonies.models import SegmentChange, Transcript, as_stood, lines_of, listener_for, writers_of
from tests.factories.testimony import make_published


@pytest.fixture
def transcript(north: Any, interviewer: Any) -> Transcript:
    made = make_published(north, text=["they kept my passport", "for twelve ours"], owner=interviewer)
    return made.recordings.get().transcript  # type: ignore[no-any-return]


@pytest.fixture
def base(transcript: Transcript) -> str:
    return f"/en/desk/{transcript.recording.testimony.accession_number}/{transcript.pk}/"


@pytest.fixture
def page_of(base: str, request: Any) -> Any:
    def told(who: str, address: str, **post: Any) -> str:
        client = Client()
        client.force_login(request.getfixturevalue(who))
        answer = client.post(base + address, post, follow=True) if post else client.get(base + address)
        assert answer.status_code == 200, answer.status_code
        return str(answer.content.decode())

    return told


def backdated(change: SegmentChange, days: int) -> None:
    """As if it had been done so many days ago; the ledger itself cannot be changed."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # without triggers
        cursor.execute(
            "UPDATE testimonies_segmentchange SET at = at - make_interval(days => %s) WHERE id = %s", [days, change.pk]
        )
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_who_when_before_and_after(transcript: Transcript, page_of: Any, interviewer: Any, editor: Any) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    me: dict[str, Any] = {"transcript": transcript, "segment": first.pk}
    correcting.write(**me, version=1, text="they took my passport", by=interviewer)
    correcting.split(**me, version=2, at=10, by=editor)
    told = page_of("editor", f"segments/{first.pk}/history/")
    assert "<del>kept</del>" in told and "<ins>took</ins>" in told and "The machine wrote it (whisper-mini)." in told
    assert told.index("split the segment") < told.index("changed the words") < told.index("The machine wrote it")
    assert ">interviewer<" in told and ">editor<" in told
    told = page_of("interviewer", f"segments/{first.pk}/history/?fragment=1")
    assert "<html" not in told and ">interviewer<" in told and "a colleague" in told and ">editor<" not in told


def test_a_part_has_the_history_of_the_whole(
    transcript: Transcript, page_of: Any, interviewer: Any, editor: Any
) -> None:
    first, second = transcript.segments.order_by("start_ms")
    me: dict[str, Any] = {"transcript": transcript, "by": interviewer}
    correcting.write(**me, segment=first.pk, version=1, text="they took my passport")
    split = correcting.split(transcript=transcript, segment=first.pk, version=2, at=10, by=editor)
    part = transcript.segments.get(pk=split.made[0])
    assert writers_of(part) == {interviewer.pk}
    correcting.write(**me, segment=second.pk, version=1, text="for twelve hours")
    merged = correcting.merge(transcript=transcript, segment=part.pk, version=1, next_version=2, by=editor)
    assert merged.gone == [second.pk] and len(lines_of(transcript.pk, part.pk)[0]) == 4
    told = page_of("editor", f"segments/{part.pk}/history/")
    assert "<ins>took</ins>" in told and "<ins>hours</ins>" in told
    assert "This segment is gone" in page_of("editor", f"segments/{second.pk}/history/")


def test_what_is_typed_in_a_row_is_told_once_and_an_earlier_version_comes_back(
    transcript: Transcript, page_of: Any, interviewer: Any, editor: Any
) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    for version, text in enumerate(("they t my passport", "they too my passport", "they took my passport"), start=1):
        correcting.write(transcript=transcript, segment=first.pk, version=version, text=text, by=interviewer)
    told = page_of("editor", f"segments/{first.pk}/history/")
    assert told.count("changed the words") == 1 and "they too my" not in told
    line = SegmentChange.objects.earliest("pk")
    told = page_of("editor", f"segments/{first.pk}/history/", version=4, change=line.pk, before="1")
    now = transcript.segments.get(pk=first.pk)
    assert "was brought back" in told and now.text == "they kept my passport" and now.corrected_by == editor
    assert now.words == first.words, "with the times that it had"
    assert "no such version" in page_of("editor", f"segments/{first.pk}/history/", version="x", change=line.pk)
    assert "in the meantime" in page_of("editor", f"segments/{first.pk}/history/", version=1, change=line.pk)


def test_a_transcript_as_it_stood(transcript: Transcript, page_of: Any, interviewer: Any) -> None:
    first, second = transcript.segments.order_by("start_ms")
    me: dict[str, Any] = {"transcript": transcript, "by": interviewer}
    backdated(correcting.write(**me, segment=first.pk, version=1, text="they took my passport"), 3)
    backdated(correcting.merge(**me, segment=first.pk, version=2, next_version=1), 2)
    correcting.split(**me, segment=first.pk, version=3, at=5)
    correcting.undo(**me)
    correcting.strike(**me, segment=first.pk, version=5)
    listener, now = listener_for(interviewer), timezone.now()

    def texts(days: int) -> list[str]:
        return [one.text for one in as_stood(transcript, listener, now - timedelta(days=days))]

    assert texts(0) == []
    assert texts(1) == ["they took my passport for twelve ours"]
    assert texts(4) == ["they kept my passport", "for twelve ours"]
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    told = page_of("interviewer", f"stood/?on={day}")
    assert "they took my passport for twelve ours" in told
    assert second.pk in {key for line in SegmentChange.objects.all() for key in line.concerns}
    client = Client()
    client.force_login(interviewer)
    bad = client.get(f"/en/desk/{transcript.recording.testimony.accession_number}/{transcript.pk}/stood/?on=2026-13-45")
    assert bad.status_code == 400 and "no day" in bad.content.decode()


def test_what_is_kept_from_everybody_is_in_no_history(transcript: Transcript, page_of: Any, interviewer: Any) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    correcting.write(transcript=transcript, segment=first.pk, version=1, text="they took my passport", by=interviewer)
    redacting.redact(
        recording=transcript.recording, start_ms=0, end_ms=4_900, open_to="nobody", reason="child", by=interviewer
    )
    for address in (f"segments/{first.pk}/history/", "stood/?on=2100-01-01"):
        assert "passport" not in page_of("superuser", address)


def test_judged_words_are_in_the_ledger_and_whoever_wrote_them_does_not_verify(
    transcript: Transcript, interviewer: Any, editor: Any
) -> None:
    first, second = transcript.segments.order_by("start_ms")
    revise.confirm(segment=first, by=editor)
    revise.strike(segment=second, by=editor)
    assert list(SegmentChange.objects.values_list("verb", "by")) == [("reviewed", editor.pk), ("struck", editor.pk)]
    confirmed = transcript.segments.get(pk=first.pk)
    assert (confirmed.version, confirmed.verified_by) == (2, editor)
    correcting.undo(transcript=transcript, by=editor)
    assert transcript.segments.get(pk=second.pk).text == second.text


def test_the_ledger_only_grows_and_a_version_grows_whoever_writes(transcript: Transcript, interviewer: Any) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    transcript.segments.filter(pk=first.pk).update(text="somebody wrote straight into the table")
    assert transcript.segments.get(pk=first.pk).version == 2
    change = correcting.write(transcript=transcript, segment=first.pk, version=2, text="so", by=interviewer)
    assert change is not None
    with pytest.raises(IntegrityError, match="append-only"):
        SegmentChange.objects.filter(pk=change.pk).update(verb="split")


def test_the_ledger_is_emptied_by_no_one_but_a_purge(transcript: Transcript, interviewer: Any) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    correcting.write(transcript=transcript, segment=first.pk, version=1, text="so", by=interviewer)
    with pytest.raises(IntegrityError, match="append-only"):
        SegmentChange.objects.all().delete()


def test_whoever_wrote_the_words_is_told_that_another_person_finds_them_right(
    transcript: Transcript, interviewer: Any
) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    correcting.write(transcript=transcript, segment=first.pk, version=1, text="they took my passport", by=interviewer)
    transcript.segments.update(review_state="machine", corrected_by=None)  # as a run that was taken over leaves it
    client = Client()
    client.force_login(interviewer)
    answer = client.post(f"/en/segments/{first.pk}/judge/", {"verdict": "right"}, follow=True)
    assert answer.status_code == 200 and "Another person verifies them." in answer.content.decode()
    assert transcript.segments.get(pk=first.pk).review_state == "machine"
