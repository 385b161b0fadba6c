"""WebVTT (W3C, https://www.w3.org/TR/webvtt1/): captions for players, with speakers and languages."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from testimonies.interchange.plain import one_line, spoken
from testimonies.transcript import doubts, review
from testimonies.transcript.document import Document, Provenance, Segment
from testimonies.transcript.speakers import named
from testimonies.transcript.timecode import format_vtt

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def write(document: Document, *, title: str = "") -> str:
    """The transcript as a WebVTT file. Notes say its language, and engine and model where a machine made it.

    WebVTT has no language field for a file, its notes are for people: a cue in another language than the document's
    carries it in a ``<lang>`` span. How far people checked a cue is its class (``machine``, ``corrected``,
    ``verified``), with a note where that changes. Doubtful words have the class ``doubtful`` and a note before them,
    and what is withheld the class ``withheld``.
    """
    return "\n\n".join([*_head(document, title), *_cues(document)]) + "\n"


def _cues(document: Document) -> Iterator[str]:
    for segment, checked in review.with_changes(spoken(document)):
        if checked:
            yield f"NOTE {_('Review')}: {_comment(checked)}"
        yield _cue(segment, document.language)


def _head(document: Document, title: str) -> Iterator[str]:
    yield f"WEBVTT - {_comment(title)}" if title else "WEBVTT"
    if document.language:
        yield f"NOTE Language: {_comment(document.language)}"
    if document.provenance.engine:
        yield f"NOTE {_('Machine-made transcript')}: {_comment(_made_by(document.provenance))}"


def _made_by(provenance: Provenance) -> str:
    engine = " ".join(filter(None, [provenance.engine, provenance.engine_version]))
    return ", ".join(filter(None, [engine, provenance.model, provenance.model_digest[:12]]))


def _cue(segment: Segment, document_language: str) -> str:
    end_ms = max(segment.end_ms, segment.start_ms + 1)  # a cue may not end when it begins
    times = f"{format_vtt(segment.start_ms)} --> {format_vtt(end_ms)}"
    if segment.withheld:
        return f"{times}\n<c.withheld><lang {get_language() or 'en'}>[{_escaped(doubts.withheld())}]</lang></c>"
    text = _escaped(segment.text)
    if segment.doubts:
        times = f"NOTE {_('Doubtful')}: {_comment(doubts.reasons(segment.doubts))}\n\n{times}"
        text = f"<c.doubtful>{text}</c>"
    if segment.review in review.LABELS:
        text = f"<c.{segment.review}>{text}</c>"
    if segment.language and segment.language != document_language:
        text = f"<lang {_escaped(segment.language)}>{text}</lang>"
    if speaker := _escaped(named(segment.speaker)):
        text = f"<v {speaker}>{text}</v>"
    return f"{times}\n{text}"


def _escaped(text: str) -> str:
    return one_line(text).translate(_ESCAPES)


def _comment(text: str) -> str:
    """Header and notes know no escapes and may not hold the arrow of a cue's times."""
    return one_line(text).replace("-->", "→")
