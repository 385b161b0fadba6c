"""What every address of ours shows, and with which values it is asked. One that is missing here fails the walk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.matrix import values
from tests.matrix.planting import SHARED, Planted
from tests.matrix.values import Values

__all__ = ["SURFACES", "THEIRS", "Surface"]


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


def marks(*kinds: str) -> frozenset[str]:
    return frozenset(kinds)


EVERYONE_READS = marks("title", "summary", "context", "keyword", "narrator", "passage", "words", "translated")
ROLES = tuple(f"?role=origin&page={number}" for number in range(1, 5))
PLAYLISTS = tuple(f"?passages={number}" for number in range(1, 9))
PAGES = tuple(f"?page={number}" for number in range(1, 5))
SEARCHES = tuple(f"?q={SHARED}&page={number}" for number in range(1, 8))
CONCORDANCES = tuple(
    f"?q={SHARED}&words=both{more}"
    for more in ("", "&page=2", "&sort=left1", "&sort=country&page=2", "&view=collocates&window=1", "&view=frequency")
)
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
    "text-only": NOTHING,
    "convention": NOTHING,
    "ratification": NOTHING,
    "ratification-csv": NOTHING,
    "ratification-json": NOTHING,
    # the calendar, the library and what has been reached; what an occasion shows is in tests/archive/calendar
    "calendar": Surface(asked=("", "?view=map", "?month=2015-12")),
    "calendar-file": NOTHING,
    "recurring-day": Surface(of=lambda one: [{"slug": "migrants-day"}]),
    "occasion-file": Surface(of=values.record),
    "occasion-short": Surface(of=values.record),
    "occasion": Surface(of=lambda one: [{**each, "slug": "x"} for each in values.record(one)]),
    "documents": NOTHING,
    "document": Surface(of=lambda one: [{"slug": "open-letter-2007"}]),
    "document-file": Surface(of=lambda one: [{"slug": "open-letter-2007"}]),
    "progress": NOTHING,
    "progress-json": NOTHING,
    # actions, campaigns and taking part
    "actions": NOTHING,
    "action": Surface(of=values.record),
    "action-report": NOTHING,
    "campaigns": NOTHING,
    "campaign": Surface(of=values.record),
    "campaign-describe": NOTHING,
    "campaign-write": Surface(of=values.record),
    "take-part": NOTHING,
    "take-part-by": Surface(of=lambda one: [{"what": "translate"}, {"what": "join"}]),
    "post-received": NOTHING,
    "partners": NOTHING,
    "posted": Surface(of=lambda one: [{"token": "a-secret-that-nobody-was-given"}]),
    "posted-correct": Surface(of=lambda one: [{"token": "a-secret-that-nobody-was-given"}]),
    "posted-picture": Surface(of=lambda one: [{"name": "none.jpg"}]),
    "visitors_posts": NOTHING,
    "visitors_post": Surface(of=values.recording),
    "timeline": Surface(asked=("", "?category=campaign")),
    "decade": Surface(marks("passage", "narrator", "words"), lambda one: [{"first": 2010}], asked=("", *PLAYLISTS)),
    "instruments": NOTHING,
    "instrument": Surface(of=lambda one: [{"code": "C181"}]),
    "vocabulary-file": Surface(of=lambda one: [{"form": "ttl"}]),
    "vocabulary": Surface(of=lambda one: [{"kind": "themes"}]),
    "vocabulary-concept": Surface(of=lambda one: [{"kind": "articles", "name": "22"}]),
    # stories; what their clips show is in tests/archive/stories
    "picture": Surface(of=lambda one: [{"name": "images/none.avif"}]),
    "podcast": Surface(of=values.record),
    "episode": Surface(of=values.record),
    "clips_standing": Surface(of=lambda one: [{"page": one.testimony.pk}]),
    "clip_choose": Surface(asked=("", f"?q={SHARED}")),
    "clip_seen": NOTHING,
    "clip_mark": Surface(marks("title", "words"), values.recording, to="editor", asked=("?from=0&until=5000",)),
    "styleguide": NOTHING,
    "styleguide-error": Surface(of=lambda one: [{"status": status} for status in (403, 404, 410, 413, 429, 500)]),
    # the ways in
    "explore": NOTHING,
    "random": NOTHING,
    "countries": NOTHING,
    "country": Surface(marks("title", "narrator", "words"), lambda one: [{"iso2": "PH"}], asked=("", *ROLES)),
    "country-feed": Surface(of=lambda one: [{"iso2": "PH"}]),
    "region": Surface(of=lambda one: [{"slug": "asia"}, {"slug": "south-eastern-asia"}], asked=("", *PAGES)),
    "themes": NOTHING,
    "theme": Surface(marks("title", "narrator", "words", "passage"), values.themes, asked=("", *PAGES, *PLAYLISTS)),
    "theme-feed": Surface(of=values.themes),
    "articles": NOTHING,
    "article": Surface(marks("passage", "narrator", "words"), lambda one: [{"number": 22}], asked=("", *PLAYLISTS)),
    "collections": NOTHING,
    "collection": Surface(marks("title", "narrator", "words"), values.collection, asked=("", *PAGES)),
    "collection-feed": Surface(of=values.collection),
    "tongues": NOTHING,
    "tongue": Surface(marks("title", "narrator", "words"), lambda one: [{"tag": "en"}], asked=("", *PAGES)),
    "journeys": NOTHING,
    "years": NOTHING,
    "year": Surface(marks("title", "narrator", "words"), lambda one: [{"number": 2014}], asked=("", *PAGES)),
    "feed": NOTHING,
    "sitemap": NOTHING,
    "sitemap-part": Surface(of=lambda one: [{"number": 0}, {"number": 1}]),
    # what everybody reads
    "search:search": Surface(marks("title", "words"), asked=SEARCHES),
    "search:concordance": Surface(marks("words"), asked=CONCORDANCES),
    "search:concordance-file": Surface(marks("title", "words", "narrator"), asked=CONCORDANCES),
    "testimonies:list": Surface(marks("title", "narrator", "words"), asked=("", *PAGES)),
    "testimonies:testimony": Surface(
        EVERYONE_READS, values.accession, asked=("", "?words=fr", "?beside=fr", "?beside=fr&lite=1"), everywhere=True
    ),
    "testimonies:small_window": Surface(marks("title", "narrator"), values.places, everywhere=True),
    "testimonies:transcript": Surface(marks("words"), values.files, everywhere=True),
    "media:sound": Surface(marks("sound"), values.recording, everywhere=True),
    "media:small_sound": Surface(marks("sound"), values.recording, everywhere=True),
    "media:waveform": Surface(marks("waveform"), values.recording, everywhere=True),
    # those who work on it
    "testimonies:work": Surface(marks("title"), to="interviewer", asked=("", *PAGES)),
    "testimonies:recording": Surface(marks("title", "words"), values.recording, to="interviewer"),
    "testimonies:progress": Surface(of=values.recording),
    "testimonies:history": Surface(of=values.recording),
    "testimonies:spoken_languages": Surface(of=values.recording),
    "testimonies:runs": Surface(of=values.recording),
    "testimonies:run": Surface(marks("words"), values.runs, to="interviewer"),
    "testimonies:translate": Surface(of=values.recording),
    "testimonies:retry": Surface(of=values.recording),
    "testimonies:retry_step": Surface(of=lambda one: [{"uuid": one.recording.uuid, "step": "copy"}]),
    "testimonies:cancel": Surface(of=values.recording),
    "testimonies:submit": Surface(of=values.accession),
    "testimonies:consent": Surface(of=values.accession),
    "testimonies:testimony_words": Surface(marks("word_list"), values.accession, to="interviewer"),
    "testimonies:word_lists": NOTHING,
    "testimonies:collection_words": Surface(of=lambda one: [{"pk": one.testimony.collection_id}]),
    "testimonies:judge": Surface(of=values.segments),
    "testimonies:redactions": Surface(marks("words"), values.recording, to="interviewer"),
    "testimonies:lift_redaction": Surface(of=values.of_the_recording),
    "testimonies:replace_name": Surface(of=values.recording),
    "testimonies:lift_name": Surface(of=values.of_the_recording),
    "testimonies:risk": Surface(of=values.accession),
    "testimonies:consent_forms": NOTHING,
    "testimonies:consent_paper": Surface(of=values.accession),
    "testimonies:consent_sheet": Surface(of=values.numbered),
    "testimonies:consent_scans": Surface(of=values.numbered),
    "testimonies:consent_scan": Surface(of=values.of_the_testimony),
    "testimonies:withdraw": Surface(of=values.accession),
    "testimonies:restore": Surface(of=values.accession),
    "testimonies:purge": Surface(of=values.accession),
    "testimonies:receipt": Surface(of=values.numbered),
    "testimonies:receipt_text": Surface(of=values.numbered),
    "testimonies:queue": NOTHING,
    "testimonies:queue-take": NOTHING,
    "testimonies:tasks": NOTHING,
    "testimonies:task-act": Surface(of=lambda one: [{"pk": 1}]),
    "testimonies:queue-leave": Surface(of=lambda one: [{"pk": 1}]),
    "testimonies:queue-prefer": Surface(of=lambda one: [{"pk": one.testimony.collection_id}]),
    # a narrator by their private link; what one opens is in tests/testimonies/looks
    **{
        f"testimonies:look{page}": Surface(of=values.guessed)
        for page in ("", "-about", "-out", "-changes", "-agree", "-withdraw")
    },
    **{f"testimonies:look-{page}": Surface(of=values.guessed) for page in ("words", "sound", "line")},
    # translators
    "testimonies:translate_languages": NOTHING,
    "testimonies:translate_missing": Surface(
        marks("title"), lambda one: [{"language": "ar"}], to="interviewer", asked=("", *PAGES)
    ),
    "testimonies:translate_desk": Surface(
        marks("title", "summary", "words", "translated"), values.translations, to="interviewer"
    ),
    "testimonies:translate_file": Surface(marks("words", "translated"), values.translation_files, to="interviewer"),
    "testimonies:translate_take_in": Surface(of=values.translations),
    "testimonies:desk": Surface(marks("title", "words", "passage"), values.accession, to="interviewer"),
    "testimonies:desk_changes": Surface(marks("words"), values.desk, to="interviewer"),
    "testimonies:desk_history": Surface(marks("words"), values.desk_segments, to="interviewer"),
    "testimonies:desk_stood": Surface(marks("words"), values.desk, to="interviewer", asked=("", "?on=2100-01-01")),
    "testimonies:desk_passages": Surface(marks("passage"), values.desk, to="interviewer"),
    "testimonies:desk_passages_listed": Surface(marks("passage"), values.desk, to="interviewer"),
    "testimonies:desk_passage": Surface(marks("passage"), values.desk_passages, to="interviewer"),
    "testimonies:desk_passage_remove": Surface(of=values.desk_passages),
    "testimonies:desk_suggestions": Surface(of=values.desk),
    **{
        f"testimonies:desk_{act}": Surface(of=values.desk)
        for act in ("speaker", "rename", "replace", "redact", "undo", "redo")
    },
    **{
        f"testimonies:desk_{act}": Surface(of=values.desk_segments)
        for act in ("write", "split", "merge", "strike", "times", "state", "restore")
    },
    # those who ask to be let in
    "testimonies:citation": Surface(marks("title", "narrator"), values.citations, everywhere=True),
    "testimonies:quote": Surface(of=values.accession, asked=("", "?from=0&until=5")),
    "testimonies:moment": Surface(of=values.moments),
    "testimonies:quotation": Surface(
        marks("title", "narrator", "words", "translated"), values.spans, asked=("", "?language=fr"), everywhere=True
    ),
    "testimonies:quotation_citation": Surface(
        marks("title", "narrator", "words", "translated"), values.cited_spans, asked=("", "?language=fr")
    ),
    "testimonies:quotation_mark": Surface(of=values.spans),
    "testimonies:segment": Surface(of=values.lasting_segments),
    "testimonies:passage": Surface(marks("title", "narrator", "words", "passage"), values.passages, everywhere=True),
    "testimonies:passage_citation": Surface(marks("title", "narrator", "passage"), values.cited_passages),
    "testimonies:workbook": NOTHING,
    "testimonies:workbook_entry": Surface(of=lambda one: [{"pk": 1}]),
    "testimonies:workbook_remove": Surface(of=lambda one: [{"pk": 1}]),
    "testimonies:workbook_folder": Surface(of=lambda one: [{"pk": 1}]),
    "testimonies:workbook_export": Surface(of=lambda one: [{"form": form} for form in ("csv", "html", "json")]),
    "search:saved": NOTHING,
    "search:save": NOTHING,
    "search:saved-act": Surface(of=lambda one: [{"pk": 1}]),
    "search:feed": Surface(of=lambda one: [{"token": one.testimony.accession_number}]),
    "search:unsubscribe": Surface(of=lambda one: [{"signed": one.testimony.accession_number}]),
    "testimonies:account": Surface(marks("title"), to="reader"),
    "testimonies:account_stop": NOTHING,
    "testimonies:account_give_up": Surface(of=values.recording),
    "testimonies:terms": NOTHING,
    "testimonies:ask": Surface(of=values.accession),
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
    "^admin/localize/api/": NOTHING,
    "access_requests": NOTHING,
    "access_in_force": NOTHING,
    "access_request": Surface(of=values.recording),
    "ingest:index": NOTHING,
    "ingest:template": NOTHING,
    "ingest:batch": Surface(of=values.recording),
    "ingest:progress": Surface(of=values.recording),
    "look_answers": NOTHING,
    "look_remove": Surface(of=values.of_the_testimony),
    "look_revoke": Surface(of=values.of_the_testimony),
    "look_settle": Surface(of=lambda one: [{"pk": 1}]),
    "narrators_look": Surface(of=values.accession),
    "name_readers": NOTHING,
    "real_name": Surface(of=values.person),
    "researchers": NOTHING,
    "researcher_act": Surface(of=values.record),
    "risk_desk": NOTHING,
    "trail": NOTHING,
    "trail_export": NOTHING,
    "who_may_hear": Surface(of=values.accession),
    "wagtailsnippetchoosers_testimonies_person:choose": NOTHING,
    "wagtailsnippetchoosers_testimonies_person:choose_results": Surface(asked=("", "?q=qznarrator")),
    "wagtailsnippetchoosers_testimonies_person:chosen": Surface(of=values.person),
    "wagtailsnippetchoosers_testimonies_person:chosen_multiple": Surface(asked=("?id=1&id=2&id=3",)),
    "wagtailsnippetchoosers_testimonies_testimony:choose": Surface(asked=("", "?p=2")),
    "wagtailsnippetchoosers_testimonies_testimony:choose_results": NOTHING,
    "wagtailsnippetchoosers_testimonies_testimony:chosen": Surface(of=values.record),
    "wagtailsnippetchoosers_testimonies_testimony:chosen_multiple": Surface(asked=("?id=1&id=2&id=3",)),
    "wagtailsnippets_testimonies_testimony:edit": Surface(marks("title", "summary"), values.record, to="editor"),
    "withdrawn": NOTHING,
    "consents_ending": NOTHING,
    "work_in_hand": Surface(asked=("", "?p=2")),
    "work_in_hand_told": NOTHING,
    "work_in_hand_act": NOTHING,
    "work_in_hand_history": Surface(of=values.recording),
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
