"""The nouns of the archive, one to a file."""

from testimonies.models.accession_number import AccessionCounter
from testimonies.models.chunk import Chunk
from testimonies.models.consent import Consent, Given
from testimonies.models.country_role import CountryRole, Role
from testimonies.models.delivery import Delivery
from testimonies.models.description import Description
from testimonies.models.event import Event
from testimonies.models.ingest import Ingest, IngestEntry, IngestState, Outcome
from testimonies.models.passage import Passage, PassageCountry, PassageDescription, PassageTheme
from testimonies.models.permission import TestimonyPermissionPolicy, collections_of, listener_for
from testimonies.models.person import Participation, Person, ShownAs
from testimonies.models.recording import AccessCopy, Preparation, Recording
from testimonies.models.review import CollectionReview
from testimonies.models.run import Failure, Progress, Run, RunTask
from testimonies.models.testimony import State, Testimony, TestimonyKeyword, TestimonyTheme
from testimonies.models.transcript import ReviewState, Segment, Transcript
from testimonies.models.upload import Upload
from testimonies.models.vocabulary import Article, Country, Keyword, Theme, ThemeGroup

__all__ = [
    "AccessCopy",
    "AccessionCounter",
    "Article",
    "Chunk",
    "CollectionReview",
    "Consent",
    "Country",
    "CountryRole",
    "Delivery",
    "Description",
    "Event",
    "Failure",
    "Given",
    "Ingest",
    "IngestEntry",
    "IngestState",
    "Keyword",
    "Outcome",
    "Participation",
    "Passage",
    "PassageCountry",
    "PassageDescription",
    "PassageTheme",
    "Person",
    "Preparation",
    "Progress",
    "Recording",
    "ReviewState",
    "Role",
    "Run",
    "RunTask",
    "Segment",
    "ShownAs",
    "State",
    "Testimony",
    "TestimonyKeyword",
    "TestimonyPermissionPolicy",
    "TestimonyTheme",
    "Theme",
    "ThemeGroup",
    "Transcript",
    "Upload",
    "collections_of",
    "listener_for",
]
