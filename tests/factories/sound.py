"""Real sound files, and files that only pretend: made with numpy and FFmpeg, small, the same on every run."""

from __future__ import annotations

import struct
import wave
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

Samples = npt.NDArray[np.float32]

RATE_HZ = 48_000

FORMATS: dict[str, tuple[str, str, int]] = {
    "wav": ("wav", "pcm_s16le", 44_100),
    "mp3": ("mp3", "libmp3lame", 44_100),
    "ogg": ("ogg", "libopus", 48_000),
    "m4a": ("ipod", "aac", 44_100),
    "flac": ("flac", "flac", 48_000),
    "webm": ("webm", "libopus", 48_000),
    "mka": ("matroska", "aac", 48_000),
    "aiff": ("aiff", "pcm_s16be", 44_100),
    "amr": ("amr", "libopencore_amrnb", 8_000),
    "3gp": ("3gp", "libopencore_amrnb", 8_000),
    "wma": ("asf", "wmav2", 44_100),
    "aac": ("adts", "aac", 44_100),
    "caf": ("caf", "pcm_s16be", 44_100),
    "au": ("au", "pcm_s16be", 44_100),
}
"""Extension: FFmpeg's container, encoder and a rate that both know."""

BIT_RATES = {"libopencore_amrnb": 12_200}


def tone(seconds: float, hz: float = 440.0, *, rate_hz: int = RATE_HZ, level: float = 0.3) -> Samples:
    return (level * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)).astype(np.float32)


def silence(seconds: float, *, rate_hz: int = RATE_HZ) -> Samples:
    return np.zeros(round(seconds * rate_hz), dtype=np.float32)


def noise(seconds: float, *, rate_hz: int = RATE_HZ, level: float = 0.2, seed: int = 1990) -> Samples:
    return (level * np.random.default_rng(seed).uniform(-1, 1, round(seconds * rate_hz))).astype(np.float32)


def bursts(at_s: Iterable[float], seconds: float, *, rate_hz: int = RATE_HZ) -> Samples:
    """Silence with a tenth of a second of 1 kHz at each of ``at_s``: what times can be measured by."""
    samples = silence(seconds, rate_hz=rate_hz)
    click = tone(0.1, 1000, rate_hz=rate_hz, level=0.8)
    for start_s in at_s:
        start = round(start_s * rate_hz)
        samples[start : start + len(click)] = click[: len(samples) - start]
    return samples


def write(
    path: Path,
    samples: Samples,
    *,
    rate_hz: int = RATE_HZ,
    channels: int = 1,
    tags: dict[str, str] | None = None,
    cover: bytes | None = None,
    options: dict[str, str] | None = None,
    encoded_hz: int = 0,
) -> Path:
    """Encode ``samples`` (at ``rate_hz``, given to every channel) in the format of the path's extension."""
    container, codec, usual_hz = FORMATS[path.suffix[1:]]
    container = "mp4" if container == "ipod" and cover else container  # FFmpeg's M4A writer takes no pictures
    layout = "mono" if channels == 1 else "stereo"
    with av.open(str(path), "w", format=container, container_options={"fflags": "+bitexact", **(options or {})}) as out:
        stream = out.add_stream(codec, rate=encoded_hz or usual_hz, layout=layout)
        assert isinstance(stream, AudioStream)
        stream.bit_rate = BIT_RATES.get(codec, 64_000)
        out.metadata.update(tags or {})
        if cover:
            _add_cover(out, cover)
        for frame in _frames(samples, rate_hz, layout):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def write_wav(path: Path, samples: npt.NDArray[np.floating], rate_hz: int) -> Path:
    """A plain WAV of ``samples``, shape ``(n,)`` or ``(n, channels)``, without FFmpeg's help."""
    values = np.atleast_2d(samples.T).T
    with wave.open(str(path), "wb") as file:
        file.setnchannels(values.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes((np.clip(values, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def write_long_flac(path: Path, hours: float, *, rate_hz: int = 8_000) -> Path:
    """Hours of digital silence in less than a megabyte an hour, made at 3000 times real time."""
    with av.open(str(path), "w", format="flac") as out:
        stream = out.add_stream("flac", rate=rate_hz, layout="mono")
        assert isinstance(stream, AudioStream)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, rate_hz * 60), dtype=np.int16), format="s16", layout="mono")
        frame.sample_rate = rate_hz
        for minute in range(round(hours * 60)):
            frame.pts = minute * frame.samples
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def write_with_hole(path: Path, samples: Samples, *, from_s: float, until_s: float) -> Path:
    """A Matroska or WebM file whose packets between the two seconds were lost on the way."""
    whole = write(path.with_name("whole-" + path.name), samples)
    container = FORMATS[path.suffix[1:]][0]
    with av.open(str(whole)) as source, av.open(str(path), "w", format=container) as out:
        stream = out.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(source.streams.audio[0]):
            if packet.dts is None or packet.pts is None or packet.time_base is None:
                continue
            if not from_s <= float(packet.pts * packet.time_base) < until_s:
                packet.stream = stream
                out.mux(packet)
    return path


def write_film(path: Path, *, sound: Samples | None = None, seconds: int = 2) -> Path:
    """An MP4 of a grey picture, with ``sound`` or without any."""
    with av.open(str(path), "w", format="mp4") as out:
        video = out.add_stream("mpeg4", rate=5)
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        audio = out.add_stream("aac", rate=RATE_HZ, layout="mono") if sound is not None else None
        for number in range(5 * seconds):
            grey = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 128, dtype=np.uint8), format="rgb24")
            grey.pts = number
            out.mux(video.encode(grey))
        out.mux(video.encode(None))
        if isinstance(audio, AudioStream) and sound is not None:
            for frame in _frames(sound, RATE_HZ, "mono"):
                out.mux(audio.encode(frame))
            out.mux(audio.encode(None))
    return path


