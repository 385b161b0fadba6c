"""Files that name other files: on the server's disk, or at an address inside its network."""

from __future__ import annotations

from collections.abc import Callable

from tests.hostile.case import UNDECODABLE, UNKNOWN, Case, Scene, refused

LIST = "This is a playlist"
TEXT = "This is a text"

WRITTEN: dict[str, tuple[bytes, str]] = {
    "HLS": (b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n%(path)s\n#EXT-X-ENDLIST\n", LIST),
    "HLS with its key on the disk": (
        b'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="file://%(path)s"\n#EXTINF:9,\nx.ts\n',
        LIST,
    ),
    "HLS with its map on the disk": (b'#EXTM3U\n#EXT-X-MAP:URI="%(path)s"\n#EXTINF:9,\nx.m4s\n', LIST),
    "HLS of an inner address": (b"#EXTM3U\n#EXTINF:9,\n%(url)s\n", LIST),
    "HLS with concat:": (b"#EXTM3U\n#EXTINF:9,\nconcat:%(url)s|file://%(path)s\n", LIST),
    "HLS with subfile:": (b"#EXTM3U\n#EXTINF:9,\nsubfile,,start,0,end,64,,:%(path)s\n", LIST),
    "HLS with data:": (b"#EXTM3U\n#EXTINF:9,\ndata:text/plain;base64,AAAA\n", LIST),
    "HLS without its first line": (b"#EXT-X-VERSION:3\n#EXTINF:9,\n%(path)s\n", LIST),
    "ffconcat": (b"ffconcat version 1.0\nfile '%(path)s'\n", LIST),
    "concat without a head": (b"file '%(path)s'\nduration 2\n", TEXT),
    "ffmetadata": (b";FFMETADATA1\ntitle=%(path)s\n", TEXT),
    "DASH": (b'<?xml version="1.0"?><MPD><Period><BaseURL>file://%(path)s</BaseURL></Period></MPD>', LIST),
    "DASH with a comment before": (b'<?xml version="1.0"?><!-- x --><MPD><BaseURL>%(path)s</BaseURL></MPD>', LIST),
    "Smooth Streaming": (b'<SmoothStreamingMedia MajorVersion="2"><c n="%(path)s"/></SmoothStreamingMedia>', LIST),
    "IMF": (b'<?xml version="1.0"?><CompositionPlaylist><Id>%(path)s</Id></CompositionPlaylist>', LIST),
    "SDP": (b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n", LIST),
    "XSPF": (b"<playlist><trackList><track><location>%(path)s</location></track></trackList></playlist>", LIST),
    "PLS": (b"[playlist]\nFile1=%(path)s\nNumberOfEntries=1\n", LIST),
    "ASX": (b'<asx version="3.0"><entry><ref href="file://%(path)s"/></entry></asx>', LIST),
    "ASF redirector": (b"[Reference]\nRef1=%(url)s\n", LIST),
    "WPL": (b'<?wpl version="1.0"?><smil><body><seq><media src="%(path)s"/></seq></body></smil>', LIST),
    "SMIL": (b'<smil><body><audio src="%(path)s"/></body></smil>', LIST),
    "QuickTime link": (b"RTSPtext\n%(url)s", LIST),
    "QuickTime media link": (b'<?xml version="1.0"?>\n<?quicktime?>\n<embed src="%(url)s"/>', LIST),
    "bare M3U": (b"%(path)s\n", TEXT),
    "RAM": (b"%(url)s\n", TEXT),
    "cue sheet": (b'FILE "%(path)s" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n', TEXT),
    "mpv EDL": (b"# mpv EDL v0\n%(path)s,0,2\n", LIST),
    "address of a file": (b"file://%(path)s", TEXT),
    "internet shortcut": (b"[InternetShortcut]\r\nURL=file://%(path)s\r\n", TEXT),
    "AVISynth script": (b'DirectShowSource("%(path)s")\n', TEXT),
}
"""Name: the text, with places for the path of another recording and for an inner address; what it is found to be."""

DRESSED = ("HLS", "ffconcat", "DASH", "SDP", "PLS")

DRESSES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "behind a byte-order mark": (lambda text: b"\xef\xbb\xbf" + text, LIST),
    "in UTF-16": (lambda text: text.decode().encode("utf-16"), LIST),
    "behind blank lines": (lambda text: b"\r\n\t \n" * 50 + text, LIST),
    "behind bytes of no kind": (lambda text: b"\x80" * 64 + text, UNKNOWN),
    "behind zeros": (lambda text: bytes(5_000) + text, UNKNOWN),
    "behind an ID3 tag": (lambda text: id3() + text, LIST),
    "behind the mark of MPEG audio": (lambda text: b"\xff\xfb\x90\x00" + text, UNDECODABLE),
}


def id3(*frames: tuple[bytes, bytes], claimed: int | None = None, version: int = 3) -> bytes:
    """An ID3v2 tag; ``claimed`` is the size it pretends to have (up to 256 MiB)."""
    size = (
        (lambda n: bytes(n >> shift & 0x7F for shift in (21, 14, 7, 0))) if version == 4 else (lambda n: n.to_bytes(4))
    )
    body = b"".join(name + size(len(data)) + b"\0\0" + data for name, data in frames)
    length = len(body) if claimed is None else claimed
    return b"ID3" + bytes([version, 0, 0]) + bytes(length >> shift & 0x7F for shift in (21, 14, 7, 0)) + body


def _written(text: bytes) -> Callable[[Scene], bytes]:
    return lambda scene: text % {b"path": scene.secret, b"url": scene.address.encode()}


def _dressed(text: bytes, dress: Callable[[bytes], bytes]) -> Callable[[Scene], bytes]:
    return lambda scene: dress(_written(text)(scene))


CASES: list[Case] = [
    *refused("playlists", {name: (_written(text), says) for name, (text, says) in WRITTEN.items()}),
    *refused(
        "playlists in disguise",
        {
            f"{name} {dress}": (_dressed(WRITTEN[name][0], change), says)
            for name in DRESSED
            for dress, (change, says) in DRESSES.items()
        },
    ),
]
