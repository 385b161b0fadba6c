"""MP4 and QuickTime: boxes in boxes, tables of two thousand million rows, samples that lie in another file."""

from __future__ import annotations

import struct
from collections.abc import Callable

from tests.factories import sound
from tests.hostile.case import (
    INDEX_MISSING,
    UNDECODABLE,
    ZERO,
    Case,
    Make,
    Scene,
    Sparse,
    given_up,
    refused,
    stopped,
    taken,
)
from tests.hostile.riff import RATE_HZ, TONE
from tests.hostile.strangers import noise

HUGE = 0xFFFFFFFF
FTYP_HEAD = b"\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00qt  "
FTYP_M4A = b"\x00\x00\x00\x14ftypM4A \x00\x00\x02\x00M4A "


def box(name: bytes, *content: bytes, size: int | None = None) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8 if size is None else size) + name + body


def full(name: bytes, *content: bytes, flags: int = 0, version: int = 0) -> bytes:
    return box(name, struct.pack(">I", version << 24 | flags), *content)


def words(*numbers: int) -> bytes:
    return struct.pack(f">{len(numbers)}I", *numbers)


SAMPLES = len(TONE) // 2


def movie(
    *,
    timescale: int = RATE_HZ,
    duration: bytes = words(SAMPLES),
    version: int = 0,
    entry: bytes = b"sowt",
    channels: int = 1,
    bits: int = 16,
    rate: int = RATE_HZ,
    stsz: bytes = words(2, SAMPLES),
    stts: bytes = words(1, SAMPLES, 1),
    stsc: bytes = words(1, 1, SAMPLES, 1),
    stco: bytes = words(1, 28),
    dref: bytes = full(b"url ", flags=1),
    edits: bytes = b"",
    more: bytes = b"",
    inside_entry: bytes = b"",
    handler: bytes = b"soun",
) -> bytes:
    """The ``moov`` of two seconds of plain samples, which lie 28 bytes after the file's beginning."""
    wide = 2 if version else 1
    described = box(
        entry, bytes(6), b"\0\1", bytes(8), struct.pack(">HHHHI", channels, bits, 0, 0, rate << 16 & HUGE), inside_entry
    )
    table = box(
        b"stbl",
        full(b"stsd", words(1), described),
        full(b"stts", stts),
        full(b"stsc", stsc),
        full(b"stsz", stsz),
        full(b"stco", stco),
    )
    media = box(
        b"mdia",
        full(b"mdhd", bytes(8 * wide), words(timescale), duration, bytes(4), version=version),
        full(b"hdlr", b"mhlr", handler, bytes(12), b"\0"),
        box(b"minf", full(b"smhd", bytes(4)), box(b"dinf", full(b"dref", words(1), dref)), table),
    )
    head = full(b"mvhd", bytes(8), words(RATE_HZ, SAMPLES, 0x10000), bytes(80))
    track = box(b"trak", full(b"tkhd", bytes(8), words(1, 0, SAMPLES), bytes(60), flags=7), edits, media)
    return box(b"moov", head, track, more)


def file(moov: bytes, *, head: bytes = FTYP_HEAD, data: bytes = TONE) -> bytes:
    return head + box(b"mdat", data) + moov


def mov(**changes: object) -> Make:
    return lambda scene: file(movie(**changes))  # type: ignore[arg-type]


def nested(name: bytes, depth: int) -> bytes:
    """``depth`` boxes, one in the other, in time that grows with their number."""
    heads = [struct.pack(">I", 8 * (depth - level)) + name for level in range(depth)]
    return b"".join(heads)


def alias(path: bytes) -> bytes:
    """A Macintosh alias as QuickTime writes it, with its target as an absolute path (type 18) and as a volume (2)."""
    named = path.lstrip(b"/").replace(b"/", b":")
    body = (
        bytes(6)
        + struct.pack(">H", 2)
        + bytes(2)
        + b"\x01/".ljust(28, b"\0")
        + bytes(12)
        + b"\x05alias".ljust(64, b"\0")
    )
    body += bytes(16) + struct.pack(">hh", 0, 3) + bytes(16)
    for kind, value in ((2, named), (18, path), (-1, b"")):
        body += struct.pack(">hH", kind, len(value)) + value + b"\0" * (len(value) % 2)
    return full(b"alis", body)


