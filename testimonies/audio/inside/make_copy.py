"""The access copy and the waveform, both from one pass over the original."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from typing import Any, BinaryIO

import av
import numpy as np
from av.audio.stream import AudioStream
from av.codec.context import Flags

from testimonies.audio.inside import messages
from testimonies.audio.inside.opening import open_sound
from testimonies.audio.inside.silencing import Silencer
from testimonies.audio.inside.timeline import Timeline
from testimonies.audio.limits import Limits
from testimonies.audio.waveform import Peaks


@dataclass(frozen=True)
class Form:
    """How a copy is written: container, encoder and its options, bits a second by the number of channels."""

    container: str
    container_options: dict[str, str]
    codec: str
    options: dict[str, str]
    bit_rates: dict[int, int]
    rate_hz: int = 0  # that of the original, as far as the encoder knows it


FORMS = {
    # The fast search costs half the time of the default one and loses nothing audible at these rates.
    "access": Form("ipod", {"movflags": "+faststart"}, "aac", {"aac_coder": "fast"}, {1: 64_000, 2: 96_000}),
    "small": Form("ogg", {}, "libopus", {"application": "voip"}, {1: 24_000}, rate_hz=48_000),
}
LAYOUTS = {1: "mono", 2: "stereo"}
PROGRESS_EVERY_MS = 10_000


def run(original: BinaryIO, limits: Limits, arguments: dict[str, Any]) -> dict[str, object]:
    """Write the copy to the descriptor ``arguments["target"]``; an index first, no metadata, no trace of the maker.

    What lies in ``arguments["spans"]`` is silent in it; the waveform is drawn from what was silenced.
    """
    form = FORMS[arguments.get("form", "access")]
    opened = open_sound(original, arguments["container"])
    channels = 2 if 2 in form.bit_rates and opened.stream.codec_context.layout.nb_channels == 2 else 1
    rate_hz = form.rate_hz or (44_100 if (opened.stream.codec_context.sample_rate or 0) % 11_025 == 0 else 48_000)
    timeline = Timeline(opened, rate_hz=rate_hz, channels=channels, longest_ms=limits.sound_ms)
    peaks = Peaks(rate_hz, arguments["peaks_per_second"])
    silencer = Silencer(arguments.get("spans", ()), rate_hz)
    descriptor: int = arguments["target"]
    output = av.open(
        Target(descriptor),
        "w",
        format=form.container,
        container_options={**form.container_options, "fflags": "+bitexact"},
        io_open=lambda url, flags, options: Target(descriptor),  # faststart reads the file again
    )
    encoder = output.add_stream(form.codec, rate=rate_hz, options=form.options, layout=LAYOUTS[channels])
    assert isinstance(encoder, AudioStream)
    encoder.bit_rate = form.bit_rates[channels]
    encoder.codec_context.flags |= Flags.bitexact
    reported_ms = 0
    for sound in timeline.blocks():
        block = silencer.apply(sound, timeline.written - sound.shape[1])
        peaks.add(block)
        output.mux(encoder.encode(_frame(block, rate_hz, timeline.written - block.shape[1])))
        if timeline.duration_ms >= reported_ms + PROGRESS_EVERY_MS:
            reported_ms = timeline.duration_ms
            messages.send_json(messages.PROGRESS, {"ms": reported_ms})
    output.mux(encoder.encode(None))
    output.close()
    waveform = peaks.waveform()
    return {
        "duration_ms": timeline.duration_ms,
        "damaged_after_ms": timeline.damaged_after_ms,
        "sample_rate_hz": waveform.sample_rate_hz,
        "samples_per_point": waveform.samples_per_point,
        "points": list(waveform.data),
    }


def _frame(block: np.ndarray, rate_hz: int, at_sample: int) -> av.AudioFrame:
    samples = np.ascontiguousarray(block, dtype=np.float32)
    frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout=LAYOUTS[block.shape[0]])
    frame.sample_rate = rate_hz
    frame.pts = at_sample
    return frame


class Target(io.RawIOBase):
    """A descriptor read and written at a position of its own, so that two of these may share it."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.position = 0

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        data = os.pread(self.descriptor, size, self.position)
        self.position += len(data)
        return data

    def write(self, data: Any, /) -> int:
        remaining = memoryview(data)
        while remaining:
            written = os.pwrite(self.descriptor, remaining, self.position)
            self.position += written
            remaining = remaining[written:]
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self.position, os.SEEK_END: os.fstat(self.descriptor).st_size}
        self.position = base[whence] + offset
        return self.position

    def tell(self) -> int:
        return self.position
