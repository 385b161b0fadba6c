from search.models.change import Change

__all__ = ["Change"]
