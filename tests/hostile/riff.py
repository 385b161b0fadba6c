"""WAV, RF64, W64, AIFF, CAF and AU whose heads lie: rates, channels, sizes, numbers that are none."""

from __future__ import annotations

import struct

import numpy as np

from tests.factories import sound
from tests.hostile.case import UNDECODABLE, UNKNOWN, ZERO, Case, Make, damaged, refused, taken

RATE_HZ = 16_000
TONE = (sound.tone(2, rate_hz=RATE_HZ) * 32767).astype("<i2").tobytes()
HUGE = 0xFFFFFFFF


def chunk(name: bytes, body: bytes, size: int | None = None) -> bytes:
    return name + struct.pack("<I", len(body) if size is None else size) + body


def fmt(
    *,
    tag: int = 1,
    channels: int = 1,
    rate: int = RATE_HZ,
    byte_rate: int = 2 * RATE_HZ,
    align: int = 2,
    bits: int = 16,
) -> bytes:
    return struct.pack("<HHIIHH", tag, channels, rate, byte_rate, align, bits)


def wav(head: bytes = fmt(), *, data: bytes = TONE, claimed: int | None = None, before: bytes = b"") -> Make:
    body = chunk(b"fmt ", head) + before + chunk(b"data", data, claimed)
    return lambda scene: b"RIFF" + struct.pack("<I", min(len(body) + 4, HUGE)) + b"WAVE" + body


def rf64(data_bytes: int, samples: int) -> Make:
    sizes = chunk(b"ds64", struct.pack("<QQQI", data_bytes + 72, data_bytes, samples, 0))
    return lambda scene: b"RF64" + b"\xff" * 4 + b"WAVE" + sizes + chunk(b"fmt ", fmt()) + chunk(b"data", TONE, HUGE)


W64_TAIL = b"\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a"


def w64(fmt_bytes: int, data_bytes: int, *, data: bytes = TONE) -> Make:
    riff = b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00" + struct.pack("<Q", len(data) + 128)
    head = b"fmt " + W64_TAIL + struct.pack("<Q", fmt_bytes) + fmt()
    return lambda scene: riff + b"wave" + W64_TAIL + head + b"data" + W64_TAIL + struct.pack("<Q", data_bytes) + data


RATES_80 = {
    "nothing": b"\0" * 10,
    "not a number": b"\x7f\xff\xc0" + b"\0" * 7,
    "infinite": b"\x7f\xff\x80" + b"\0" * 7,
    "negative": b"\xc0\x0c\xfa" + b"\0" * 7,
    "astronomic": b"\x43\xff\xff" + b"\xff" * 7,
}
"""Sample rates in the 80 bits of AIFF."""
GOOD_80 = b"\x40\x0c\xfa\x00" + b"\0" * 6


def aiff(
    rate: bytes = GOOD_80,
    *,
    channels: int = 1,
    bits: int = 16,
    frames: int = 32_000,
    ssnd: int | None = None,
    comm: int = 18,
) -> Make:
    big = np.frombuffer(TONE, "<i2").astype(">i2").tobytes()
    shape = struct.pack(">HIH", channels, frames, bits) + rate
    body = b"COMM" + struct.pack(">I", comm) + shape
    body += b"SSND" + struct.pack(">I", len(big) + 8 if ssnd is None else ssnd) + bytes(8) + big
    return lambda scene: b"FORM" + struct.pack(">I", len(body) + 4) + b"AIFF" + body


def caf(
    rate: float = RATE_HZ, *, packet_bytes: int = 2, frames: int = 1, channels: int = 1, bits: int = 16,
    data_bytes: int = -1, before: bytes = b"",
) -> Make:  # fmt: skip
    shape = struct.pack(">d4sIIIII", rate, b"lpcm", 2, packet_bytes, frames, channels, bits)
    head = b"caff\0\1\0\0desc" + struct.pack(">Q", 32) + shape + before
    return lambda scene: head + b"data" + struct.pack(">q", data_bytes) + bytes(4) + TONE


