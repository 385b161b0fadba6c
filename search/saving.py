"""What somebody does with their own searches: keep one, name it, be told, or not any more.

No event and no log: what a person looks for is nobody's business.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from search import watching
from search.models import Frequency, SavedSearch
from search.wanted import Wanted
from testimonies.exceptions import TestimoniesError
from testimonies.models import digest_of_token, new_token

__all__ = ["CannotSave", "give_feed", "remove", "rename", "save", "stop_feed", "wish"]

LONGEST_NAME, LONGEST_QUESTION, MOST_SAVED = 120, 4_000, 100


class CannotSave(TestimoniesError):
    """A search that cannot be kept; the sentence says why."""


@transaction.atomic
def save(*, question: str, by: Any, name: str = "", frequency: str = Frequency.NEVER) -> SavedSearch:
    """Keep what stands behind the address of a search. What answers it now is nothing new later.

    Raises :class:`CannotSave`.
    """
    asked = asked_of(question)
    kept = asked.address(without=("more",))
    if not asked.query:
        raise CannotSave(_("Type what to look for, then save the search."))
    if len(kept) > LONGEST_QUESTION:
        raise CannotSave(_("This question is too long to be saved."))
    mine = SavedSearch.objects.of(by)
    if mine.count() >= MOST_SAVED:
        raise CannotSave(_("You have saved %(number)s searches. Remove one first.") % {"number": MOST_SAVED})
    one = SavedSearch(
        owner=by,
        name=_free(by, name or asked.query),
        question=kept,
        language=(get_language() or "en")[:12],
        frequency=frequency if frequency in Frequency.values else Frequency.NEVER,
    )
    one.found = watching.answering(one)
    one.looked_at = timezone.now()
    one.save()
    return one


@transaction.atomic
def rename(*, saved: SavedSearch, by: Any, name: str) -> None:
    """Raises :class:`CannotSave` for no name."""
    held = SavedSearch.objects.of(by).select_for_update().get(pk=saved.pk)
    if " ".join(name.split()) != held.name:
        held.name = _free(by, name)
        held.save(update_fields=["name"])


@transaction.atomic
def wish(*, saved: SavedSearch, frequency: str) -> None:
    """Be written to, or not any more. From now on: what answers already is nothing new."""
    held = SavedSearch.objects.select_for_update().get(pk=saved.pk)
    if frequency not in Frequency.values or frequency == held.frequency:
        return
    if held.frequency == Frequency.NEVER:
        watching.look(held)
        held.looked_at = timezone.now()
    held.frequency = frequency
    held.save(update_fields=["frequency", "found", "looked_at"])


@transaction.atomic
def give_feed(*, saved: SavedSearch, by: Any) -> str:
    """The secret of a new feed; that of an older one opens nothing any more."""
    token = new_token()
    SavedSearch.objects.of(by).filter(pk=saved.pk).update(feed_digest=digest_of_token(token))
    return token


@transaction.atomic
def stop_feed(*, saved: SavedSearch, by: Any) -> None:
    SavedSearch.objects.of(by).filter(pk=saved.pk).update(feed_digest="")


@transaction.atomic
def remove(*, saved: SavedSearch, by: Any) -> None:
    SavedSearch.objects.of(by).filter(pk=saved.pk).delete()


def asked_of(question: str) -> Wanted:
    """What an address asks, as the search itself reads it."""
    return Wanted.of(QueryDict(question.lstrip("?")), sorts=watching.SORTS)


def _free(by: Any, name: str) -> str:
    """The name, with a number behind it where one's own search has it already."""
    name = " ".join(name.replace("\0", "").split())[:LONGEST_NAME]
    if not name:
        raise CannotSave(_("Give it a name."))
    taken = set(SavedSearch.objects.of(by).values_list("name", flat=True))
    number, free = 2, name
    while free in taken:
        free = f"{name[: LONGEST_NAME - 5]} ({number})"
        number += 1
    return free
