"""The words of a recording in one language, and the stretches they are kept in.

Words live inside their segment, as one array (``docs/decisions/0003-words-in-their-segment.md``).
"""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonies.consent.audiences import Listener, Use
from testimonies.description import languages
from testimonies.models.recording import Recording
from testimonies.transcript.document import Document, Provenance, Word
from testimonies.transcript.document import Segment as SpokenSegment

__all__ = ["Chunk", "Failure", "Progress", "ReviewState", "Segment", "Transcript"]


class Progress(models.TextChoices):
    """How far a transcription is. :attr:`Transcript.sentence` says it to the owner."""

    WAITING = "waiting", _("waiting")
    DECODING = "decoding", _("decoding")
    TRANSCRIBING = "transcribing", _("transcribing")
    NEEDS_WEIGHTS = "needs_weights", _("needs the model's weights")
    FAILED = "failed", _("failed")
    DONE = "done", _("done")


class Failure(models.TextChoices):
    """Why a transcription failed."""

    NONE = "", ""
    UNDECODABLE = "undecodable", _("the sound could not be decoded")
    ENGINE = "engine", _("the speech recognition engine stopped with an error")
    ORIGINAL_MISSING = "original_missing", _("the original is not where it was kept")


class ReviewState(models.TextChoices):
    MACHINE = "machine", _("machine-made")
    CORRECTED = "corrected", _("corrected")
    VERIFIED = "verified", _("verified")


def _allowing(listener: Listener, day: date | None, to_recording: str, to_transcript: str) -> models.Q:
    """Condition for the words of a transcript: read in the original, or in translation, as consent allows."""

    def of(kind: str, use: str) -> models.Q:
        recordings = Recording.objects.allowing(use, listener, day)
        return models.Q(**{f"{to_transcript}kind": kind, f"{to_recording}in": recordings})

    both = Recording.objects.allowing(Use.TRANSCRIPT, listener, day)
    return of("original", Use.TRANSCRIPT) | (
        of("translation", Use.TRANSLATION) & models.Q(**{f"{to_recording}in": both})
    )


class TranscriptQuerySet(models.QuerySet["Transcript"]):
    def visible_to(self, listener: Listener, day: date | None = None) -> Self:
        return self.filter(_allowing(listener, day, "recording__", ""))


class SegmentQuerySet(models.QuerySet["Segment"]):
    def visible_to(self, listener: Listener, day: date | None = None) -> Self:
        return self.filter(_allowing(listener, day, "transcript__recording__", "transcript__"))


class Transcript(models.Model):
    """One recording's words in one language: the original language, or a translation of it."""

    KINDS = [("original", _("in the language spoken")), ("translation", _("translation"))]

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="transcripts")
    kind = models.CharField(max_length=12, choices=KINDS, default="original")
    language = models.CharField(max_length=12, blank=True)
    progress = models.CharField(max_length=14, choices=Progress.choices, default=Progress.WAITING)
    done_ms = models.PositiveBigIntegerField(default=0)
    total_ms = models.PositiveBigIntegerField(null=True, blank=True)
    failure = models.CharField(max_length=20, choices=Failure.choices, blank=True, default=Failure.NONE)
    needs = models.CharField(max_length=120, blank=True, help_text="The model whose weights are waited for.")
    engine = models.CharField(max_length=60, blank=True)
    engine_version = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=120, blank=True)
    model_digest = models.CharField(max_length=64, blank=True)
    options = models.JSONField(default=dict, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

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
            models.CheckConstraint(
                name="transcript_failed_says_why",
                condition=models.Q(progress="failed") & ~models.Q(failure="")
                | ~models.Q(progress="failed") & models.Q(failure=""),
            ),
            models.CheckConstraint(
                name="transcript_done_is_finished",
                condition=~models.Q(progress="done") | models.Q(finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recording} {self.language}".strip()

    @property
    def percent(self) -> int:
        """How much of the sound has been gone through, 0 to 100."""
        if self.progress == Progress.DONE:
            return 100
        return min(99, 100 * self.done_ms // self.total_ms) if self.total_ms else 0

    @property
    def no_speech(self) -> bool:
        """Done, and nobody was heard to speak."""
        return self.progress == Progress.DONE and not self.segments.exists()

    @property
    def sentence(self) -> str:
        """Where it stands, for its owner."""
        if self.progress == Progress.TRANSCRIBING:
            return str(_("Transcribing, %(percent)d %%.") % {"percent": self.percent})
        if self.progress == Progress.FAILED:
            return str(_("Failed: %(why)s. Nothing is lost.") % {"why": self.get_failure_display()})
        if self.progress == Progress.NEEDS_WEIGHTS:
            return str(
                _(
                    "Waiting for the weights of the model “%(model)s”. It goes on by itself when they are on the "
                    "archive's machine; whoever runs the archive can read how in its README."
                )
                % {"model": self.needs}
            )
        if self.no_speech:
            return str(_("Done: no speech found."))
        return str(
            {
                Progress.WAITING: _("Waiting for its turn to be transcribed."),
                Progress.DECODING: _("The sound is being decoded."),
                Progress.DONE: _("Transcribed by machine."),
            }[Progress(self.progress)]
        )

    @property
    def is_settled(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.progress in (Progress.DONE, Progress.FAILED)

    @property
    def provenance(self) -> Provenance:
        return Provenance(self.engine, self.engine_version, self.model, self.model_digest, self.options)

    def as_document(self) -> Document:
        """The neutral form, for formats and engines."""
        return Document(
            language=self.language,
            segments=tuple(segment.as_spoken() for segment in self.segments.all()),
            provenance=self.provenance,
            duration_ms=self.recording.duration_ms or self.total_ms or 0,
        )


class Chunk(models.Model):
    """A piece of sound between two silences whose words are committed: the proof that it need not be heard again."""

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="chunks")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("transcript", "start_ms")
        constraints = [
            models.UniqueConstraint(fields=["transcript", "start_ms"], name="chunk_once"),
            models.CheckConstraint(name="chunk_runs_forward", condition=models.Q(end_ms__gt=models.F("start_ms"))),
        ]

    def __str__(self) -> str:
        return f"{self.transcript} {self.start_ms}–{self.end_ms} ms"


class Segment(models.Model):
    """A stretch of a transcript. ``words`` is an array of ``[start_ms, end_ms, text, probability]``."""

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="segments")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    text = models.TextField()
    language = models.CharField(max_length=12, blank=True)
    speaker = models.CharField(max_length=60, blank=True)
    words = models.JSONField(default=list, blank=True)
    review_state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.MACHINE)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ("transcript", "start_ms", "pk")
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
        )

    @staticmethod
    def words_of(segment: SpokenSegment) -> list[list[Any]]:
        """The words of a frozen segment in the form in which they are kept."""
        return [
            [word.start_ms, word.end_ms, word.text, None if word.probability is None else round(word.probability, 4)]
            for word in segment.words
        ]
