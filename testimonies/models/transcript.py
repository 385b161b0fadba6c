"""The words of a recording in one language, and the stretches they are kept in.

Words live inside their segment, as one array (``docs/decisions/0003-words-in-their-segment.md``).
"""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonies.consent import scopes
from testimonies.consent.audiences import Listener, Use
from testimonies.description import languages
from testimonies.models.quick_json import QuickDecoder
from testimonies.models.recording import Recording, allowed
from testimonies.models.review_state import ReviewState
from testimonies.models.run import Progress, Run
from testimonies.models.shown import Reader, conceal
from testimonies.models.shown_segment import FETCHED, ShownSegment
from testimonies.models.state import State
from testimonies.transcript import doubts
from testimonies.transcript.blanking import Piece
from testimonies.transcript.document import Document, Provenance, Word
from testimonies.transcript.document import Segment as SpokenSegment

__all__ = ["Segment", "Transcript"]


def _allowing(listener: Listener, day: date | None, to_recording: str, to_transcript: str) -> models.Q:
    """Condition for the words of a transcript: read in the original, or in translation, as consent allows."""
    on = day or listener.day or timezone.localdate()
    translated = scopes.may(Use.TRANSLATION, listener, on, to=f"{to_recording}testimony__")
    return allowed(Use.TRANSCRIPT, listener, on, to=to_recording) & (
        models.Q(**{f"{to_transcript}kind": "original"}) | translated
    )


DOUBTFUL = models.Q(review_state=ReviewState.MACHINE) & ~models.Q(doubts=[])


def _in_doubt() -> models.Q:
    """Condition for machine words that nobody has looked after and that are doubted; a translation's too where what
    it translates is doubted."""
    over_it = models.Q(start_ms__lt=models.OuterRef("end_ms"), end_ms__gt=models.OuterRef("start_ms"))
    same = models.Q(start_ms=models.OuterRef("start_ms"), end_ms=models.OuterRef("end_ms"))
    original = Segment.objects.order_by().filter(
        DOUBTFUL,
        over_it | same,
        transcript__kind="original",
        transcript__recording=models.OuterRef("transcript__recording"),
    )
    translated = models.Q(review_state=ReviewState.MACHINE, transcript__kind="translation")
    return DOUBTFUL | (translated & models.Q(models.Exists(original)))


def _worked_on_by(listener: Listener) -> models.Q:
    way = "transcript__recording__testimony__"
    return scopes.works_on(listener, to=way) & ~models.Q(**{f"{way}state": State.WITHDRAWN})


class TranscriptQuerySet(models.QuerySet["Transcript"]):
    def visible_to(self, listener: Listener, day: date | None = None) -> Self:
        return self.filter(_allowing(listener, day, "recording__", ""))


class SegmentQuerySet(models.QuerySet["Segment"]):
    def visible_to(self, listener: Listener, day: date | None = None) -> Self:
        """Those whose words ``listener`` may read: doubtful ones are for those alone who work on the testimony.

        The words themselves are had through :meth:`as_shown_to` alone, which blanks what is kept from the listener.
        """
        return self._allowed(listener, day).filter(~_in_doubt() | _worked_on_by(listener))

    def as_shown_to(
        self, listener: Listener, day: date | None = None, *, reader: Reader | None = None
    ) -> list[Segment]:
        """Those that ``listener`` may know of, in order. Where the words are withheld, none are in it; what is kept
        from the listener is blanked, and names are replaced. ``reader``: what is kept from them, where it was asked."""
        return self._concealed(list(self.known_to(listener, day)), listener, reader)

    def read_by(self, listener: Listener, *, reader: Reader | None = None) -> list[ShownSegment]:
        """The same to be read alone, for whole pages of words."""
        fetched = self.known_to(listener).order_by("transcript_id", "start_ms", "pk").values_list(*FETCHED, "kept_back")
        return self._concealed([ShownSegment(*one) for one in fetched], listener, reader)

    def known_to(self, listener: Listener, day: date | None = None) -> Self:
        """Those that ``listener`` may know of, with their words as they stand: nobody is shown one of these before
        :meth:`Reader.show`. ``kept_back`` says whether all its words are withheld."""
        kept = _in_doubt() & ~_worked_on_by(listener)
        return self._allowed(listener, day).annotate(
            kept_back=models.Case(models.When(kept, True), default=False, output_field=models.BooleanField())
        )

    def doubtful(self) -> Self:
        """Machine words that are doubted and that nobody has looked after."""
        return self.filter(DOUBTFUL)

    def sure(self) -> Self:
        """All that nobody need doubt."""
        return self.exclude(_in_doubt())

    def _concealed(self, some: list[Any], listener: Listener, reader: Reader | None) -> list[Any]:
        held = Transcript.objects.select_related("recording").in_bulk({one.transcript_id for one in some})
        return conceal(some, held, listener, reader)

    def _allowed(self, listener: Listener, day: date | None) -> Self:
        return self.filter(_allowing(listener, day, "transcript__recording__", "transcript__"))


