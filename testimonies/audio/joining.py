"""Spans of access copies, one after another, as one MP3: what a podcast app fetches (:mod:`testimonies.audio.joined`).

It carries no metadata. Access copies were made here, by a confined process, and are decoded in this one. FFmpeg's
libraries are 15 MB of memory: whoever only offers such files does not import this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

import av
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream

from testimonies.audio.joined import BIT_RATE, FRAME_SAMPLES, GAP_MS, RATE_HZ, Part
from testimonies.exceptions import DecodingFailed

__all__ = ["join"]

Samples = npt.NDArray[np.float32]


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
