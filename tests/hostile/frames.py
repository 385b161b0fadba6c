"""FLAC, MP3, AAC, AMR, WMA: frames that lie about themselves, tags that claim gigabytes, hours in a few kilobytes."""

from __future__ import annotations

import struct

from tests.factories import sound
from tests.hostile.case import UNDECODABLE, ZERO, Case, Make, Scene, damaged, given_up, refused, taken
from tests.hostile.pages import picture
from tests.hostile.playlists import id3
from tests.hostile.strangers import noise


def crc(data: bytes, polynomial: int, bits: int) -> int:
    value, top = 0, 1 << bits
    for byte in data:
        value ^= byte << (bits - 8)
        for _ in range(8):
            value <<= 1
            if value & top:
                value ^= polynomial | top
    return value


def streaminfo(
    *, rate: int = 8_000, channels: int = 1, bits: int = 16, samples: int = 0, least: int = 65_535, most: int = 65_535
) -> bytes:
    packed = rate << 44 | (channels - 1 & 7) << 41 | (bits - 1 & 31) << 36 | samples
    return struct.pack(">HH", least, most) + bytes(6) + packed.to_bytes(8) + bytes(16)


def block(kind: int, body: bytes, *, last: bool = False, claimed: int | None = None) -> bytes:
    return bytes([kind | 0x80 * last]) + (len(body) if claimed is None else claimed).to_bytes(3) + body


def silent_frame(number: int, samples: int = 65_535) -> bytes:
    """One value for all samples of the frame (RFC 9639, sections 9.1 and 9.2.3)."""
    if number < 0x80:
        told = bytes([number])
    elif number < 0x800:
        told = bytes([0xC0 | number >> 6, 0x80 | number & 0x3F])
    else:
        told = bytes([0xE0 | number >> 12, 0x80 | number >> 6 & 0x3F, 0x80 | number & 0x3F])
    head = b"\xff\xf8\x74\x08" + told + struct.pack(">H", samples - 1)
    whole = head + bytes([crc(head, 0x07, 8)]) + bytes(3)
    return whole + struct.pack(">H", crc(whole, 0x8005, 16))


def flac(info: bytes = streaminfo(), *blocks: bytes, frames: int = 1) -> Make:
    head = b"fLaC" + block(0, info, last=not blocks) + b"".join(blocks)
    return lambda scene: head + b"".join(silent_frame(n) for n in range(frames))


def hours(count: int) -> Make:
    return flac(streaminfo(samples=count * 3_600 * 8_000), frames=count * 3_600 * 8_000 // 65_535)


def mp3_frames(scene: Scene) -> list[bytes]:
    """The frames of a whole MP3, for pulling apart."""
    data, found, at = scene.good("mp3"), [], 0
    at = data.index(b"\xff\xfb")
    while at + 4 < len(data) and data[at] == 0xFF:
        kbit = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)[data[at + 2] >> 4]
        size = 144_000 * kbit // 44_100 + (data[at + 2] >> 1 & 1)
        if not size:
            break
        found.append(data[at : at + size])
        at += size
    return found


def wild_mp3(scene: Scene) -> bytes:
    """Every frame of another version, rate and number of channels."""
    kinds = [
        sound.write(scene.folder / f"wild-{rate}-{channels}.mp3", sound.noise(0.4), encoded_hz=rate, channels=channels,
                    options={"write_xing": "0", "id3v2_version": "0"}).read_bytes()
        for rate in (8_000, 11_025, 16_000, 24_000, 32_000, 44_100, 48_000) for channels in (1, 2)
    ]  # fmt: skip
    return b"".join(kinds) * 2


def xing(frames: int, data_bytes: int) -> Make:
    def make(scene: Scene) -> bytes:
        first, *rest = mp3_frames(scene)
        head = bytearray(first)
        at = head.find(b"Info") if b"Info" in head else head.find(b"Xing")
        head[at : at + 16] = b"Xing" + struct.pack(">III", 3, frames, data_bytes)
        return bytes(head) + b"".join(rest)

    return make


