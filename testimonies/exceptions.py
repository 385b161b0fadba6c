"""The errors of the archive.

One small tree. The text of a :class:`TestimoniesError` is meant for the person in front of the screen: it is a
translatable sentence and says what to do. Nobody reads an exception's text to decide; the class decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class TestimoniesError(Exception):
    """Base of every error this archive raises on purpose. ``str(error)`` is a sentence for a person."""

    __test__ = False  # pytest would otherwise take the name for a test class
    file_name = ""
    """Where several files were sent together, the one that is meant. For its sender's eyes alone."""


class NotPermitted(TestimoniesError):
    """The asker may not do or have this; the sentence says why."""


class UnsoundFile(TestimoniesError):
    """A file that cannot become a recording. The sentence names what was found."""


class DecodingFailed(TestimoniesError):
    """A sound file could not be decoded at all, or the limited process that decoded it was stopped."""


class UploadRefused(TestimoniesError):
    """An upload broke a limit (size, disk). The sentence names the limit or the lack."""


class AlreadyHeld(TestimoniesError):
    """The archive already keeps this very file. ``recording`` is the one it keeps."""

    def __init__(self, message: str, recording: object) -> None:
        super().__init__(message)
        self.recording = recording


class WeightsMissing(TestimoniesError):
    """The model's weights cannot be loaded now. The recording waits; the sentence says what to do."""


class UnknownModel(TestimoniesError):
    """``WHISPER_MODEL`` names no known model and no file. The sentence names the known names."""


class EngineUnavailable(UnknownModel):
    """``WHISPER_ENGINE`` names an engine that cannot run here as it is set; the sentence says how to mend it."""


class CannotTranslate(TestimoniesError):
    """The model was not trained to translate into English; the sentence says which ones were."""


class UnknownFormat(TestimoniesError):
    """A format that no table of the archive knows."""


class BadReferenceData(TestimoniesError):
    """A file under ``archive/data/`` does not hold what its README promises. Names file and line."""


class BadReference(TestimoniesError):
    """A reference of a paper form that cannot be one, or names none; the sentence says what to look at."""


class UnsoundScan(TestimoniesError):
    """A scan of a paper form that is too large, or is no PDF, JPEG or PNG. The sentence says which."""


class StateForbids(TestimoniesError):
    """The record is in a state in which this verb means nothing; the sentence names the state."""


class UnfitSpan(TestimoniesError):
    """A span of a recording that cannot be redacted as it was given; the sentence says what to change."""


class NotSilent(TestimoniesError):
    """A silenced copy was made and did not pass its check. ``fault`` names what was found, in one word."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field: its name, and a sentence that says how to mend it; in a sheet, on which line."""

    field: str
    sentence: str
    line: int | None = None

    def __str__(self) -> str:
        place = ", ".join(str(part) for part in (self.line, self.field) if part)
        return f"{place}: {self.sentence}" if place else self.sentence


class FaultyParticulars(TestimoniesError):
    """What someone wants to say about a testimony cannot be kept. ``faults`` holds every fault, in order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class BadSheet(TestimoniesError):
    """A sheet cannot be read at all: encoding, first row, quotation marks, size. ``faults`` says all that is wrong."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class NoSuchSound(TestimoniesError):
    """A sheet names a sound file that is not there, or that may not be read. The sentence names it and says why."""


class SealBroken(TestimoniesError):
    """A sealed name cannot be read or sealed: the key is missing, or does not fit. The sentence says what to do."""


class FaultyWords(TestimoniesError):
    """What somebody typed, or where they cut, cannot stand in a transcript; the sentence says what to change."""


class Outdated(TestimoniesError):
    """Somebody else was quicker. ``current`` holds the segments as they now stand, those that are gone left out."""

    def __init__(self, message: str, current: tuple[Any, ...] = ()) -> None:
        super().__init__(message)
        self.current = current


class TextMoved(TestimoniesError):
    """The text that a finding speaks of is no longer what it was; it must be looked through anew."""


class PictureRefused(TestimoniesError):
    """A file is no picture or paper that the archive can keep without what rides along. The sentence says why."""


class UnreadableTranslation(TestimoniesError):
    """A PO or XLIFF file that cannot be read, or is of something else. The sentence says what to do."""