def truncated(path: Path, share: float, target: Path) -> Path:
    """The first ``share`` (0 to 1) of the bytes of ``path``, as a broken transfer leaves them."""
    data = path.read_bytes()
    target.write_bytes(data[: int(len(data) * share)])
    return target


def scarred(path: Path, at: float, length: int, target: Path) -> Path:
    """``path`` with ``length`` bytes of rubbish at the share ``at`` of the file."""
    data = bytearray(path.read_bytes())
    start = int(len(data) * at)
    data[start : start + length] = np.random.default_rng(7).bytes(length)
    target.write_bytes(data[: path.stat().st_size])
    return target


def wav_header(*, rate_hz: int, channels: int, data_bytes: int) -> bytes:
    """The 44 bytes of a 16-bit WAV header that claims whatever it is told to claim."""
    width = channels * 2
    shape = (16, 1, channels, rate_hz, rate_hz * width & 0xFFFFFFFF, width & 0xFFFF, 16)
    return (
        struct.pack("<4sI4s", b"RIFF", data_bytes + 36 & 0xFFFFFFFF, b"WAVE")
        + struct.pack("<4sIHHIIHH", b"fmt ", *shape)
        + struct.pack("<4sI", b"data", data_bytes)
    )


def png(width: int = 8, height: int = 8) -> bytes:
    """A grey PNG picture. A huge one costs nothing here: it holds its first rows alone."""
    body = zlib.compress((b"\x00" + bytes(width)) * min(height, 8))

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def zip_file(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("interview.txt", "not a recording")
    return path


def _frames(samples: Samples, rate_hz: int, layout: str) -> Iterator[av.AudioFrame]:
    channels = 1 if layout == "mono" else 2
    for start in range(0, len(samples), rate_hz):
        block = np.repeat(samples[None, start : start + rate_hz], channels, axis=0)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout=layout)
        frame.sample_rate, frame.pts = rate_hz, start
        yield frame


def _add_cover(out: OutputContainer, picture: bytes) -> None:
    """Attach a PNG picture of any size without decoding it."""
    stream = out.add_stream("png", rate=1)
    assert isinstance(stream, VideoStream)
    stream.width, stream.height, stream.pix_fmt = 8, 8, "gray"
    stream.disposition = Disposition.attached_pic
    packet = av.Packet(picture)
    packet.stream, packet.pts, packet.dts, packet.time_base = stream, 0, 0, Fraction(1, 90_000)
    out.start_encoding()
    out.mux(packet)
