"""What whoever sent a post does with it: send, confirm, correct, take away. Each is atomic, and announces its letter in
the same transaction."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from archive.campaign import letters, posted, robots
from archive.campaign.forms import PostForm
from archive.models import Campaign, Post, PostKind, PostState
from archive.models.post import digest_of_text
from testimonies.actions.noticing import is_silent
from testimonies.models import Event

__all__ = ["confirm", "correct", "keep", "withdraw"]


@transaction.atomic
def keep(*, form: PostForm, nonce: str, language: str, about: Campaign | None = None) -> Post | None:
    """The post of a form in order. The same page sent twice gives the one post; ``None`` where it says something else
    the second time. Where no letter can be sent, an editor reads it without a confirmation."""
    post = _new(form, nonce, language)
    known = Post.objects.filter(stamp=nonce).first()
    if known is not None:
        return known if known.text_digest == post.text_digest else None
    post.about = about
    post.doubts = robots.doubts_about(post)
    if is_silent():
        post.state, post.confirmed_at = PostState.WAITING, None
    post.save()
    _keep_pictures(post, form)
    letters.announce(post)
    return post


@transaction.atomic
def confirm(*, post: Post) -> None:
    """By the private link. A second call does nothing. A letter to a campaign is handed on."""
    held = Post.objects.select_for_update().get(pk=post.pk)
    if held.state != PostState.RECEIVED:
        return
    held.confirmed_at, held.state = timezone.now(), PostState.WAITING
    if held.kind == PostKind.LETTER:
        held.state, held.decided_at = PostState.PUBLISHED, timezone.now()
    held.save()
    letters.announce(held)


@transaction.atomic
def correct(*, post: Post, form: PostForm, nonce: str, language: str) -> None:
    """What nobody has decided about is replaced; what is published stays until an editor reads the correction. A
    correction that waits is replaced by the next."""
    held = Post.objects.select_for_update().get(pk=post.pk)
    if Post.objects.filter(stamp=nonce).exists():
        return
    changed = _new(form, nonce, language)
    if held.state == PostState.PUBLISHED:
        held.corrections.filter(state=PostState.WAITING).delete()
        changed.corrects, changed.state, changed.confirmed_at = held, PostState.WAITING, timezone.now()
        changed.save()
        _keep_pictures(changed, form, held)
        return
    for name in ("said", "contact_name", "contact_email", "language", "text_digest"):
        setattr(held, name, getattr(changed, name))
    held.state, held.decided_at, held.decided_by = PostState.WAITING, None, None
    held.confirmed_at = held.confirmed_at or (None if is_silent() else timezone.now())
    held.told_state, held.forgotten_at = "", None
    held.save()
    _keep_pictures(held, form, held)


@transaction.atomic
def withdraw(*, post: Post) -> None:
    """Nothing of it is shown from now on, and nothing of it is kept but that there was something."""
    held = Post.objects.select_for_update().get(pk=post.pk)
    for shown in (getattr(held, "action", None), getattr(held, "campaign", None)):
        if shown is not None:
            shown.delete()
    held.corrections.all().delete()
    held.pictures.all().delete()
    now = timezone.now()
    held.said, held.contact_name, held.contact_email, held.reason = {}, "", "", ""
    held.state, held.decided_at, held.forgotten_at = PostState.WITHDRAWN, now, now
    held.save()
    Event.write("post_withdrawn", by=None, post=held.pk, kind=held.kind)


def _new(form: PostForm, nonce: str, language: str) -> Post:
    said = form.said()
    return Post(
        kind=form.KIND,
        said=said,
        language=language,
        stamp=nonce,
        text_digest=digest_of_text(said),
        contact_name=form.cleaned_data["contact_name"],
        contact_email=form.cleaned_data["contact_email"],
    )


def _keep_pictures(post: Post, form: PostForm, before: Post | None = None) -> None:
    """Those that are kept of what stood before, then the new ones."""
    ticked = set(form.cleaned_data.get("kept", ()))
    stay: list[Any] = [one for one in before.pictures.all() if str(one.pk) in ticked] if before else []
    if before is post:
        post.pictures.exclude(pk__in=[one.pk for one in stay]).delete()
    else:
        stay = [posted.keep_again(post, one, position) for position, one in enumerate(stay)]
    for position, (picture, alt) in enumerate(form.pictures, start=len(stay)):
        posted.keep(post, picture, alt, position)
