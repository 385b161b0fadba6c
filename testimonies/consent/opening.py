"""To whom, and from when, a use is open that is closed to this listener now: what a restricted page may say.

It tells what the ledger says of a testimony whose entry in the catalogue the listener may see, and nothing of what lies
behind it. A use that is open to nobody but the staff of the collection is not spoken of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from testimonies.consent.audiences import Audience, Listener, Use, reaches
from testimonies.consent.rules import Standing, governing, may

USES = (Use.SOUND, Use.TRANSCRIPT, Use.TRANSLATION)
"""What the reading room is for."""


@dataclass(frozen=True, slots=True)
class Opening:
    """``use`` is open to ``audience``: now, or from ``opens_on`` on."""

    use: Use
    audience: Audience
    opens_on: date | None = None


def openings(standing: Standing, listener: Listener, day: date) -> list[Opening]:
    """Of each use that ``listener`` may not have on ``day``, for whom it is open; in the order of :data:`USES`."""
    found = []
    entry = governing(standing.grants, Use.CATALOGUE)
    for use in USES:
        grant = governing(standing.grants, use)
        if entry is None or grant is None or may(use, standing, listener, day):
            continue
        opens = max(grant.valid_from, entry.valid_from, day)
        if not (grant.holds_on(opens) and entry.holds_on(opens)):
            continue
        if reaches(grant.audience, Audience.READING_ROOM):
            found.append(Opening(use, Audience(grant.audience), opens if opens > day else None))
    return found
