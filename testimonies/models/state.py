"""Where a testimony stands in its life, and what kind of account it gives."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["State", "TestimonyKind"]


class TestimonyKind(models.TextChoices):
    """What a testimony gives account of."""

    LIFE = "life", _("life testimony")
    RATIFICATION = "ratification", _("advocate's account of ratification")


class State(models.TextChoices):
    """Where a testimony stands in its life. :data:`SENTENCES` says it to its owner."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn")

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self])


SENTENCES = {
    State.DRAFT: _("Being described. Only you and the staff of the collection see it."),
    State.IN_REVIEW: _("Waiting for an editor of the collection, who approves it or asks for changes."),
    State.PUBLISHED: _("Published, as far as the narrator's consent goes."),
    State.CLOSED: _("Taken out of public view by an editor; it can be published again."),
    State.WITHDRAWN: _("Taken back by the narrator. Nobody can read or hear it."),
}
