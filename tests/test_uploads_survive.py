"""Uploads on a real web server: the line is cut, the server is killed with ``kill -9``, and the file arrives whole."""

from __future__ import annotations

import hashlib
import random
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from testimonies.actions import uploading
from testimonies.models import Upload
from testimonies.upload import growing, protocol
from testimonies.upload.headers import Checksum, Concatenation, Refused
from testimonies.upload.protocol import Append, Create
from tests.cast import collection, granted
from tests.processes import eventually, kill, running

TOKEN = "a" * 32


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_server_killed_in_mid_patch_again_and_again(process_environment: dict[str, str]) -> None:
    content = random.Random(1990).randbytes(24_000_000)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    client = Client()
    client.force_login(granted("interviewer", collection("North"), ("add_testimony",), "interviewers"))
    told = {
        "Tus-Resumable": "1.0.0",
        "X-CSRFToken": TOKEN,
        "Cookie": f"csrftoken={TOKEN}; sessionid={client.cookies['sessionid'].value}",
        "Content-Type": protocol.BYTES_TYPE,
    }
    environment = process_environment | {"PORT": str(port)}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=told, timeout=60) as visitor:

        def offset() -> int | None:
            try:
                return int(visitor.head(address).headers["Upload-Offset"])
            except httpx.TransportError:
                return None

        address, seen = "", [0]
        for turn in range(4):
            with running("serve", environment=environment) as server:
                eventually(lambda: _answers(visitor))
                if not address:
                    made = visitor.post("/upload/", headers={"Upload-Length": str(len(content))})
                    assert made.status_code == 201, made.text
                    address = made.headers["Location"]
                begun = offset()
                assert begun is not None and begun >= seen[-1], "what was acknowledged is there"
                with _patching(port, address, told, begun, content[begun : begun + 6_000_000]) as sender:
                    eventually(lambda begun=begun, sender=sender: sender.sends() and (offset() or 0) > begun)
                    committed = offset() or 0
                    assert sender.sends() and sender.sends()
                    if turn % 2:
                        kill(server)  # what it had committed is kept
                if not turn % 2:  # the line is cut: what came is kept without delay
                    eventually(lambda committed=committed: (offset() or 0) > committed)
                    kill(server)
                seen.append(Upload.objects.get().offset_bytes)
        with running("serve", environment=environment) as server:
            eventually(lambda: _answers(visitor))
            begun = offset()
            assert begun == seen[-1]
            answer = visitor.patch(address, content=content[begun:], headers={"Upload-Offset": str(begun)})
            assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(content))), answer.text
            kill(server)
    assert seen == sorted(set(seen)) and len(seen) == 5
    upload = Upload.objects.get()
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert upload.path.read_bytes() == content


def _answers(visitor: httpx.Client) -> bool:
    with suppress(httpx.TransportError):
        return visitor.options("/upload/").headers.get("Tus-Version") == "1.0.0"
    return False


class _patching:
    """A connection that has sent half of a PATCH, then sends more in small pieces; closed at the end of the block."""

    def __init__(self, port: int, address: str, told: dict[str, str], offset: int, body: bytes) -> None:
        lines = [f"{name}: {value}" for name, value in {**told, "Upload-Offset": offset}.items()]
        head = [f"PATCH {address} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Length: {len(body)}", *lines]
        self.connection = socket.create_connection(("127.0.0.1", port))
        self.connection.sendall("\r\n".join([*head, "", ""]).encode() + body[: len(body) // 2])
        self.rest = body[len(body) // 2 : -1]

    def sends(self) -> bool:
        """A little more, and never the last byte."""
        piece, self.rest = self.rest[:20_000], self.rest[20_000:]
        self.connection.sendall(piece)
        return True

    def __enter__(self) -> _patching:
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()


CONTENT = random.Random(1990).randbytes(50_000)
Turn = tuple[str, int, int]
TURNS = st.lists(
    st.tuples(
        st.sampled_from(["sent", "cut", "killed", "checked", "wrong", "behind", "beyond"]),
        st.integers(0, 20_000),
        st.integers(1, 9_000),
    ),
    max_size=12,
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=TURNS, deferred=st.booleans())
def test_however_it_is_cut_the_file_is_whole(
    interviewer: Any, turns: list[tuple[str, int, int]], deferred: bool
) -> None:
    """Random requests, some cut, some killed without a commit, some wrong: after each the offset is what is kept."""
    length = None if deferred else len(CONTENT)
    upload = uploading.begin(by=interviewer, step=Create(length, "", "", Concatenation(), None))
    path, kept = upload.path, 0
    for kind, size, block in turns:
        body = CONTENT[kept : kept + size]
        upload = Upload.objects.get(pk=upload.pk)
        assert (upload.offset_bytes, path.read_bytes()[:kept]) == (kept, CONTENT[:kept])
        kept = _requested(interviewer, upload, kind, kept, body, block)
    upload = Upload.objects.get(pk=upload.pk)
    step = Append(kept, len(CONTENT))
    upload = uploading.append(by=interviewer, upload=upload, step=step, blocks=iter([CONTENT[kept:]]))
    assert upload.sha256 == hashlib.sha256(CONTENT).hexdigest() and path.read_bytes() == CONTENT
    uploading.terminate(by=interviewer, upload=upload)
    growing.forget(path)


def _requested(by: Any, upload: Upload, kind: str, kept: int, body: bytes, block: int) -> int:
    """One request of this kind; the offset that must stand after it."""
    blocks = [body[at : at + block] for at in range(0, len(body), block)]
    checksum = None
    if kind == "wrong" and kept == len(CONTENT):
        kind = "sent"  # of a file that is whole nothing is asked any more
    if kind in ("checked", "wrong"):
        right = hashlib.sha1(body).digest()
        checksum = Checksum("sha1", right if kind == "checked" else right[::-1])
    at = kept + {"behind": -1, "beyond": 1}.get(kind, 0)
    step = Append(at, upload.length_bytes, checksum)
    ends: dict[str, type[BaseException]] = {
        "cut": growing.LineBroke, "killed": KeyboardInterrupt, "wrong": Refused, "behind": Refused, "beyond": Refused
    }  # fmt: skip
    if kind not in ends:
        uploading.append(by=by, upload=upload, step=step, blocks=iter(blocks))
        return kept + len(body)
    with pytest.raises(ends[kind]):
        uploading.append(by=by, upload=upload, step=step, blocks=_ending(blocks, ends[kind], kind))
    return kept + len(body) if kind == "cut" else kept


def _ending(blocks: list[bytes], how: type[BaseException], kind: str) -> Iterator[bytes]:
    yield from blocks
    if kind in ("cut", "killed"):
        raise how
