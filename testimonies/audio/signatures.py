"""What a file is, by its first bytes; its name and declared type are never asked.

Only the standard library looks at the bytes here, and only at fixed places: nothing is parsed that could be a trap.
"""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonies.audio.containers import UNMARKED
from testimonies.exceptions import UnsoundFile

HEAD_BYTES = 4096
Phrase = str | Promise

SOUND: tuple[tuple[int, bytes, str], ...] = (
    (8, b"WAVE", "wav"),
    (0, b"riff\x2e\x91\xcf\x11", "w64"),
    (0, b"fLaC", "flac"),
    (0, b"OggS", "ogg"),
    (0, b"#!AMR", "amr"),
    (8, b"AIFF", "aiff"),
    (8, b"AIFC", "aiff"),
    (0, b"caff", "caf"),
    (0, b".snd\x00\x00", "au"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (0, b"\x02dss", "dss"),
    (0, b"\x03dss", "dss"),
)
"""Offset, bytes, container. MP4, Matroska and MPEG audio are told apart below."""

NOT_SOUND: tuple[tuple[int, bytes, Phrase], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", gettext_lazy("a PNG picture")),
    (0, b"\xff\xd8\xff", gettext_lazy("a JPEG picture")),
    (0, b"GIF8", gettext_lazy("a GIF picture")),
    (8, b"WEBP", gettext_lazy("a WebP picture")),
    (0, b"8BPS", gettext_lazy("a Photoshop picture")),
    (0, b"II*\x00", gettext_lazy("a TIFF picture")),
    (0, b"MM\x00*", gettext_lazy("a TIFF picture")),
    (8, b"heic", gettext_lazy("a HEIC picture")),
    (8, b"mif1", gettext_lazy("a HEIC picture")),
    (8, b"avif", gettext_lazy("an AVIF picture")),
    (0, b"%PDF-", gettext_lazy("a PDF document")),
    (0, b"{\\rtf", gettext_lazy("a text document (RTF)")),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", gettext_lazy("an office document")),
    (0, b"PK\x03\x04", gettext_lazy("a ZIP archive or an office document")),
    (0, b"PK\x05\x06", gettext_lazy("an empty ZIP archive")),
    (0, b"\x1f\x8b", gettext_lazy("a GZIP archive")),
    (0, b"7z\xbc\xaf\x27\x1c", gettext_lazy("a 7-Zip archive")),
    (0, b"Rar!\x1a\x07", gettext_lazy("a RAR archive")),
    (0, b"\xfd7zXZ\x00", gettext_lazy("an XZ archive")),
    (0, b"\x28\xb5\x2f\xfd", gettext_lazy("a Zstandard archive")),
    (257, b"ustar", gettext_lazy("a TAR archive")),
    (0, b"MThd", gettext_lazy("a MIDI file, which holds notes")),
    (0, b"Extended Module: ", gettext_lazy("a tracker module, which holds notes")),
    (0, b"IMPM", gettext_lazy("a tracker module, which holds notes")),
    (44, b"SCRM", gettext_lazy("a tracker module, which holds notes")),
    (1080, b"M.K.", gettext_lazy("a tracker module, which holds notes")),
    (0, b"SQLite format 3\x00", gettext_lazy("a database")),
    (0, b"\x7fELF", gettext_lazy("a program")),
    (0, b"\xcf\xfa\xed\xfe", gettext_lazy("a program")),
    (0, b"\xca\xfe\xba\xbe", gettext_lazy("a program")),
    (0, b"\x00asm", gettext_lazy("a program")),
)

BRIEF: tuple[tuple[int, bytes, Phrase], ...] = (
    (0, b"BM", gettext_lazy("a BMP picture")),
    (0, b"BZh", gettext_lazy("a BZIP2 archive")),
    (0, b"MZ", gettext_lazy("a program")),
)
"""As ``NOT_SOUND``, but a text may begin so too, and is looked for before."""

FOREIGN: tuple[tuple[int, bytes, Phrase], ...] = (
    (8, b"AVI ", gettext_lazy("an AVI video")),
    (0, b"FLV\x01", gettext_lazy("a Flash video")),
    (0, b"\x00\x00\x01\xba", gettext_lazy("an MPEG video")),
    (0, b"\x00\x00\x01\xb3", gettext_lazy("an MPEG video")),
    (0, b".RMF", gettext_lazy("a RealMedia recording")),
    (0, b".ra\xfd", gettext_lazy("a RealAudio recording")),
    (0, b"wvpk", gettext_lazy("a WavPack recording")),
    (0, b"MAC ", gettext_lazy("a Monkey's Audio recording")),
    (0, b"MPCK", gettext_lazy("a Musepack recording")),
    (0, b"MP+", gettext_lazy("a Musepack recording")),
    (0, b"\x03ds2", gettext_lazy("a DS2 dictation")),
    (0, b"\x07ds2", gettext_lazy("a DS2 dictation")),
    (0, b"DSD ", gettext_lazy("a DSD recording")),
    (0, b"FRM8", gettext_lazy("a DSD recording")),
)

PLAYLIST_TAGS = "asx|[?]wpl|[?]quicktime|smil|mpd|playlist|smoothstreamingmedia|(?:[a-z0-9]+:)?compositionplaylist"
PROLOGUE = r"(?:<[?]xml[^>]*>\s*)?"

WRITTEN: tuple[tuple[str, Phrase], ...] = (
    (r"#extm3u|#ext-x-|ffconcat|\[playlist\]|\[reference\]|rtsptext|v=0\s+o=|# mpv edl", gettext_lazy("a playlist")),
    (rf"{PROLOGUE}<(?:{PLAYLIST_TAGS})\b", gettext_lazy("a playlist")),
    (rf"{PROLOGUE}<(?:!doctype )?html", gettext_lazy("a web page")),
    (rf"{PROLOGUE}(?:<!doctype svg[^>]*>\s*)?<svg", gettext_lazy("an SVG picture")),
    (r"<\?xml", gettext_lazy("an XML document")),
    (r"webvtt|\[script info\]|\d{1,6}\s{1,4}\d\d:\d\d:\d\d[,.]\d+ -->", gettext_lazy("a file of subtitles")),
    (r"", gettext_lazy("a text")),
)
"""How a text begins (letter case, leading space and comments aside), and what it is then. The last row takes every
text. No pattern may look for one thing in several ways: who sends the text chooses how long that takes."""


def container_of(path: Path) -> str:
    """The name of the container in ``path``, a key of ``CONTAINERS`` or ``UNMARKED``.

    Raises UnsoundFile with a sentence that names what was found where it is no sound file, and OSError.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if not head:
            raise UnsoundFile(_("The file is empty."))
        if head[:3] == b"ID3":
            return _behind_tag(file, head)
    if name := _sound(head):
        return name
    _refuse_marked(head, NOT_SOUND)
    for offset, mark, found in FOREIGN:
        if head.startswith(mark, offset):
            raise UnsoundFile(
                _("This is %(found)s, which the archive cannot read. Save it as WAV, FLAC, MP3 or M4A and upload that.")
                % {"found": found}
            )
    _refuse_text(head)
    _refuse_marked(head, BRIEF)
    if not head.strip(b"\x00") and _is_blank(path):
        raise UnsoundFile(_("The file holds nothing but zeros: its content was lost before it came here."))
    return _mpeg_frame(head) or UNMARKED


def _refuse_marked(head: bytes, marks: tuple[tuple[int, bytes, Phrase], ...]) -> None:
    for offset, mark, found in marks:
        if head.startswith(mark, offset):
            raise UnsoundFile(_("This is %(found)s, not a sound file.") % {"found": found})


def _refuse_text(head: bytes) -> None:
    if (text := _text(head)) is not None:
        start = re.sub(r"<!--.*?(?:-->|\Z)", "", text.lower(), flags=re.DOTALL).lstrip()
        found = next(found for pattern, found in WRITTEN if re.match(pattern, start))
        raise UnsoundFile(_("This is %(found)s, not a sound file.") % {"found": found})


def _sound(head: bytes) -> str | None:
    for offset, mark, name in SOUND:
        if head.startswith(mark, offset):
            return name
    if head[4:8] == b"ftyp" and head[8:12] not in {b"heic", b"mif1", b"avif"}:
        brand = head[8:12]
        return "mov" if brand == b"qt  " else "3gp" if brand[:2] in {b"3g"} else "mp4"
    if head[4:8] in {b"moov", b"mdat", b"wide", b"skip"}:
        return "mov"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm" if b"webm" in head[:64] else "matroska"
    return None


def _mpeg_frame(head: bytes) -> str | None:
    """``mp3`` or ``aac`` where the file begins with a frame (ISO 11172-3, 2.4.1.3; ISO 13818-7, 6.2)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return "aac"
    return "mp3" if head[1] & 0x06 else None


def _behind_tag(file: BinaryIO, head: bytes) -> str:
    """What follows an ID3 tag; tags stand before MP3, and at times before AAC and FLAC, and before what hides there."""
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    file.seek(10 + size)
    if behind := file.read(HEAD_BYTES):
        _refuse_text(behind)
    return "flac" if behind[:4] == b"fLaC" else _mpeg_frame(behind) or "mp3"


def _text(head: bytes) -> str | None:
    """The bytes as text, or ``None`` where they are something else. A last letter may be cut in the middle."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"", "utf-8-sig")):
        if head.startswith(mark):
            text = head[len(mark) :].decode(encoding, errors="replace")
            sure = text[:-3] if len(head) == HEAD_BYTES else text
            odd = sum(letter == "\ufffd" or (letter < " " and letter not in "\t\n\r\f\x1b") for letter in sure)
            return text if not odd else None
    return None


def _is_blank(path: Path, block: int = 1 << 20) -> bool:
    """Whether there is nothing but zeros. Holes in the disk are passed over; the rest is compared, not counted."""
    zeros = bytes(block)
    with path.open("rb") as file:
        position, size = 0, os.fstat(file.fileno()).st_size
        while position < size:
            try:
                position = os.lseek(file.fileno(), position, os.SEEK_DATA)
            except OSError as error:
                if error.errno == errno.ENXIO:  # no more data; any other: this disk knows of no holes
                    return True
            piece = os.pread(file.fileno(), block, position)
            if piece != zeros[: len(piece)]:
                return False
            position += len(piece) or block
    return True
