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
CLOCK_S = 3600.0
PRE_SKIP_S = 65_535 / 48_000
"""Opus leaves out so much at most at its beginning, and FFmpeg counts it all the same (RFC 7845, section 4.2)."""


@dataclass(frozen=True, slots=True)
class Chunks:
    """How a container of chunks is laid out: where the first begins, name and size, what a size leaves out of it (the
    head, or nothing), and what the next one is aligned to."""

    first: int
    head: struct.Struct
    uncounted_bytes: int
    aligned: int


CHUNKS = {
    "wav": Chunks(12, struct.Struct("<4sI"), 8, 2),
    "w64": Chunks(40, struct.Struct("<4s12xQ"), 0, 8),
    "caf": Chunks(8, struct.Struct(">4sq"), 12, 1),
}
MOST_CHUNKS = 10_000
MOST_ELEMENTS = 10_000_000
"""A day in blocks of 10 ms; who writes more, and of two bytes each, wants them counted for hours."""

ASF_FILE_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
ASF_FACTS = struct.Struct("<40xQ40xI")
"""From the object's beginning: the length of the file, then flags of which the lowest says broadcast."""

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
            cut = self.broken_off or (is_cut is not None and is_cut(opened.file)) or lacks_pages(opened, start_s, end_s)
        return round(end_s * 1000) if cut or lacks_sound(opened) else None


def trusted_length_s(opened: Opened) -> float | None:
    """The declared length in seconds where the container knows it, else ``None``."""
    declared_s = opened.declared_s
    match opened.container.declares:
        case Declares.NOTHING:
            return None
        case Declares.WITH_A_FRAME_COUNT if not counts_frames(opened.file):
            return None
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


def lacks_pages(opened: Opened, start_s: float, end_s: float) -> bool:
    """Whether the clock of an Ogg's last page says that up to an hour is missing before it. A clock that runs further
    ahead is none; in a file of several recordings, one behind the other, it tells of the last alone."""
    missing_s = (opened.declared_s or 0.0) - max(start_s, 0.0) - end_s
    return opened.container.name == "ogg" and SHORT_S + PRE_SKIP_S < missing_s <= CLOCK_S


def last_page_is_cut(file: BinaryIO) -> bool:
    """Whether an Ogg file ends in the middle of a page, or with one whose checksum is wrong (RFC 3533, section 6)."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 128 * 1024))
    tail = file.read()
    page = tail[max(tail.rfind(b"OggS"), 0) :]
    if len(page) < 27 or len(page) < 27 + page[26]:
        return True
    length = 27 + page[26] + sum(page[27 : 27 + page[26]])
    if len(page) < length:
        return True
    return page_checksum(page[:22] + bytes(4) + page[26:length]) != int.from_bytes(page[22:26], "little")


def last_block_is_cut(file: BinaryIO) -> bool:
    """Whether a Matroska or WebM file ends in the middle of an element (RFC 8794, sections 4 to 6).

    A recorder that writes as it goes gives segment and clusters no size; their blocks have one.
    """
    size = file.seek(0, os.SEEK_END)
    position = 0
    for _number in range(MOST_ELEMENTS):
        if position >= size:
            break
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


def page_checksum(page: bytes) -> int:
    """The sum of a page whose own sum is set to zero: a CRC of 32 bits, highest bit first."""
    value = 0
    for byte in page:
        value = value << 8 & 0xFFFFFFFF ^ CRC_TABLE[value >> 24 ^ byte]
    return value


def _crc_of_byte(byte: int, polynomial: int = 0x04C11DB7) -> int:
    value = byte << 24
    for _bit in range(8):
        value = (value << 1 ^ polynomial * (value >> 31)) & 0xFFFFFFFF
    return value


CRC_TABLE = tuple(_crc_of_byte(byte) for byte in range(256))


def lacks_sound(opened: Opened) -> bool:
    """Whether the chunk of samples, or the head of an ASF, promises seconds beyond the file's end.

    FFmpeg corrects that in silence. Not so for the sizes that recorders write who cannot seek back, and for RF64, whose
    size stands elsewhere.
    """
    if opened.container.name == "asf":
        return lacks_bytes_of_asf(opened)
    layout = CHUNKS.get(opened.container.name)
    if layout is None:
        return False
    file = opened.file
    size = file.seek(0, os.SEEK_END)
    position = layout.first
    for _number in range(MOST_CHUNKS):
        if position + layout.head.size > size:
            break
        file.seek(position)
        name, length = layout.head.unpack(file.read(layout.head.size))
        end = position + layout.uncounted_bytes + length
        if name == b"data":
            placeholder = any(top - 65_536 <= length <= top for top in PLACEHOLDER_SIZES)
            return end - size > SHORT_S * bytes_per_s(opened) + SHORT_SHARE * length and not placeholder
        if end < position + layout.head.size:
            break
        position = end + -end % layout.aligned
    return False


def lacks_bytes_of_asf(opened: Opened) -> bool:
    """Whether an ASF is shorter than its head says (ASF specification, 3.2), and is no broadcast."""
    size = opened.file.seek(0, os.SEEK_END)
    opened.file.seek(0)
    head = opened.file.read(64 * 1024)
    at = head.find(ASF_FILE_PROPERTIES)
    if at < 0 or len(head) < at + ASF_FACTS.size:
        return False
    length, broadcast = ASF_FACTS.unpack_from(head, at)
    missing = length - size
    return not broadcast & 1 and missing > SHORT_S * bytes_per_s(opened) + SHORT_SHARE * length


def bytes_per_s(opened: Opened) -> float:
    codec = opened.stream.codec_context
    return (codec.bit_rate or opened.input.bit_rate or 0) / 8


ENDS: dict[str, Callable[[BinaryIO], bool]] = {"ogg": last_page_is_cut, "matroska": last_block_is_cut}
"""By demuxer: whether a file that declares no length breaks off in the middle of something."""
