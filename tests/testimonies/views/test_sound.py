"""Sound in ranges, and only for whoever may hear it (RFC 9110 §13, §14)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.http import http_date

from testimonies.consent.audiences import Audience, Use
from testimonies.models import Recording, State
from testimonies.views.flowing import BLOCK_BYTES
from testimonies.views.sound import Unsatisfiable, parse_range
from tests.factories.testimony import consent, make_published, make_recording

SIZE = 2 * BLOCK_BYTES + 100
BYTES = bytes(range(256)) * (SIZE // 256) + bytes(SIZE % 256)

RANGES = [
    ("bytes=0-99", (0, 99)),
    ("bytes=100-", (100, 999)),
    ("bytes=-100", (900, 999)),
    ("bytes=-5000", (0, 999)),
    ("bytes=990-5000", (990, 999)),
    ("bytes=999-999", (999, 999)),
    ("Bytes = 0 - 0", (0, 0)),
    ("bytes=0-0,5-9", None),
    ("bytes=9-5", None),
    ("bytes=-", None),
    ("bytes=", None),
    ("bytes=a-b", None),
    ("bytes=1-2-3", None),
    ("bytes=٣-٥", None),
    ("items=0-5", None),
    ("bytes=" + "9" * 5000 + "-", None),
    ("", None),
]


@pytest.mark.parametrize(("header", "expected"), RANGES)
def test_a_range_is_read_or_ignored(header: str, expected: tuple[int, int] | None) -> None:
    assert parse_range(header, 1000) == expected


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=1000-", 1000), ("bytes=-0", 1000), ("bytes=0-", 0), ("bytes=-5", 0)]
)
def test_a_range_without_a_byte_is_unsatisfiable(header: str, size: int) -> None:
    with pytest.raises(Unsatisfiable):
        parse_range(header, size)


@pytest.fixture
def recording(north: Any) -> Recording:
    """A published recording that everyone may hear, with a real file behind it."""
    made: Recording = make_published(north).recordings.get()
    _put(made.access_copy.path)
    return made


def _put(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(BYTES)


def _content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_the_whole_file(client: Client, recording: Recording) -> None:
    answer = client.get(recording.sound_url)
    assert answer.status_code == 200
    assert _content(answer) == BYTES
    assert answer["Content-Type"] == "audio/mp4"
    assert answer["Content-Length"] == str(SIZE)
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["ETag"] == f'"{recording.access_copy.sha256}"'
    assert answer["Cache-Control"] == "private, max-age=0, must-revalidate"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" in answer["Vary"]


def test_a_part_across_blocks(client: Client, recording: Recording) -> None:
    answer = client.get(recording.sound_url, headers={"Range": f"bytes=10-{BLOCK_BYTES + 9}"})
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes 10-{BLOCK_BYTES + 9}/{SIZE}"
    assert answer["Content-Length"] == str(BLOCK_BYTES)
    assert _content(answer) == BYTES[10 : BLOCK_BYTES + 10]


def test_no_block_is_larger_than_promised(client: Client, recording: Recording) -> None:
    blocks = list(client.get(recording.sound_url).streaming_content)
    assert max(map(len, blocks)) == BLOCK_BYTES


def test_beyond_the_end(client: Client, recording: Recording) -> None:
    answer = client.get(recording.sound_url, headers={"Range": f"bytes={SIZE}-"})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{SIZE}"


def test_head_says_what_get_would_send_and_sends_nothing(client: Client, recording: Recording) -> None:
    answer = client.head(recording.sound_url, headers={"Range": "bytes=0-5"})
    assert (answer.status_code, answer["Content-Length"], answer.content) == (200, str(SIZE), b"")


def test_what_the_browser_has_is_not_sent_again(client: Client, recording: Recording) -> None:
    first = client.get(recording.sound_url)
    etag, modified = first["ETag"], first["Last-Modified"]
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        assert client.get(recording.sound_url, headers={"If-None-Match": known}).status_code == 304
    assert client.get(recording.sound_url, headers={"If-Modified-Since": modified}).status_code == 304
    # the digest is asked before the day
    both = {"If-None-Match": '"other"', "If-Modified-Since": modified}
    assert client.get(recording.sound_url, headers=both).status_code == 200


@pytest.mark.parametrize(
    ("condition", "status"),
    [("{etag}", 206), ("{modified}", 206), ('"other"', 200), ("W/{etag}", 200), (http_date(0), 200), ("nonsense", 200)],
)
def test_a_part_of_another_version_is_not_sent(
    client: Client, recording: Recording, condition: str, status: int
) -> None:
    first = client.head(recording.sound_url)
    condition = condition.format(etag=first["ETag"], modified=first["Last-Modified"])
    answer = client.get(recording.sound_url, headers={"Range": "bytes=0-5", "If-Range": condition})
    assert answer.status_code == status


def test_the_server_in_front_sends_it_where_there_is_one(client: Client, recording: Recording, settings: Any) -> None:
    settings.X_ACCEL_REDIRECT = "/kept/"
    answer = client.get(recording.sound_url)
    assert answer["X-Accel-Redirect"] == f"/kept/{recording.access_copy.file}"
    assert answer.content == b""


def test_nothing_but_reading(client: Client, recording: Recording) -> None:
    assert client.post(recording.sound_url).status_code == 405


CLOSED = {
    "not published": lambda recording: _set_state(recording, State.IN_REVIEW),
    "withdrawn": lambda recording: _set_state(recording, State.WITHDRAWN),
    "sound for researchers": lambda recording: consent(recording.testimony, Use.SOUND, Audience.RESEARCHER),
    "sound for nobody": lambda recording: consent(recording.testimony, Use.SOUND, Audience.NOBODY),
    "not in the catalogue": lambda recording: consent(recording.testimony, Use.CATALOGUE, Audience.STAFF),
    "not released": lambda recording: Recording.objects.filter(pk=recording.pk).update(released=False),
    "file lost": lambda recording: recording.access_copy.path.unlink(),
}


def _set_state(recording: Recording, state: str) -> None:
    recording.testimony.live, recording.testimony.state = False, state
    recording.testimony.save()


@pytest.mark.parametrize("closing", CLOSED.values(), ids=CLOSED.keys())
@pytest.mark.parametrize("method", ["get", "head"])
def test_what_may_not_be_heard_does_not_exist(client: Client, recording: Recording, closing: Any, method: str) -> None:
    known = {"If-None-Match": f'"{recording.access_copy.sha256}"', "Range": "bytes=0-5"}
    closing(recording)
    answer = getattr(client, method)(recording.sound_url, headers=known)
    assert answer.status_code == 404
    assert "ETag" not in answer
    assert "Content-Range" not in answer


def test_the_waveform_is_guarded_like_the_sound(client: Client, recording: Recording) -> None:
    recording.access_copy.peaks = {"data": [-5, 5]}
    recording.access_copy.save()
    address = f"/sound/{recording.uuid}/waveform.json"
    assert client.get(address).json() == {"data": [-5, 5]}
    consent(recording.testimony, Use.SOUND, Audience.RESEARCHER)
    assert client.get(address).status_code == 404


def test_a_draft_is_heard_by_those_who_work_on_it_alone(
    client: Client, recording: Recording, editor: Any, other_interviewer: Any, foreign_editor: Any
) -> None:
    _set_state(recording, State.DRAFT)
    heard = {}
    for user in (editor, other_interviewer, foreign_editor):
        client.force_login(user)
        heard[user.username] = client.head(recording.sound_url).status_code
    assert heard == {"editor": 200, "other-interviewer": 404, "foreign-editor": 404}


def test_a_recording_without_a_listening_copy_has_no_sound(client: Client, recording: Recording) -> None:
    waiting = make_recording(recording.testimony, preparation="waiting", released=True)
    assert client.get(waiting.sound_url).status_code == 404
