"""Opening a stranger's file: one container, one sound stream, no other file, no picture decoded."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Discard

from testimonies.audio.containers import CODECS, CONTAINERS, UNMARKED, UNMARKED_DEMUXERS, Container
from testimonies.audio.inside.messages import Failure
from testimonies.audio.limits import MAX_CHANNELS, MAX_SAMPLE_RATE_HZ, MIN_SAMPLE_RATE_HZ

MOST_BOXES = 10_000
"""A recorder writes a few boxes side by side; who writes millions wants them counted."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open file and the one stream of it that is decoded."""

    container: Container
    input: InputContainer
    stream: AudioStream
    file: BinaryIO

    @property
    def has_pictures(self) -> bool:
        """Whether it is a film: a cover picture does not make one."""
        return any(not stream.disposition & stream.disposition.attached_pic for stream in self.input.streams.video)

    @property
    def declared_s(self) -> float | None:
        """The length the file declares for its sound, in seconds; a film's own length says nothing of its sound."""
        if self.stream.duration and self.stream.time_base:
            return float(self.stream.duration * self.stream.time_base)
        if self.input.duration and not self.has_pictures:
            return self.input.duration / av.time_base
        return None


def open_sound(file: BinaryIO, name: str) -> Opened:
    """Open ``file`` as the container ``name`` and choose its first sound stream.

    Raises Failure ``undecodable``, ``index_missing``, ``no_sound_stream``, ``codec`` or ``absurd``.
    """
    demuxers = UNMARKED_DEMUXERS if name == UNMARKED else (CONTAINERS[name].demuxer,)
    try:
        opened: Any = av.open(
            file,
            format=None if name == UNMARKED else demuxers[0],
            # The codec list also keeps FFmpeg from decoding cover pictures while it looks for parameters.
            options={"codec_whitelist": ",".join(sorted(CODECS)), "format_whitelist": ",".join(demuxers)},
            container_options={"protocol_whitelist": "none"},
            metadata_errors="replace",
            io_open=_refuse,
        )
    except MemoryError:
        raise
    except (FFmpegError, OSError, ValueError) as error:
        raise Failure(_why_unopened(file, name)) from error
    container = CONTAINERS[opened.format.name if name == UNMARKED else name]
    if not opened.streams.audio:
        raise Failure("no_sound_stream", container=name)
    stream = opened.streams.audio[0]
    for other in opened.streams:
        if other is not stream:
            other.discard = Discard.all
    codec = stream.codec_context
    if codec is None or codec.codec.name not in CODECS:
        raise Failure("codec", codec=codec.codec.name if codec else "unknown")
    if not codec.sample_rate or not codec.layout.nb_channels:
        raise Failure("undecodable")
    check_shape(codec.sample_rate, codec.layout.nb_channels)
    codec.thread_count = 1
    return Opened(container, opened, stream, file)


def check_shape(rate_hz: int, channels: int) -> None:
    """Raise Failure ``absurd`` for what no recorder writes."""
    if not MIN_SAMPLE_RATE_HZ <= rate_hz <= MAX_SAMPLE_RATE_HZ or channels > MAX_CHANNELS:
        raise Failure("absurd", rate_hz=rate_hz, channels=channels)


def _refuse(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    raise PermissionError("a sound file may not open another file")


def _why_unopened(file: BinaryIO, name: str) -> str:
    """An MP4 that lost its end has lost its index: recorders write it last."""
    if name == UNMARKED:
        return "unknown"
    return "index_missing" if CONTAINERS[name].demuxer == "mov" and _lost_its_index(file) else "undecodable"


def _lost_its_index(file: BinaryIO) -> bool:
    """Whether there is a box of sound (``mdat``) and none that says where in it what lies (``moov``)."""
    size = file.seek(0, os.SEEK_END)
    position, has_sound = 0, False
    for _number in range(MOST_BOXES):
        if position + 8 > size:
            break
        file.seek(position)
        head = file.read(16)
        if head[4:8] == b"moov":
            return False
        has_sound = has_sound or head[4:8] == b"mdat"
        length = int.from_bytes(head[:4])
        if length == 1:
            length = int.from_bytes(head[8:16])
        if length < 8:
            break
        position += length
    return has_sound
