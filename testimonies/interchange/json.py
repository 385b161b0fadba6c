"""The archive's own JSON: nothing of a :class:`Document` is left out, and :func:`read_json` gives it back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from testimonies.exceptions import UnknownFormat
from testimonies.transcript.document import Document, Provenance, Segment, Word

KIND = "testimonies-transcript"
VERSION = 1


def write(document: Document, *, title: str = "") -> str:
    """The whole document; times are integer milliseconds, ``start_ms`` and ``end_ms``; a null probability is a person's
    word."""
    content = asdict(document)
    content["provenance"]["options"] = dict(document.provenance.options)
    head = {"kind": KIND, "version": VERSION, "title": title}
    return json.dumps({**head, **content}, ensure_ascii=False, indent=1) + "\n"


def read_json(text: str) -> Document:
    """The document that :func:`write` wrote. Raises :class:`UnknownFormat` for anything else."""
    try:
        content: dict[str, Any] = json.loads(text)
        if content["kind"] != KIND or content["version"] != VERSION:
            raise ValueError(content["kind"])
        return Document(
            language=content["language"],
            segments=tuple(_segment(segment) for segment in content["segments"]),
            provenance=Provenance(**content["provenance"]),
            duration_ms=content["duration_ms"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnknownFormat(_("This is no transcript in the archive’s JSON form.")) from error


def _segment(content: dict[str, Any]) -> Segment:
    words = tuple(Word(**word) for word in content["words"])
    return Segment(**{**content, "words": words, "doubts": tuple(content.get("doubts", ()))})
