"""Nobody fills the memory or the disk by sending: what is announced as too large is refused unread."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver

from archive import bodies
from bench.serving import free_port
from testimonies.upload import receiving
from tests.processes import Process, eventually, running

GIGABYTES = 2_000_000_000
SENT_BYTES = 60_000_000
HEAD = b'--part\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'


def announcing(client: Client, address: str, announced: int, **headers: str) -> Any:
    return client.generic("POST", address, b"", "multipart/form-data; boundary=part", headers=headers,
                          CONTENT_LENGTH=str(announced))  # fmt: skip


@pytest.mark.parametrize("address", ["/en/log-in/", "/en/account/sign-up/", "/upload/", "/admin/images/add/", "/en/"])
def test_a_visitor_may_send_the_fields_of_a_form_and_no_file(client: Client, db: None, address: str) -> None:
    assert announcing(client, address, bodies.VISITORS_BYTES + 1).status_code == 413
    assert announcing(client, address, GIGABYTES).status_code == 413
    assert announcing(client, address, 100).status_code != 413


def test_the_page_says_the_limit_in_the_readers_language_and_to_a_script(client: Client, db: None) -> None:
    page = announcing(client, "/ar/log-in/", GIGABYTES)
    assert 'dir="rtl"' in page.content.decode() and "100 kB" in page.content.decode()
    assert "no-store" in page["Cache-Control"] and "default-src 'none'" in page["Content-Security-Policy"]
    assert "100 kB" in announcing(client, "/en/log-in/", GIGABYTES, Accept="application/json").json()["error"]


def test_who_reads_here_may_send_no_more_than_a_visitor(client: Client, visitor: Any) -> None:
    client.force_login(visitor)
    for address in ("/en/terms/", "/admin/images/add/", "/upload/", "/en/upload/"):
        assert announcing(client, address, bodies.VISITORS_BYTES + 1).status_code == 413, address


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/admin/images/add/", 41_000_000),
        ("/admin/account/", 41_000_000),
        ("/admin/documents/add/", 6_000_000),
        ("/en/testimonies/2026-0001/consent/", 151_000_000),
        ("/en/terms/", 3_500_000),
        ("/admin/pages/1/edit/", 3_500_000),
    ],
)
def test_who_works_here_may_send_what_the_door_takes(client: Client, editor: Any, address: str, most: int) -> None:
    client.force_login(editor)
    assert announcing(client, address, most + 1).status_code == 413
    assert announcing(client, address, most).status_code != 413


def test_a_sound_file_goes_by_its_own_door_which_says_its_own_limit(client: Client, interviewer: Any) -> None:
    client.force_login(interviewer)
    told = announcing(client, "/en/upload/", django_settings.UPLOAD_LIMIT_BYTES * 2)
    assert told.status_code == 413 and "Upload a recording" in told.content.decode()


def test_every_door_that_is_named_is_there() -> None:
    for name in {*bodies.LARGER, *bodies.FROM_ANYBODY, *bodies.TO_ITS_VIEW}:
        resolver: Any = get_resolver()
        *spaces, plain = name.split(":")
        for space in spaces:
            resolver = resolver.namespace_dict[space][1]
        assert plain in resolver.reverse_dict, name


@pytest.mark.parametrize("length", ["-1", "x", "1e9", "٣", "9" * 30, " ", ""])
def test_a_length_that_is_none_is_an_empty_body(client: Client, db: None, length: str) -> None:
    sent = client.generic("POST", "/en/log-in/", b"login=x", CONTENT_LENGTH=length)
    assert sent.status_code in (200, 400)


def test_a_file_of_a_form_lies_under_the_archives_roof_until_it_was_looked_at(rf: Any, settings: Any) -> None:
    sent = rf.post("/", {"scans": SimpleUploadedFile("narrator.pdf", b"%PDF" + bytes(3_000_000))})
    file = sent.FILES["scans"]
    (lying,) = (Path(settings.MEDIA_ROOT) / "incoming").iterdir()
    assert Path(file.temporary_file_path()) == lying and "narrator" not in lying.name
    assert lying.stat().st_mode & 0o777 == 0o600 and file.size == 3_000_004 and file.read(4) == b"%PDF"
    assert receiving.sweep(Path(settings.MEDIA_ROOT), older_than_s=-1) == 1, "what was cut off is swept"
    file.close()


@pytest.fixture
def site(db: None, process_environment: dict[str, str], tmp_path: Path) -> Iterator[tuple[int, Process, Path]]:
    port, temporary = free_port(), tmp_path / "temporary"
    temporary.mkdir()

    def answers() -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{port}/robots.txt").status_code == 200
        return False

    environment = process_environment | {"PORT": str(port), "TMPDIR": str(temporary)}
    with running("collectstatic", "--no-input", "--verbosity", "0", environment=environment) as collecting:
        assert collecting.wait() == 0
    with running("serve", environment=environment) as process:
        eventually(answers)
        yield port, process, temporary


def flood(port: int, told: list[bytes], sent: list[int]) -> None:
    """Announce two gigabytes, with what the check of forms asks for, and send as long as anybody takes them."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(
            f"POST /en/log-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: {GIGABYTES}\r\n"
            f"Cookie: csrftoken={'a' * 32}\r\n"
            "Content-Type: multipart/form-data; boundary=part\r\n\r\n".encode()
            + HEAD
        )
        count, block = 0, bytes(1_000_000)
        with suppress(OSError):
            while count < SENT_BYTES:
                line.sendall(block)
                count += len(block)
        sent.append(count)
        with suppress(OSError):
            told.append(line.recv(64))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_who_send_gigabytes_cost_neither_memory_nor_disk(site: tuple[int, Process, Path]) -> None:
    port, process, temporary = site
    told: list[bytes] = []
    sent: list[int] = []
    before, most, lying = memory_of(process), 0, 0
    threads = [threading.Thread(target=flood, args=(port, told, sent)) for _ in range(12)]
    for one in threads:
        one.start()
    while any(one.is_alive() for one in threads):
        most = max(most, memory_of(process) - before)
        lying = max(lying, sum(one.stat().st_size for one in temporary.rglob("*") if one.is_file()))
        time.sleep(0.05)
    assert lying == 0 and most < 100_000_000, (lying, most)
    assert len(sent) == 12 and max(sent) < SENT_BYTES, sent
    assert httpx.get(f"http://127.0.0.1:{port}/en/log-in/", timeout=20).status_code == 200


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_whoever_waits_to_be_asked_for_more_reads_the_refusal(site: tuple[int, Process, Path]) -> None:
    with socket.create_connection(("127.0.0.1", site[0]), timeout=60) as line:
        line.sendall(
            f"POST /en/log-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: {GIGABYTES}\r\n"
            f"Cookie: csrftoken={'a' * 32}\r\n"
            "Content-Type: multipart/form-data; boundary=part\r\nExpect: 100-continue\r\n\r\n".encode()
        )
        assert line.recv(64).startswith(b"HTTP/1.1 413")


def memory_of(process: Process) -> int:
    """Resident bytes of the server and its children."""
    own = psutil.Process(process.pid)
    total = 0
    for one in (own, *own.children(recursive=True)):
        with suppress(psutil.Error):
            total += one.memory_info().rss
    return total
