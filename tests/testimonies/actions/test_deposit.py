"""What is taken in is kept once, by digest, read-only; what is no recording leaves nothing behind."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from testimonies.actions import accession
from testimonies.exceptions import AlreadyHeld, NotPermitted, UnsoundFile
from testimonies.models import Event, Recording, State, Testimony
from testimonies.preservation import originals
from tests.factories import sound
from tests.factories.arrival import added, deposited, received, stored
from tests.factories.scripts import ENGLISH, FRENCH, SPANISH


def test_a_deposit_is_a_draft_with_one_recording_and_its_original(interviewer: Any, north: Any) -> None:
    recording = deposited(interviewer, north, SPANISH, title="La casa", language="es", original_name="madre.m4a")
    testimony = recording.testimony
    assert (testimony.state, testimony.owner, testimony.collection) == (State.DRAFT, interviewer, north)
    assert [(one.language, one.title) for one in testimony.descriptions.all()] == [("es", "La casa")]
    assert (recording.position, recording.container, recording.channels) == (1, "mp4", 1)
    assert recording.transcript.progress == "waiting" and not recording.released
    verbs = [(event.verb, event.by) for event in Event.objects.filter(testimony=testimony)]
    assert verbs == [("opened", interviewer), ("taken_in", interviewer)]
    assert "madre" not in str(list(Event.objects.values_list("data", flat=True)))


def test_the_original_lies_under_its_digest_and_cannot_be_written_to(
    interviewer: Any, north: Any, settings: Any
) -> None:
    recording = deposited(interviewer, north, ENGLISH)
    digest = hashlib.sha256(ENGLISH.read_bytes()).hexdigest()
    assert stored() == [Path(settings.MEDIA_ROOT) / "originals" / digest[:2] / digest[2:4] / digest]
    assert recording.original.read_bytes() == ENGLISH.read_bytes()
    assert (recording.sha256, recording.size_bytes) == (digest, ENGLISH.stat().st_size)
    assert stat.S_IMODE(recording.original.stat().st_mode) & 0o222 == 0
    assert originals.digest_of(recording.original) == digest


def test_the_same_file_again_leads_the_interviewer_to_the_recording(interviewer: Any, editor: Any, north: Any) -> None:
    first = deposited(interviewer, north, ENGLISH)
    before = first.original.stat()
    for again in (
        lambda: deposited(interviewer, north, ENGLISH),
        lambda: added(interviewer, first.testimony, ENGLISH),
        lambda: added(editor, first.testimony, ENGLISH),
    ):
        with pytest.raises(AlreadyHeld, match=first.testimony.accession_number) as held:
            again()
        assert held.value.recording == first
    assert Testimony.objects.count() == Recording.objects.count() == 1
    assert stored() == [first.original]
    assert first.original.stat().st_mtime_ns == before.st_mtime_ns


def test_another_interviewer_learns_nothing_of_a_file_that_is_held(
    interviewer: Any, other_interviewer: Any, foreign_interviewer: Any, north: Any, south: Any
) -> None:
    first = deposited(interviewer, north, ENGLISH)
    second = deposited(other_interviewer, north, ENGLISH)
    third = deposited(foreign_interviewer, south, ENGLISH)
    assert len({one.testimony_id for one in (first, second, third)}) == 3
    assert stored() == [first.original]


def test_recordings_of_a_testimony_stand_in_their_order(interviewer: Any, north: Any) -> None:
    first = deposited(interviewer, north, ENGLISH)
    second = added(interviewer, first.testimony, FRENCH)
    assert (second.testimony, second.position) == (first.testimony, 2)


def test_where_one_may_not_add_nothing_is_kept(
    interviewer: Any, other_interviewer: Any, foreign_editor: Any, visitor: Any, north: Any, south: Any
) -> None:
    testimony = deposited(interviewer, north, ENGLISH).testimony
    before = stored()
    for refused in (
        lambda: deposited(interviewer, south, SPANISH),
        lambda: deposited(visitor, north, SPANISH),
        lambda: added(other_interviewer, testimony, SPANISH),
        lambda: added(foreign_editor, testimony, SPANISH),
    ):
        with pytest.raises(NotPermitted):
            refused()
    assert stored() == before and Recording.objects.count() == 1


def test_a_deposit_whose_transaction_fails_is_neither_testimony_nor_recording(interviewer: Any, north: Any) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        deposited(interviewer, north, ENGLISH)
        raise RuntimeError
    assert not Testimony.objects.exists() and not Recording.objects.exists()
    assert deposited(interviewer, north, ENGLISH).original.exists()


def _film(folder: Path) -> bytes:
    return sound.write_film(folder / "film.mp4").read_bytes()


def _zip(folder: Path) -> bytes:
    return sound.zip_file(folder / "interview.mp3").read_bytes()


UNSOUND = {
    "a text": (lambda folder: b"We were five to a room.\n" * 40, "text"),
    "a picture": (lambda folder: sound.png(), "picture|image|PNG"),
    "a zip named mp3": (_zip, "ZIP|zip"),
    "a playlist": (lambda folder: b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n", "playlist"),
    "an ffconcat list": (lambda folder: b"ffconcat version 1.0\nfile /etc/passwd\n", "list|script"),
    "nothing at all": (lambda folder: b"", "empty"),
    "nothing but zeros": (lambda folder: bytes(50_000), "zeros"),
    "a film without sound": (_film, "no sound"),
    "a recording of no length": (
        lambda folder: sound.wav_header(rate_hz=16_000, channels=1, data_bytes=0), "no sound|length|empty|nothing"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSOUND)
def test_what_is_no_recording_is_refused_by_its_name_and_leaves_nothing(
    name: str, interviewer: Any, north: Any, tmp_path: Path
) -> None:
    make, found = UNSOUND[name]
    with pytest.raises(UnsoundFile, match=found):
        deposited(interviewer, north, make(tmp_path), original_name="interview.mp3")
    assert stored() == []
    assert not Testimony.objects.exists() and not Recording.objects.exists() and not Event.objects.exists()


def test_adding_what_is_no_recording_leaves_the_testimony_as_it_was(interviewer: Any, north: Any) -> None:
    first = deposited(interviewer, north, ENGLISH)
    with pytest.raises(UnsoundFile):
        accession.take_in(by=interviewer, received=received(b"no sound"), testimony=first.testimony)
    assert stored() == [first.original] and first.testimony.recordings.count() == 1
