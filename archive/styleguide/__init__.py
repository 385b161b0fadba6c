"""The living style guide: every token, script and component as it is served, with no record of the database."""

from __future__ import annotations

from archive.styleguide.views import error, styleguide

__all__ = ["error", "styleguide"]
