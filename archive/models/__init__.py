from archive.models.clip_use import ClipUse
from archive.models.counting import Asked, Count, Salt
from archive.models.explanation import Explanation, explained
from archive.models.loaded import Loaded
from archive.models.organisation import Organisation
from archive.models.pages import HomePage
from archive.models.sealed_picture import SealedPicture
from archive.models.stories import StoryIndexPage, StoryPage, StorySeriesPage
from archive.models.timeline import TimelineEntry
from archive.models.treaties import Instrument, TreatyAction, Verified

__all__ = [
    "Asked",
    "ClipUse",
    "Count",
    "Explanation",
    "HomePage",
    "Instrument",
    "Loaded",
    "Organisation",
    "Salt",
    "SealedPicture",
    "StoryIndexPage",
    "StoryPage",
    "StorySeriesPage",
    "TimelineEntry",
    "TreatyAction",
    "Verified",
    "explained",
]
