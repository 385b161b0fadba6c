"""The one rule that says at which millisecond a sound is heard.

Time zero is the first sample that can be decoded. From there on samples follow each other; where the file's own clock
runs ahead of them by more than ``GAP_S`` (a lost packet, a pause, a hole), silence fills the hole, so that what comes
after it keeps its time. A clock that jumps back, or ahead by more than ``LEAP_S``, has been reset and is not believed.
The access copy and the samples for transcription both come from here: their times agree because their rule is one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from av import AudioFrame, Packet
from av.audio.stream import AudioStream
from av.error import FFmpegError
from av.filter import Graph

from testimonies.audio.inside.damage import Damage
from testimonies.audio.inside.messages import Failure
from testimonies.audio.inside.opening import Opened, check_shape

GAP_S = 0.2
LEAP_S = 3600.0

Block = np.ndarray


class Timeline:
    """The sound of a file as float32 blocks of shape ``(channels, up to rate_hz samples)`` within [-1, 1].

    ``channels`` is 1 (the mean of all channels, so that no microphone is lost) or 2 (of a file with two).
    Raises Failure ``too_long``, ``absurd`` and, where nothing at all could be decoded, ``undecodable``.
    """

    def __init__(self, opened: Opened, *, rate_hz: int, channels: int, longest_ms: int) -> None:
        self.opened = opened
        self.rate_hz = rate_hz
        self.channels = channels
        self.longest = longest_ms * rate_hz // 1000
        self.damage = Damage()
        self.written = 0
        self._shape: tuple[str, str, int] | None = None
        self._graph = Graph()
        self._anchor_s = 0.0
        self._placed = 0
        self._origin_s: float | None = None
        self._first_pts_s = 0.0
        self._usual_bytes = 0

    def blocks(self) -> Iterator[Block]:
        for frame in self._frames():
            yield from self._place(frame)
        yield from self._drain()
        if not self.written:
            bad = self.damage.first_bad_s is not None or self.damage.broken_off
            raise Failure("undecodable" if bad else "zero_length")

    @property
    def duration_ms(self) -> int:
        return round(self.written * 1000 / self.rate_hz)

    @property
    def damaged_after_ms(self) -> int | None:
        """Meaningful once the blocks are exhausted."""
        return self.damage.after_ms(self.opened, self._first_pts_s, self.written / self.rate_hz)

    @property
    def _due_s(self) -> float:
        """Where the next sample belongs."""
        return self._anchor_s + (self._placed / self._shape[2] if self._shape else 0.0)

    def _frames(self) -> Iterator[AudioFrame]:
        packets = self.opened.input.demux(self.opened.stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except MemoryError:
                raise
            except (FFmpegError, OSError):
                self.damage.broken_off = True
                yield from self._decoded(None)
                return
            if packet.size:
                self.damage.broken_off = packet.is_corrupt  # the last one counts
            yield from self._decoded(packet)

    def _decoded(self, packet: Packet[AudioStream] | None) -> Iterator[AudioFrame]:
        try:
            yield from self.opened.stream.decode(packet)
        except MemoryError:
            raise
        except (FFmpegError, ValueError):
            if packet is not None and packet.size:
                self.damage.lose(self._due_s, self._seconds(packet))
        else:
            self._usual_bytes = (packet.size if packet else 0) or self._usual_bytes

    def _seconds(self, packet: Packet[AudioStream]) -> float:
        """How much sound an undecodable packet stood for. Rubbish between MPEG frames comes as one long packet."""
        nominal_s = float((packet.duration or 0) * (packet.time_base or 0))
        if self.opened.container.seamless and self._usual_bytes:
            return nominal_s * max(1.0, packet.size / self._usual_bytes)
        return nominal_s

    def _place(self, frame: AudioFrame) -> Iterator[Block]:
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if not frame.samples:
            return
        gap_s = self._gap_s(frame)
        if gap_s or shape != self._shape:
            yield from self._drain()
            if gap_s and self.opened.container.numbered:
                self.damage.lose(self._due_s, gap_s)
            self._anchor_s = self._due_s + gap_s
            self._placed = 0
            yield from self._silence(round(self._anchor_s * self.rate_hz) - self.written)
            check_shape(frame.sample_rate, frame.layout.nb_channels)
            self._shape = shape
            self._graph = self._converter(frame)
        frame.pts = None
        self._graph.push(frame)
        self._placed += frame.samples
        yield from self._pull()

    def _gap_s(self, frame: AudioFrame) -> float:
        """The silence that belongs before ``frame``, in seconds; moves the origin where the clock was reset."""
        if frame.pts is None or frame.time_base is None:
            return 0.0
        pts_s = float(frame.pts * frame.time_base)
        if self._origin_s is None:
            self._origin_s = self._first_pts_s = pts_s
        ahead_s = pts_s - self._origin_s - self._due_s
        if GAP_S < ahead_s <= LEAP_S:
            return ahead_s
        if abs(ahead_s) > GAP_S:
            self._origin_s = pts_s - self._due_s
        return 0.0

    def _converter(self, frame: AudioFrame) -> Graph:
        """A filter graph from the frame's form to ours. Channels are mixed by number, not by place: FFmpeg drops
        the second of two unnamed channels and takes the fourth of six for a subwoofer."""
        count = frame.layout.nb_channels
        mean = "+".join(f"{1 / count:.6f}*c{channel}" for channel in range(count))
        sources = ["c0", "c1"] if self.channels == count == 2 else [mean] * self.channels
        layout = "mono" if self.channels == 1 else "stereo"
        mix = "|".join([layout, *(f"c{channel}={source}" for channel, source in enumerate(sources))])
        graph = Graph()
        graph.threads = 1
        graph.link_nodes(
            graph.add(
                "abuffer",
                sample_rate=str(frame.sample_rate),
                sample_fmt=frame.format.name,
                channel_layout=frame.layout.name,
                time_base=f"1/{frame.sample_rate}",
            ),
            graph.add("pan", mix),
            graph.add("aformat", sample_rates=str(self.rate_hz), sample_fmts="fltp", channel_layouts=layout),
            graph.add("abuffersink"),
        )
        graph.configure()
        graph.set_audio_frame_size(self.rate_hz)
        return graph

    def _drain(self) -> Iterator[Block]:
        """Give out what the converter still holds, to the sample where the next sound begins."""
        if self._shape is None:
            return
        self._graph.push(None)
        due = round(self._due_s * self.rate_hz)
        yield from self._pull()
        yield from self._silence(due - self.written)

    def _pull(self) -> Iterator[Block]:
        while True:
            try:
                frame = self._graph.pull()
            except (BlockingIOError, EOFError):
                return
            block = frame.to_ndarray()
            np.nan_to_num(block, copy=False, nan=0.0, posinf=1.0, neginf=-1.0)
            np.clip(block, -1.0, 1.0, out=block)
            yield self._counted(block)

    def _silence(self, samples: int) -> Iterator[Block]:
        while samples > 0:
            length = min(samples, self.rate_hz)
            yield self._counted(np.zeros((self.channels, length), dtype=np.float32))
            samples -= length

    def _counted(self, block: Block) -> Block:
        self.written += block.shape[1]
        if self.written > self.longest:
            raise Failure("too_long", hours=self.longest // self.rate_hz // 3600)
        return block
