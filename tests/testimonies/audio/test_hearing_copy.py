"""What engines hear, read from any moment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from testimonies.audio import decoding, hearing_copy
from tests.factories.scripts import SPANISH


def test_any_stretch_is_the_sound_that_was_decoded(tmp_path: Path) -> None:
    kept = tmp_path / "working" / "one.pcm"
    whole = np.concatenate(list(hearing_copy.keep(decoding.stream(SPANISH), kept)))
    for start_ms, end_ms in ((0, 1_000), (3_217, 9_001), (0, len(whole) // 16)):
        heard = hearing_copy.read(kept, start_ms, end_ms)
        assert heard.dtype == np.float32 and len(heard) == (end_ms - start_ms) * 16
        assert np.abs(heard - whole[start_ms * 16 : end_ms * 16]).max() < 2e-5, "half a step of 16 bits"
    assert len(hearing_copy.read(kept, 0, 3_600_000)) == len(whole), "the sound ends before"


def test_what_was_not_finished_is_not_there(tmp_path: Path) -> None:
    kept = tmp_path / "one.pcm"
    begun = hearing_copy.keep(decoding.stream(SPANISH), kept)
    next(begun)
    begun.close()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileNotFoundError):
        hearing_copy.read(kept, 0, 10)


def test_forgetting_leaves_nothing(tmp_path: Path) -> None:
    kept = tmp_path / "one.pcm"
    list(hearing_copy.keep(iter([np.ones(16_000, np.float32)]), kept))
    (tmp_path / "one.4711.part").write_bytes(b"of a process that was killed")
    hearing_copy.forget(kept)
    hearing_copy.forget(kept)
    assert list(tmp_path.iterdir()) == []
