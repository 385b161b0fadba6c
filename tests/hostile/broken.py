"""Recordings that broke off, in each format; and files that are two things at once."""

from __future__ import annotations

from tests.factories import sound
from tests.hostile.case import INDEX_MISSING, UNDECODABLE, ZERO, Case, Make, Scene, damaged, refused, taken
from tests.hostile.frames import tagged
from tests.hostile.playlists import id3
from tests.hostile.riff import chunk, wav
from tests.hostile.strangers import HTML, PDF, _zip

HEADS: dict[str, tuple[int, str]] = {
    "wav": (20, UNDECODABLE),
    "mp3": (3, ""),
    "ogg": (20, UNDECODABLE),
    "m4a": (20, UNDECODABLE),
    "flac": (20, UNDECODABLE),
    "webm": (60, UNDECODABLE),
    "mka": (60, UNDECODABLE),
    "aiff": (20, UNDECODABLE),
    "amr": (6, ZERO),
    "3gp": (20, UNDECODABLE),
    "wma": (60, UNDECODABLE),
    "aac": (3, ""),
    "caf": (20, UNDECODABLE),
    "au": (12, UNDECODABLE),
}
"""How many bytes of each format came, before there was any sound in them; what is said."""

UNTOLD = ("aac", "amr")
"""Frames, and nothing that says how many there should be: the last one is cut, and that is all there is to see."""


def cut(extension: str, share: float) -> Make:
    return lambda scene: scene.good(extension)[: int(len(scene.good(extension)) * share)]


def first(extension: str, size: int) -> Make:
    return lambda scene: scene.good(extension)[:size]


def scarred(extension: str) -> Make:
    """Zeros in the middle of eight seconds, as a dying memory card leaves them."""

    def make(scene: Scene) -> bytes:
        data = scene.made(f"long.{extension}", lambda path: sound.write(path, sound.noise(8, level=0.1)))
        middle, hole = len(data) // 2, len(data) // 4
        return data[:middle] + bytes(hole) + data[middle + hole :]

    return make


CASES: list[Case] = [
    *refused(
        "recordings that broke off",
        {f"{name} cut after {size} bytes": (first(name, size), says) for name, (size, says) in HEADS.items()},
    ),
    *refused(
        "recordings that broke off",
        {f"{name} cut in the middle": (cut(name, 0.5), INDEX_MISSING) for name in ("m4a", "3gp")},
    ),
    *damaged(
        "recordings that broke off",
        {f"{name} cut in the middle": cut(name, 0.5) for name in HEADS if name not in {"m4a", "3gp", *UNTOLD}},
    ),
    *taken("recordings that broke off", {f"{name} cut in the middle": cut(name, 0.5) for name in UNTOLD}),
    *damaged(
        "recordings with a hole",
        {f"{name} with zeros in the middle": scarred(name) for name in ("mp3", "ogg", "flac", "m4a")},
    ),
    *taken("recordings with a hole", {f"{name} with zeros in the middle": scarred(name) for name in ("aac", "wma")}),
    *refused(
        "two things at once",
        {
            "PDF that is an MP3": (lambda scene: PDF + scene.good("mp3"), "a PDF document"),
            "playlist that is an MP3": (
                lambda scene: b"#EXTM3U\n" + scene.secret + b"\n" * 5_000 + scene.good("mp3"),
                "a playlist",
            ),
            "ZIP that is an MP3": (lambda scene: _zip({"a": b"x"}) + scene.good("mp3"), "a ZIP archive"),
            "picture that is an MP3": (lambda scene: sound.png() + scene.good("mp3"), "a PNG picture"),
            "tag that hides a ZIP": (lambda scene: id3((b"TIT2", b"\0x")) + _zip({"a": b"x"}), UNDECODABLE),
            "WAV that is a playlist": (lambda scene: b"RIFF#EXTWAVE\n#EXTINF:9,\n" + scene.secret + b"\n", UNDECODABLE),
        },
    ),
    *taken(
        "two things at once",
        {
            "web page that is an MP3": lambda scene: HTML + scene.good("mp3"),
            "WAV with a web page in it": wav(before=chunk(b"LIST", b"INFO" + chunk(b"INAM", HTML + b"\0"))),
            "WAV with a playlist in it": wav(before=chunk(b"junk", b"#EXTM3U\n#EXTINF:9,\n/etc/passwd\n\n")),
            "WAV that is a ZIP": lambda scene: bytes(wav()(scene)) + _zip({"a": b"x"}),  # type: ignore[arg-type]
            "MP3 with a ZIP behind it": lambda scene: scene.good("mp3") + _zip({"a": b"x"}),
            "MP3 with a web page in its tag": tagged(id3((b"TIT2", b"\0" + HTML))),
            "FLAC with a shell script behind it": lambda scene: scene.good("flac") + b"\n#!/bin/sh\nrm -rf ~\n",
            "MP4 with a ZIP behind it": lambda scene: scene.good("m4a") + _zip({"a": b"x"}),
            "MP3 behind 60 kB of nothing": lambda scene: bytes(60_000) + scene.good("mp3"),
        },
    ),
]
