"""Names, places and organisations that a recogniser shall spell as the archive does. Sealed: a list names people."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from testimonies.consent.audiences import Listener
from testimonies.models.recording import Recording
from testimonies.models.testimony import Testimony

__all__ = ["WordList"]


class WordListQuerySet(models.QuerySet["WordList"]):
    def worked_on_by(self, listener: Listener) -> Self:
        """Those of the collections that ``listener`` is staff of, and of the testimonies that they work on."""
        mine = Testimony.objects.worked_on_by(listener)
        return self.filter(models.Q(collection__in=listener.staff_of) | models.Q(testimony__in=mine))

    def for_recording(self, recording: Recording) -> list[str]:
        """The lines that concern a recording: its testimony's first, then its collection's, then those above."""
        testimony = recording.testimony
        above = Collection.objects.filter(pk=testimony.collection_id).first()
        paths = [one.pk for one in reversed(above.get_ancestors(inclusive=True))] if above else []
        lists: Any = self.filter(models.Q(testimony=testimony) | models.Q(collection__in=paths))
        in_order = sorted(lists, key=lambda one: -1 if one.collection_id is None else paths.index(one.collection_id))
        return [line for one in in_order for line in one.lines]


class WordList(models.Model):
    """One for a collection or for a testimony; ``words`` has one entry a line, the most important first."""

    collection = models.OneToOneField(Collection, null=True, on_delete=models.CASCADE, related_name="word_list")
    testimony = models.OneToOneField(Testimony, null=True, on_delete=models.CASCADE, related_name="word_list")
    words = models.TextField(blank=True)

    objects = WordListQuerySet.as_manager()

    class Meta:
        verbose_name = _("word list")
        verbose_name_plural = _("word lists")
        constraints = [
            models.CheckConstraint(
                name="word_list_of_one",
                condition=models.Q(collection__isnull=True, testimony__isnull=False)
                | models.Q(collection__isnull=False, testimony__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"word list {self.pk}"  # never a word of it: this goes into logs

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.words.splitlines() if line.strip()]
