"""What tells a person from a program that fills in forms, without asking anybody a riddle or another site for help.

A person is never turned away for good: what looks odd is asked for once more with everything that was typed, or kept
apart for an editor. A program that is turned away writes nothing.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.accounts import limits
from archive.accounts.asker import token_of
from archive.models import Post, PostState

__all__ = ["DOUBTS", "Stamp", "doubts_about", "left_to_wait_s", "new_stamp", "read_stamp"]

SALT = "archive.campaign.form"
FASTEST_S = 3
OLDEST_S = 24 * 3600
WINDOW_S = 3600
MOST_LINKS = 5
"""In texts; those that have a field of their own are not counted."""
SAME_ADDRESS = 3
"""So many unconfirmed posts in a day may name one e-mail address before no more letters are sent to it."""
_LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)
ONE_LINE = ("title", "organisation", "place", "languages", "region")

DOUBTS: Mapping[str, Promise] = {
    "links": _("It holds many links, or one in a name."),
    "same": _("The same text came before."),
    "address": _("Its address was named in several posts that nobody confirmed."),
}
"""Why a post is kept apart."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Of one page with a form. ``text`` is what the page carries; ``fault`` why it cannot be used."""

    text: str
    nonce: str
    fault: str = ""


def new_stamp(kind: str, fault: str = "") -> Stamp:
    nonce = secrets.token_hex(16)
    return Stamp(signing.dumps([kind, nonce, int(time.time())], salt=SALT), nonce, fault)


def read_stamp(kind: str, text: str) -> Stamp:
    """The stamp that came back; a new one with a fault where it is none, is too old, or came from another form. One
    that came too fast stays good: it is older when it comes again."""
    try:
        made_for, nonce, made_at = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return new_stamp(
            kind, str(_("This page was open for very long, or came from elsewhere. Please send it again."))
        )
    age_s = time.time() - made_at
    if made_for != kind or age_s > OLDEST_S:
        return new_stamp(
            kind, str(_("This page was open for very long, or came from elsewhere. Please send it again."))
        )
    if age_s < FASTEST_S:
        return Stamp(text, nonce, str(_("That was faster than anybody can type. Please press the button once more.")))
    return Stamp(text, nonce)


def left_to_wait_s(request: HttpRequest, what: str = "post") -> int:
    """Counts one post of this address; the seconds to wait where it sent more than ``POSTS_PER_HOUR``, else 0."""
    with connection.cursor() as cursor:
        cursor.execute(limits.COUNT, {"who": token_of(request), "what": what, "window": WINDOW_S})
        times, left_s = cursor.fetchone()
    return max(1, int(left_s)) if times > settings.POSTS_PER_HOUR else 0


def doubts_about(post: Post) -> list[str]:
    """The names of :data:`DOUBTS` that a post gives reason for."""
    texts = {name: text for name, text in post.said.items() if isinstance(text, str)}
    links = sum(len(_LINK.findall(text)) for text in texts.values())
    found = {
        "links": links > MOST_LINKS or any(_LINK.search(texts.get(name, "")) for name in ONE_LINE),
        "same": Post.objects.filter(text_digest=post.text_digest).exclude(state=PostState.WITHDRAWN).exists(),
        "address": _unconfirmed(post.contact_email) >= SAME_ADDRESS,
    }
    return [name for name, true in found.items() if true]


def _unconfirmed(email: str) -> int:
    lately = timezone.now() - timedelta(days=1)
    known: Any = Post.objects.filter(state=PostState.RECEIVED, received_at__gt=lately)
    return int(known.filter(contact_email__iexact=email).count())
