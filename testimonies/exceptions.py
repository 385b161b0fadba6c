"""The errors of the archive.

One small tree. The text of a :class:`TestimoniesError` is meant for the person in front of the screen: it is a
translatable sentence and says what to do. Nobody reads an exception's text to decide; the class decides.
"""

from __future__ import annotations


class TestimoniesError(Exception):
    """Base of every error this archive raises on purpose. ``str(error)`` is a sentence for a person."""

    __test__ = False  # pytest would otherwise take the name for a test class


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


class StateForbids(TestimoniesError):
    """The record is in a state in which this verb means nothing; the sentence names the state."""
