"""What is known of a translation beside its words: what it was made from, by whom, and who checked it.

The words of a translated segment stand in a :class:`~testimonies.models.Segment` of their own, as a machine's draft
does; a draft that nobody has touched has no line here. Translations of descriptions and labels wait in a line of their
own until somebody else has checked them.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonies.models.review_state import ReviewState
from testimonies.models.testimony import Testimony
from testimonies.models.transcript import Segment
from testimonies.transcript import likeness

__all__ = ["TranslatedSegment", "TranslatedText"]

MOST_REMEMBERED_WORDS = 60


class MadeFrom(models.Model):
    made_from = models.TextField(help_text="The original's words as they stood when this was translated.")
    translated_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def was_made_from(self, text: str) -> bool:
        """Whether the original still says what this was made from; spaces do not count."""
        return self.made_from.split() == text.split()


class TranslatedSegment(MadeFrom):
    """A translated segment that a person wrote or took over. ``original`` is empty where that segment is no more.

    Who translated and who checked it stands in the segment (``corrected_by``, ``verified_by``), what stood there before
    in the ledger of its transcript. ``version`` is the segment's when it was translated here: where that is another one
    by now, somebody changed it at the desk.

    Where the original is moved in time, the translation is widened over its new place as well (a trigger says so): a
    redaction reaches it there until somebody has looked at it again.
    """

    segment = models.OneToOneField(Segment, primary_key=True, on_delete=models.CASCADE, related_name="translated")
    original = models.ForeignKey(Segment, null=True, on_delete=models.SET_NULL, related_name="translations")
    version = models.PositiveIntegerField(default=1)
    memory_key = models.CharField(max_length=32, blank=True, db_index=True)
    memory_words = ArrayField(models.TextField(), default=list, blank=True)

    class Meta:
        verbose_name = _("translated segment")
        verbose_name_plural = _("translated segments")
        default_permissions = ()
        indexes = [GinIndex(name="translated_segment_words", fields=["memory_words"])]

    def __str__(self) -> str:
        return str(self.segment)

    def remember(self) -> None:
        """Write down what the memory finds it by. Nothing is saved."""
        self.memory_key = likeness.key(self.made_from)
        self.memory_words = sorted(set(likeness.words_of(self.made_from)[:MOST_REMEMBERED_WORDS]))


class TranslatedText(MadeFrom):
    """One text of a description, or one label of the vocabulary, in another language. ``earlier`` holds what stood
    there before, the latest last: ``{"at", "by", "text", "state"}``.

    ``subject`` is ``2026-0007/description`` or ``vocabulary/themes``; ``key`` names the text in it.
    """

    testimony = models.ForeignKey(Testimony, null=True, on_delete=models.CASCADE, related_name="translated_texts")
    subject = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    language = models.CharField(max_length=12)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.CORRECTED)
    translator = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    earlier = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("translated text")
        verbose_name_plural = _("translated texts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["subject", "key", "language"], name="translated_text_once"),
            models.CheckConstraint(name="translated_text_says_something", condition=~models.Q(text="")),
            models.CheckConstraint(
                name="translated_text_of_a_testimony_or_the_vocabulary",
                condition=models.Q(testimony=None, subject__startswith="vocabulary/")
                | models.Q(testimony__isnull=False) & ~models.Q(subject__startswith="vocabulary/"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}#{self.key} {self.language}"

    def written_by(self, by: Any) -> None:
        """From now on these are the words of ``by``; whoever checked others has not checked these."""
        self.translator, self.translated_at = by, timezone.now()
        self.reviewer = self.reviewed_at = None

    def checked_by(self, by: Any) -> None:
        self.state, self.reviewer, self.reviewed_at = ReviewState.VERIFIED, by, timezone.now()

    def remember(self, text: str, state: str) -> None:
        """Keep what is about to be replaced."""
        if text:
            at = (self.translated_at or timezone.now()).isoformat(timespec="seconds")
            self.earlier = [*self.earlier, {"at": at, "by": self.translator_id, "text": text, "state": str(state)}]
