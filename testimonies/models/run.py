"""A run: one pass of an engine over a recording, in chunks that several workers share. Every run is kept.

A run's words are its own. Those of the first run go into the transcript as they are heard; those of a later one are
offered beside what stands there (:mod:`testimonies.actions.adopting`).
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.consent.audiences import Listener
from testimonies.models.testimony import Testimony
from testimonies.transcript.document import Provenance
from testimonies.transcript.document import Segment as SpokenSegment

__all__ = ["Failure", "Progress", "Run", "RunTask"]


class RunTask(models.TextChoices):
    """What an engine is asked to write."""

    TRANSCRIBE = "transcribe", _("the words in the language spoken")
    TRANSLATE = "translate", _("a translation into English")


class Progress(models.TextChoices):
    """How far a run is. :attr:`Run.sentence` says it to the owner."""

    WAITING = "waiting", _("waiting")
    DECODING = "decoding", _("decoding")
    TRANSCRIBING = "transcribing", _("transcribing")
    NEEDS_WEIGHTS = "needs_weights", _("needs the model's weights")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")
    DONE = "done", _("done")


class Failure(models.TextChoices):
    """Why a run failed."""

    NONE = "", ""
    UNDECODABLE = "undecodable", _("the sound could not be decoded")
    ENGINE = "engine", _("the speech recognition engine stopped with an error")
    CANNOT_TRANSLATE = "cannot_translate", _("the model was not trained to translate; choose one that was")
    ORIGINAL_MISSING = "original_missing", _("the original is not where it was kept")


_TRANSLATING = {
    Progress.WAITING: _("Waiting for the words of the original, or for its turn to be translated."),
    Progress.DONE: _("Translated by machine: a draft."),
}
SETTLED = (Progress.DONE, Progress.FAILED, Progress.CANCELLED)


class RunQuerySet(models.QuerySet["Run"]):
    def worked_on_by(self, listener: Listener) -> Self:
        """Those of recordings that ``listener`` works on; runs are nobody else's business."""
        mine = Testimony.objects.worked_on_by(listener)
        return self.filter(transcript__recording__testimony__in=mine)

    def visible_to(self, listener: Listener, day: date | None = None) -> Self:
        return self.worked_on_by(listener)

    def unsettled(self) -> Self:
        """Those of which something is owed."""
        return self.exclude(progress__in=SETTLED)

    def ready(self) -> Self:
        """Those of which something can be done now: a translation waits for the words of its original."""
        written = Run.objects.order_by().filter(
            progress=Progress.DONE,
            transcript__kind="original",
            transcript__run=models.F("pk"),
            transcript__recording=models.OuterRef("transcript__recording"),
        )
        return self.unsettled().filter(~models.Q(task=RunTask.TRANSLATE) | models.Exists(written))


class Run(models.Model):
    """One pass of an engine over a recording, or over the span ``from_ms`` to ``until_ms`` of it.

    What was asked (``*_asked``: empty means what the installation is set to, ``languages``: empty means those declared
    for the recording) stands beside what was done (``engine`` to ``options``). ``done_ms`` of ``total_ms`` are heard:
    milliseconds of speech, and before speech was found (``planned_at``), of sound.
    """

    transcript = models.ForeignKey("testimonies.Transcript", on_delete=models.CASCADE, related_name="runs")
    task = models.CharField(max_length=12, choices=RunTask.choices, default=RunTask.TRANSCRIBE)
    from_ms = models.PositiveBigIntegerField(null=True, blank=True)
    until_ms = models.PositiveBigIntegerField(null=True, blank=True)
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    engine_asked = models.CharField(max_length=60, blank=True)
    model_asked = models.CharField(max_length=200, blank=True)
    compute_asked = models.CharField(max_length=12, blank=True)
    prompt = models.TextField(blank=True, help_text="The word list it was given. Sealed: it holds names.")
    priority = models.SmallIntegerField(default=0, help_text="A person's wish: higher comes first.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())

    progress = models.CharField(max_length=14, choices=Progress.choices, default=Progress.WAITING)
    failure = models.CharField(max_length=20, choices=Failure.choices, blank=True, default=Failure.NONE)
    needs = models.CharField(max_length=120, blank=True, help_text="The model whose weights are waited for.")
    done_ms = models.PositiveBigIntegerField(default=0)
    total_ms = models.PositiveBigIntegerField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True, help_text="When speech was found and cut into chunks.")
    finished_at = models.DateTimeField(null=True, blank=True)
    adopted_at = models.DateTimeField(null=True, blank=True, help_text="When words of it went into the transcript.")

    engine = models.CharField(max_length=60, blank=True)
    engine_version = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=120, blank=True)
    model_digest = models.CharField(max_length=64, blank=True)
    options = models.JSONField(default=dict, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of speech recognition")
        verbose_name_plural = _("runs of speech recognition")
        ordering = ("transcript", "pk")
        indexes = [
            models.Index(name="run_not_done", fields=["progress", "asked_at"], condition=~models.Q(progress="done")),
            models.Index(name="run_done_lately", fields=["finished_at"], condition=models.Q(progress="done")),
        ]
        constraints = [
            models.CheckConstraint(
                name="run_failed_says_why",
                condition=models.Q(progress="failed") & ~models.Q(failure="")
                | ~models.Q(progress="failed") & models.Q(failure=""),
            ),
            models.CheckConstraint(
                name="run_done_is_finished",
                condition=~models.Q(progress="done") | models.Q(finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="run_span_runs_forward",
                condition=models.Q(from_ms__isnull=True, until_ms__isnull=True)
                | models.Q(until_ms__gt=models.F("from_ms"), from_ms__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transcript} #{self.pk}"

    @property
    def is_own(self) -> bool:
        """Whether it is the one that writes straight into its transcript."""
        return self.transcript.run_id == self.pk

    @property
    def percent(self) -> int:
        """How much has been gone through, 0 to 100."""
        if self.progress == Progress.DONE:
            return 100
        return min(99, 100 * self.done_ms // self.total_ms) if self.total_ms else 0

    @property
    def is_settled(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.progress in SETTLED

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
        if self.task == RunTask.TRANSLATE and self.progress in _TRANSLATING:
            return str(_TRANSLATING[Progress(self.progress)])
        return str(
            {
                Progress.WAITING: _("Waiting for its turn to be transcribed."),
                Progress.DECODING: _("The sound is being decoded."),
                Progress.CANCELLED: _("Stopped by a person. What was heard is kept; it can be asked for again."),
                Progress.DONE: _("Transcribed by machine."),
            }[Progress(self.progress)]
        )

    @property
    def provenance(self) -> Provenance:
        return Provenance(self.engine, self.engine_version, self.model, self.model_digest, self.options)

    def spoken(self) -> tuple[SpokenSegment, ...]:
        """Everything it has heard so far, in order."""
        return tuple(segment for chunk in self.chunks.all() for segment in chunk.spoken())
