"""What a narrator answered through their own look, and whether an editor has seen to it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.consent.audiences import Audience, Listener, Use
from testimonies.models.narrators_look import LookMark, NarratorsLook
from testimonies.models.testimony import Testimony

__all__ = ["Answered", "LookAnswer", "Wish", "is_awaited"]


class Answered(models.TextChoices):
    """What kind of answer; the label says to the editor what it is and what is left to do."""

    REMOVED = "removed", _("took words out: listen whether enough is silent, and look for the same words elsewhere")
    CHANGES = "changes", _("asks for changes")
    AGREED = "agreed", _("said what may be done with it")
    WITHDREW = "withdrew", _("took the testimony back")


class Wish(models.TextChoices):
    """What a narrator can ask for by ticking a box, so that nobody must write."""

    NAME = "name", _("I want to be shown under another name, or without a name.")
    PEOPLE = "people", _("Somebody I spoke of could be recognised.")
    PLACE = "place", _("A place or an employer should not be named.")
    WORDS = "words", _("Words of mine were written down wrongly.")
    TALK = "talk", _("I want somebody to talk with me before it goes on.")


class LookAnswerQuerySet(models.QuerySet["LookAnswer"]):
    def visible_to(self, listener: Listener) -> Self:
        """Those of the testimonies that ``listener`` works on; of what was taken back the taking back alone."""
        own = models.Q(look__testimony__in=Testimony.objects.worked_on_by(listener))
        gone = models.Q(kind=Answered.WITHDREW, look__testimony__collection__in=listener.staff_of)
        return self.filter(own | gone)

    def waiting(self) -> Self:
        """Those that no editor has seen to."""
        return self.filter(settled_at__isnull=True)


class LookAnswer(models.Model):
    """One answer. ``text`` is the narrator's own, for the staff alone; ``data`` holds identifiers and values of lists:
    ``redactions``, ``wishes``, ``consents``, ``wished`` (audiences by use that an editor is to write down)."""

    look = models.ForeignKey(NarratorsLook, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=10, choices=Answered.choices)
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now())
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the editors were written to.")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = LookAnswerQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("answer of a narrator")
        verbose_name_plural = _("answers of narrators")
        ordering = ("-pk",)
        default_permissions = ()
        indexes = [
            models.Index(name="look_answer_waiting", fields=["look"], condition=models.Q(settled_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.look} {self.kind}"

    @property
    def wishes(self) -> list[str]:
        """What was ticked, in words."""
        return [str(Wish(one).label) for one in self.data.get("wishes", ()) if one in Wish.values]

    @property
    def wished(self) -> list[tuple[str, str]]:
        """Uses that the narrator wants to be open wider than they are, and for whom, in words."""
        asked = self.data.get("wished", {})
        return [(str(use.label), str(Audience(asked[use.value]).label)) for use in Use if use.value in asked]


def is_awaited(testimony: Any) -> bool:
    """Whether something that a narrator asked for waits to be seen to, so that nothing may be published before."""
    waiting = LookAnswer.objects.waiting().filter(look__testimony=testimony, kind=Answered.CHANGES)
    return waiting.exists() or LookMark.objects.filter(look__testimony=testimony).exists()
