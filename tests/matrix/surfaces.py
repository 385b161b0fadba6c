"""What every address of ours shows, and with which values it is asked. One that is missing here fails the walk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from testimonies.interchange.formats import FORMATS
from tests.matrix.plans import OPEN
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
    """One format for each, turn about; all of them for the one that is open."""
    every = [*FORMATS, "exe"]
    some = every if planted.plan.name == OPEN.name else [every[planted.testimony.pk % len(every)]]
    return [{"accession": planted.testimony.accession_number, "position": 1, "format": one} for one in some]


def _runs(planted: Planted) -> list[Values]:
    runs = [transcript.run_id for transcript in planted.recording.transcripts.all()]
    return [{"uuid": planted.recording.uuid, "pk": run} for run in runs]


def _segments(planted: Planted) -> list[Values]:
    return [{"pk": one.pk} for transcript in planted.recording.transcripts.all() for one in transcript.segments.all()]


def _desk(planted: Planted) -> list[Values]:
    transcripts = planted.recording.transcripts.all()
    return [{"accession": planted.testimony.accession_number, "transcript": one.pk} for one in transcripts]


def _desk_segments(planted: Planted) -> list[Values]:
    return [
        {"accession": planted.testimony.accession_number, "transcript": transcript.pk, "segment": one.pk}
        for transcript in planted.recording.transcripts.all()
        for one in transcript.segments.all()
    ]


def _desk_passages(planted: Planted) -> list[Values]:
    accession = planted.testimony.accession_number
    return [
        {"accession": accession, "transcript": transcript.pk, "passage": one.pk}
        for transcript in planted.recording.transcripts.all()
        for one in planted.recording.passages.all()
    ]


def _numbered(planted: Planted) -> list[Values]:
    return [{"accession": planted.testimony.accession_number, "number": 1}]


def _of_the_recording(planted: Planted) -> list[Values]:
    return [{"uuid": planted.recording.uuid, "pk": 1}]


def _of_the_testimony(planted: Planted) -> list[Values]:
    return [{"accession": planted.testimony.accession_number, "pk": 1}]


def _guessed(planted: Planted) -> list[Values]:
    """A private link that nobody was given, made of what is known of the record."""
    return [{"token": planted.testimony.accession_number, "position": 1, "start_ms": 0}]


def _record(planted: Planted) -> list[Values]:
    return [{"pk": planted.testimony.pk}]


def _person(planted: Planted) -> list[Values]:
    return [{"pk": planted.testimony.participations.get().person_id}]


def _translations(planted: Planted) -> list[Values]:
    accession, spoken = planted.testimony.accession_number, planted.recording.transcripts.get(kind="original")
    return [
        {"subject": f"{accession}/{spoken.pk}", "language": "fr"},
        {"subject": f"{accession}/description", "language": "fr"},
    ]


def _translation_files(planted: Planted) -> list[Values]:
    return [{**one, "form": form} for one in _translations(planted) for form in ("po", "xlf")]


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
    "account-security": NOTHING,
    "account_confirm_email": Surface(of=lambda one: [{"key": "a-key-that-nobody-was-sent"}]),
    "account_logout": NOTHING,
    "admin/login/": NOTHING,
    "en/_util/login/": NOTHING,
    "^admin/password_reset/": NOTHING,
    "log-out": NOTHING,
    "mfa_index": NOTHING,
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
    "testimonies:recording": Surface(marks("title", "words"), _recording, to="interviewer"),
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
    "testimonies:consent": Surface(of=_accession),
    "testimonies:testimony_words": Surface(marks("word_list"), _accession, to="interviewer"),
    "testimonies:word_lists": NOTHING,
    "testimonies:collection_words": Surface(of=lambda one: [{"pk": one.testimony.collection_id}]),
    "testimonies:judge": Surface(of=_segments),
    "testimonies:redactions": Surface(marks("words"), _recording, to="interviewer"),
    "testimonies:lift_redaction": Surface(of=_of_the_recording),
    "testimonies:replace_name": Surface(of=_recording),
    "testimonies:lift_name": Surface(of=_of_the_recording),
    "testimonies:risk": Surface(of=_accession),
    "testimonies:consent_forms": NOTHING,
    "testimonies:consent_paper": Surface(of=_accession),
    "testimonies:consent_sheet": Surface(of=_numbered),
    "testimonies:consent_scans": Surface(of=_numbered),
    "testimonies:consent_scan": Surface(of=_of_the_testimony),
    "testimonies:withdraw": Surface(of=_accession),
    "testimonies:restore": Surface(of=_accession),
    "testimonies:purge": Surface(of=_accession),
    "testimonies:receipt": Surface(of=_numbered),
    "testimonies:receipt_text": Surface(of=_numbered),
    "testimonies:queue": NOTHING,
    "testimonies:queue-take": NOTHING,
    "testimonies:tasks": NOTHING,
    "testimonies:task-act": Surface(of=lambda one: [{"pk": 1}]),
    "testimonies:queue-leave": Surface(of=lambda one: [{"pk": 1}]),
    "testimonies:queue-prefer": Surface(of=lambda one: [{"pk": one.testimony.collection_id}]),
    # a narrator by their private link; what one opens is in tests/testimonies/looks
    **{
        f"testimonies:look{page}": Surface(of=_guessed)
        for page in ("", "-about", "-out", "-changes", "-agree", "-withdraw")
    },
    **{f"testimonies:look-{page}": Surface(of=_guessed) for page in ("words", "sound", "line")},
    # translators
    "testimonies:translate_languages": NOTHING,
    "testimonies:translate_missing": Surface(
        marks("title"), lambda one: [{"language": "ar"}], to="interviewer", asked=("", *PAGES)
    ),
    "testimonies:translate_desk": Surface(
        marks("title", "summary", "words", "translated"), _translations, to="interviewer"
    ),
    "testimonies:translate_file": Surface(marks("words", "translated"), _translation_files, to="interviewer"),
    "testimonies:translate_take_in": Surface(of=_translations),
    "testimonies:desk": Surface(marks("title", "words", "passage"), _accession, to="interviewer"),
    "testimonies:desk_changes": Surface(marks("words"), _desk, to="interviewer"),
    "testimonies:desk_history": Surface(marks("words"), _desk_segments, to="interviewer"),
    "testimonies:desk_stood": Surface(marks("words"), _desk, to="interviewer", asked=("", "?on=2100-01-01")),
    "testimonies:desk_passages": Surface(marks("passage"), _desk, to="interviewer"),
    "testimonies:desk_passages_listed": Surface(marks("passage"), _desk, to="interviewer"),
    "testimonies:desk_passage": Surface(marks("passage"), _desk_passages, to="interviewer"),
    "testimonies:desk_passage_remove": Surface(of=_desk_passages),
    "testimonies:desk_suggestions": Surface(of=_desk),
    **{
        f"testimonies:desk_{act}": Surface(of=_desk)
        for act in ("speaker", "rename", "replace", "redact", "undo", "redo")
    },
    **{
        f"testimonies:desk_{act}": Surface(of=_desk_segments)
        for act in ("write", "split", "merge", "strike", "times", "state", "restore")
    },
    # those who ask to be let in
    "testimonies:account": Surface(marks("title"), to="reader"),
    "testimonies:account_stop": NOTHING,
    "testimonies:account_give_up": Surface(of=_recording),
    "testimonies:terms": NOTHING,
    "testimonies:ask": Surface(of=_accession),
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
    "access_requests": NOTHING,
    "access_in_force": NOTHING,
    "access_request": Surface(of=_recording),
    "ingest:index": NOTHING,
    "ingest:template": NOTHING,
    "ingest:batch": Surface(of=_recording),
    "ingest:progress": Surface(of=_recording),
    "look_answers": NOTHING,
    "look_remove": Surface(of=_of_the_testimony),
    "look_revoke": Surface(of=_of_the_testimony),
    "look_settle": Surface(of=lambda one: [{"pk": 1}]),
    "narrators_look": Surface(of=_accession),
    "name_readers": NOTHING,
    "real_name": Surface(of=_person),
    "researchers": NOTHING,
    "researcher_act": Surface(of=_record),
    "risk_desk": NOTHING,
    "trail": NOTHING,
    "trail_export": NOTHING,
    "who_may_hear": Surface(of=_accession),
    "wagtailsnippetchoosers_testimonies_person:choose": NOTHING,
    "wagtailsnippetchoosers_testimonies_person:choose_results": Surface(asked=("", "?q=qznarrator")),
    "wagtailsnippetchoosers_testimonies_person:chosen": Surface(of=_person),
    "wagtailsnippetchoosers_testimonies_person:chosen_multiple": Surface(asked=("?id=1&id=2&id=3",)),
    "wagtailsnippetchoosers_testimonies_testimony:choose": Surface(asked=("", "?p=2")),
    "wagtailsnippetchoosers_testimonies_testimony:choose_results": NOTHING,
    "wagtailsnippetchoosers_testimonies_testimony:chosen": Surface(of=_record),
    "wagtailsnippetchoosers_testimonies_testimony:chosen_multiple": Surface(asked=("?id=1&id=2&id=3",)),
    "wagtailsnippets_testimonies_testimony:edit": Surface(marks("title", "summary"), _record, to="editor"),
    "withdrawn": NOTHING,
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
