from search.models.change import Change, horizon
from search.models.saved_search import Frequency, SavedSearch

__all__ = ["Change", "Frequency", "SavedSearch", "horizon"]
