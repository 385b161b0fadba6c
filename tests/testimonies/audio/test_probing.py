"""What may become a recording, what may not, and what the person who offers it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from testimonies.audio.limits import MEBIBYTE, Limits
from testimonies.audio.probing import probe
from testimonies.exceptions import UnsoundFile
from tests.factories import sound

FACTS = {
    "wav": ("wav", "pcm_s16le", 44_100, "audio/wav", ".wav"),
    "mp3": ("mp3", "mp3", 44_100, "audio/mpeg", ".mp3"),
    "ogg": ("ogg", "opus", 48_000, "audio/ogg", ".ogg"),
    "m4a": ("mp4", "aac", 44_100, "audio/mp4", ".m4a"),
    "flac": ("flac", "flac", 48_000, "audio/flac", ".flac"),
    "webm": ("webm", "opus", 48_000, "audio/webm", ".webm"),
    "mka": ("matroska", "aac", 48_000, "audio/x-matroska", ".mka"),
    "aiff": ("aiff", "pcm_s16be", 44_100, "audio/aiff", ".aiff"),
    "amr": ("amr", "amr_nb", 8_000, "audio/amr", ".amr"),
    "3gp": ("3gp", "amr_nb", 8_000, "audio/3gpp", ".3gp"),
    "wma": ("asf", "wmav2", 44_100, "audio/x-ms-wma", ".wma"),
    "aac": ("aac", "aac", 44_100, "audio/aac", ".aac"),
    "caf": ("caf", "pcm_s16be", 44_100, "audio/x-caf", ".caf"),
    "au": ("au", "pcm_s16be", 44_100, "audio/basic", ".au"),
}

PRETENDERS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "The file is empty."),
    "picture": (sound.png(), "This is a PNG picture, not a sound file."),
    "photo": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "This is a JPEG picture, not a sound file."),
    "phone photo": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "This is a HEIC picture, not a sound file."),
    "text": ("Sie kam 1990 über Düsseldorf".encode(), "This is a text, not a sound file."),
    "UTF-16 text": ("She came in 1990".encode("utf-16"), "This is a text, not a sound file."),
    "text cut in a letter": ("é".encode() * 2047 + "x鿿".encode(), "This is a text, not a sound file."),
    "web page": (b"\n <!DOCTYPE html><html>", "This is a web page, not a sound file."),
    "SVG": (
        b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
        "This is an SVG picture, not a sound file.",
    ),
    "PDF": (b"%PDF-1.7\n", "This is a PDF document, not a sound file."),
    "HLS": (b"#EXTM3U\n#EXTINF:10,\nother.wav\n", "This is a playlist, not a sound file."),
    "ffconcat": (b"ffconcat version 1.0\nfile other.wav\n", "This is a playlist, not a sound file."),
    "PLS": (b"[playlist]\nFile1=other.wav\n", "This is a playlist, not a sound file."),
    "DASH": (b'<?xml version="1.0"?>\n<MPD></MPD>', "This is a playlist, not a sound file."),
    "SDP": (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", "This is a playlist, not a sound file."),
    "zeros": (bytes(10_000), "The file holds nothing but zeros: its content was lost before it came here."),
    "AVI": (b"RIFF\x00\x00\x00\x00AVI LIST", "This is an AVI video, which the archive cannot read."),
    "rubbish": (bytes(range(128, 256)) * 300, "This is no sound file that the archive knows"),
    "rubbish behind a WAV head": (b"RIFF\xff\xff\x00\x00WAVE" + bytes(range(256)) * 9, "no sound in it can be decoded"),
    "no samples": (sound.wav_header(rate_hz=16_000, channels=1, data_bytes=0), "The file holds no sound"),
    "absurd rate": (sound.wav_header(rate_hz=3, channels=1, data_bytes=400) + bytes(400), "1 channels at 3 Hz"),
    "absurder rate": (sound.wav_header(rate_hz=2**31, channels=1, data_bytes=4000) + bytes(4000), "no sound in it"),
    "absurd channels": (sound.wav_header(rate_hz=48_000, channels=200, data_bytes=4000) + bytes(4000), "200 channels"),
    "absurder channels": (sound.wav_header(rate_hz=48_000, channels=65_535, data_bytes=400) + bytes(400), "no sound"),
}


@pytest.mark.parametrize("extension", FACTS)
def test_formats_that_recorders_and_phones_write_are_known_whatever_their_name(
    extension: str, melody: dict[str, Path], tmp_path: Path
) -> None:
    misnamed = tmp_path / "recording.pdf"
    misnamed.write_bytes(melody[extension].read_bytes())

    facts = probe(misnamed)

    assert (facts.container, facts.codec, facts.sample_rate_hz, facts.media_type, facts.extension) == FACTS[extension]
    assert facts.channels == 1
    assert facts.duration_ms is not None and abs(facts.duration_ms - 10_000) < 400


@pytest.mark.parametrize("name", PRETENDERS)
def test_a_pretender_is_refused_by_what_it_is(name: str, tmp_path: Path) -> None:
    content, sentence = PRETENDERS[name]
    path = tmp_path / "interview.mp3"
    path.write_bytes(content)

    with pytest.raises(UnsoundFile) as refusal:
        probe(path)

    assert sentence in str(refusal.value)


def test_a_zip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsoundFile, match="This is a ZIP archive or an office document, not a sound file"):
        probe(sound.zip_file(tmp_path / "interview.mp3"))


def test_a_film_counts_by_its_sound(tmp_path: Path) -> None:
    with pytest.raises(UnsoundFile, match="no sound stream"):
        probe(sound.write_film(tmp_path / "mute.mp4"))

    facts = probe(sound.write_film(tmp_path / "film.mp4", sound=sound.tone(2)))
    assert (facts.codec, facts.media_type, facts.extension) == ("aac", "video/mp4", ".mp4")


@pytest.mark.parametrize("lead", [b"", b"\x80" * 64], ids=["plain", "behind bytes of no known kind"])
@pytest.mark.parametrize("playlist", [b"#EXTM3U\n#EXTINF:9,\n%s\n#EXT-X-ENDLIST\n", b"ffconcat version 1.0\nfile %s\n"])
def test_a_playlist_cannot_draw_in_another_file(lead: bytes, playlist: bytes, tmp_path: Path) -> None:
    secret = sound.write_wav(tmp_path / "secret.wav", sound.tone(2), sound.RATE_HZ)
    path = tmp_path / "interview.mp3"
    path.write_bytes(lead + playlist % bytes(secret))

    with pytest.raises(UnsoundFile):
        probe(path)


def test_a_recording_without_its_index_says_so(melody: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(UnsoundFile, match="its index, which recorders write last, is missing"):
        probe(sound.truncated(melody["m4a"], 0.6, tmp_path / "cut.m4a"))


def test_a_damaged_recording_passes(melody: dict[str, Path], tmp_path: Path) -> None:
    for extension in ("wav", "mp3", "ogg", "flac", "webm", "amr"):
        assert probe(sound.truncated(melody[extension], 0.3, tmp_path / f"cut.{extension}")).container


def test_rubbish_before_the_first_frame_is_skipped(melody: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "late.mp3"
    path.write_bytes(bytes(3000) + melody["mp3"].read_bytes())

    assert probe(path).container == "mp3"


def test_a_cover_picture_of_900_megapixels_is_never_decoded(tmp_path: Path) -> None:
    cover = sound.png(30_000, 30_000)
    tight = Limits(memory_bytes=450 * MEBIBYTE, cpu_s=2)
    for extension in ("mp3", "flac", "m4a"):
        path = sound.write(tmp_path / f"cover.{extension}", sound.tone(2), cover=cover)
        facts = probe(path, limits=tight)
        assert facts.media_type.startswith("audio/")


def test_ten_hours_are_accepted(tmp_path: Path) -> None:
    """All silence, and all of it a hole in the disk."""
    length = 36_000 * 2 * 8_000
    path = tmp_path / "ten-hours.wav"
    with path.open("wb") as file:
        file.write(sound.wav_header(rate_hz=8_000, channels=1, data_bytes=length))
        file.truncate(44 + length)

    assert probe(path).duration_ms == 36_000_000
