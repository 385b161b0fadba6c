"""Files that are no sound at all, under the name of one."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import sqlite3
import tarfile
import zipfile
from pathlib import Path

from tests.factories import sound
from tests.hostile.case import UNDECODABLE, UNKNOWN, Case, Make, Scene, Sparse, refused


def noise(size: int, seed: int = 1990) -> bytes:
    return random.Random(seed).randbytes(size)


def _zip(names: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(zipfile.ZipInfo(name, (1990, 12, 18, 0, 0, 0)), content)
    return target.getvalue()


def _tar(scene: Scene) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        link = tarfile.TarInfo("../../interview.wav")
        link.type, link.linkname = tarfile.SYMTYPE, scene.secret.decode()
        archive.addfile(link)
    return target.getvalue()


def _database(path: Path) -> Path:
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE t (x)")
    database.commit()
    database.close()
    return path


def _fixed(content: bytes) -> Make:
    return lambda scene: content


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">%s]><l>&j;</l>' % b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in b"bcdefghij"
)
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/Launch/F(calc)>>>>endobj\n%%EOF\n"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
TIFF_HEAD = b"II*\x00\x08\x00\x00\x00"
ELF = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\x3e\x00" + bytes(100)
PE = b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0" + bytes(200)
MOD = b"song".ljust(20, b"\0") + bytes(930) + b"\x01\x7f" + bytes(128) + b"M.K." + noise(3000)

OTHER: dict[str, tuple[Make, str]] = {
    "ZIP": (_fixed(_zip({"a.txt": b"x"})), "a ZIP archive"),
    "ZIP bomb": (_fixed(_zip({"zeros": bytes(10_000_000)})), "a ZIP archive"),
    "ZIP with a path outside": (_fixed(_zip({"../../../etc/cron.d/x": b"x"})), "a ZIP archive"),
    "office document": (_fixed(_zip({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})), "a ZIP archive"),
    "old office document": (_fixed(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "an office document"),
    "GZIP bomb": (_fixed(gzip.compress(bytes(10_000_000), mtime=0)), "a GZIP archive"),
    "BZIP2": (_fixed(bz2.compress(bytes(1_000_000))), "a BZIP2 archive"),
    "XZ": (_fixed(lzma.compress(bytes(1_000_000))), "an XZ archive"),
    "Zstandard": (_fixed(b"\x28\xb5\x2f\xfd\x04\x00" + noise(400)), "a Zstandard archive"),
    "7-Zip": (_fixed(b"7z\xbc\xaf\x27\x1c\x00\x04" + noise(400)), "a 7-Zip archive"),
    "RAR": (_fixed(b"Rar!\x1a\x07\x01\x00" + noise(400)), "a RAR archive"),
    "TAR with a link outside": (_tar, "a TAR archive"),
    "PDF that starts a program": (_fixed(PDF), "a PDF document"),
    "RTF": (_fixed(b"{\\rtf1 hello}"), "a text document (RTF)"),
    "web page with a script": (_fixed(HTML), "a web page"),
    "SVG with a script": (
        _fixed(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        "an SVG picture",
    ),
    "XML of a billion laughs": (_fixed(LAUGHS), "an XML document"),
    "XML that names a file": (
        lambda scene: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY s SYSTEM "file://%s">]><x>&s;</x>' % scene.secret,
        "an XML document",
    ),
    "Linux program": (_fixed(ELF), "a program"),
    "Windows program": (_fixed(PE), "a program"),
    "macOS program": (_fixed(b"\xcf\xfa\xed\xfe\x07\x00\x00\x01" + bytes(500)), "a program"),
    "Java class": (_fixed(b"\xca\xfe\xba\xbe\x00\x00\x00\x41" + bytes(300)), "a program"),
    "WebAssembly": (_fixed(b"\x00asm\x01\x00\x00\x00" + bytes(300)), "a program"),
    "shell script": (_fixed(b"#!/bin/sh\nrm -rf ~\n"), "a text"),
    "PHP": (_fixed(b"<?php system($_GET['c']); ?>"), "a text"),
    "pickle": (
        _fixed(b"\x80\x04\x95\x1e\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94."),
        UNKNOWN,
    ),
    "database": (lambda scene: scene.made("x.sqlite", _database), "a database"),
    "PNG": (_fixed(sound.png()), "a PNG picture"),
    "PNG of 900 megapixels": (_fixed(sound.png(30_000, 30_000)), "a PNG picture"),
    "JPEG": (_fixed(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + noise(300)), "a JPEG picture"),
    "GIF": (_fixed(b"GIF89a\xff\xff\xff\xff\x80\x00\x00" + noise(300)), "a GIF picture"),
    "WebP": (_fixed(b"RIFF\x40\x00\x00\x00WEBPVP8 " + noise(300)), "a WebP picture"),
    "TIFF": (_fixed(TIFF_HEAD + noise(300)), "a TIFF picture"),
    "HEIC": (_fixed(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + noise(300)), "a HEIC picture"),
    "AVIF": (_fixed(b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif" + noise(300)), "an AVIF picture"),
    "BMP": (_fixed(b"BM\x36\x10\x0e\x00\x00\x00\x00\x00\x36\x00\x00\x00" + noise(300)), "a BMP picture"),
    "Photoshop picture": (_fixed(b"8BPS\x00\x01" + bytes(20) + noise(300)), "a Photoshop picture"),
    "AVI": (_fixed(b"RIFF\x00\x01\x00\x00AVI LIST" + noise(300)), "an AVI video"),
    "MIDI": (_fixed(b"MThd\x00\x00\x00\x06\x00\x01\x00\x01\x01\xe0MTrk" + bytes(60)), "a MIDI file"),
    "ProTracker module": (_fixed(MOD), "a tracker module, which holds notes"),
    "FastTracker module": (_fixed(b"Extended Module: x".ljust(60, b"\0") + noise(900)), "a tracker module"),
    "Impulse Tracker module": (_fixed(b"IMPM" + bytes(60) + noise(900)), "a tracker module"),
    "SRT subtitles": (_fixed(b"1\n00:00:00,000 --> 00:00:09,000\nHello\n"), "a file of subtitles"),
    "ASS subtitles": (_fixed(b"[Script Info]\nTitle: x\nScriptType: v4.00+\n"), "a file of subtitles"),
    "WebVTT": (_fixed(b"WEBVTT\n\n00:00.000 --> 00:09.000\nHello\n"), "a file of subtitles"),
    "text": (_fixed("Sie kam 1990 über Düsseldorf".encode()), "a text"),
    "text in UTF-16": (_fixed("Elle est arrivée".encode("utf-16")), "a text"),
    "text in Latin-1": (_fixed("Elle est arrivée à l’été, déjà\r\n".encode("cp1252") * 9), UNKNOWN),
    "JSON": (_fixed(b'{"sound": "x"}'), "a text"),
    "torrent": (_fixed(b"d8:announce20:udp://127.0.0.1:9/xx4:infod6:lengthi1e4:name1:xee"), "a text"),
    "nothing": (_fixed(b""), "The file is empty"),
    "one byte": (_fixed(b"\xff"), UNKNOWN),
    "one letter": (_fixed(b"a"), "a text"),
    "50 MB of zeros": (lambda scene: Sparse(50_000_000), "nothing but zeros"),
    "4 GB of zeros": (lambda scene: Sparse(4_000_000_000), "nothing but zeros"),
    "zeros, and a byte at the end": (lambda scene: Sparse(60_000_000, ((59_999_999, b"\x01"),)), UNKNOWN),
    "random bytes": (_fixed(noise(200_000)), UNKNOWN),
    "raw samples without a head": (lambda scene: scene.good("wav")[44 + 2000 :], UNKNOWN),
}

MARKS: dict[str, tuple[bytes, str]] = {
    "WAV": (b"RIFF\xff\xff\x00\x00WAVE", UNDECODABLE),
    "RF64": (b"RF64\xff\xff\xff\xffWAVE", UNDECODABLE),
    "W64": (b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00", UNDECODABLE),
    "AIFF": (b"FORM\x00\x00\xff\xffAIFF", UNDECODABLE),
    "CAF": (b"caff\x00\x01\x00\x00", UNDECODABLE),
    "AU": (b".snd\x00\x00\x00\x18", UNDECODABLE),
    "FLAC": (b"fLaC", UNDECODABLE),
    "Ogg": (b"OggS\x00\x02", UNDECODABLE),
    "MP4": (b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A mp42", UNDECODABLE),
    "3GP": (b"\x00\x00\x00\x18ftyp3gp4\x00\x00\x00\x003gp43gp5", UNDECODABLE),
    "Matroska": (b"\x1a\x45\xdf\xa3\x84\x42\x86\x81\x01", UNDECODABLE),
    "ASF": (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", UNDECODABLE),
    "MP3": (b"\xff\xfb\x90\x00", UNDECODABLE),
    "AAC": (b"\xff\xf1\x50\x80", UNDECODABLE),
    "DSS": (b"\x02dss", UNDECODABLE),
    "ID3 tag": (b"ID3\x03\x00\x00\x00\x00\x00\x0a", UNDECODABLE),
}


def _behind(mark: bytes) -> Make:
    return lambda scene: mark + noise(6_000)


CASES: list[Case] = [
    *refused("other kinds of files", OTHER),
    *refused(
        "rubbish behind the mark of a format", {name: (_behind(mark), says) for name, (mark, says) in MARKS.items()}
    ),
]