def elsewhere(reference: Callable[[Scene], bytes]) -> Make:
    """Two seconds whose samples lie in the file that ``reference`` names; not a sample of its own."""
    return lambda scene: file(movie(dref=reference(scene), stco=words(1, 1 << 16)), data=b"")


def linked(kind: bytes, target: Callable[[Scene], bytes]) -> Make:
    """A reference movie: nothing but the address of another."""
    return lambda scene: (
        FTYP_HEAD
        + box(b"moov", box(b"rmra", box(b"rmda", full(b"rdrf", kind, words(len(target(scene))), target(scene)))))
    )


def listed(tag: bytes, picture: bytes) -> bytes:
    return box(
        b"udta",
        full(
            b"meta",
            full(b"hdlr", bytes(4), b"mdirappl", bytes(9)),
            box(b"ilst", box(tag, box(b"data", words(14, 0), picture))),
        ),
    )


def greedy(table: bytes, row_bytes: int, rows: int, before: bytes = b"") -> Make:
    """A table of ``rows`` rows that is nearly all a hole in the disk."""

    def make(scene: Scene) -> Sparse:
        head = table + bytes(4) + before + rows.to_bytes(4)
        size = len(head) + 4 + row_bytes * rows
        for name in (b"stbl", b"minf", b"mdia", b"trak", b"moov"):
            head = name + size.to_bytes(4) + head
            size += 8
        return Sparse(len(FTYP_M4A) + size, ((0, FTYP_M4A + size.to_bytes(4) + head),))

    return make


LOCKED = box(b"sinf", box(b"frma", b"mp4a"), full(b"schm", b"itun", words(0)), box(b"schi", box(b"user", bytes(4))))


def locked(scene: Scene) -> bytes:
    """What a shop sells: all is there but the key."""
    data = bytearray(scene.good("m4a"))
    start = data.index(b"mdat") + 4
    length = int.from_bytes(data[start - 8 : start - 4]) - 8
    data[start : start + length] = noise(length)
    return bytes(data.replace(b"mp4a", b"enca"))


EDIT_WILD = box(b"edts", full(b"elst", words(3, SAMPLES, HUGE, 0x10000, HUGE, 0x7FFFFFFF, 0x10000, 1, 0, 0)))
EDIT_FAR = box(b"edts", full(b"elst", words(2, HUGE, HUGE, 0x10000, SAMPLES, 0, 0x10000)))

BROKEN: dict[str, tuple[Make, str]] = {
    "MP4 of 20,000 boxes, one in the other": (lambda scene: FTYP_M4A + nested(b"moov", 20_000), UNDECODABLE),
    "MP4 of 300,000 empty boxes": (lambda scene: FTYP_M4A + box(b"free") * 300_000, UNDECODABLE),
    "MP4 whose box has 0 bytes": (lambda scene: FTYP_M4A + box(b"moov", bytes(64), size=0), "no sound stream"),
    "MP4 whose box has 7 bytes": (lambda scene: FTYP_M4A + box(b"moov", bytes(64), size=7), UNDECODABLE),
    "MP4 whose box has 9 exabytes": (
        lambda scene: FTYP_M4A + box(b"free", struct.pack(">Q", (1 << 63) - 1), size=1) + movie(),
        UNDECODABLE,
    ),
    "MP4 whose box has 18 exabytes": (
        lambda scene: FTYP_M4A + box(b"free", struct.pack(">Q", (1 << 64) - 1), size=1) + movie(),
        UNDECODABLE,
    ),
    "MP4 whose sound has no end and no index": (
        lambda scene: FTYP_M4A + box(b"mdat", TONE, size=0),
        INDEX_MISSING,
    ),
    "MP4 of an index alone": (lambda scene: FTYP_M4A + movie(stco=words(1, 1 << 20)), ZERO),
    "MP4 without a track": (lambda scene: file(box(b"moov", full(b"mvhd", bytes(96)))), "no sound stream"),
    "MP4 with 2^31 sample sizes": (mov(stsz=words(0, 1 << 31)), UNDECODABLE),
    "MP4 with 2^31 chunk rows": (mov(stsc=words(1 << 31, 1, SAMPLES, 1)), UNDECODABLE),
    "MP4 whose chunks lie behind its end": (mov(stco=words(1, 0x7FFFFFFF)), ZERO),
    "MP4 without channels": (mov(channels=0, entry=b"raw "), UNDECODABLE),
    "MP4 of 65535 channels": (mov(channels=65_535), UNDECODABLE),
    "MP4 of an unknown coding": (mov(entry=b"xyzw"), "stored in a way"),
    "MP4 of pictures called sound": (mov(entry=b"jpeg"), ""),
    "M4A that is locked (FairPlay)": (mov(entry=b"drms", inside_entry=LOCKED), ""),
    "M4A whose every sample is locked (CENC)": (locked, UNDECODABLE),
    "film without sound": (lambda scene: scene.made("mute.mp4", sound.write_film), "no sound stream"),
    "MP4 with an index of 200 million rows": (greedy(b"stsz", 4, 200_000_000, before=bytes(4)), UNDECODABLE),
    "MP4 with edits that lead nowhere": (mov(edits=EDIT_WILD), ZERO),
    "MP4 with boxes nested a thousand deep beside its sound": (
        lambda scene: file(movie(more=nested(b"udta", 1_000))),
        UNDECODABLE,
    ),
}

