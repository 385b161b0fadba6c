"""Ogg: pages whose sums are wrong, whose clocks run wild, ten thousand streams in a chain; what lies within."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable

from tests.factories import sound
from tests.hostile.case import UNDECODABLE, Case, Make, Scene, given_up, refused, stopped, taken


def _table() -> list[int]:
    table = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
        table.append(value)
    return table


TABLE = _table()


def checksum(data: bytes) -> int:
    """RFC 3533, section 6."""
    value = 0
    for byte in data:
        value = value << 8 & 0xFFFFFFFF ^ TABLE[value >> 24 ^ byte]
    return value


def page(
    packets: Iterable[bytes], *, granule: int, serial: int = 7, number: int = 0, kind: int = 0, good: bool = True
) -> bytes:
    """One page of whole packets. ``kind``: 2 first, 4 last, 1 goes on from the one before."""
    packets = list(packets)
    laces = b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in packets)
    head = b"OggS" + struct.pack("<BBqIII", 0, kind, granule, serial, number, 0) + bytes([len(laces)]) + laces
    whole = head + b"".join(packets)
    return whole[:22] + struct.pack("<I", checksum(whole) if good else 0xBAD) + whole[26:]


def opus_head(*, channels: int = 1, skip: int = 312, family: int = 0, mapping: bytes = b"", version: int = 1) -> bytes:
    return b"OpusHead" + struct.pack("<BBHIhB", version, channels, skip, 48_000, 0, family) + mapping


TAGS = b"OpusTags" + struct.pack("<I", 4) + b"evil" + struct.pack("<I", 0)
MUTE = b"\x19"
"""An Opus packet of one byte: 120 ms of silence (RFC 6716, section 3.1)."""
MUTE_SAMPLES = 5_760


def opus(
    head: bytes = opus_head(), tags: bytes = TAGS, *, pages: int = 2, first: int = 0, step: int = 20 * MUTE_SAMPLES
) -> Make:
    return lambda scene: (
        page([head], granule=0, kind=2)
        + page([tags], granule=0, number=1)
        + b"".join(page([MUTE] * 20, granule=first + step * (n + 1), number=2 + n) for n in range(pages))
    )


def hours(count: int) -> Make:
    """Silence in pages of half a minute; ten hours take 330 kB."""

    def make(scene: Scene) -> bytes:
        whole = count * 3_600_000 // (255 * 120)
        body = b"".join(page([MUTE] * 255, granule=255 * MUTE_SAMPLES * (n + 1), number=2 + n) for n in range(whole))
        return page([opus_head()], granule=0, kind=2) + page([TAGS], granule=0, number=1) + body

    return make


def chained(scene: Scene) -> bytes:
    """Ten thousand streams, one after the other."""
    links = []
    for serial in range(10_000):
        links.append(page([opus_head()], granule=0, serial=serial, kind=2))
    return bytes(opus()(scene)) + b"".join(links)  # type: ignore[arg-type]


def at_once(scene: Scene) -> bytes:
    """Ten thousand streams, all begun before the first goes on."""
    return b"".join(page([opus_head()], granule=0, serial=serial, kind=2) for serial in range(10_000))


def pages_of(data: bytes) -> list[bytes]:
    starts = [at for at in range(len(data)) if data.startswith(b"OggS", at)]
    return [data[start:end] for start, end in zip(starts, [*starts[1:], len(data)], strict=True)]


def restamped(scene: Scene, granules: dict[int, int]) -> bytes:
    """A whole recording whose pages say another time."""
    out = []
    for number, one in enumerate(pages_of(scene.good("ogg"))):
        told = struct.pack("<q", granules[number]) if number in granules else one[6:14]
        changed = one[:6] + told + one[14:22] + bytes(4) + one[26:]
        out.append(changed[:22] + struct.pack("<I", checksum(changed)) + changed[26:])
    return b"".join(out)


def with_bad_sums(scene: Scene) -> bytes:
    first, second, *rest = pages_of(scene.good("ogg"))
    return first + second + b"".join(one[:22] + b"\0\0\0\0" + one[26:] for one in rest)


def picture(data: bytes, width: int, height: int, mime: bytes = b"image/png") -> bytes:
    """FLAC's picture block (RFC 9639, section 8.8), which Ogg's comments carry in base64."""
    return struct.pack(">II", 3, len(mime)) + mime + struct.pack(">IIIIII", 0, width, height, 24, 0, len(data)) + data


def commented(*comments: bytes) -> bytes:
    return (
        TAGS[:-4] + struct.pack("<I", len(comments)) + b"".join(struct.pack("<I", len(one)) + one for one in comments)
    )


COVER = b"METADATA_BLOCK_PICTURE=" + base64.b64encode(picture(sound.png(30_000, 30_000), 30_000, 30_000))

CASES: list[Case] = [
    *refused(
        "pages that lie",
        {
            "Ogg of heads alone": (lambda scene: page([opus_head()], granule=0, kind=2), UNDECODABLE),
            "Ogg of an unknown coding": (lambda scene: page([b"evil" * 9], granule=0, kind=2) * 2, UNDECODABLE),
            "Ogg whose page has no end": (lambda scene: b"OggS\0\2" + bytes(20) + b"\xff" + b"\xff" * 255, UNDECODABLE),
            "Opus without channels": (opus(opus_head(channels=0)), UNDECODABLE),
            "Opus of 255 channels that are mapped": (
                opus(opus_head(channels=255, family=255, mapping=bytes([255, 0]) + bytes(range(255)))),
                "which no recorder writes",
            ),
            "Opus whose channels lead nowhere": (
                opus(opus_head(channels=3, family=1, mapping=bytes([1, 0, 200, 201, 202]))),
                UNDECODABLE,
            ),
            "Opus of a version to come": (opus(opus_head(version=200)), UNDECODABLE),
            "Vorbis at 0 Hz": (
                lambda scene: page(
                    [b"\x01vorbis" + struct.pack("<IBIiiiBB", 0, 1, 0, 0, 0, 0, 0xB8, 1)], granule=0, kind=2
                ),
                UNDECODABLE,
            ),
            "Vorbis of rubbish tables": (
                lambda scene: (
                    page([b"\x01vorbis" + struct.pack("<IBIiiiBB", 0, 1, 48_000, 0, 0, 0, 0xB8, 1)], granule=0, kind=2)
                    + page([b"\x03vorbis" + bytes(8) + b"\1", b"\x05vorbis\xff" + b"\xff" * 900], granule=0, number=1)
                    + page([b"\0" * 40] * 5, granule=4_000, number=2)
                ),
                UNDECODABLE,
            ),
            "Ogg of which every sum is wrong": (with_bad_sums, UNDECODABLE),
            "Ogg whose clock overflows": (
                lambda scene: restamped(scene, {2: (1 << 63) - 1, 3: -(1 << 62)}),
                UNDECODABLE,
            ),
            "Ogg whose clock begins at -1": (lambda scene: restamped(scene, {2: -1, 3: -1}), UNDECODABLE),
            "Speex of rubbish": (lambda scene: page([b"Speex   " + b"\xff" * 72], granule=0, kind=2) * 2, ""),
        },
    ),
    *stopped(
        "memory and time that are claimed",
        {"Ogg of ten thousand streams at once": (at_once, "more memory than")},
    ),
    *given_up(
        "memory and time that are claimed",
        {"Ogg with ten thousand streams in a chain": (chained, "more memory than")},
    ),
    *given_up(
        "hours in a few kilobytes",
        {
            "ten hours of silence in Opus": (hours(10), "is longer than"),
            "thirty hours of silence in Opus": (hours(30), "is longer than"),
        },
    ),
    *taken(
        "clocks that run wild",
        {
            "Ogg whose clock runs backward": lambda scene: restamped(scene, {2: 96_000, 3: 48_000, 4: 500}),
            "Ogg that ends after 3 million years": lambda scene: restamped(
                scene, {len(pages_of(scene.good("ogg"))) - 1: 1 << 62}
            ),
        },
    ),
    *taken(
        "pages that lie, and can be heard all the same",
        {
            "Opus that skips a second": opus(opus_head(skip=48_000)),
            "Opus whose comment claims 4 GB": opus(tags=b"OpusTags\xff\xff\xff\xff" + bytes(40)),
            "Opus with four thousand million comments": opus(tags=TAGS[:-4] + b"\xff\xff\xff\xff" + bytes(40)),
        },
    ),
    *taken("pictures that are bombs", {"Opus with a cover of 900 megapixels": opus(tags=commented(COVER))}),
]
