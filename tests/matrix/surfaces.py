"""What every address of ours shows, and with which values it is asked. One that is missing here fails the walk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from testimonies.interchange.formats import FORMATS
from tests.matrix.planting import SHARED, Planted

__all__ = ["SURFACES", "THEIRS", "Surface"]

Values = dict[str, Any]


@dataclass(frozen=True)
class Surface:
    """``of`` gives the values for a planted testimony, once for each address that it has there; without it the address
    names no record. ``shows`` are the marks of the testimony that is open to everyone which ``to`` finds there: where
    nothing is ever shown, that nothing leaks would be no news. ``asked`` are the questions put behind the address.
    """

    shows: frozenset[str] = frozenset()
    of: Callable[[Planted], Iterable[Values]] | None = None
    to: str = "nobody"
    asked: tuple[str, ...] = ("",)
    everywhere: bool = False
    """Whether it is asked of every planted testimony, or of one of each kind of closure."""


def _accession(planted: Planted) -> list[Values]:
    return [{"accession": planted.testimony.accession_number}]


def _recording(planted: Planted) -> list[Values]:
    return [{"uuid": planted.recording.uuid}]


def _files(planted: Planted) -> list[Values]:
    return [
        {"accession": planted.testimony.accession_number, "position": 1, "format": one} for one in [*FORMATS, "exe"]
    ]


def _runs(planted: Planted) -> list[Values]:
    runs = [transcript.run_id for transcript in planted.recording.transcripts.all()]
    return [{"uuid": planted.recording.uuid, "pk": run} for run in runs]


def _segments(planted: Planted) -> list[Values]:
    return [{"pk": one.pk} for transcript in planted.recording.transcripts.all() for one in transcript.segments.all()]


def marks(*kinds: str) -> frozenset[str]:
    return frozenset(kinds)


EVERYONE_READS = marks("title", "summary", "context", "keyword", "narrator", "passage", "words", "translated")
PAGES = tuple(f"?page={number}" for number in range(1, 5))
SEARCHES = tuple(f"?q={SHARED}&page={number}" for number in range(1, 8))
NOTHING = Surface()

SURFACES: dict[str, Surface] = {
    # the site
    "choose-language": NOTHING,
    "healthz": NOTHING,
    "robots": NOTHING,
    "log-in": NOTHING,
    "log-out": NOTHING,
    "accessibility": NOTHING,
    "convention": NOTHING,
    "timeline": NOTHING,
    # what everybody reads
    "search:search": Surface(marks("title", "words"), asked=SEARCHES),
    "testimonies:list": Surface(marks("title", "narrator", "words"), asked=("", *PAGES)),
    "testimonies:testimony": Surface(EVERYONE_READS, _accession, everywhere=True),
    "testimonies:transcript": Surface(marks("words"), _files, everywhere=True),
    "media:sound": Surface(marks("sound"), _recording, everywhere=True),
    "media:waveform": Surface(marks("waveform"), _recording, everywhere=True),
    # those who work on it
    "testimonies:work": Surface(marks("title"), to="interviewer", asked=("", *PAGES)),
    "testimonies:recording": Surface(marks("title", "original_name", "words"), _recording, to="interviewer"),
    "testimonies:progress": Surface(of=_recording),
    "testimonies:history": Surface(of=_recording),
    "testimonies:spoken_languages": Surface(of=_recording),
    "testimonies:runs": Surface(of=_recording),
    "testimonies:run": Surface(marks("words"), _runs, to="interviewer"),
    "testimonies:translate": Surface(of=_recording),
    "testimonies:retry": Surface(of=_recording),
    "testimonies:retry_step": Surface(of=lambda one: [{"uuid": one.recording.uuid, "step": "copy"}]),
    "testimonies:cancel": Surface(of=_recording),
    "testimonies:submit": Surface(of=_accession),
    "testimonies:consent": Surface(marks("title"), _accession, to="editor"),
    "testimonies:testimony_words": Surface(marks("word_list"), _accession, to="interviewer"),
    "testimonies:word_lists": NOTHING,
    "testimonies:collection_words": Surface(of=lambda one: [{"pk": one.testimony.collection_id}]),
    "testimonies:judge": Surface(of=_segments),
    # sending
    "testimonies:upload": Surface(asked=("", "?testimony=1")),
    "testimonies:uploads": NOTHING,
    "testimonies:record": NOTHING,
    "testimonies:record-manifest": NOTHING,
    "testimonies:record-worker": NOTHING,
    "testimonies:record-desk": NOTHING,
    "testimonies:record-send": NOTHING,
    "tus:uploads": NOTHING,
    "tus:upload": Surface(of=lambda one: [{"upload": one.recording.uuid}]),
    # the editors' rooms
    "admin/tag-autocomplete/testimonies/keyword/": NOTHING,
    "work_in_hand": Surface(asked=("", "?p=2")),
    "work_in_hand_told": NOTHING,
    "work_in_hand_act": NOTHING,
    "work_in_hand_history": Surface(of=_recording),
}

THEIRS: dict[str, Any] = {
    "action": "delete",
    "action_name": "approve",
    "app_label": "testimonies",
    "app_name": "testimonies",
    "content_type_app_name": "archive",
    "content_type_model_name": "homepage",
    "filter_spec": "width-100",
    "model_name": "testimony",
    "revision_id_a": "earliest",
    "revision_id_b": "latest",
}
"""What is put for a name in an address that is not ours; for any other name, the number of the record or 1."""
