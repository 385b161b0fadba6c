from search.models.change import Change, horizon

__all__ = ["Change", "horizon"]