def silent_mp3_hours(count: int) -> Make:
    """Frames of 72 ms at 8 kHz and 8 kbit/s, all zeros: 72 bytes each (ISO 13818-3)."""
    frame = b"\xff\xe3\x18\xc0" + bytes(68)
    return lambda scene: frame * (count * 3_600_000 // 72)


def tagged(tag: bytes) -> Make:
    return lambda scene: tag + b"".join(mp3_frames(scene))


def adts(scene: Scene, *, config: int | None = None, length: int | None = None) -> bytes:
    """A whole AAC stream, each of its heads changed."""
    data, out, at = scene.good("aac"), [], 0
    while at + 7 < len(data):
        size = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
        head = bytearray(data[at : at + 7])
        if config is not None:
            head[2], head[3] = head[2] & 0xFE | config >> 2, head[3] & 0x3F | (config & 3) << 6
        if length is not None:
            head[3], head[4], head[5] = (
                head[3] & 0xFC | length >> 11,
                length >> 3 & 0xFF,
                head[5] & 0x1F | (length & 7) << 5,
            )
        out.append(bytes(head) + data[at + 7 : at + size])
        at += size
    return b"".join(out)


def apic(mime: bytes, data: bytes) -> tuple[bytes, bytes]:
    return b"APIC", b"\0" + mime + b"\0\x03\0" + data


JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x0b\x08\x75\x30\x75\x30\x01\x01\x11\x00" + bytes(200) + b"\xff\xd9"
)
"""30,000 by 30,000, it says."""
COVER = sound.png(30_000, 30_000)
CHAPTERS = [(b"CHAP", b"c\0" + bytes(16) + id3()[:0])] * 20_000
APE = b"APETAGEX" + struct.pack("<IIII", 2000, 0x7FFFFFFF, 0x7FFFFFFF, 0x80000000) + bytes(8)
ASF_HEAD = b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c"


def asf(*, size: int | None = None, packet: int | None = None) -> Make:
    def make(scene: Scene) -> bytes:
        data = bytearray(scene.good("wma"))
        if size is not None:
            data[16:24] = struct.pack("<Q", size)
        if packet is not None:
            at = data.index(b"\xa1\xdc\xab\x8c\x47\xa9\xcf\x11")
            data[at + 92 : at + 100] = struct.pack("<II", packet, packet)
        return bytes(data)

    return make


