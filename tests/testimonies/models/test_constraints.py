"""What the database itself refuses: one line per constraint, each broken by the plainest statement that could break it.

A constraint that is added to a model without a line here fails the last test.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from testimonies.models import (
    AccessRequest,
    Chunk,
    Consent,
    ConsentForm,
    ConsentScan,
    CountryRole,
    Delivery,
    Description,
    Ingest,
    IngestEntry,
    Keyword,
    Notice,
    Participation,
    Passage,
    PassageCountry,
    PassageDescription,
    PassageTheme,
    Person,
    Recording,
    Researcher,
    Run,
    Segment,
    SmallCopy,
    Testimony,
    TestimonyKeyword,
    TestimonyTheme,
    Transcript,
    TranslatedText,
    Upload,
    WordList,
)
from tests.cast import account
from tests.factories.testimony import make_country, make_recording, make_testimony, make_theme, make_transcript
from tests.testimonies.models.at_the_desk import AT_THE_DESK
from tests.testimonies.models.in_a_workbook import IN_A_WORKBOOK
from tests.testimonies.models.protecting import PROTECTING


@dataclass
class Kept:
    """One of each, all in order."""

    testimony: Testimony
    recording: Recording
    transcript: Transcript
    passage: Passage
    person: Person

    @property
    def run(self) -> Run:
        assert self.transcript.run is not None
        return self.transcript.run


@pytest.fixture
def kept(north: Any) -> Kept:
    testimony = make_testimony(
        north, titles={"en": "One", "es": "Uno"}, countries=[("NP", "origin"), ("QA", "transit")]
    )
    recording = make_recording(testimony)
    transcript = make_transcript(recording, ["one", "two"])
    passage = Passage.objects.create(recording=recording, start_ms=0, end_ms=1_000)
    return Kept(testimony, recording, transcript, passage, Person.objects.create(collection=north))


def changing(which: str, **values: Any) -> Callable[[Kept], Any]:
    def change(kept: Kept) -> None:
        record = getattr(kept, which)
        type(record).objects.filter(pk=record.pk).update(**values)

    return change


def consenting(**values: Any) -> Callable[[Kept], Any]:
    line = {"use": "sound", "audience": "public", "valid_from": date(2020, 1, 2), "given": "form"} | values
    return lambda kept: Consent.objects.create(testimony=kept.testimony, **line)


def twice(model: Any, make: Callable[[Kept], dict[str, Any]]) -> Callable[[Kept], Any]:
    def create(kept: Kept) -> None:
        model.objects.bulk_create([model(**make(kept)), model(**make(kept))])

    return create


def _small(kept: Kept) -> dict[str, Any]:
    return {"recording": kept.recording, "source_sha256": "a" * 64, "file": f"small/{uuid.uuid4()}.ogg"}


def describing(**values: Any) -> Callable[[Kept], Any]:
    return lambda kept: Description.objects.filter(testimony=kept.testimony, language="en").update(**values)


def segmenting(**values: Any) -> Callable[[Kept], Any]:
    return lambda kept: Segment.objects.filter(transcript=kept.transcript, start_ms=5_000).update(**values)


def uploading(**values: Any) -> Callable[[Kept], Any]:
    line = {"length_bytes": 10, "offset_bytes": 10, "expires_at": "2999-01-01T00:00:00Z"} | values
    return lambda kept: Upload.objects.create(**{"owner": account(f"sender {len(values)}")} | line)


def requesting(**values: Any) -> Callable[[Kept], Any]:
    def create(kept: Kept) -> None:
        asker = values.get("asker") or account("asker")
        AccessRequest.objects.create(**{"testimony": kept.testimony, "purpose": "a book"} | values | {"asker": asker})

    return create


def make_ingest(kept: Kept, **values: Any) -> Ingest:
    line = {"owner": account("ingester"), "collection": kept.testimony.collection, "sheet": b"", "sheet_name": "a.csv"}
    return Ingest.objects.create(**line | values)


def translating(kept: Kept, **more: Any) -> TranslatedText:
    about = {"subject": "2026-0001/description", "key": "title", "language": "tl", "text": "x", "made_from": "y"}
    return TranslatedText.objects.create(testimony=kept.testimony, **{**about, **more})


BREAKING: dict[str, Callable[[Kept], Any]] = {
    "testimony_live_means_published": changing("testimony", live=True),
    "testimony_kind_known": lambda kept: Testimony.objects.filter(pk=kept.testimony.pk).update(kind="rumour"),
    "testimony_accession_form": lambda kept: Testimony.objects.create(
        accession_number="2026-1", collection=kept.testimony.collection, live=False
    ),
    "testimony_interview_days_ordered": changing("testimony", interview_earliest=date(2999, 1, 1)),
    "testimony_theme_once": twice(
        TestimonyTheme, lambda kept: {"content_object": kept.testimony, "tag": make_theme("housing")}
    ),
    "testimony_keyword_once": twice(
        TestimonyKeyword,
        lambda kept: {
            "content_object": kept.testimony,
            "tag": Keyword.objects.get_or_create(name="sea", slug="sea")[0],
        },
    ),
    "country_once_per_role": twice(
        CountryRole, lambda kept: {"testimony": kept.testimony, "country": make_country("TH"), "role": "return"}
    ),
    "country_role_known": lambda kept: CountryRole.objects.filter(testimony=kept.testimony).update(role="somewhere"),
    "description_once_per_language": describing(language="es"),
    "description_has_title": describing(title=""),
    "description_has_language": describing(language=""),
    "consent_use_known": consenting(use="anything"),
    "consent_audience_known": consenting(audience="friends"),
    "consent_places_known": consenting(use="sound", places="region"),
    "consent_form_number_once": twice(ConsentForm, lambda kept: {"testimony": kept.testimony, "number": 1}),
    "consent_form_number_fits": lambda kept: ConsentForm.objects.create(testimony=kept.testimony, number=0),
    "consent_scan_once": twice(
        ConsentScan,
        lambda kept: {
            "form": ConsentForm.objects.get_or_create(testimony=kept.testimony, number=1)[0],
            "sha256": "a" * 64,
            "media_type": "image/png",
            "size_bytes": 1,
        },
    ),
    "consent_scan_digest": lambda kept: ConsentScan.objects.create(
        form=ConsentForm.objects.create(testimony=kept.testimony, number=1), sha256="b", size_bytes=1
    ),
    "consent_days_ordered": consenting(valid_until=date(2020, 1, 1)),
    "person_has_the_name_they_are_shown_by": changing("person", shown_as="name"),
    "person_once_per_part": twice(Participation, lambda kept: {"testimony": kept.testimony, "person": kept.person}),
    "passage_runs_forward": changing("passage", end_ms=0),
    "passage_years_in_order": changing("passage", first_year=2011, last_year=2009),
    "passage_described_once_per_language": twice(
        PassageDescription, lambda kept: {"passage": kept.passage, "language": "en", "title": "Departure"}
    ),
    "passage_theme_once": twice(
        PassageTheme, lambda kept: {"content_object": kept.passage, "tag": make_theme("housing")}
    ),
    "passage_country_once_per_role": twice(
        PassageCountry, lambda kept: {"passage": kept.passage, "country": make_country("TH"), "role": "origin"}
    ),
    "recording_once_per_testimony": lambda kept: make_recording(kept.testimony, sha256=kept.recording.sha256),
    "recording_position_once": lambda kept: changing("recording", position=make_recording(kept.testimony).position)(
        kept
    ),
    "recording_digest_form": lambda kept: make_recording(kept.testimony, sha256="A" * 64, preparation="waiting"),
    "recording_not_empty": lambda kept: make_recording(kept.testimony, size_bytes=0),
    "recording_ready_has_duration": changing("recording", duration_ms=None),
    "transcript_original_once": lambda kept: make_transcript(kept.recording),
    "transcript_translation_once_per_language": twice(
        Transcript, lambda kept: {"recording": kept.recording, "kind": "translation", "language": "fr"}
    ),
    "run_failed_says_why": changing("run", progress="failed"),
    "run_done_is_finished": changing("run", finished_at=None),
    "run_span_runs_forward": changing("run", from_ms=9, until_ms=9),
    "consent_spoken_in_a_recording": consenting(spoken_at_ms=5_000),
    "testimony_local_identifier_once": lambda kept: [
        Testimony.objects.filter(pk=testimony.pk).update(local_identifier="one")
        for testimony in (kept.testimony, make_testimony(kept.testimony.collection))
    ],
    "delivery_once_per_owner": lambda kept: [
        Delivery.objects.create(owner=owner, key=uuid.UUID(int=1), testimony=testimony)
        for owner in [account("sender")]
        for testimony in (kept.testimony, make_testimony(kept.testimony.collection))
    ],
    "ingest_state_known": lambda kept: make_ingest(kept, state="lost"),
    "ingest_done_has_a_time": lambda kept: make_ingest(kept, state="done"),
    "ingest_entry_once": lambda kept: IngestEntry.objects.bulk_create(
        [IngestEntry(ingest=ingest, position=1, lines=[2]) for ingest in [make_ingest(kept)] * 2]
    ),
    "notice_once": twice(Notice, lambda kept: {"recording": kept.recording, "cause": "ready"}),
    "word_list_of_one": lambda kept: WordList.objects.create(
        collection=kept.testimony.collection, testimony=kept.testimony
    ),
    "chunk_once": twice(Chunk, lambda kept: {"run": kept.run, "start_ms": 0, "end_ms": 9}),
    "chunk_runs_forward": lambda kept: Chunk.objects.create(run=kept.run, start_ms=9, end_ms=9),
    "chunk_failed_is_not_heard": lambda kept: Chunk.objects.create(
        run=kept.run, start_ms=0, end_ms=9, failed=True, heard_at=timezone.now()
    ),
    "researcher_once": lambda kept: [
        Researcher.objects.create(user=user, purpose="a study", terms_version="1")
        for user in [account("scholar")]
        for _again in range(2)
    ],
    "researcher_says_who_and_why": lambda kept: Researcher.objects.create(
        user=account("scholar"), purpose="", terms_version="1"
    ),
    "researcher_revoked_by_after_it": lambda kept: Researcher.objects.create(
        user=account("scholar"), purpose="a study", terms_version="1", revoked_by=account("other")
    ),
    "accessrequest_once": lambda kept: [requesting(asker=one)(kept) for one in [account("scholar")] * 2],
    "accessrequest_state_known": requesting(state="perhaps", decided_at=timezone.now(), granted_until=date(2999, 1, 1)),
    "accessrequest_says_why": requesting(purpose=""),
    "accessrequest_granted_until_a_day": requesting(state="granted", decided_at=timezone.now()),
    "accessrequest_decided_has_a_time": requesting(state="granted", granted_until=date(2999, 1, 1)),
    "accessrequest_refused_says_why": requesting(state="refused", decided_at=timezone.now()),
    "accessrequest_ended_has_a_time": requesting(state="given_up"),
    "segment_once": segmenting(start_ms=0, end_ms=5_000),
    "segment_runs_forward": segmenting(end_ms=4_999),
    "segment_has_text": segmenting(text=""),
    "upload_offset_not_negative": uploading(offset_bytes=-1),
    "upload_offset_within_length": uploading(offset_bytes=11),
    "upload_taken_in_when_whole": lambda kept: uploading(offset_bytes=9, recording=kept.recording)(kept),
    "upload_joined_when_partial": lambda kept: uploading(joined_to=uploading()(kept), owner=account("joiner"))(kept),
    "upload_digest_of_what_is_whole": uploading(offset_bytes=9, sha256="a" * 64),
    "translated_text_once": lambda kept: [translating(kept) for _again in range(2)],
    "translated_text_says_something": lambda kept: translating(kept, text=""),
    "translated_text_of_a_testimony_or_the_vocabulary": lambda kept: translating(kept, subject="vocabulary/themes"),
    **PROTECTING,
    **IN_A_WORKBOOK,
    "testimony_warnings_known": changing("testimony", content_warnings=["boredom"]),
    "small_copy_once_for_its_source": twice(SmallCopy, _small),
    "small_copy_made_is_whole": lambda kept: SmallCopy.objects.create(**_small(kept) | {"state": "made"}),
    **AT_THE_DESK,
}


@pytest.mark.parametrize("name", BREAKING)
def test_the_database_refuses(name: str, kept: Kept) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BREAKING[name](kept)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_every_constraint_has_its_line() -> None:
    named = {one.name for model in apps.get_app_config("testimonies").get_models() for one in model._meta.constraints}
    assert named == set(BREAKING)
