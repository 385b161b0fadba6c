"""The formats a transcript can leave the archive in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonies.exceptions import UnknownFormat
from testimonies.interchange import json, plain, srt, webvtt
from testimonies.transcript.document import Document


class Writer(Protocol):
    def __call__(self, document: Document, *, title: str = "") -> str: ...


@dataclass(frozen=True, slots=True)
class Format:
    """``label`` is for people; ``extension`` has no dot; ``write`` gives the whole file as text (UTF-8)."""

    label: str | Promise
    media_type: str
    extension: str
    write: Writer


FORMATS: Mapping[str, Format] = {
    "txt": Format(gettext_lazy("Plain text"), "text/plain", "txt", plain.write),
    "vtt": Format(gettext_lazy("WebVTT captions"), "text/vtt", "vtt", webvtt.write),
    "srt": Format(gettext_lazy("SubRip subtitles"), "application/x-subrip", "srt", srt.write),
    "json": Format(gettext_lazy("JSON with every word’s time"), "application/json", "json", json.write),
}


def write(document: Document, format_: str, *, title: str = "") -> str:
    """The document in the format of that key. Raises :class:`UnknownFormat`."""
    if format_ not in FORMATS:
        raise UnknownFormat(
            _("There is no transcript format “%(format)s”. There are: %(known)s.")
            % {"format": format_, "known": ", ".join(FORMATS)}
        )
    return FORMATS[format_].write(document, title=title)