class Transcript(models.Model):
    """One recording's words in one language: the original language, or a translation of it."""

    KINDS = [("original", _("in the language spoken")), ("translation", _("translation"))]

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="transcripts")
    kind = models.CharField(max_length=12, choices=KINDS, default="original")
    language = models.CharField(max_length=12, blank=True)
    run = models.OneToOneField(
        Run,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The run that writes straight into this transcript, or whose words were taken over last.",
    )

    objects = TranscriptQuerySet.as_manager()

    class Meta:
        verbose_name = _("transcript")
        verbose_name_plural = _("transcripts")
        ordering = ("recording", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["recording"], condition=models.Q(kind="original"), name="transcript_original_once"
            ),
            models.UniqueConstraint(
                fields=["recording", "language"],
                condition=models.Q(kind="translation"),
                name="transcript_translation_once_per_language",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recording} {self.language}".strip()

    @property
    def progress(self) -> str:
        """How far its own run is; ``waiting`` where there is none yet."""
        return self.run.progress if self.run else Progress.WAITING

    @property
    def percent(self) -> int:
        """How much has been gone through, 0 to 100."""
        return self.run.percent if self.run else 0

    @property
    def no_speech(self) -> bool:
        """Done, and nobody was heard to speak."""
        return self.progress == Progress.DONE and not self.segments.exists()

    @property
    def sentence(self) -> str:
        """Where it stands, for its owner."""
        if self.no_speech:
            return str(_("Done: no speech found."))
        return self.run.sentence if self.run else Run().sentence

    @property
    def is_settled(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.run is not None and self.run.is_settled

    @property
    def provenance(self) -> Provenance:
        return self.run.provenance if self.run else Provenance()

    @property
    def is_machine_draft(self) -> bool:
        """Whether a machine made it and no person has looked after all of it."""
        return bool(self.provenance.engine) and self.segments.filter(review_state=ReviewState.MACHINE).exists()

    def as_document(self, listener: Listener) -> Document:
        """The neutral form, for formats, as far as ``listener`` may read."""
        return Document(
            language=self.language,
            segments=tuple(segment.as_spoken() for segment in self.segments.as_shown_to(listener)),
            provenance=self.provenance,
            duration_ms=self.recording.duration_ms or 0,
        )


class UnsureWords(models.Func):
    """How many words of a segment have a probability below one half."""

    function = "jsonb_array_length"
    template = "jsonb_array_length(jsonb_path_query_array(%(expressions)s, 'strict $[*] ? (@[3] < 0.5)'))"


class Segment(models.Model):
    """A stretch of a transcript. ``words`` is an array of ``[start_ms, end_ms, text, probability]``."""

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="segments")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    text = models.TextField()
    language = models.CharField(max_length=12, blank=True)
    speaker = models.CharField(max_length=60, blank=True)
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = models.JSONField(default=list, blank=True, decoder=QuickDecoder)
    doubts = ArrayField(models.CharField(max_length=20), default=list, blank=True, help_text="Why the machine may err.")
    review_state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.MACHINE)
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(
        default=1, db_default=1, help_text="Grows with each change; a trigger sees to it where a writer does not."
    )

    unsure = models.GeneratedField(
        expression=UnsureWords("words"),
        output_field=models.IntegerField(),
        db_persist=True,
        help_text="How many of its words the machine gave less than an even chance.",
    )

    kept_back: bool  # as ``known_to`` tells it
    withheld = False
    """Whether its words are kept from the reader it was fetched for (:meth:`SegmentQuerySet.as_shown_to`)."""

    pieces: tuple[Piece, ...] = ()
    """Its text in pieces, where something in it is kept from the reader, or for staff from others; else empty."""
    kept_for = ""
    """For staff: who may read what is kept from others."""

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ("transcript", "start_ms", "pk")
        indexes = [
            models.Index(
                name="segment_to_look_after",
                fields=["transcript", "start_ms"],
                include=["review_state", "doubts", "unsure", "corrected_by", "id"],
                condition=~models.Q(review_state="verified"),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["transcript", "start_ms", "end_ms"], name="segment_once"),
            models.CheckConstraint(name="segment_runs_forward", condition=models.Q(end_ms__gte=models.F("start_ms"))),
            models.CheckConstraint(name="segment_has_text", condition=~models.Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.transcript} {self.start_ms}–{self.end_ms} ms"

    @property
    def direction(self) -> str:
        return languages.direction(self.language or self.transcript.language)

    @property
    def is_doubtful(self) -> bool:
        """Whether these are machine words that are doubted and that nobody has looked after."""
        return self.review_state == ReviewState.MACHINE and bool(self.doubts)

    @property
    def reasons(self) -> str:
        """What speaks against its words, in words."""
        return doubts.reasons(self.doubts)

    def withhold(self) -> None:
        """Take the words out of this instance, for a reader who may not have them."""
        self.text, self.words, self.doubts, self.speaker, self.withheld = "", [], [], "", True

    @property
    def spoken_words(self) -> tuple[Word, ...]:
        return tuple(Word(*word) for word in self.words)

    def as_spoken(self) -> SpokenSegment:
        return SpokenSegment(
            start_ms=self.start_ms,
            end_ms=self.end_ms,
            text=self.text,
            language=self.language,
            words=self.spoken_words,
            speaker=self.speaker,
            doubts=tuple(self.doubts) if self.is_doubtful else (),
            withheld=self.withheld,
            review="" if self.withheld else str(self.review_state),
        )
