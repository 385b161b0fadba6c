"""The samples of a recording, as speech engines want them: float32, 16 kHz, mono or both channels, second by second."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from testimonies.audio import confinement, signatures
from testimonies.audio.confinement import whole, whole_or_none
from testimonies.audio.inside import messages
from testimonies.audio.limits import DECODING, Limits
from testimonies.exceptions import DecodingFailed, UnsoundFile

SAMPLE_RATE_HZ = 16_000

Samples = npt.NDArray[np.float32]


class SoundStream:
    """An iterator over blocks of samples, shape ``(n,)`` with n up to ``SAMPLE_RATE_HZ``, each within [-1, 1]; of two
    channels ``(n, 2)``, first and second.

    Sample i of all blocks together is heard i / 16 ms after the beginning of the access copy. The limited process
    behind it starts with the first block and is killed by ``close()``, by leaving a ``with`` and by forgetting it.
    ``duration_ms`` and ``damaged_after_ms`` (``None`` for a sound recording) are known after the last block.
    Iterating raises DecodingFailed where nothing can be decoded or a limit is reached, and OSError.
    """

    def __init__(self, path: Path, limits: Limits, channels: int = 1) -> None:
        self._ending: dict[str, int | None] = {}
        self._blocks = _blocks(path, limits, channels, self._ending)

    def __iter__(self) -> Iterator[Samples]:
        return self

    def __next__(self) -> Samples:
        return next(self._blocks)

    @property
    def duration_ms(self) -> int | None:
        return self._ending.get("duration_ms")

    @property
    def damaged_after_ms(self) -> int | None:
        return self._ending.get("damaged_after_ms")

    def close(self) -> None:
        """Stop decoding. May be called at any time, more than once."""
        self._blocks.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def stream(path: Path, *, limits: Limits = DECODING, channels: int = 1) -> SoundStream:
    """The sound of the file at ``path``; memory stays constant whatever its length.

    One channel is the mean of all. With two, a file of two gives each by itself, any other its mean twice.
    """
    if channels not in (1, 2):
        raise ValueError(f"sound is given in one channel or two, not in {channels}")
    return SoundStream(path, limits, channels)


def _blocks(path: Path, limits: Limits, channels: int, ending: dict[str, int | None]) -> Generator[Samples, None, None]:
    """Fills ``ending`` at the end. Knows nothing of the SoundStream, so that forgetting that one ends this."""
    try:
        container = signatures.container_of(path)
    except UnsoundFile as error:
        raise DecodingFailed(str(error)) from error
    arguments = {"container": container, "rate_hz": SAMPLE_RATE_HZ, "channels": channels}
    with closing(confinement.converse("stream", path, limits, arguments)) as frames:
        for kind, payload in frames:
            if kind == messages.SOUND:
                block = np.frombuffer(payload[: len(payload) // (4 * channels) * 4 * channels], dtype=np.float32)
                yield block.copy() if channels == 1 else block.reshape(-1, 2).copy()
            elif kind == messages.RESULT:
                values = confinement.answer(payload)
                ending["duration_ms"] = whole(values, "duration_ms")
                ending["damaged_after_ms"] = whole_or_none(values, "damaged_after_ms")
