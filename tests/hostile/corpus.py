"""All hostile files, from the tables of their families."""

from __future__ import annotations

from tests.hostile import boxes, broken, ebml, frames, pages, playlists, riff, strangers
from tests.hostile.case import Case

CORPUS: tuple[Case, ...] = tuple(
    case for family in (playlists, strangers, riff, boxes, ebml, pages, frames, broken) for case in family.CASES
)

FAMILIES: dict[str, list[Case]] = {}
for _case in CORPUS:
    FAMILIES.setdefault(_case.family, []).append(_case)
