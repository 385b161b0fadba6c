"""Whose an upload is, what it may cost, and what the protocol is told by those who mean no good."""

from __future__ import annotations

import base64
import hashlib
import io
from typing import Any

import pytest
from django.http import UnreadablePostError
from django.test import Client

from testimonies.actions import uploading
from testimonies.models import Event, Upload
from testimonies.upload import growing, protocol
from testimonies.upload.headers import METADATA_LIMIT_BYTES
from testimonies.upload.protocol import Append
from tests.factories.arrival import stored
from tests.spec.tus.speaker import CONTENT, Speaker, digest, status


@pytest.fixture
def say(client: Client, interviewer: Any) -> Speaker:
    client.force_login(interviewer)
    return Speaker(client)


def named(name: bytes) -> str:
    return f"filename {base64.b64encode(name).decode()}"


def speaker(who: Any, **more: Any) -> Speaker:
    client = Client(**more)
    client.force_login(who)
    return Speaker(client)


def test_nobody_else_sees_continues_removes_or_uses_it(
    say: Speaker, other_interviewer: Any, editor: Any, superuser: Any, north: Any
) -> None:
    address, partial = say.begin(), say.sent(Upload_Concat="partial")
    for who in (other_interviewer, superuser):
        other = speaker(who)
        assert status(other("HEAD", address)) == 404
        assert status(other.add(address, CONTENT)) == 404
        assert status(other("DELETE", address)) == 404
        assert status(other("POST", Upload_Concat=f"final;{partial}")) == 400
    assert status(speaker(editor)("HEAD", address)) == 403  # describes and publishes, and uploads nothing
    assert say.offset(address) == 0 and Upload.objects.count() == 2


def test_who_may_not_upload(client: Client, visitor: Any, north: Any) -> None:
    assert status(Speaker(client)("POST", Upload_Length="1")) == 403
    assert status(speaker(visitor)("POST", Upload_Length="1")) == 403
    assert not Upload.objects.exists() and stored() == []


@pytest.mark.parametrize(
    ("told", "may"),
    [
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": ""}, False),
        ({"Origin": "", "X-CSRFToken": "a" * 32}, True),
        ({"Origin": "", "X-CSRFToken": "b" * 32}, False),
        ({"Origin": "https://elsewhere.example", "X-CSRFToken": "a" * 32}, False),
    ],
)
def test_a_page_of_another_site_begins_nothing(interviewer: Any, told: dict[str, str], may: bool) -> None:
    say = speaker(interviewer, enforce_csrf_checks=True)
    say.client.cookies["csrftoken"] = "a" * 32
    assert status(say("POST", Upload_Length="1", **told)) == (201 if may else 403)
    assert Upload.objects.exists() == may


@pytest.mark.parametrize(
    "metadata",
    [
        "filename " + "A" * 1_000_000,
        named(b"x" * METADATA_LIMIT_BYTES),
        "filename ****",
        "filename YQ",
        "filename YQ==,filename YQ==",
        ",",
        ",,,,",
        "file\u00e9 YQ==",
        "filename Y Q = =",
    ],
    ids=lambda text: text[:24],
)
def test_metadata_that_cannot_be_read_begin_nothing(say: Speaker, metadata: str) -> None:
    assert status(say("POST", Upload_Length="1", Upload_Metadata=metadata)) in (400, 413)
    assert not Upload.objects.exists() and stored() == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"../../etc/passwd", "passwd"),
        (b"..\\..\\boot.ini", "boot.ini"),
        (b"..", ""),
        (b"nul\0here.mp3", "nulhere.mp3"),
        ("gpj.\u202emp3".encode(), "gpj.mp3"),
        ("مقابلة.ogg".encode(), "مقابلة.ogg"),
        (b"\xff\xfe.wav", "\ufffd\ufffd.wav"),
        (b"n" * 400, "n" * 255),
        (b"", ""),
    ],
)
def test_a_file_name_is_never_a_path(say: Speaker, name: bytes, shown: str) -> None:
    say.begin(Upload_Metadata=named(name))
    upload = Upload.objects.get()
    assert upload.file_name == shown
    assert {path.parent for path in stored()} == {upload.path.parent} and upload.path.name == f"{upload.uuid.hex}.tus"


