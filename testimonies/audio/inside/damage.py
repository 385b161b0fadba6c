"""Whether a recording is damaged, and from where on. It must not cry wolf: many whole files declare a wrong length."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from testimonies.audio.containers import Declares
from testimonies.audio.inside.opening import Opened

LOST_S = 0.5
"""Undecodable packets are damage once this much sound is lost; files cut by an editor begin and end with a bad one."""

SHORT_S = 1.0
SHORT_SHARE = 0.001

CHUNK = struct.Struct("<4sI")

NESTING = frozenset((b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"))
"""Segment and cluster of Matroska."""

PLACEHOLDER_SIZES = (0x7FFFFFFF, 0xFFFFFFFF)
"""What a recorder that cannot seek writes as the size of a WAV, or up to 64 KiB less."""


@dataclass(slots=True)
class Damage:
    """What went wrong while a file was decoded, in seconds on its timeline."""

    first_bad_s: float | None = None
    lost_s: float = 0.0
    broken_off: bool = False

    def lose(self, at_s: float, seconds: float) -> None:
        """A packet at ``at_s`` could not be decoded."""
        if self.first_bad_s is None:
            self.first_bad_s = at_s
        self.lost_s += seconds

    def after_ms(self, opened: Opened, start_s: float, end_s: float) -> int | None:
        """From where on the recording is damaged, or ``None``. ``end_s`` is the sound's length, ``start_s`` its
        offset in the container's own time."""
        if self.first_bad_s is not None and self.lost_s >= LOST_S:
            return round(self.first_bad_s * 1000)
        declared_s = trusted_length_s(opened)
        if declared_s is not None:
            missing_s = declared_s - max(start_s, 0.0) - end_s
            cut = missing_s > SHORT_S + SHORT_SHARE * declared_s
        else:
            is_cut = ENDS.get(opened.container.demuxer)
            cut = self.broken_off or (is_cut is not None and is_cut(opened.file))
        return round(end_s * 1000) if cut else None


def trusted_length_s(opened: Opened) -> float | None:
    """The declared length in seconds where the container knows it, else ``None``."""
    declared_s = opened.declared_s
    match opened.container.declares:
        case Declares.NOTHING:
            return None
        case Declares.WITH_A_FRAME_COUNT if not counts_frames(opened.file):
            return None
    if opened.container.name == "wav" and declared_s:
        return declared_s + missing_wav_s(opened)
    return declared_s


def counts_frames(file: BinaryIO) -> bool:
    """Whether an MP3's first frame carries a Xing, Info or VBRI header."""
    file.seek(0)
    head = file.read(10)
    start = 0
    if head[:3] == b"ID3":
        start = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    file.seek(start)
    first_frames = file.read(4096)
    return any(mark in first_frames for mark in (b"Xing", b"Info", b"VBRI"))


def last_page_is_cut(file: BinaryIO) -> bool:
    """Whether an Ogg file ends in the middle of a page (RFC 3533, section 6)."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 128 * 1024))
    tail = file.read()
    page = tail[max(tail.rfind(b"OggS"), 0) :]
    if len(page) < 27 or len(page) < 27 + page[26]:
        return True
    return len(page) < 27 + page[26] + sum(page[27 : 27 + page[26]])


def last_block_is_cut(file: BinaryIO) -> bool:
    """Whether a Matroska or WebM file ends in the middle of an element (RFC 8794, sections 4 to 6).

    A recorder that writes as it goes gives segment and clusters no size; their blocks have one.
    """
    size = file.seek(0, os.SEEK_END)
    position = 0
    while position < size:
        file.seek(position)
        head = file.read(12)
        length = 8 - head[0].bit_length() + 1
        if length > 4 or len(head) <= length:
            return length <= 4
        name, position = head[:length], position + length
        width = 8 - head[length].bit_length() + 1
        if width > 8 or len(head) < length + width:
            return width <= 8
        unknown = (1 << 7 * width) - 1
        content = int.from_bytes(head[length : length + width]) & unknown
        position += width
        if content == unknown or (name in NESTING and position + content > size):
            continue  # look at what is inside
        position += content
    return position > size


def missing_wav_s(opened: Opened) -> float:
    """Seconds of samples that a WAV's data chunk promises and the file lacks. FFmpeg corrects the length in silence.

    Zero for the sizes that recorders write who cannot seek back, and for RF64, whose size stands elsewhere.
    """
    file = opened.file
    size = file.seek(0, os.SEEK_END)
    position = 12
    while position + 8 <= size:
        file.seek(position)
        name, length = CHUNK.unpack(file.read(8))
        position += 8
        if name == b"data":
            missing = position + length - size
            placeholder = any(top - 65_536 <= length <= top for top in PLACEHOLDER_SIZES)
            bytes_per_s = (opened.stream.codec_context.bit_rate or 0) / 8
            return missing / bytes_per_s if missing > 0 and bytes_per_s and not placeholder else 0.0
        position += length + length % 2
    return 0.0


ENDS: dict[str, Callable[[BinaryIO], bool]] = {"ogg": last_page_is_cut, "matroska": last_block_is_cut}
"""By demuxer: whether a file that declares no length breaks off in the middle of something."""
