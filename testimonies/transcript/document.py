"""The transcript in its neutral form: what every engine returns, every format writes and every model stores.

All times are integer milliseconds from the beginning of the recording. All values are frozen: a corrected transcript
is a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word with its time and the engine's probability (0 to 1, ``None`` where a person typed it).

    ``text`` carries no surrounding space.
    """

    start_ms: int
    end_ms: int
    text: str
    probability: float | None = None

    def shifted(self, by_ms: int) -> Word:
        return replace(self, start_ms=self.start_ms + by_ms, end_ms=self.end_ms + by_ms)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech, usually 1 to 30 s, in one language (BCP 47 tag, ``""`` where unknown).

    ``doubts`` names the reasons why nobody may have spoken this, as measured when it was recognised
    (:class:`testimonies.transcription.suspicion.Reason`); empty for a sound one, and for what a person wrote.
    One that is ``withheld`` has words, but not for this reader: none are in it. ``review`` is how far people have
    looked after it: ``machine``, ``corrected``, ``verified``; ``""`` where nobody says.
    """

    start_ms: int
    end_ms: int
    text: str
    language: str = ""
    words: tuple[Word, ...] = ()
    speaker: str = ""
    doubts: tuple[str, ...] = ()
    withheld: bool = False
    review: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start_ms <= self.end_ms:
            raise ValueError(f"a segment cannot run from {self.start_ms} to {self.end_ms} ms")

    def shifted(self, by_ms: int) -> Segment:
        return replace(
            self,
            start_ms=self.start_ms + by_ms,
            end_ms=self.end_ms + by_ms,
            words=tuple(word.shifted(by_ms) for word in self.words),
        )


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who made the words: engine and model with their versions, and the options they ran with."""

    engine: str = ""
    engine_version: str = ""
    model: str = ""
    model_digest: str = ""
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole transcript, or the stretch of it that one chunk of sound gave.

    ``language`` is the language most of the speech is in (BCP 47 tag), ``""`` where nothing was spoken.
    """

    language: str
    segments: tuple[Segment, ...] = ()
    provenance: Provenance = field(default_factory=Provenance)
    duration_ms: int = 0

    def __iter__(self) -> Iterator[Segment]:
        return iter(self.segments)

    @property
    def text(self) -> str:
        """The words alone, one segment a line."""
        return "\n".join(segment.text for segment in self.segments)

    def shifted(self, by_ms: int) -> Document:
        return replace(self, segments=tuple(segment.shifted(by_ms) for segment in self.segments))


def prevailing_language(segments: Iterable[Segment]) -> str:
    """The language in which most milliseconds are spoken; ``""`` for no segments. Ties go to the one heard first."""
    heard_ms: dict[str, int] = {}
    for segment in segments:
        heard_ms[segment.language] = heard_ms.get(segment.language, 0) + segment.end_ms - segment.start_ms
    return max(heard_ms, key=lambda language: heard_ms[language], default="")