def au(
    rate: int = RATE_HZ, *, channels: int = 1, encoding: int = 3, head_bytes: int = 24, data_bytes: int = len(TONE)
) -> Make:
    return lambda scene: struct.pack(">4sIIIII", b".snd", head_bytes, data_bytes, encoding, rate, channels) + TONE


TEN_HOURS = 36_000 * 2 * RATE_HZ
FLOATS = np.array([np.nan, np.inf, -np.inf, 1e38, -1e38, 1e-45, 0.5, -0.5] * 4000, dtype="<f4").tobytes()
DOUBLES = np.array([np.nan, np.inf, -np.inf, 1e308, 5e-324, 0.25, -0.25, 0.0] * 4000, dtype="<f8").tobytes()
IEEE = {"tag": 3, "align": 4, "bits": 32, "byte_rate": 4 * RATE_HZ}
ABSURD = "which no recorder writes"


def extensible(channels: int, mask: int, guid: bytes = b"\x01\0\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71") -> bytes:
    width = 2 * channels
    head = fmt(tag=0xFFFE, channels=channels, align=width, byte_rate=width * RATE_HZ)
    return head + struct.pack("<HHI", 22, 16, mask) + guid


LYING: dict[str, tuple[Make, str]] = {
    "WAV at 0 Hz": (wav(fmt(rate=0)), UNDECODABLE),
    "WAV at 1 Hz": (wav(fmt(rate=1)), ABSURD),
    "WAV at 2 GHz": (wav(fmt(rate=0x7FFFFFFF)), ABSURD),
    "WAV at -1 Hz": (wav(fmt(rate=HUGE)), UNDECODABLE),
    "WAV without channels": (wav(fmt(channels=0)), UNDECODABLE),
    "WAV of 255 channels": (wav(fmt(channels=255, align=510)), ABSURD),
    "WAV of 65535 channels": (wav(fmt(channels=65_535)), UNDECODABLE),
    "WAV of an unknown coding": (wav(fmt(tag=0x4242)), "stored in a way"),
    "WAV of pictures": (wav(fmt(tag=0x4A4D)), "stored in a way"),
    "WAV whose first chunk has no end": (
        lambda scene: b"RIFF\xff\xff\xff\xffWAVE" + chunk(b"fmt ", fmt(), HUGE) + chunk(b"data", TONE),
        UNDECODABLE,
    ),
    "WAV without a shape": (lambda scene: b"RIFF\xff\xff\0\0WAVE" + chunk(b"data", TONE), UNDECODABLE),
    "WAV without sound": (wav(data=b""), ZERO),
    "WAV of a hundred thousand empty chunks": (
        lambda scene: b"RIFF\xff\xff\xff\x7fWAVE" + chunk(b"junk", b"") * 100_000,
        UNDECODABLE,
    ),
    "WAV whose LIST claims 4 GB": (wav(before=chunk(b"LIST", b"INFO", HUGE)), UNDECODABLE),
    "WAV of one sample": (wav(data=b"\x01\x00"), ZERO),
    "CAF that claims 9 exabytes": (caf(data_bytes=(1 << 63) - 1), UNDECODABLE),
    "W64 whose shape claims 9 exabytes": (w64(1 << 63, len(TONE) + 24), UNDECODABLE),
    "W64 whose shape claims nothing": (w64(0, len(TONE) + 24), UNDECODABLE),
    **{f"AIFF whose rate is {name}": (aiff(rate), UNDECODABLE) for name, rate in RATES_80.items()},
    "AIFF without channels": (aiff(channels=0), UNDECODABLE),
    "AIFF of -1 channels": (aiff(channels=0xFFFF), UNDECODABLE),
    "AIFF whose shape claims 4 GB": (aiff(comm=HUGE), ZERO),
    "CAF at 0 Hz": (caf(0.0), UNDECODABLE),
    "CAF at -16000 Hz": (caf(-16_000.0), UNDECODABLE),
    "CAF at not a number": (caf(float("nan")), UNDECODABLE),
    "CAF at infinitely many Hz": (caf(float("inf")), ABSURD),
    "CAF at 1e300 Hz": (caf(1e300), ABSURD),
    "CAF of no bytes per packet": (caf(packet_bytes=0), UNDECODABLE),
    "CAF of 4 GB per packet": (caf(packet_bytes=HUGE), UNDECODABLE),
    "CAF without channels": (caf(channels=0), UNDECODABLE),
    "CAF of 4294967295 channels": (caf(channels=HUGE), UNDECODABLE),
    "CAF with 2^60 packets in its table": (
        caf(before=b"pakt" + struct.pack(">qqqII", 24, 1 << 60, 1 << 60, 0, 0)),
        UNDECODABLE,
    ),
    "AU at 0 Hz": (au(0), UNDECODABLE),
    "AU at 4 GHz": (au(HUGE), UNDECODABLE),
    "AU without channels": (au(channels=0), UNDECODABLE),
    "AU of 4294967295 channels": (au(channels=HUGE), UNDECODABLE),
    "AU whose head claims 4 GB": (au(head_bytes=HUGE), UNKNOWN),
    "AU of an unknown coding": (au(encoding=4242), UNDECODABLE),
}

