"""Translations of single texts, kept in lines of their own until somebody else has checked them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from testimonies.actions.translating.row import Row
from testimonies.models import ReviewState, Testimony, TranslatedText

__all__ = ["held_texts", "put", "wanted_keys", "with_held"]


def held_texts(address: str, language: str) -> Mapping[str, TranslatedText]:
    """What waits or was checked, by key."""
    found = TranslatedText.objects.filter(subject=address, language=language).select_related("translator", "reviewer")
    return {one.key: one for one in found}


def with_held(row: Row, held: TranslatedText | None, standing: str) -> Row:
    """The row with its translation: what ``stands`` in the record, or what waits to be put there.

    What was written straight into the record, without this desk, counts as checked by whoever published it.
    """
    row.text, row.state = standing, ReviewState.VERIFIED if standing else ""
    if held is None:
        return row
    row.record = held
    waits = held.state != ReviewState.VERIFIED
    if waits or held.text.split() == standing.split():
        row.text, row.state = held.text, held.state
        row.by_id, row.at = held.translator_id, held.translated_at
        row.translator, row.reviewer = _name(held.translator), _name(held.reviewer)
        row.changed = not held.was_made_from(row.raw)
        row.before = held.made_from if row.changed else ""
    return row


def put(row: Row, text: str, *, made_from: str, by: Any, address: str, testimony: Testimony | None = None) -> None:
    """Write one down; it waits for somebody else."""
    held = row.record or TranslatedText(
        testimony=testimony, subject=address, key=row.key, language=row.language, text=text
    )
    if held.pk:
        held.remember(held.text, held.state)
    elif row.text:
        held.remember(row.text, row.state)
    held.text, held.made_from, held.state = text, made_from, ReviewState.CORRECTED
    held.written_by(by)
    held.save()
    row.record, row.text = held, text


def wanted_keys(rows: Sequence[Row], keys: Iterable[str] | None) -> list[Row]:
    if keys is None:
        return list(rows)
    asked = set(keys)
    return [row for row in rows if row.key in asked]


def _name(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user is not None else ""
