"""What MediaRecorder writes: no duration, no index, pieces put one behind the other, and at times no end."""

from __future__ import annotations

import io
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream

from testimonies.audio import access_copy, decoding, probing
from tests.factories import sound

CHROMIUM = Path(__file__).resolve().parents[2] / "data" / "recorder" / "chromium.webm"
LENGTH_MS = 6780
BLOCK_MS = 60


def heard(path: Path) -> tuple[int | None, int | None]:
    with decoding.stream(path) as samples:
        counted = sum(len(block) for block in samples) // 16
    assert counted == samples.duration_ms
    return samples.duration_ms, samples.damaged_after_ms


def test_it_is_taken_whole_and_its_length_is_counted(tmp_path: Path) -> None:
    facts = probing.probe(CHROMIUM)
    assert (facts.media_type, facts.codec, facts.duration_ms) == ("audio/webm", "opus", None)
    assert heard(CHROMIUM) == (LENGTH_MS, None)
    copy = access_copy.make(CHROMIUM, tmp_path / "copy.m4a")
    assert (copy.duration_ms, copy.damaged_after_ms) == (LENGTH_MS, None)
    assert abs((probing.probe(tmp_path / "copy.m4a").duration_ms or 0) - LENGTH_MS) < 100


@pytest.mark.parametrize("missing_bytes", [1, 100, 5_000, 40_000])
def test_cut_in_the_middle_of_a_block_it_is_kept_and_flagged(tmp_path: Path, missing_bytes: int) -> None:
    cut = tmp_path / "cut.webm"
    cut.write_bytes(CHROMIUM.read_bytes()[:-missing_bytes])
    assert probing.probe(cut).codec == "opus"
    length_ms, damaged_after_ms = heard(cut)
    assert damaged_after_ms == length_ms
    share = (CHROMIUM.stat().st_size - missing_bytes) / CHROMIUM.stat().st_size
    assert length_ms is not None and abs(length_ms - LENGTH_MS * share) < 400
    assert access_copy.make(cut, tmp_path / "copy.m4a").damaged_after_ms == length_ms


def test_cut_between_two_blocks_it_is_whole_as_far_as_it_goes(tmp_path: Path) -> None:
    content = CHROMIUM.read_bytes()
    last = content.rindex(b"\xa3", 0, len(content) - 100)  # a SimpleBlock of this file begins here
    while not _is_block(content, last):
        last = content.rindex(b"\xa3", 0, last)
    between = tmp_path / "between.webm"
    between.write_bytes(content[:last])
    length_ms, damaged_after_ms = heard(between)
    assert damaged_after_ms is None
    assert length_ms is not None and LENGTH_MS - 5 * BLOCK_MS <= length_ms < LENGTH_MS


def _is_block(content: bytes, at: int) -> bool:
    """A SimpleBlock whose size leads to another one, or to the end."""
    first = content[at + 1]
    width = 8 - first.bit_length() + 1
    if width > 2:
        return False
    size = int.from_bytes(content[at + 1 : at + 1 + width]) & ((1 << 7 * width) - 1)
    end = at + 1 + width + size
    return end == len(content) or (end < len(content) and content[end : end + 1] == b"\xa3")


def fragments(seconds: int) -> bytes:
    """An MP4 in fragments of two seconds, as MediaRecorder in Safari gives it."""
    samples = sound.bursts((0.5, 2.5), seconds) + sound.noise(seconds, level=0.01)
    target = io.BytesIO()
    options = {"movflags": "frag_custom+empty_moov+default_base_moof"}
    with av.open(target, "w", format="mp4", options={**options, "frag_duration": "2000000"}) as container:
        stream = cast(AudioStream, container.add_stream("aac", rate=sound.RATE_HZ))
        stream.layout = "mono"
        whole = np.round(samples * 32_767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(whole, format="s16", layout="mono")
        frame.sample_rate = sound.RATE_HZ
        for piece in [*av.AudioResampler(format="fltp", layout="mono", rate=sound.RATE_HZ).resample(frame), None]:
            container.mux(stream.encode(piece))
    return target.getvalue()


def test_an_mp4_in_fragments_is_taken_whole_and_flagged_where_it_is_cut(tmp_path: Path) -> None:
    content = fragments(8)
    assert content.count(b"moof") >= 3
    whole, cut = tmp_path / "whole.m4a", tmp_path / "cut.m4a"
    whole.write_bytes(content)
    length_ms, damaged_after_ms = heard(whole)
    assert damaged_after_ms is None and length_ms is not None and abs(length_ms - 8000) < 100
    last = content.rindex(b"moof")
    cut.write_bytes(content[: last + (content.rindex(b"mdat") - last) + 40])
    cut_ms, damaged_after_ms = heard(cut)
    assert cut_ms is not None and 3000 < cut_ms < length_ms
    assert damaged_after_ms == cut_ms