CASES: list[Case] = [
    *refused("heads that lie", LYING),
    *damaged(
        "more sound claimed than there is",
        {
            "WAV that claims ten hours": wav(claimed=TEN_HOURS),
            "RF64 that claims ten hours": rf64(TEN_HOURS, TEN_HOURS // 2),
            "RF64 that claims 9 exabytes": rf64((1 << 63) - 200, 1 << 60),
            "W64 that claims ten hours": w64(40, TEN_HOURS),
            "AIFF that claims ten hours": aiff(frames=TEN_HOURS // 2, ssnd=TEN_HOURS + 8),
            "AU that claims ten hours": au(data_bytes=TEN_HOURS),
            "CAF that claims ten hours": caf(data_bytes=TEN_HOURS + 4),
        },
    ),
    *taken(
        "heads that lie, and can be heard all the same",
        {
            "WAV with a block of 0 bytes": wav(fmt(align=0)),
            "WAV with 0 bytes a second": wav(fmt(byte_rate=0)),
            "WAV with a block of 65535 bytes": wav(fmt(align=65_535)),
            "WAV whose file claims 0 bytes": lambda scene: (
                b"RIFF\0\0\0\0WAVE" + chunk(b"fmt ", fmt()) + chunk(b"data", TONE)
            ),
            "AIFF of 0 bits": aiff(bits=0),
            "AU whose head claims nothing": au(head_bytes=0),
            "WAV of microphones that are nowhere": wav(extensible(3, 0x80000000), data=TONE),
            "WAV of microphones that are everywhere": wav(extensible(2, HUGE), data=TONE),
        },
    ),
    *taken(
        "sound that is hard to take",
        {
            "WAV of numbers that are none": wav(fmt(**IEEE), data=FLOATS),
            "WAV of doubles that are none": wav(fmt(tag=3, align=8, bits=64, byte_rate=8 * RATE_HZ), data=DOUBLES),
            "WAV that stands at its upper end": wav(data=b"\xff\x7f" * 32_000),
            "WAV that leaps from end to end": wav(data=b"\xff\x7f\x00\x80" * 16_000),
            "WAV at 4 kHz of 8 bits": wav(fmt(rate=4_000, byte_rate=4_000, align=1, bits=8), data=b"\x80\xff" * 8_000),
            "WAV at 384 kHz": wav(fmt(rate=384_000, byte_rate=768_000), data=TONE * 6),
            "WAV of 32 channels": wav(fmt(channels=32, align=64, byte_rate=64 * RATE_HZ), data=TONE * 8),
        },
    ),
]
