"""The small copy: of what visitors are given and no more, silent where that is silent, gone when that is gone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from testimonies import tasks
from testimonies.actions import making_small, silencing, withdrawing
from testimonies.audio import redacting, small_copy
from testimonies.consent.audiences import Audience
from testimonies.exceptions import DecodingFailed
from testimonies.models import Event, Recording, SmallCopy, SmallState, copies_for, steps_of
from testimonies.models.recording import AccessCopy
from tests.cast import collection, granted
from tests.factories.arrival import stored
from tests.factories.redaction import RESEARCHER, given, published, redact

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by() -> Any:
    return granted("interviewer", collection("North"), ("add_testimony",), "interviewers")


@pytest.fixture
def recording(by: Any) -> Recording:
    return published(by, collection("North"))


def small_bytes(client: Client, recording: Recording) -> tuple[str, bytes]:
    answer: Any = client.get(recording.small_sound_url)
    assert answer.status_code == 200
    return answer.headers["Content-Type"], b"".join(answer.streaming_content)


def test_until_it_is_made_the_ordinary_copy_is_given_out(client: Client, recording: Recording) -> None:
    assert small_bytes(client, recording) == ("audio/mp4", recording.access_copy.path.read_bytes())
    assert list(SmallCopy.owing()) == [recording]
    making_small.make(recording=recording)
    kind, sound = small_bytes(client, recording)
    assert kind == "audio/ogg" and sound[:4] == b"OggS"
    assert len(sound) < 0.6 * recording.access_copy.size_bytes
    assert not SmallCopy.owing().exists()
    assert Event.objects.filter(verb="small_copy_made").count() == 1
    making_small.make(recording=recording)
    assert Event.objects.filter(verb="small_copy_made").count() == 1


def test_it_is_silent_where_the_copy_is_and_nothing_of_the_full_one_stays(
    client: Client, recording: Recording, by: Any
) -> None:
    making_small.make(recording=recording)
    before = SmallCopy.objects.get().path
    with before.open("rb", buffering=0) as stream:
        redact(recording, by, 2_000, 3_000, open_to=Audience.RESEARCHER)
        assert stream.read() == b"", "what was being given out gives no further byte"
    assert client.get(recording.small_sound_url).status_code == 404
    silencing.make(recording=recording)
    making_small.make(recording=recording)
    public = given(recording)
    assert public is not None
    small = SmallCopy.objects.get(source_sha256=public.sha256)
    assert small.spans == public.spans and small.state == SmallState.MADE
    assert redacting.compare(small.path, public.path, small.as_spans).loudest <= redacting.SILENT
    assert small_bytes(client, recording)[1] == small.path.read_bytes()
    full = AccessCopy.objects.get()
    assert not SmallCopy.objects.filter(source_sha256=full.sha256).exists(), "the full one is for staff alone"
    assert copies_for(RESEARCHER, [recording.pk])[recording.pk].pk == full.pk


def test_what_is_taken_back_takes_it_along(recording: Recording, by: Any) -> None:
    making_small.make(recording=recording)
    withdrawing.withdraw(testimony=recording.testimony, by=by)
    assert not SmallCopy.objects.exists() and stored("access") == []
    making_small.make(recording=recording)
    assert not SmallCopy.objects.exists() and stored("access") == []


def test_a_failure_is_told_and_can_be_tried_again(
    client: Client, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(small_copy, "make", _refuse)
        making_small.make(recording=recording)
    step = next(one for one in steps_of(recording) if one.kind == "small")
    assert (step.state, step.retry) == ("failed", True)
    assert small_bytes(client, recording)[0] == "audio/mp4"
    making_small.again(recording=recording, by=None)
    tasks.make_small(recording.pk)
    assert small_bytes(client, recording)[0] == "audio/ogg"


def _refuse(*asked: Any, **more: Any) -> None:
    raise DecodingFailed("no memory")


def test_a_copy_whose_bytes_changed_has_another_one(recording: Recording) -> None:
    making_small.make(recording=recording)
    old = SmallCopy.objects.get()
    AccessCopy.objects.filter(recording=recording).update(sha256="f" * 64)
    assert list(SmallCopy.owing()) == [recording]
    making_small.make(recording=recording)
    assert SmallCopy.objects.get().pk != old.pk and not old.path.exists()