def test_what_one_person_may_have_on_its_way(say: Speaker, settings: Any, other_interviewer: Any) -> None:
    settings.UPLOAD_QUOTA_BYTES = 1_000
    address = say.begin(Upload_Length="900")
    assert status(say("POST", Upload_Length="101")) == 413 and b"on its way" in say.last.content
    assert status(speaker(other_interviewer)("POST", Upload_Length="101")) == 201
    deferred = say.begin(Upload_Defer_Length="1")
    assert status(say.add(deferred, CONTENT[:101])) == 413 and say.offset(deferred) == 0
    assert status(say.add(deferred, CONTENT[:100])) == 204
    assert status(say("DELETE", address)) == 204 and status(say("POST", Upload_Length="900")) == 201


def test_how_many_files_one_person_may_have_on_their_way(say: Speaker, settings: Any) -> None:
    settings.UPLOAD_QUOTA_FILES = 2
    assert [status(say("POST", Upload_Length="1")) for _ in range(3)] == [201, 201, 413]
    assert len(stored("incoming")) == 4  # each with its turn


def test_a_disk_without_room(say: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading.allotting, "HEADROOM_BYTES", 10**18)
    assert status(say("POST", Upload_Length="1")) == 507 and stored() == []


def test_two_continue_one_upload(say: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    address = say.begin()
    upload = Upload.objects.get()
    with growing.Turn(upload.path) as first:
        first.write(CONTENT[:10], 0)
        assert status(say.add(address, CONTENT)) == 423
        monkeypatch.setattr(growing, "SILENT_S", 0.0)  # the first says nothing any more
        assert status(say.add(address, CONTENT[:500])) == 204
        with pytest.raises(growing.Overtaken):
            first.write(b"late", 10)
    assert status(say.add(address, CONTENT[500:], 500)) == 204
    assert Upload.objects.get().sha256 == hashlib.sha256(upload.path.read_bytes()).hexdigest()
    assert upload.path.read_bytes() == CONTENT


def test_who_is_overtaken_in_mid_request_commits_nothing(interviewer: Any, say: Speaker) -> None:
    say.begin()
    upload = Upload.objects.get()

    def removed_in_between() -> Any:
        yield CONTENT[:10]
        uploading.terminate(by=interviewer, upload=Upload.objects.get())
        growing.forget(upload.path)
        yield CONTENT[10:]

    with pytest.raises(growing.Overtaken):
        uploading.append(by=interviewer, upload=upload, step=Append(0, len(CONTENT)), blocks=removed_in_between())
    assert not Upload.objects.exists() and not upload.path.exists()


class Broken(io.BytesIO):
    """A body whose line breaks after its first bytes."""

    def read(self, size: int | None = -1) -> bytes:
        block = super().read(size)
        if not block:
            raise UnreadablePostError("the line broke")
        return block


@pytest.mark.parametrize(("checked", "kept"), [(False, 300), (True, 0)])
def test_a_line_that_breaks(say: Speaker, checked: bool, kept: int) -> None:
    address = say.begin()
    answer = say.client.generic(
        "PATCH",
        address,
        b"",
        headers={"Tus-Resumable": "1.0.0", "Origin": "http://testserver", "Upload-Offset": "0"}
        | ({"Upload-Checksum": digest(CONTENT)} if checked else {}),
        CONTENT_TYPE=protocol.BYTES_TYPE,
        CONTENT_LENGTH=str(len(CONTENT)),
        **{"wsgi.input": Broken(CONTENT[:300])},
    )
    assert status(answer) == 400 and say.offset(address) == kept
    assert status(say.add(address, CONTENT[kept:], kept)) == 204
    assert Upload.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_a_file_that_holds_less_than_was_said_sets_the_upload_back(say: Speaker) -> None:
    address = say.sent()
    upload = Upload.objects.get()
    upload.path.write_bytes(CONTENT[:7])
    assert say.offset(address) == 7 and Upload.objects.get().sha256 == ""
    assert status(say.add(address, CONTENT[7:], 7)) == 204
    assert Upload.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_what_nobody_continues_is_swept_away(say: Speaker, django_capture_on_commit_callbacks: Any) -> None:
    say.begin()
    kept = say.begin()
    Upload.objects.filter(pk=Upload.objects.first().pk).update(expires_at="2020-01-01T00:00:00Z")  # type: ignore[union-attr]
    orphan = Upload.objects.last().path.with_name(f"{'0' * 32}.tus")  # type: ignore[union-attr]
    orphan.touch()
    with django_capture_on_commit_callbacks(execute=True):
        assert uploading.sweep(older_than_s=3600) == 1
    assert orphan.exists() and uploading.sweep(older_than_s=-1) == 0 and not orphan.exists()
    assert say.offset(kept) == 0 and len(stored("incoming")) == 2
    assert Event.objects.last().verb == "upload_expired"  # type: ignore[union-attr]
