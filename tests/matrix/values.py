"""With which values an address is asked: for a planted testimony, once for each address that it has there."""

from __future__ import annotations

from typing import Any

from testimonies.interchange.formats import FORMATS
from tests.matrix.plans import OPEN
from tests.matrix.planting import Planted

Values = dict[str, Any]
CITATIONS = ("bib", "ris", "json", "exe")


def collection(planted: Planted) -> list[Values]:
    return [{"slug": str(planted.testimony.collection_id)}]


def themes(planted: Planted) -> list[Values]:
    return [{"slug": "matrix"}]


def accession(planted: Planted) -> list[Values]:
    return [{"accession": planted.testimony.accession_number}]


def places(planted: Planted) -> list[Values]:
    return [{**accession(planted)[0], "position": 1}]


def recording(planted: Planted) -> list[Values]:
    return [{"uuid": planted.recording.uuid}]


def files(planted: Planted) -> list[Values]:
    """One format for each, turn about; all of them for the one that is open."""
    every = [*FORMATS, "exe"]
    some = every if planted.plan.name == OPEN.name else [every[planted.testimony.pk % len(every)]]
    return [{"accession": planted.testimony.accession_number, "position": 1, "format": one} for one in some]


def runs(planted: Planted) -> list[Values]:
    runs = [transcript.run_id for transcript in planted.recording.transcripts.all()]
    return [{"uuid": planted.recording.uuid, "pk": run} for run in runs]


def segments(planted: Planted) -> list[Values]:
    return [{"pk": one.pk} for transcript in planted.recording.transcripts.all() for one in transcript.segments.all()]


def desk(planted: Planted) -> list[Values]:
    transcripts = planted.recording.transcripts.all()
    return [{"accession": planted.testimony.accession_number, "transcript": one.pk} for one in transcripts]


def desk_segments(planted: Planted) -> list[Values]:
    return [
        {"accession": planted.testimony.accession_number, "transcript": transcript.pk, "segment": one.pk}
        for transcript in planted.recording.transcripts.all()
        for one in transcript.segments.all()
    ]


def desk_passages(planted: Planted) -> list[Values]:
    accession = planted.testimony.accession_number
    return [
        {"accession": accession, "transcript": transcript.pk, "passage": one.pk}
        for transcript in planted.recording.transcripts.all()
        for one in planted.recording.passages.all()
    ]


def numbered(planted: Planted) -> list[Values]:
    return [{"accession": planted.testimony.accession_number, "number": 1}]


def spans(planted: Planted) -> list[Values]:
    where = {"accession": planted.testimony.accession_number, "position": 1, "start_ms": 0}
    return [{**where, "end_ms": 5_000}]


def cited_spans(planted: Planted) -> list[Values]:
    return [{**one, "form": form} for one in spans(planted) for form in CITATIONS]


def moments(planted: Planted) -> list[Values]:
    return [{"accession": planted.testimony.accession_number, "position": 1, "start_ms": 1_000}]


def lasting_segments(planted: Planted) -> list[Values]:
    return [{**accession(planted)[0], **one} for one in segments(planted)]


def passages(planted: Planted) -> list[Values]:
    return [{**accession(planted)[0], "pk": one.pk} for one in planted.recording.passages.all()]


def cited_passages(planted: Planted) -> list[Values]:
    return [{**one, "form": form} for one in passages(planted) for form in CITATIONS]


def citations(planted: Planted) -> list[Values]:
    """One form for each, turn about; all of them for the one that is open."""
    some = CITATIONS if planted.plan.name == OPEN.name else [CITATIONS[planted.testimony.pk % len(CITATIONS)]]
    return [{**accession(planted)[0], "form": form} for form in some]


def of_the_recording(planted: Planted) -> list[Values]:
    return [{"uuid": planted.recording.uuid, "pk": 1}]


def of_the_testimony(planted: Planted) -> list[Values]:
    return [{"accession": planted.testimony.accession_number, "pk": 1}]


def guessed(planted: Planted) -> list[Values]:
    """A private link that nobody was given, made of what is known of the record."""
    return [{"token": planted.testimony.accession_number, "position": 1, "start_ms": 0}]


def record(planted: Planted) -> list[Values]:
    return [{"pk": planted.testimony.pk}]


def person(planted: Planted) -> list[Values]:
    return [{"pk": planted.testimony.participations.get().person_id}]


def translations(planted: Planted) -> list[Values]:
    accession, spoken = planted.testimony.accession_number, planted.recording.transcripts.get(kind="original")
    return [
        {"subject": f"{accession}/{spoken.pk}", "language": "fr"},
        {"subject": f"{accession}/description", "language": "fr"},
    ]


def translation_files(planted: Planted) -> list[Values]:
    return [{**one, "form": form} for one in translations(planted) for form in ("po", "xlf")]
