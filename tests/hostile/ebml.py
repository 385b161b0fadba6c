"""Matroska and WebM: elements of exabytes, elements without an end, laces, compressed and locked tracks."""

from __future__ import annotations

import struct
import zlib

from tests.hostile.case import UNDECODABLE, ZERO, Case, Make, Scene, damaged, given_up, refused, taken
from tests.hostile.riff import RATE_HZ, TONE

UNKNOWN_SIZE = b"\x01\xff\xff\xff\xff\xff\xff\xff"
EXABYTES = b"\x01\xff\xff\xff\xff\xff\xff\xfe"


def element(number: int, *content: bytes, size: bytes | None = None) -> bytes:
    name = number.to_bytes((number.bit_length() + 7) // 8)
    body = b"".join(content)
    return name + (struct.pack(">Q", 1 << 56 | len(body)) if size is None else size) + body


def number(name: int, value: int) -> bytes:
    return element(name, value.to_bytes(8))


def real(name: int, value: float) -> bytes:
    return element(name, struct.pack(">d", value))


HEAD = element(
    0x1A45DFA3, number(0x4286, 1), number(0x42F7, 1), number(0x42F2, 4), number(0x42F3, 8),
    element(0x4282, b"matroska"), number(0x4287, 4), number(0x4285, 2),
)  # fmt: skip


def track(
    *more: bytes, rate: float = RATE_HZ, channels: int = 1, codec: bytes = b"A_PCM/INT/LIT", at: int = 1
) -> bytes:
    sound = element(0xE1, real(0xB5, rate), number(0x9F, channels), number(0x6264, 16))
    return element(0xAE, number(0xD7, at), number(0x73C5, at), number(0x83, 2), element(0x86, codec), sound, *more)


def block(data: bytes, at: int = 0, *, lacing: int = 0) -> bytes:
    return element(0xA3, b"\x81" + struct.pack(">h", at) + bytes([0x80 | lacing << 1]) + data)


def cluster(at: int, *blocks: bytes, size: bytes | None = None) -> bytes:
    return element(0x1F43B675, number(0xE7, at), *blocks, size=size)


SECONDS = [cluster(1000 * n, block(TONE[32_000 * n : 32_000 * (n + 1)])) for n in range(2)]


def info(*, scale: int = 1_000_000, duration: float = 2000.0, more: bytes = b"") -> bytes:
    return element(0x1549A966, number(0x2AD7B1, scale), real(0x4489, duration), more)


def mkv(
    *,
    about: bytes = info(),
    tracks: bytes = track(),
    clusters: list[bytes] = SECONDS,
    before: bytes = b"",
    size: bytes = UNKNOWN_SIZE,
) -> Make:
    body = before + about + element(0x1654AE6B, tracks) + b"".join(clusters)
    return lambda scene: HEAD + element(0x18538067, body, size=size)


def encoded(*settings: bytes) -> bytes:
    return element(0x6D80, element(0x6240, number(0x5031, 0), number(0x5032, 1), *settings))


ZLIB = encoded(number(0x5033, 0), element(0x5034, number(0x4254, 0)))
PREFIX = encoded(number(0x5033, 0), element(0x5034, number(0x4254, 3), element(0x4255, bytes(100_000))))
LOCKED = encoded(number(0x5033, 1), element(0x5035, number(0x47E1, 5), element(0x47E2, b"key")))


def nested(depth: int) -> bytes:
    """SimpleTags, one in the other."""
    inner = b""
    for _ in range(depth):
        inner = element(0x67C8, inner)
    return element(0x1254C367, element(0x7373, inner))


def attached(scene: Scene) -> bytes:
    """A file inside, named like one outside; and a segment that says that its beginning lies in another file."""
    chained = info(more=element(0x3CB923, b"\x01" * 16) + element(0x3C83AB, scene.secret))
    files = element(
        0x1941A469, element(0x61A7, element(0x466E, scene.secret), element(0x4660, b"x/y"), element(0x465C, b"x"))
    )
    return bytes(mkv(about=chained, before=files)(scene))  # type: ignore[arg-type]


CASES: list[Case] = [
    *refused(
        "elements that lie",
        {
            "Matroska of an element of exabytes": (
                lambda scene: HEAD + element(0x18538067, size=EXABYTES),
                UNDECODABLE,
            ),
            "Matroska whose head claims exabytes": (
                lambda scene: element(0x1A45DFA3, number(0x4286, 1), size=EXABYTES),
                UNDECODABLE,
            ),
            "Matroska of a version to come": (
                lambda scene: element(0x1A45DFA3, number(0x42F7, 200), element(0x4282, b"matroska")),
                UNDECODABLE,
            ),
            "Matroska of another kind": (lambda scene: element(0x1A45DFA3, element(0x4282, b"evil")), UNDECODABLE),
            "Matroska without a track": (mkv(tracks=b""), "no sound stream"),
            "Matroska without sound": (mkv(clusters=[]), UNDECODABLE),
            "Matroska of 65535 channels": (mkv(tracks=track(channels=65_535)), UNDECODABLE),
            "Matroska without channels": (mkv(tracks=track(channels=0)), UNDECODABLE),
            "Matroska of an unknown coding": (mkv(tracks=track(codec=b"A_EVIL")), "stored in a way"),
            "Matroska whose clock counts in years": (mkv(about=info(scale=1 << 60)), UNDECODABLE),
            "Matroska with a block of 30 MB of zeros, compressed": (
                mkv(tracks=track(ZLIB), clusters=[cluster(0, block(zlib.compress(bytes(30_000_000), 9)))]),
                ZERO,
            ),
            "Matroska of 2,000 tracks": (
                mkv(tracks=b"".join(track(at=n) for n in range(2, 2_002))),
                ZERO,
            ),
        },
    ),
    *damaged(
        "more sound claimed than there is",
        {
            "Matroska that claims ten hours": mkv(about=info(duration=36_000_000.0)),
        },
    ),
    *given_up(
        "clocks that run wild",
        {
            "Matroska with an hour between its words": (
                mkv(clusters=[cluster(3_590_000 * n, block(TONE[:3_200])) for n in range(40)]),
                "is longer than",
            ),
        },
    ),
    *taken(
        "clocks that run wild",
        {
            "Matroska whose clock has no unit": mkv(about=info(scale=0)),
            "Matroska whose clock runs backward": mkv(
                clusters=[cluster(1000 * (60 - n), block(TONE[:32_000])) for n in range(3)]
            ),
            "Matroska that claims not a number of seconds": mkv(about=info(duration=float("nan"))),
            "Matroska that claims infinitely many seconds": mkv(about=info(duration=float("inf"))),
            "Matroska that claims -1 seconds": mkv(about=info(duration=-1000.0)),
            "Matroska that claims 1e300 seconds": mkv(about=info(duration=1e300)),
        },
    ),
    *taken(
        "elements that lie, and can be heard all the same",
        {
            "Matroska without any end": mkv(
                clusters=[cluster(1000 * n, block(TONE[:32_000]), size=UNKNOWN_SIZE) for n in range(2)]
            ),
            "Matroska whose first index is itself": mkv(
                before=element(
                    0x114D9B74, *[element(0x4DBB, element(0x53AB, b"\x11\x4d\x9b\x74"), number(0x53AC, 0))] * 500
                )
            ),
            "Matroska whose index leads behind its end": mkv(
                before=element(
                    0x114D9B74, element(0x4DBB, element(0x53AB, b"\x1c\x53\xbb\x6b"), number(0x53AC, 1 << 62))
                )
            ),
            "Matroska with a prefix of 100 kB to every block": mkv(tracks=track(PREFIX)),
            "Matroska at not a number": mkv(tracks=track(rate=float("nan"))),
            "Matroska at infinitely many Hz": mkv(tracks=track(rate=float("inf"))),
            "Matroska at -16000 Hz": mkv(tracks=track(rate=-16_000.0)),
            "Matroska that says it is locked, and is not": mkv(tracks=track(LOCKED)),
            "Matroska of 2,000 tags, one in the other": mkv(before=nested(2_000)),
            "Matroska with broken laces": mkv(
                clusters=[
                    SECONDS[0],
                    cluster(1000, block(b"\xff" * 300, lacing=1), block(b"\xff" * 300, lacing=3)),
                    cluster(4000, block(TONE[:32_000])),
                ]
            ),
        },
    ),
    *taken("containers that name other files", {"Matroska that goes on in another file": attached}),
]
