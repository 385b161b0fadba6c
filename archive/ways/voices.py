"""One voice to begin with: somebody's first words, and their sound, where both may stand away from their own page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from archive.ways.shelf import newest
from testimonies.consent.audiences import Listener, Use
from testimonies.description import languages
from testimonies.models import Testimony, copies_for
from testimonies.views import cards_asked
from testimonies.views.cards import Card, cards_of

__all__ = ["Voice", "first_voice"]

ASKED = 12


@dataclass(frozen=True, slots=True)
class Voice:
    """``sound`` is the address of the first recording, empty where it may not be played here."""

    card: Card
    sound: str


def first_voice(listener: Listener, chosen: int | None = None) -> Voice | None:
    """The testimony ``chosen`` by an editor (its key), or where that may not be quoted, the newest that may: one that
    can be heard before one that can only be read, and one in the reader's language before the others. ``None`` where
    there is none."""
    every = newest(lambda: Testimony.objects.allowing(Use.EXCERPT, listener).filter(live=True), listener, "quotable")
    some = list(every[:ASKED])
    if chosen is not None and chosen not in some and chosen in every:
        some.append(chosen)
    quoted = [card for card in cards_of(some, listener) if card.words]
    if not quoted:
        return None
    wanted = languages.base(get_language() or "en")

    def rank(one: Card) -> tuple[bool, bool, bool]:
        assert one.words is not None
        return (one.testimony.pk != chosen, not one.audible, languages.base(one.words.language) != wanted)

    card = min(quoted, key=rank)
    return Voice(card, _sound(card, listener))


def _sound(card: Card, listener: Listener) -> str:
    recordings = cards_asked.asked_by(listener).recordings([card.testimony.pk])
    first = next((key for key, audible in recordings.items() if audible), None)
    if first is None or first not in copies_for(listener, [first]):
        return ""
    return next(one.sound_url for one in card.testimony.recordings.all() if one.pk == first)
