from archive.models.counting import Asked, Count, Salt
from archive.models.loaded import Loaded
from archive.models.pages import HomePage
from archive.models.sealed_picture import SealedPicture
from archive.models.treaties import Instrument, TimelineEntry, TreatyAction, Verified

__all__ = [
    "Asked",
    "Count",
    "HomePage",
    "Instrument",
    "Loaded",
    "Salt",
    "SealedPicture",
    "TimelineEntry",
    "TreatyAction",
    "Verified",
]
