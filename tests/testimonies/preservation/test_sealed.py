"""Scans are what their content says, kept whole and read-only by digest, or not at all."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest

from testimonies.exceptions import UnsoundScan
from testimonies.preservation import sealed

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 40 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40 + b"\x00\x00\x00\x00IEND\xae\x42\x60\x82"


def lying_in(root: Path) -> list[Path]:
    return [one for one in root.rglob("*") if one.is_file()]


@pytest.mark.parametrize(
    ("content", "media_type"), [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png")]
)
def test_a_scan_is_kept_by_its_digest_and_read_only(content: bytes, media_type: str, tmp_path: Path) -> None:
    kept = sealed.keep(tmp_path, [content[:7], content[7:]])
    path = sealed.path_of(tmp_path, kept.sha256)
    assert (kept.media_type, kept.size_bytes) == (media_type, len(content))
    assert path.read_bytes() == content and kept.sha256 == hashlib.sha256(content).hexdigest()
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert sealed.keep(tmp_path, [content]) == kept and lying_in(tmp_path) == [path], "the same again changes nothing"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00 a program",
        b"%PDF-1.7\nbroken off",
        PNG[:-4],
        b"PK\x03\x04 an office document",
        b"RIFF\x00\x00\x00\x00WAVE",
    ],
)
def test_anything_else_is_refused_and_nothing_of_it_stays(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnsoundScan, match="PDF, JPEG or PNG"):
        sealed.keep(tmp_path, [content])
    assert not lying_in(tmp_path)


def test_a_scan_over_the_limit_is_refused_while_it_comes(tmp_path: Path) -> None:
    taken = 0

    def endless():  # type: ignore[no-untyped-def]
        nonlocal taken
        while True:
            taken += 1000
            yield PDF[:8] + b" " * 992

    with pytest.raises(UnsoundScan, match="MB at most"):
        sealed.keep(tmp_path, endless(), most_bytes=10_000)
    assert taken == 11_000 and not lying_in(tmp_path)


def test_a_burned_scan_gives_no_byte_to_whoever_holds_it_open(tmp_path: Path) -> None:
    kept = sealed.keep(tmp_path, [PDF])
    with sealed.path_of(tmp_path, kept.sha256).open("rb") as held:
        sealed.burn(tmp_path, kept.sha256)
        assert held.read() == b""
    assert not lying_in(tmp_path)
    sealed.burn(tmp_path, kept.sha256)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "a" * 63])
def test_what_is_no_digest_leads_nowhere(digest: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        sealed.path_of(tmp_path, digest)
