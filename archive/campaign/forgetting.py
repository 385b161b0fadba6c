"""What is forgotten of visitors' posts, and when. What was published stays."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone

from archive.models import Post, PostKind, PostState

__all__ = ["forget"]


def forget() -> tuple[int, int]:
    """Deletes what nobody confirmed, and takes name and address out of what is done. How many of each."""
    unconfirmed = Post.objects.filter(
        state=PostState.RECEIVED, received_at__lt=timezone.now() - timedelta(days=settings.POSTS_UNCONFIRMED_DAYS)
    )
    gone = 0
    for post in unconfirmed.iterator():
        with transaction.atomic():
            post.delete()
        gone += 1
    return gone, sum(_forget(post) for post in _done())


def _done() -> list[Post]:
    """Decided so long ago; an action also not before so many days after its day."""
    last = timezone.localdate() - timedelta(days=settings.CONTACTS_KEPT_DAYS)
    decided = Post.objects.exclude(decided_at=None).filter(forgotten_at=None)
    since = Greatest(TruncDate("decided_at"), F("action__day"))  # PostgreSQL leaves out what is not there
    return list(decided.annotate(since=since).filter(Q(since__lt=last)))


@transaction.atomic
def _forget(post: Post) -> int:
    """Of what is shown, its words and pictures are; of all else nothing is left but that it was."""
    held = Post.objects.select_for_update().get(pk=post.pk)
    held.contact_name = held.contact_email = held.reason = ""
    held.forgotten_at = timezone.now()
    if held.kind not in (PostKind.ACTION, PostKind.CAMPAIGN) or held.state != PostState.PUBLISHED or held.corrects_id:
        held.said = {}
        held.pictures.all().delete()
    held.save()
    return 1
