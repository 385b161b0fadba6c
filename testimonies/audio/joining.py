"""Spans of access copies, one after another, as one MP3: what a podcast app fetches.

MP3 at a constant rate, because every app plays it and because its length in bytes is known before it is made: at
48,000 Hz and 64 kbit/s each frame of 1,152 samples is 192 bytes (ISO/IEC 11172-3, 2.4.3.1: 144 × bit rate / rate).
It carries no metadata. Access copies were made here, by a confined process, and are decoded in this one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream

from testimonies.exceptions import DecodingFailed

__all__ = ["GAP_MS", "MEDIA_TYPE", "Part", "join", "length_bytes", "length_ms"]

MEDIA_TYPE = "audio/mpeg"
RATE_HZ = 48_000
BIT_RATE = 64_000
FRAME_SAMPLES = 1_152
FRAME_BYTES = 144 * BIT_RATE // RATE_HZ
LATE_FRAMES = 1
"""The encoder holds back so many frames and gives them in the end."""
GAP_MS = 800
"""Silence between two parts."""

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Part:
    """From ``start_ms`` to ``end_ms`` of an access copy."""

    path: Path
    start_ms: int
    end_ms: int


def length_ms(parts: Sequence[Part]) -> int:
    """With the silences between them."""
    return sum(part.end_ms - part.start_ms for part in parts) + GAP_MS * max(0, len(parts) - 1)


def length_bytes(parts: Sequence[Part]) -> int:
    """Of the file that :func:`join` makes of them, to the byte."""
    frames = -(-length_ms(parts) * RATE_HZ // 1_000 // FRAME_SAMPLES)
    return (frames + LATE_FRAMES) * FRAME_BYTES


def join(parts: Sequence[Part], target: BinaryIO) -> None:
    """Write the file. A part that ends before its ``end_ms`` is silent to there. Raises DecodingFailed, OSError."""
    try:
        with av.open(target, "w", format="mp3", options={"write_xing": "0", "id3v2_version": "0"}) as output:
            encoder = output.add_stream("libmp3lame", rate=RATE_HZ, layout="mono")
            assert isinstance(encoder, AudioStream)
            encoder.bit_rate = BIT_RATE
            at = 0
            for block in _frames(_samples(parts)):
                frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
                frame.sample_rate, frame.pts = RATE_HZ, at
                at += block.shape[1]
                output.mux(encoder.encode(frame))
            output.mux(encoder.encode(None))
    except av.error.FFmpegError as error:
        raise DecodingFailed(str(error)) from error


def _frames(blocks: Iterator[Samples]) -> Iterator[Samples]:
    held = np.zeros((1, 0), np.float32)
    for block in blocks:
        held = np.concatenate([held, block], axis=1)
        whole = held.shape[1] // FRAME_SAMPLES * FRAME_SAMPLES
        for start in range(0, whole, FRAME_SAMPLES):
            yield np.ascontiguousarray(held[:, start : start + FRAME_SAMPLES])
        held = held[:, whole:]
    if held.shape[1]:
        yield np.ascontiguousarray(held)


def _samples(parts: Sequence[Part]) -> Iterator[Samples]:
    for number, part in enumerate(parts):
        if number:
            yield np.zeros((1, _count(GAP_MS)), np.float32)
        yield from _of(part)


def _of(part: Part) -> Iterator[Samples]:
    """Exactly as many samples as the part is long."""
    left, first = _count(part.end_ms - part.start_ms), _count(part.start_ms)
    with av.open(str(part.path), format="mp4") as source:
        stream = source.streams.audio[0]
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE_HZ)
        source.seek(max(0, part.start_ms - 500) * 1_000)
        at = None
        for decoded in source.decode(stream):
            if at is None:
                at = round((decoded.time or 0.0) * RATE_HZ)
            for frame in resampler.resample(decoded):
                block: Samples = frame.to_ndarray().astype(np.float32, copy=False)[:, max(0, first - at) :][:, :left]
                at += frame.samples
                left -= block.shape[1]
                if block.shape[1]:
                    yield block
            if left <= 0:
                return
    while left > 0:
        block = np.zeros((1, min(left, RATE_HZ)), np.float32)
        left -= block.shape[1]
        yield block


def _count(ms: int) -> int:
    return ms * RATE_HZ // 1_000
