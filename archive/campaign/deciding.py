"""What an editor decides about a post: publish or accept it, decline it, let a doubtful one in. Each is atomic and
writes its event."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.campaign import inviting, letters
from archive.models import Action, Campaign, Instrument, Post, PostKind, PostState
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import Country, Event

__all__ = ["accept", "decline", "let_in", "may_decide"]

PERMISSION = "archive.moderate_post"


def may_decide(user: Any) -> bool:
    return bool(user.is_active and user.has_perm(PERMISSION))


@transaction.atomic
def accept(*, post: Post, by: Any, seen: str, reason: str = "", collection: Any = None) -> None:
    """Publishes an action or a campaign, as the post says it; accepts an offer. ``seen``: the digest of the text that
    the editor read. With ``collection`` a translator gets an account that may translate there.

    Raises :class:`NotPermitted`, and :class:`StateForbids` where it changed meanwhile, or cannot be decided about.
    """
    held = _held(post, by, seen)
    if held.kind == PostKind.ACTION:
        _publish(Action, held, _action_of(held.said))
    elif held.kind == PostKind.CAMPAIGN:
        shown = _publish(Campaign, held, _campaign_of(held.said))
        shown.instruments.set(Instrument.objects.filter(code__in=held.said.get("instruments", ())))
    elif held.kind == PostKind.TRANSLATOR and collection is not None:
        inviting.invite_translator(post=held, collection=collection, by=by)
    Event.write("post_accepted", by=by, post=held.pk, kind=held.kind)
    _decide(held, PostState.PUBLISHED, by, reason)
    if held.corrects is not None:
        _take_over(held)


@transaction.atomic
def decline(*, post: Post, by: Any, seen: str, reason: str) -> None:
    """``reason`` is mailed. What was published before a correction stays. Raises as :func:`accept` does."""
    held = _held(post, by, seen)
    if not reason.strip():
        raise StateForbids(_("Please give the reason: whoever sent it reads it."))
    Event.write("post_declined", by=by, post=held.pk, kind=held.kind)
    _decide(held, PostState.DECLINED, by, reason)


@transaction.atomic
def let_in(*, post: Post, by: Any) -> None:
    """A doubtful post was sent by a person after all: its letter goes out. Raises :class:`NotPermitted`."""
    if not may_decide(by):
        raise NotPermitted(_("You do not decide about what visitors send."))
    held = Post.objects.select_for_update().get(pk=post.pk)
    if held.state == PostState.RECEIVED and held.doubts:
        held.doubts = []
        held.save(update_fields=["doubts"])
        Event.write("post_let_in", by=by, post=held.pk, kind=held.kind)
        letters.announce(held)


def _held(post: Post, by: Any, seen: str) -> Post:
    if not may_decide(by):
        raise NotPermitted(_("You do not decide about what visitors send."))
    held = Post.objects.select_for_update(of=("self",)).select_related("corrects").get(pk=post.pk)
    if held.state != PostState.WAITING or held.kind == PostKind.LETTER:
        raise StateForbids(_("Nothing waits here to be decided."))
    if held.text_digest != seen:
        raise StateForbids(_("It was changed while you read it. Please read it again."))
    return held


def _decide(held: Post, state: PostState, by: Any, reason: str) -> None:
    held.state, held.decided_at, held.decided_by = state, timezone.now(), by
    held.reason, held.doubts = reason.strip(), []
    held.save()
    letters.announce(held)


def _publish(model: Any, held: Post, facts: dict[str, Any]) -> Any:
    shown, _made = model.objects.update_or_create(post=held.root, defaults=facts)
    return shown


def _take_over(correction: Post) -> None:
    """What a correction says is what its first post says from now on."""
    root = correction.root
    for name in ("said", "contact_name", "contact_email", "text_digest", "decided_at", "decided_by"):
        setattr(root, name, getattr(correction, name))
    root.forgotten_at = None
    root.save()
    root.pictures.all().delete()
    correction.pictures.update(post=root)


def _action_of(said: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: said[name] for name in ("title", "organisation", "place", "zone", "aims", "links", "language")},
        "country": Country.objects.get(iso2=said["country"]),
        "day": date.fromisoformat(said["day"]),
        "time": time.fromisoformat(said["time"]) if said["time"] else None,
        "latitude": float(said["latitude"]) if said["latitude"] else None,
        "longitude": float(said["longitude"]) if said["longitude"] else None,
    }


def _campaign_of(said: dict[str, Any]) -> dict[str, Any]:
    names = ("title", "organisation", "standing", "aims", "steps", "links", "language")
    return {**{name: said[name] for name in names}, "country": Country.objects.get(iso2=said["country"])}
