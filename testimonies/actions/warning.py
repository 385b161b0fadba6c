"""What a reader is warned of before they hear a testimony."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from testimonies.models import Event, Testimony

__all__ = ["note"]


def note(*, testimony: Testimony, before: Iterable[str], after: Iterable[str], by: Any) -> None:
    """Write down that the warnings of a testimony's draft were changed, where they were. They go the way of all that
    describes it: review, publication."""
    now = sorted(after)
    if sorted(before) != now:
        Event.write("content_warned", by=by, testimony=testimony, kinds=now)
