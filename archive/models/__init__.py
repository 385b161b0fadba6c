from archive.models.loaded import Loaded
from archive.models.pages import HomePage
from archive.models.treaties import Instrument, TimelineEntry, TreatyAction, Verified

__all__ = ["HomePage", "Instrument", "Loaded", "TimelineEntry", "TreatyAction", "Verified"]
