"""The nouns of the archive, one to a file."""

from testimonies.models.access_request import AccessRequest, Asked
from testimonies.models.accession_number import AccessionCounter
from testimonies.models.chunk import Chunk
from testimonies.models.consent import Consent, Given
from testimonies.models.consent_form import ConsentForm, ConsentScan
from testimonies.models.content_warning import ContentWarning
from testimonies.models.country_role import CountryRole, Role
from testimonies.models.delivery import Delivery
from testimonies.models.description import Description
from testimonies.models.echo import Echo, echoes
from testimonies.models.ending_consent import EndingConsent, ending_soon
from testimonies.models.event import Event
from testimonies.models.exported import Exported
from testimonies.models.finding import Decision, Finding, FoundIn
from testimonies.models.governing import Governing
from testimonies.models.hand import Hands, workers_alive
from testimonies.models.ingest import Ingest, IngestEntry, IngestState, Outcome
from testimonies.models.look_answer import Answered, LookAnswer, Wish, is_awaited
from testimonies.models.name_replacement import NameReplacement
from testimonies.models.narrators_look import LookMark, NarratorsLook, digest_of_token, new_token
from testimonies.models.notice import Cause, Notice, NoticeWish
from testimonies.models.passage import Passage, PassageCountry, PassageDescription, PassageTheme
from testimonies.models.permission import TestimonyPermissionPolicy, asker, collections_of, listener_for, translated_by
from testimonies.models.person import Participation, Person, ShownAs
from testimonies.models.place import Place, places_of
from testimonies.models.prepared import Keyed, Prepared, PreparedRows, by_asker, forget_prepared, keep_below
from testimonies.models.quotation import Quotation, Since, span_of_segment
from testimonies.models.reading_room import askable_by
from testimonies.models.real_name import LookReason, NameReader, RealName
from testimonies.models.recording import AccessCopy, Preparation, Recording
from testimonies.models.redaction import CopyState, Reason, RedactedCopy, Redaction, copies_for, kept_from
from testimonies.models.researcher import Researcher, terms_in_force
from testimonies.models.review import CollectionReview
from testimonies.models.review_state import ReviewState
from testimonies.models.risk_review import Approval, RiskReview
from testimonies.models.run import Failure, Progress, Run, RunTask
from testimonies.models.segment_change import Done, SegmentChange, lines_of, segment_of, snapshot, writers_of
from testimonies.models.shown import Reader, conceal_names
from testimonies.models.shown_segment import ShownSegment
from testimonies.models.small_copy import SmallCopy, SmallState
from testimonies.models.state import State, TestimonyKind
from testimonies.models.steps import Step, StepKind, StepState, steps_of
from testimonies.models.stood import as_stood
from testimonies.models.stretch import (
    HELD_FOR,
    STRETCH_MS,
    Ahead,
    CollectionPriority,
    Priority,
    Stretch,
    ahead,
    progress,
)
from testimonies.models.testimony import Testimony, TestimonyKeyword, TestimonyTheme
from testimonies.models.transcript import Segment, Transcript
from testimonies.models.transcript_task import TaskKind, TaskState, TranscriptTask, workers_of
from testimonies.models.translation import TranslatedSegment, TranslatedText
from testimonies.models.upload import Upload
from testimonies.models.vocabulary import Article, Country, Keyword, Theme, ThemeGroup
from testimonies.models.withdrawal import Left, PurgeStep, Withdrawal, was_public
from testimonies.models.word_list import WordList
from testimonies.models.work import Line, Shown
from testimonies.models.workbook import Held, MarkedQuotation, Stands, WorkbookFolder, as_held

__all__ = [
    "HELD_FOR",
    "STRETCH_MS",
    "AccessCopy",
    "AccessRequest",
    "AccessionCounter",
    "Ahead",
    "Answered",
    "Approval",
    "Article",
    "Asked",
    "Cause",
    "Chunk",
    "CollectionPriority",
    "CollectionReview",
    "Consent",
    "ConsentForm",
    "ConsentScan",
    "ContentWarning",
    "CopyState",
    "Country",
    "CountryRole",
    "Decision",
    "Delivery",
    "Description",
    "Done",
    "Echo",
    "EndingConsent",
    "Event",
    "Exported",
    "Failure",
    "Finding",
    "FoundIn",
    "Given",
    "Governing",
    "Hands",
    "Held",
    "Ingest",
    "IngestEntry",
    "IngestState",
    "Keyed",
    "Keyword",
    "Left",
    "Line",
    "LookAnswer",
    "LookMark",
    "LookReason",
    "MarkedQuotation",
    "NameReader",
    "NameReplacement",
    "NarratorsLook",
    "Notice",
    "NoticeWish",
    "Outcome",
    "Participation",
    "Passage",
    "PassageCountry",
    "PassageDescription",
    "PassageTheme",
    "Person",
    "Place",
    "Preparation",
    "Prepared",
    "PreparedRows",
    "Priority",
    "Progress",
    "PurgeStep",
    "Quotation",
    "Reader",
    "RealName",
    "Reason",
    "Recording",
    "RedactedCopy",
    "Redaction",
    "Researcher",
    "ReviewState",
    "RiskReview",
    "Role",
    "Run",
    "RunTask",
    "Segment",
    "SegmentChange",
    "Shown",
    "ShownAs",
    "ShownSegment",
    "Since",
    "SmallCopy",
    "SmallState",
    "Stands",
    "State",
    "Step",
    "StepKind",
    "StepState",
    "Stretch",
    "TaskKind",
    "TaskState",
    "Testimony",
    "TestimonyKeyword",
    "TestimonyKind",
    "TestimonyPermissionPolicy",
    "TestimonyTheme",
    "Theme",
    "ThemeGroup",
    "Transcript",
    "TranscriptTask",
    "TranslatedSegment",
    "TranslatedText",
    "Upload",
    "Wish",
    "Withdrawal",
    "WordList",
    "WorkbookFolder",
    "ahead",
    "as_held",
    "as_stood",
    "askable_by",
    "asker",
    "by_asker",
    "collections_of",
    "conceal_names",
    "copies_for",
    "digest_of_token",
    "echoes",
    "ending_soon",
    "forget_prepared",
    "is_awaited",
    "keep_below",
    "kept_from",
    "lines_of",
    "listener_for",
    "new_token",
    "places_of",
    "progress",
    "segment_of",
    "snapshot",
    "span_of_segment",
    "steps_of",
    "terms_in_force",
    "translated_by",
    "was_public",
    "workers_alive",
    "workers_of",
    "writers_of",
]
