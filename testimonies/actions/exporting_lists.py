"""Writing down that a list was taken out of the archive. Looking at one leaves no trace."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from testimonies.models import Event

__all__ = ["note_access", "note_trail"]


@transaction.atomic
def note_access(*, by: Any, rows: int) -> None:
    """The list of who is let in was exported, with so many rows."""
    Event.write("access_exported", by=by, rows=rows)


@transaction.atomic
def note_trail(*, by: Any, form: str, narrowed: list[str]) -> None:
    """The list of who did what was exported as ``form``, narrowed by these."""
    Event.write("trail_exported", by=by, form=form, narrowed=narrowed)
