"""Where a hit leads: to its moment on the page of the testimony, and to the lasting address that one cites."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

__all__ = ["cite_address", "moment_address", "segment_address", "sound_address", "testimony_address"]


def testimony_address(accession_number: str) -> str:
    return _testimonies(get_language() or "en", get_script_prefix()).replace(_SOME, accession_number)


def sound_address(recording: UUID) -> str:
    return _sounds(get_script_prefix()).replace(str(_NONE), str(recording))


def moment_address(page_url: str, position: int, at_ms: int) -> str:
    """``#t=75.200`` in the first recording, ``#r=2&t=75.200`` in the second."""
    which = f"r={position}&" if position > 1 else ""
    return f"{page_url}#{which}t={at_ms / 1000:.3f}"


def segment_address(accession_number: str, segment: int) -> str:
    """The words, wherever they go."""
    segments = _segments(get_language() or "en", get_script_prefix())
    return segments.replace(_SOME, accession_number).replace(f"/{_FIRST}/", f"/{segment}/")


def cite_address(accession_number: str, position: int, start_ms: int, end_ms: int) -> str:
    """The span of sound itself, whatever becomes of its words."""
    return reverse("testimonies:quotation", args=[accession_number, position, start_ms, end_ms])


_SOME, _FIRST, _NONE = "2000-0000", 1, UUID(int=0)


@lru_cache(maxsize=32)
def _testimonies(_language: str, _prefix: str) -> str:
    """The address of a testimony in the active language: a page of hits has fifty."""
    return reverse("testimonies:testimony", args=[_SOME])


@lru_cache(maxsize=32)
def _segments(_language: str, _prefix: str) -> str:
    return reverse("testimonies:segment", args=[_SOME, _FIRST])


@lru_cache(maxsize=4)
def _sounds(_prefix: str) -> str:
    return reverse("media:sound", args=[_NONE])
