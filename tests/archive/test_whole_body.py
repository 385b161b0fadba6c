"""Half a body is no body."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, ClientHandler, encode_multipart

from archive.whole_body import BodyBrokeOff, insist_on_whole_bodies
from testimonies.models import Recording, Testimony
from tests.cast import PASSWORD

CLIP = Path(__file__).resolve().parent.parent / "data" / "uploads" / "clip-en.mp3"


def _read(body: bytes, announced: str, size: int = -1) -> bytes:
    heard = bytearray()

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        while block := environ["wsgi.input"].read(size):
            heard.extend(block)
        return []

    insist_on_whole_bodies(application)({"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": announced}, None)
    return bytes(heard)


@pytest.mark.parametrize("size", [1, 3, 1000, -1])
def test_a_whole_body_is_read_to_its_end_and_no_further(size: int) -> None:
    assert _read(b"all of it and more", "9", size) == b"all of it"


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_body_that_breaks_off_is_an_error(size: int) -> None:
    with pytest.raises(BodyBrokeOff):
        _read(b"only so m", "30", size)


def test_a_body_of_no_announced_length_is_left_as_it_is() -> None:
    assert _read(b"whatever", "") == b"whatever"


@pytest.mark.django_db
def test_half_an_upload_leaves_nothing(interviewer: Any, client: Client, settings: Any) -> None:
    assert client.login(username=interviewer.username, password=PASSWORD)
    testimony = Testimony.objects.create(collection_id=_collection(interviewer), owner=interviewer, live=False)
    sound = SimpleUploadedFile("clip.mp3", CLIP.read_bytes(), "audio/mpeg")
    form = {"csrfmiddlewaretoken": "x" * 32, "testimony": testimony.pk, "sound": sound}
    body = encode_multipart(BOUNDARY, form)
    environ = {
        **client._base_environ(),
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/en/upload/",
        "QUERY_STRING": f"testimony={testimony.accession_number}",
        "CONTENT_TYPE": MULTIPART_CONTENT,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_COOKIE": f"sessionid={client.cookies['sessionid'].value}; csrftoken={'x' * 32}",
        "wsgi.input": io.BytesIO(body[: len(body) // 2]),
    }
    handler = ClientHandler(enforce_csrf_checks=False)
    answer = insist_on_whole_bodies(lambda environ, _start: handler(environ))(environ, None)
    assert getattr(answer, "status_code", 0) == 400
    assert not Recording.objects.exists()
    assert list((Path(settings.MEDIA_ROOT) / "incoming").glob("*")) == []


def _collection(interviewer: Any) -> int:
    from testimonies.models import collections_of

    first = collections_of(interviewer, "add").first()
    assert first
    return int(first.pk)
