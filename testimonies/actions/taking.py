"""Taking a stretch of words in hand, leaving it, and saying which collection is heard first."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Collection

from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import (
    HELD_FOR,
    CollectionPriority,
    Event,
    Priority,
    Stretch,
    Testimony,
    TestimonyPermissionPolicy,
    Transcript,
    ahead,
    listener_for,
)

__all__ = ["leave", "prefer", "take"]

NOBODY_ELSE = 7_203_311
"""The database's lock under which stretches are given out, one after another."""


@transaction.atomic
def take(
    *, by: Any, transcript: int | None = None, number: int | None = None, collection: int | None = None
) -> Stretch:
    """What ``by`` has in hand, for as long again; else the most urgent stretch that nobody has, or the named one.

    Whoever takes a named one leaves what they had. Raises :class:`StateForbids` where there is none, or another has it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NOBODY_ELSE])
    listener = listener_for(by)
    now = timezone.now()
    Stretch.objects.filter(left_at__isnull=True, held_until__lte=now).update(left_at=now)
    own = Stretch.objects.held().visible_to(listener).filter(by=by)
    wanted = own if transcript is None else own.filter(transcript=transcript, number=number or 0)
    if collection is not None:
        wanted = wanted.filter(transcript__recording__testimony__collection=collection)
    held = wanted.first()
    if held is not None and held.segments.exclude(review_state="verified").exists():
        Stretch.objects.filter(pk=held.pk).update(held_until=now + HELD_FOR)
        return held
    if transcript is None:
        found = next(iter(ahead(listener, collection=collection, most=1)), None)
        if found is None:
            raise StateForbids(_("There is nothing to be heard now: everything is in somebody’s hand, or done."))
        chosen, number = found.transcript, found.number
    else:
        chosen = _named(listener, transcript, number)
    for one in Stretch.objects.filter(by=by, left_at__isnull=True):
        leave(stretch=one, by=by)
    made = Stretch.objects.create(transcript=chosen, number=number or 0, by=by, held_until=now + HELD_FOR)
    Event.write("stretch_taken", by=by, recording=chosen.recording, transcript=chosen.pk, number=made.number)
    return made


@transaction.atomic
def leave(*, stretch: Stretch, by: Any) -> None:
    """Others are given it from now on. A second call does nothing. Raises :class:`NotPermitted` for another's."""
    held = Stretch.objects.select_for_update().select_related("transcript__recording").get(pk=stretch.pk)
    if held.by_id != by.pk:
        raise NotPermitted(_("Somebody else has this in hand."))
    if held.left_at is None:
        held.left_at = timezone.now()
        held.save(update_fields=["left_at"])
        recording = held.transcript.recording
        Event.write("stretch_left", by=by, recording=recording, transcript=held.transcript_id, number=held.number)


@transaction.atomic
def prefer(*, collection: Collection, priority: int, by: Any) -> None:
    """Say whether a collection is heard sooner or later than others. Raises :class:`NotPermitted`; ``ValueError``."""
    if not TestimonyPermissionPolicy(Testimony).may_publish_in(by, collection):
        raise NotPermitted(_("Only an editor of its collection can do this."))
    wished = Priority(priority)
    CollectionPriority.objects.update_or_create(collection=collection, defaults={"priority": wished})
    Event.write("collection_preferred", by=by, collection=collection.pk, priority=wished.value)


def _named(listener: Any, transcript: int, number: int | None) -> Transcript:
    mine = Transcript.objects.visible_to(listener).filter(
        kind="original", recording__testimony__in=Testimony.objects.worked_on_by(listener)
    )
    found = mine.select_related("recording__testimony").filter(pk=transcript).first()
    if found is None or number is None or not Stretch(transcript=found, number=number).segments.exists():
        raise StateForbids(_("There is no such stretch any more. Choose another one."))
    if Stretch.objects.held().filter(transcript=found, number=number).exists():
        raise StateForbids(_("Somebody else has this in hand."))
    return found
