"""A story as an episode: its clips joined into one sound, as long as every one of them may be taken to podcast apps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from testimonies.audio import joined
from testimonies.audio.joined import Part
from testimonies.consent.audiences import VISITOR, Use
from testimonies.models import Recording, copies_for

__all__ = ["Episode", "episodes", "folder"]

LONGEST_MS = 2 * 3_600_000


@dataclass(frozen=True, slots=True)
class Episode:
    """``digest`` names the places and the very copies it is joined from, and so the bytes."""

    page: Any
    parts: tuple[Part, ...]
    digest: str

    @property
    def path(self) -> Path:
        """Where it lies once it was asked for."""
        return folder() / f"{self.page.pk}-{self.digest}.mp3"

    @property
    def duration_ms(self) -> int:
        return joined.length_ms(self.parts)

    @property
    def size_bytes(self) -> int:
        return joined.length_bytes(self.parts)

    # what :func:`testimonies.views.sound.from_disk` asks of a copy
    media_type = joined.MEDIA_TYPE

    @property
    def sha256(self) -> str:
        return self.digest

    @property
    def made_at(self) -> datetime:
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)


def folder() -> Path:
    """Emptied whenever a consent changes, and of whatever is not offered any more every hour."""
    return Path(settings.MEDIA_ROOT) / "episodes"


def episodes(pages: Iterable[Any]) -> Mapping[int, Episode]:
    """Those stories that may be episodes at this moment, by the page's key, in a fixed number of queries.

    For every clip of it the public must be allowed excerpts, the sound, and export to others' catalogues; a story
    without clips, and one of which any clip is closed, is no episode.
    """
    wanted = {page.pk: (page, page.places) for page in pages}
    uuids = {place.recording for _page, places in wanted.values() for place in places}
    if not uuids:
        return {}
    open_to_all = Recording.objects.allowing(Use.EXCERPT, VISITOR).allowing(Use.EXPORT, VISITOR)
    recordings = {one.uuid: one for one in open_to_all.filter(uuid__in=uuids, duration_ms__isnull=False)}
    copies = copies_for(VISITOR, [one.pk for one in recordings.values()])
    found = {}
    for key, (page, places) in wanted.items():
        episode = _joined(page, places, recordings, copies)
        if episode is not None:
            found[key] = episode
    return found


def _joined(page: Any, places: list[Any], recordings: Mapping[Any, Recording], copies: Mapping[int, Any]) -> Any:
    parts, named = [], [str(joined.GAP_MS)]
    for place in places:
        recording = recordings.get(place.recording)
        copy = copies.get(recording.pk) if recording else None
        if recording is None or copy is None or place.start_ms >= (recording.duration_ms or 0):
            return None
        parts.append(Part(copy.path, place.start_ms, min(place.end_ms, recording.duration_ms or 0)))
        named.append(f"{copy.sha256} {place}")
    if not parts or joined.length_ms(parts) > LONGEST_MS:
        return None
    return Episode(page, tuple(parts), hashlib.sha256("\n".join(named).encode()).hexdigest())
