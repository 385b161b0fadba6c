"""The containers the archive accepts, and the codecs within them. A table; imports nothing but the standard library."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Declares(Enum):
    """How far the length that a container declares can be trusted."""

    EXACTLY = "written by the recorder"
    WITH_A_FRAME_COUNT = "exact where the first frame counts the frames, else a guess from the file's size"
    NOTHING = "a guess from the file's size or its last page"


@dataclass(frozen=True, slots=True)
class Container:
    """One row: FFmpeg's demuxer, the type and extension of a sound file, and those of a file with pictures.

    ``numbered``: every packet says how many samples came before it, so that a hole can only be a loss.
    ``seamless``: packets follow each other byte by byte without any index.
    """

    name: str
    demuxer: str
    media_type: str
    extension: str
    declares: Declares = Declares.EXACTLY
    video_media_type: str = ""
    video_extension: str = ""
    numbered: bool = False
    seamless: bool = False


CONTAINERS: dict[str, Container] = {
    row.name: row
    for row in (
        Container("wav", "wav", "audio/wav", ".wav"),
        Container("w64", "w64", "audio/x-w64", ".w64"),
        Container("aiff", "aiff", "audio/aiff", ".aiff"),
        Container("caf", "caf", "audio/x-caf", ".caf", Declares.NOTHING),
        Container("au", "au", "audio/basic", ".au"),
        Container("flac", "flac", "audio/flac", ".flac", numbered=True),
        Container("mp3", "mp3", "audio/mpeg", ".mp3", Declares.WITH_A_FRAME_COUNT, seamless=True),
        Container("aac", "aac", "audio/aac", ".aac", Declares.NOTHING, seamless=True),
        Container("amr", "amr", "audio/amr", ".amr", Declares.NOTHING),
        Container("dss", "dss", "audio/x-dss", ".dss", Declares.NOTHING),
        Container("ogg", "ogg", "audio/ogg", ".ogg", Declares.NOTHING, "video/ogg", ".ogv", numbered=True),
        Container("mp4", "mov", "audio/mp4", ".m4a", Declares.EXACTLY, "video/mp4", ".mp4"),
        Container("3gp", "mov", "audio/3gpp", ".3gp", Declares.EXACTLY, "video/3gpp", ".3gp"),
        Container("mov", "mov", "video/quicktime", ".mov", Declares.EXACTLY, "video/quicktime", ".mov"),
        Container("webm", "matroska", "audio/webm", ".webm", Declares.EXACTLY, "video/webm", ".webm"),
        Container("matroska", "matroska", "audio/x-matroska", ".mka", Declares.EXACTLY, "video/x-matroska", ".mkv"),
        Container("asf", "asf", "audio/x-ms-wma", ".wma", Declares.EXACTLY, "video/x-ms-wmv", ".wmv"),
    )
}

UNMARKED = "unmarked"
"""A file with no signature at its head. It may still be MPEG audio with something before its first frame."""

UNMARKED_DEMUXERS = ("mp3", "aac")

# fmt: off
CODECS: frozenset[str] = frozenset((
    "aac", "aac_fixed", "aac_latm", "ac3", "eac3", "alac", "flac", "opus", "libopus", "vorbis", "libvorbis", "speex",
    "libspeex", "mp1", "mp1float", "mp2", "mp2float", "mp3", "mp3float", "mp3adu", "mp3adufloat", "amrnb", "amrwb",
    "libopencore_amrnb", "libopencore_amrwb", "gsm", "gsm_ms", "ilbc", "qcelp", "evrc", "wmav1", "wmav2", "wmapro",
    "wmalossless", "wmavoice", "dss_sp", "truespeech", "g726", "g726le", "qdm2", "qdmc", "mace3", "mace6",
    "nellymoser", "adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt", "adpcm_yamaha", "adpcm_g722", "adpcm_g726",
    "adpcm_g726le", "adpcm_swf", "pcm_u8", "pcm_s8", "pcm_s16le", "pcm_s16be", "pcm_u16le", "pcm_u16be", "pcm_s24le",
    "pcm_s24be", "pcm_u24le", "pcm_u24be", "pcm_s32le", "pcm_s32be", "pcm_u32le", "pcm_u32be", "pcm_f32le",
    "pcm_f32be", "pcm_f64le", "pcm_f64be", "pcm_alaw", "pcm_mulaw", "pcm_s16le_planar", "pcm_s16be_planar", "pcm_lxf",
))
# fmt: on
"""FFmpeg's names of the decoders that may run: speech and music, never a picture."""
