"""Episodes that were joined already: made for whoever asks first, removed as soon as any consent in them changes."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress

from archive.podcast.episodes import Episode, episodes, folder
from testimonies.audio import access_copy

__all__ = ["bring", "forget_pages", "sweep"]


def bring(episode: Episode) -> None:
    """Make its file where it is not there. Of many that ask at once, one makes it. Raises DecodingFailed, OSError."""
    from testimonies.audio.joining import join  # FFmpeg's libraries, which no other page needs

    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / ".making").open("w") as lock:  # one at a time: it is work for the processor
        fcntl.flock(lock, fcntl.LOCK_EX)
        if episode.path.exists():
            return
        part = folder() / f".{secrets.token_hex(8)}.part"
        try:
            with part.open("wb") as target:
                join(episode.parts, target)
                target.flush()
                os.fsync(target.fileno())
            part.replace(episode.path)
        finally:
            part.unlink(missing_ok=True)


def forget_pages(pages: Iterable[int]) -> None:
    """Burn what was joined for these pages, whoever has it open."""
    for page in pages:
        for file in folder().glob(f"{page}-*.mp3"):
            access_copy.burn(file)


def sweep() -> None:
    """Burn whatever is not offered at this moment, and what a process that was killed left unfinished."""
    from archive.models import StoryPage

    files = [file for file in folder().glob("*.mp3")]
    keys = {int(file.name.partition("-")[0]) for file in files if file.name.partition("-")[0].isdecimal()}
    offered = {one.path for one in episodes(StoryPage.objects.live().public().filter(pk__in=keys)).values()}
    for file in files:
        if file not in offered:
            access_copy.burn(file)
    with suppress(FileNotFoundError), (folder() / ".making").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder().glob(".*.part"):
            left.unlink(missing_ok=True)
