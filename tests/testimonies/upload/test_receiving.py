from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from testimonies.exceptions import UploadRefused
from testimonies.upload import receiving
from testimonies.upload.receiving import Incoming


def files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def test_what_arrives_is_digested_on_the_way(tmp_path: Path) -> None:
    with Incoming(tmp_path, limit_bytes=1_000) as incoming:
        for block in (b"we were ", b"", b"five to a room"):
            incoming.write(block)
        received = incoming.finish()
    assert received.path.read_bytes() == b"we were five to a room" and files(tmp_path) == [received.path]
    assert received.digest == hashlib.sha256(b"we were five to a room").hexdigest()
    assert received.size_bytes == 22
    received.discard()
    received.discard()
    assert files(tmp_path) == []


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_what_breaks_off_leaves_nothing(error: type[BaseException], tmp_path: Path) -> None:
    with pytest.raises(error), Incoming(tmp_path, limit_bytes=1_000) as incoming:
        incoming.write(b"half")
        raise error
    assert files(tmp_path) == []


def test_the_limit_is_the_last_byte_that_is_taken(tmp_path: Path) -> None:
    with Incoming(tmp_path, limit_bytes=10, announced_bytes=10) as incoming:
        incoming.write(bytes(10))
        with pytest.raises(UploadRefused, match="larger"):
            incoming.write(b"x")
    with pytest.raises(UploadRefused, match="larger"):
        Incoming(tmp_path, limit_bytes=10, announced_bytes=11)
    assert files(tmp_path) == []


def test_a_disk_without_room_is_named_before_the_first_byte(tmp_path: Path) -> None:
    with pytest.raises(UploadRefused, match="disk is full"):
        Incoming(tmp_path, limit_bytes=10**18, announced_bytes=10**17)
    assert files(tmp_path) == []


def test_what_was_cut_off_long_ago_is_swept_and_what_is_arriving_is_not(tmp_path: Path) -> None:
    with Incoming(tmp_path, limit_bytes=10) as arriving, Incoming(tmp_path, limit_bytes=10) as cut_off:
        yesterday = time.time() - 86_400
        os.utime(cut_off.path, (yesterday, yesterday))
        assert receiving.sweep(tmp_path, older_than_s=3_600) == 1
        assert files(tmp_path) == [arriving.path]
    assert receiving.sweep(tmp_path / "nothing here", older_than_s=0) == 0