REFERRING: dict[str, tuple[Make, str]] = {
    "QuickTime with an alias beside its own samples": (lambda scene: file(movie(dref=alias(scene.secret))), ZERO),
    "QuickTime whose samples lie in another file (url)": (
        elsewhere(lambda scene: full(b"url ", b"file://" + scene.secret + b"\0")),
        ZERO,
    ),
    "QuickTime whose samples lie in another file (alias)": (elsewhere(lambda scene: alias(scene.secret)), ZERO),
    "QuickTime whose samples lie at an address": (
        elsewhere(lambda scene: full(b"url ", scene.address.encode() + b"\0")),
        ZERO,
    ),
    "QuickTime that is another film (url)": (linked(b"url ", lambda scene: b"file://" + scene.secret + b"\0"), ""),
    "QuickTime that is another film (alias)": (linked(b"alis", lambda scene: alias(scene.secret)), ""),
}

CASES: list[Case] = [
    *refused("boxes that lie", BROKEN),
    *refused("containers that name other files", REFERRING),
    *stopped(
        "memory and time that are claimed",
        {
            "MP4 with 2^32 sample times": (mov(stts=words(HUGE, 1, 1)), "more memory than"),
        },
    ),
    *given_up(
        "clocks that run wild",
        {
            "MP4 whose clock has no unit": (mov(timescale=0), "is longer than"),
            "MP4 whose clock runs ages in a second": (
                mov(version=1, duration=struct.pack(">Q", (1 << 63) - 1), timescale=1),
                "is longer than",
            ),
        },
    ),
    *taken(
        "clocks that run wild",
        {"MP4 whose samples last for ages": mov(stts=words(1, SAMPLES, 0x7FFFFFFF))},
    ),
    *taken(
        "boxes that lie, and can be heard all the same",
        {
            "MP4 whose samples take no time": mov(stts=words(1, SAMPLES, 0)),
            "MP4 with a silence of 74 hours before it": mov(edits=EDIT_FAR),
            "MP4 with 10,000 boxes of nothing": lambda scene: file(movie(more=box(b"free") * 10_000)),
            "MP4 that claims ten hours, and counts two seconds": mov(duration=words(RATE_HZ * 36_000)),
            "MP4 with 2^31 chunk places": mov(stco=words(1 << 31, 28)),
            "MP4 at 0 Hz": mov(rate=0),
            "film with sound": lambda scene: scene.made(
                "film.mp4", lambda path: sound.write_film(path, sound=sound.tone(2))
            ),
        },
    ),
    *taken(
        "pictures that are bombs",
        {
            "M4A with a cover of 900 megapixels": lambda scene: file(
                movie(more=listed(b"covr", sound.png(30_000, 30_000)))
            )
        },
    ),
]
