from archive.models.action import Action
from archive.models.campaign import Campaign, CampaignState
from archive.models.clip_use import ClipUse
from archive.models.counting import Asked, Count, Salt
from archive.models.explanation import Explanation, explained
from archive.models.library_item import LibraryItem
from archive.models.loaded import Loaded
from archive.models.occasion import Occasion
from archive.models.organisation import Organisation
from archive.models.pages import HomePage
from archive.models.post import Post, PostKind, PostState
from archive.models.post_picture import PostPicture
from archive.models.recurring_day import RecurringDay
from archive.models.sealed_picture import SealedPicture
from archive.models.stories import StoryIndexPage, StoryPage, StorySeriesPage
from archive.models.timeline import TimelineEntry
from archive.models.treaties import Instrument, TreatyAction, Verified

__all__ = [
    "Action",
    "Asked",
    "Campaign",
    "CampaignState",
    "ClipUse",
    "Count",
    "Explanation",
    "HomePage",
    "Instrument",
    "LibraryItem",
    "Loaded",
    "Occasion",
    "Organisation",
    "Post",
    "PostKind",
    "PostPicture",
    "PostState",
    "RecurringDay",
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