def scripted(scene: Scene) -> bytes:
    """A WMA whose script sends the player to another address."""
    data = scene.good("wma")
    url = scene.address.encode("utf-16-le") + b"\0\0"
    body = bytes(16) + struct.pack("<HH", 1, 1) + struct.pack("<H", 3) + "URL".encode("utf-16-le")
    body += struct.pack("<IHH", 0, 0, len(url) // 2) + url
    script = bytes.fromhex("301afb1e620bd011a39b00a0c90348f6") + struct.pack("<Q", len(body) + 24) + body
    size = struct.unpack_from("<Q", data, 16)[0] + len(script)
    count = struct.unpack_from("<I", data, 24)[0] + 1
    return data[:16] + struct.pack("<QI", size, count) + data[28:30] + script + data[30:]


CASES: list[Case] = [
    *refused(
        "frames that lie",
        {
            "FLAC whose cue sheet is rubbish": (flac(streaminfo(), block(5, b"\xff" * 4000, last=True)), UNDECODABLE),
            "MP3 whose tag claims 256 MB": (tagged(id3((b"TIT2", b"\0x"), claimed=0xFFFFFFF)), UNDECODABLE),
            "AAC without a shape": (lambda scene: adts(scene, config=0), UNDECODABLE),
            "WMA whose packets have 0 bytes": (asf(packet=0), ZERO),
            "WMA whose packets have 4 GB": (asf(packet=0xFFFFFFFF), UNDECODABLE),
            "FLAC whose blocks have 0 samples": (flac(streaminfo(least=0, most=0)), UNDECODABLE),
            "FLAC whose first block claims 16 MB": (
                lambda scene: b"fLaC" + block(0, streaminfo(), claimed=0xFFFFFF),
                UNDECODABLE,
            ),
            "FLAC without its first block": (lambda scene: b"fLaC" + silent_frame(0), UNDECODABLE),
            "FLAC of heads alone": (flac(frames=0), ""),
            "FLAC of 100,000 empty blocks": (flac(streaminfo(), block(1, b"") * 100_000, frames=0), ""),
            "MP3 of one frame": (lambda scene: mp3_frames(scene)[1], ""),
            "ID3 tag of 256 MB and nothing else": (
                lambda scene: id3((b"TIT2", b"\0x"), claimed=0xFFFFFFF),
                UNDECODABLE,
            ),
            "AAC whose frames have no length": (lambda scene: adts(scene, length=0), UNDECODABLE),
            "AMR of nothing": (lambda scene: b"#!AMR\n", ZERO),
            "AMR of several channels": (lambda scene: b"#!AMR_MC1.0\n\0\0\0\xff" + noise(3000), UNDECODABLE),
            "DSS of 4 GB and a head": (lambda scene: b"\x02dss" + bytes(1532) + b"\xff" * 4, ""),
        },
    ),
    *damaged(
        "more sound claimed than there is",
        {
            "FLAC that claims 36 million seconds": flac(streaminfo(samples=(1 << 36) - 1)),
            "MP3 that claims ten hours": xing(36_000 * 44_100 // 1152, 1 << 30),
            "MP3 that claims 2^32 frames": xing(0xFFFFFFFF, 0xFFFFFFFF),
        },
    ),
    *damaged(
        "rubbish behind the mark of a format",
        {
            "AAC whose frames are their heads": lambda scene: adts(scene, length=7),
            "AMR": lambda scene: b"#!AMR\n" + noise(6000),
            "AMR wide band": lambda scene: b"#!AMR-WB\n" + noise(6000),
        },
    ),
    *given_up(
        "hours in a few kilobytes",
        {
            "ten hours of silence in FLAC": (hours(10), "is longer than"),
            "thirty hours of silence in FLAC": (hours(30), "is longer than"),
            "ten hours of silence in MP3": (silent_mp3_hours(10), "is longer than"),
        },
    ),
    *taken(
        "frames that lie, and can be heard all the same",
        {
            "FLAC that claims no samples": flac(streaminfo(samples=0)),
            "FLAC whose index leads nowhere": flac(streaminfo(), block(3, b"\xff" * 18 * 5_000, last=True)),
            "FLAC whose index is 16 MB of lies": flac(
                streaminfo(), block(3, struct.pack(">QQH", 1 << 62, 1 << 62, 1) * 900_000, last=True)
            ),
            "FLAC whose comment claims 4 GB": flac(streaminfo(), block(4, b"\xff\xff\xff\xff", last=True)),
            "MP3 of wild rates and channels": wild_mp3,
            "MP3 with 20,000 chapters": tagged(id3(*CHAPTERS)),
            "MP3 whose tag's text claims 256 MB": tagged(b"ID3\x04\0\0\0\0\0\x14TIT2\x7f\x7f\x7f\x7f\0\0" + bytes(10)),
            "MP3 of 5,000 tags": tagged(id3((b"TIT2", b"\0x")) * 5_000),
            "MP3 whose last tag claims 2 GB": lambda scene: scene.good("mp3") + APE,
            "MP3 whose title is a playlist": tagged(id3((b"TIT2", b"\0#EXTM3U\n#EXTINF:9,\n/etc/passwd\n"))),
            "FLAC at 0 Hz": flac(streaminfo(rate=0)),
            "WMA whose head claims nothing": asf(size=0),
            "WMA whose head claims 9 exabytes": asf(size=(1 << 63) - 1),
        },
    ),
    *taken(
        "pictures that are bombs",
        {
            "MP3 with a PNG of 900 megapixels": tagged(id3(apic(b"image/png", COVER))),
            "MP3 with a JPEG of 900 megapixels": tagged(id3(apic(b"image/jpeg", JPEG))),
            "MP3 with a PNG that unpacks to 50 MB": tagged(id3(apic(b"image/png", sound.png(6_000_000, 8)))),
            "FLAC with a cover of 900 megapixels": flac(
                streaminfo(), block(6, picture(COVER, 30_000, 30_000), last=True)
            ),
            "FLAC with a cover that claims 4 GB": flac(
                streaminfo(),
                block(6, picture(COVER, 30_000, 30_000)[: -len(COVER) - 4] + b"\xff\xff\xff\xff" + COVER, last=True),
            ),
        },
    ),
    *taken(
        "containers that name other files",
        {
            "MP3 whose cover lies on the disk": lambda scene: tagged(id3(apic(b"-->", b"file://" + scene.secret)))(
                scene
            ),
            "FLAC whose cover lies on the disk": lambda scene: flac(
                streaminfo(), block(6, picture(b"file://" + scene.secret, 1, 1, b"-->"), last=True)
            )(scene),
            "WMA that sends its player elsewhere": scripted,
        },
    ),
]
