"""What one hostile file is: how it is made, and what the archive answers to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from tests.factories import sound

SECRET = b"canary-7d31-of-another-narrator"
"""Lies in a file beside the hostile ones, which many of them name. No answer may hold it."""
SECRET_HZ = 3_100
"""The tone of the other recording that lies there."""
SECONDS = 3
"""The length of the sound that most of them are made from."""


class Answer(Enum):
    """What becomes of a file that arrives."""

    REFUSED = "refused when it arrives"
    STOPPED = "refused, because the look at it had to be stopped"
    TAKEN = "taken as what it is"
    DAMAGED = "taken, and said to be damaged"
    GIVEN_UP = "kept, but no listening copy is made of it"


@dataclass(frozen=True)
class Sparse:
    """A file of ``size_bytes`` that is a hole in the disk, but for ``pieces`` at their offsets."""

    size_bytes: int
    pieces: tuple[tuple[int, bytes], ...] = ()


@dataclass
class Scene:
    """Where the files are made: what they may name, and whole recordings to begin from."""

    folder: Path
    address: str = "http://127.0.0.1:9/secret.wav"
    _good: dict[str, bytes] = field(default_factory=dict)

    @property
    def secret(self) -> bytes:
        """The path of another narrator's recording."""
        return bytes(self.folder / "secret.wav")

    def good(self, extension: str) -> bytes:
        """A whole recording of ``SECONDS`` in the format of ``extension``."""
        if extension not in self._good:
            samples = sound.bursts((0.5, 2.0), SECONDS) + sound.noise(SECONDS, level=0.01)
            path = sound.write(self.folder / f"good.{extension}", samples)
            self._good[extension] = path.read_bytes()
        return self._good[extension]

    def made(self, name: str, make: Callable[[Path], Path]) -> bytes:
        """The bytes of a file that ``make`` writes."""
        return make(self.folder / name).read_bytes()


Make = Callable[[Scene], bytes | Sparse]


@dataclass(frozen=True)
class Case:
    """``says`` is part of the sentence that the person reads, in English."""

    name: str
    family: str
    make: Make
    answer: Answer
    says: str = ""

    def write(self, scene: Scene, path: Path) -> Path:
        content = self.make(scene)
        with path.open("wb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                for offset, piece in content.pieces:
                    file.seek(offset)
                    file.write(piece)
                file.truncate(content.size_bytes)
        return path


UNDECODABLE = "no sound in it can be decoded"
UNKNOWN = "no sound file that the archive knows"
ZERO = "its length is zero"
INDEX_MISSING = "its index, which recorders write last, is missing"


def refused(family: str, rows: dict[str, tuple[Make, str]]) -> list[Case]:
    return [Case(name, family, make, Answer.REFUSED, says) for name, (make, says) in rows.items()]


def taken(family: str, rows: dict[str, Make]) -> list[Case]:
    return [Case(name, family, make, Answer.TAKEN) for name, make in rows.items()]


def damaged(family: str, rows: dict[str, Make]) -> list[Case]:
    return [Case(name, family, make, Answer.DAMAGED) for name, make in rows.items()]


def stopped(family: str, rows: dict[str, tuple[Make, str]]) -> list[Case]:
    return [Case(name, family, make, Answer.STOPPED, says) for name, (make, says) in rows.items()]


def given_up(family: str, rows: dict[str, tuple[Make, str]]) -> list[Case]:
    return [Case(name, family, make, Answer.GIVEN_UP, says) for name, (make, says) in rows.items()]
