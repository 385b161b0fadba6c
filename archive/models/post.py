"""What visitors send through the public forms: reports of actions, campaigns, and offers to take part.

A post is never shown to the public. What an editor publishes of it is written into an :class:`~archive.models.Action`
or a :class:`~archive.models.Campaign`, which know nobody's address; what is personal stays here until it is forgotten.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import unicodedata
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.models.narrators_look import digest_of_token

__all__ = ["Post", "PostKind", "PostState", "digest_of_text"]


class PostKind(models.TextChoices):
    ACTION = "action", _("action of a mobilisation day")
    CAMPAIGN = "campaign", _("ratification campaign")
    INTERVIEW = "interview", _("wish to be interviewed")
    TRANSLATOR = "translator", _("offer to translate")
    PARTNER = "partner", _("organisation that wants to join")
    RECORDINGS = "recordings", _("recordings to be given")
    LETTER = "letter", _("letter to a campaign")


class PostState(models.TextChoices):
    """Where a post stands. :attr:`Post.sentence` says it to whoever sent it."""

    RECEIVED = "received", _("not confirmed yet")
    WAITING = "waiting", _("waiting for an editor")
    PUBLISHED = "published", _("published or accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("taken away")


SENTENCES = {
    PostState.RECEIVED: _("It has arrived. Confirm it here, and an editor will read it."),
    PostState.WAITING: _("An editor will read it. Nothing of it is shown before that."),
    PostState.PUBLISHED: _("An editor has read and accepted it."),
    PostState.DECLINED: _("An editor has read it and did not take it up."),
    PostState.WITHDRAWN: _("You took it away. Nothing of it is shown."),
}
PUBLIC_KINDS = (PostKind.ACTION, PostKind.CAMPAIGN)
DECIDED = (PostState.PUBLISHED, PostState.DECLINED, PostState.WITHDRAWN)


class PostQuerySet(models.QuerySet["Post"]):
    def of_token(self, token: str) -> Post | None:
        """The one whose private link has this secret."""
        return self.filter(digest=digest_of_token(token)).first()

    def for_editors(self) -> Self:
        """What an editor decides about. Letters to campaigns are handed on without being read."""
        return self.exclude(kind=PostKind.LETTER)


class Post(models.Model):
    """``said``: the fields of its form, as text. ``doubts``: why a robot may have sent it, by name."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=PostKind.choices)
    state = models.CharField(max_length=10, choices=PostState.choices, default=PostState.RECEIVED)
    language = models.CharField(max_length=12, help_text="In which whoever sent it is written to.")
    said = models.JSONField(default=dict)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    doubts = models.JSONField(default=list, blank=True)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="corrections")
    about = models.ForeignKey(
        "archive.Campaign", null=True, blank=True, on_delete=models.CASCADE, related_name="letters"
    )
    stamp = models.CharField(max_length=32, unique=True, help_text="Of the page of the form: one page sends one post.")
    digest = models.CharField(max_length=64, db_index=True, help_text="SHA-256 of the secret of its private link.")
    text_digest = models.CharField(max_length=64, db_index=True, help_text="SHA-256 of what was said, folded.")
    received_at = models.DateTimeField(db_default=Now(), db_index=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(max_length=2_000, blank=True)
    told_state = models.CharField(max_length=10, blank=True, help_text="What its sender was last written about.")
    told_at = models.DateTimeField(null=True, blank=True, db_index=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("post of a visitor")
        verbose_name_plural = _("posts of visitors")
        ordering = ("-pk",)
        default_permissions = ()
        permissions = [("moderate_post", _("Can decide about what visitors send"))]
        indexes = [models.Index(fields=["state", "kind"], name="post_by_state")]
        constraints = [
            models.CheckConstraint(name="post_kind_known", condition=models.Q(kind__in=PostKind.values)),
            models.CheckConstraint(name="post_state_known", condition=models.Q(state__in=PostState.values)),
            models.CheckConstraint(
                name="post_decided_has_a_time",
                condition=models.Q(state__in=("received", "waiting"), decided_at=None)
                | models.Q(state__in=DECIDED, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="post_forgotten_has_no_address",
                condition=models.Q(forgotten_at=None) | models.Q(contact_name="", contact_email=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.said.get("title") or self.said.get("organisation") or self.get_kind_display())

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.digest:
            self.digest = digest_of_token(self.token)
        super().save(*args, **kwargs)

    @property
    def token(self) -> str:
        """The secret of its private link, drawn from the site's key: it is kept nowhere, and any letter can name it."""
        drawn = hmac.new(str(settings.SECRET_KEY).encode(), b"post" + self.uuid.bytes, hashlib.sha256).digest()
        text = base64.b32encode(drawn).decode().lower().translate(_LOOKALIKE)[:28]
        return "-".join(text[at : at + 4] for at in range(0, 28, 4))

    @property
    def root(self) -> Post:
        """What it corrects, or itself."""
        return self.corrects or self

    @property
    def is_public_kind(self) -> bool:
        return self.kind in PUBLIC_KINDS

    @property
    def sentence(self) -> str:
        return str(SENTENCES[PostState(self.state)])


_LOOKALIKE = str.maketrans("ilo", "890")
"""Letters that are taken for digits are not in a secret (:mod:`testimonies.models.narrators_look`)."""


def digest_of_text(said: dict[str, Any]) -> str:
    """The same for texts that differ in nothing but case, width and white space."""
    text = unicodedata.normalize("NFKC", json.dumps(said, ensure_ascii=False, sort_keys=True)).casefold()
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()
