"""What a sound file carries beside the sound is in no access copy: hostile, hand-made files, searched as bytes."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from testimonies.audio import access_copy
from tests.factories import sound
from tests.hostile.riff import chunk, wav

CLIPS = Path(__file__).resolve().parents[2] / "data" / "uploads"
SECRETS = (
    "Amina Haddad",
    "+48.8584+002.2945/",
    "Nokia 3310",
    "ns.adobe.com/xap",
    "my kitchen",
    "2013-05-03",
    "IHDR",
    "Lavf",
    "Lavc",
)


def id3(path: Path) -> Path:
    """An MP3 with a title, a comment, XMP in a private frame, chapters and a picture."""

    def frame(name: bytes, body: bytes) -> bytes:
        return name + struct.pack(">I", len(body)) + b"\0\0" + body

    frames = b"".join(
        (
            frame(b"TIT2", b"\x03Amina Haddad"),
            frame(b"TDRC", b"\x032013-05-03"),
            frame(b"TENC", b"\x03Nokia 3310"),
            frame(b"COMM", b"\x03eng\0my kitchen"),
            frame(b"PRIV", b"XMP\0http://ns.adobe.com/xap/1.0/"),
            frame(
                b"CHAP",
                b"ch0\0" + struct.pack(">IIII", 0, 500, 0xFFFFFFFF, 0xFFFFFFFF) + frame(b"TIT2", b"\x03my kitchen"),
            ),
            frame(b"APIC", b"\x03image/png\0\x03\0" + sound.png()),
        )
    )
    size = len(frames)
    head = b"ID3\x03\x00\x00" + bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    path.write_bytes(head + frames + (CLIPS / "clip-en.mp3").read_bytes())
    return path


def moov(path: Path) -> Path:
    """An M4A of a telephone: place, device and day in its user data, and clocks that tell when."""
    with av.open(CLIPS / "clip-es.m4a") as came, av.open(str(path), "w", format="mov") as out:
        out.metadata.update(
            {
                "location": "+48.8584+002.2945/",
                "title": "Amina Haddad",
                "make": "Nokia 3310",
                "comment": "my kitchen",
                "creation_time": "2013-05-03T07:00:00.000000Z",
            }
        )
        stream = out.add_stream_from_template(came.streams.audio[0])
        for packet in came.demux(came.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    assert b"\xa9xyz" in path.read_bytes()
    return path


def bext(path: Path) -> Path:
    """A broadcast WAV: who recorded it, with what, when, and an XMP packet."""
    body = b"my kitchen".ljust(256, b"\0") + b"Amina Haddad".ljust(32, b"\0") + b"Nokia 3310".ljust(32, b"\0")
    body += b"2013-05-03" + b"07:00:00" + bytes(8 + 2 + 64 + 190) + b"A=PCM,F=16000,T=Nokia 3310\r\n"
    info = b"INFO" + chunk(b"IART", b"Amina Haddad") + chunk(b"ISFT", b"Nokia 3310")
    before = chunk(b"bext", body) + chunk(b"LIST", info) + chunk(b"_PMX", b"http://ns.adobe.com/xap/1.0/")
    path.write_bytes(wav(before=before)(None))  # type: ignore[arg-type]
    return path


def boxes(data: bytes, name: bytes) -> list[int]:
    found, at = [], data.find(name)
    while at >= 0:
        found.append(at + 4)
        at = data.find(name, at + 1)
    return found


@pytest.mark.parametrize(("make", "extension"), [(id3, "mp3"), (moov, "m4a"), (bext, "wav")])
def test_no_tag_picture_chapter_maker_or_time_is_in_the_copy(
    make: Callable[[Path], Path], extension: str, tmp_path: Path
) -> None:
    original = make(tmp_path / f"Amina Haddad.{extension}")
    assert sum(secret.encode() in original.read_bytes() for secret in SECRETS) >= 3
    access_copy.make(original, tmp_path / "copy.m4a")
    data = (tmp_path / "copy.m4a").read_bytes()
    assert not [secret for secret in SECRETS if secret.encode() in data or secret.encode("utf-16-le") in data]
    assert b"chpl" not in data and b"\xa9" + b"xyz" not in data and b"\xa9too" not in data
    for name in (b"mvhd", b"tkhd", b"mdhd"):
        (at,) = boxes(data, name)
        version = data[at]
        assert version == 0 and data[at + 4 : at + 12] == bytes(8), f"{name!r} says when"
    with av.open(str(tmp_path / "copy.m4a")) as copy:
        assert [stream.type for stream in copy.streams] == ["audio"] and not copy.chapters()
        assert set(copy.metadata) <= {"major_brand", "minor_version", "compatible_brands"}
