from archive.models.loaded import Loaded
from archive.models.pages import HomePage
from archive.models.sealed_picture import SealedPicture
from archive.models.treaties import Instrument, TimelineEntry, TreatyAction, Verified

__all__ = ["HomePage", "Instrument", "Loaded", "SealedPicture", "TimelineEntry", "TreatyAction", "Verified"]
