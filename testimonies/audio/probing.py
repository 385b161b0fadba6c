"""What a file is, before it becomes a recording."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from testimonies.audio import confinement, signatures
from testimonies.audio.confinement import whole, whole_or_none, word
from testimonies.audio.containers import CONTAINERS
from testimonies.audio.limits import PROBING, Limits
from testimonies.exceptions import DecodingFailed, UnsoundFile


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """The technical facts of a sound file, as its container states them.

    ``duration_ms`` is what the file declares, or ``None``; only decoding it to its end shows how long it is.
    ``bit_rate`` is in bits per second. ``extension`` begins with a dot.
    """

    container: str
    codec: str
    channels: int
    sample_rate_hz: int
    bit_rate: int | None
    media_type: str
    extension: str
    duration_ms: int | None


def probe(path: Path, *, limits: Limits = PROBING) -> SoundFacts:
    """The facts of the file at ``path``, after decoding its first second in a limited process.

    A damaged file passes as long as some of its sound can be decoded. Raises UnsoundFile with a sentence naming what
    was found where it is no recording, DecodingFailed where the process had to be stopped, and OSError.
    """
    container = signatures.container_of(path)
    *_, (_kind, payload) = confinement.converse("probe", path, limits, {"container": container}, unfit=UnsoundFile)
    values = confinement.answer(payload)
    row = CONTAINERS.get(str(values.get("container")))
    if row is None:
        raise DecodingFailed(str(confinement.STOPPED["crash"]))
    film = values.get("has_pictures") is True and row.video_media_type
    return SoundFacts(
        container=row.name,
        codec=word(values, "codec"),
        channels=whole(values, "channels"),
        sample_rate_hz=whole(values, "sample_rate_hz"),
        bit_rate=whole_or_none(values, "bit_rate"),
        media_type=row.video_media_type if film else row.media_type,
        extension=row.video_extension if film else row.extension,
        duration_ms=whole_or_none(values, "duration_ms"),
    )
