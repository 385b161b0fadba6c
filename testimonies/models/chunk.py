"""A chunk of a run: a piece of sound between two silences, heard by one worker at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

from django.db import connection, models
from django.db.utils import InterfaceError, OperationalError

from testimonies.models.quick_json import QuickDecoder
from testimonies.models.run import Run
from testimonies.transcript.document import Segment as SpokenSegment
from testimonies.transcript.document import Word

__all__ = ["Chunk"]

CHUNKS_HELD = 0x63686E6B
"""The key space of the locks under which chunks are held ("chnk"): apart from those of others."""


class ChunkQuerySet(models.QuerySet["Chunk"]):
    def owed(self) -> Self:
        """Those that are still to be heard."""
        return self.filter(heard_at__isnull=True, failed=False)

    @contextmanager
    def one_in_hand(self) -> Iterator[Chunk | None]:
        """The first that is owed and in nobody's hand, in hand while the block runs; ``None`` where there is none.

        The hold is an advisory lock of the database: it goes with the connection of a worker that dies, and the chunk
        is free for the next (``docs/decisions/0007-a-job-is-held-not-said-to-run.md``).
        """
        for pk in list(self.owed().values_list("pk", flat=True)):
            key = (CHUNKS_HELD << 32) + pk
            if not _asked("SELECT pg_try_advisory_lock(%s)", key):
                continue
            try:
                chunk = self.owed().filter(pk=pk).first()  # it may have been heard between the look and the lock
                if chunk is not None:
                    yield chunk
                    return
            finally:
                with suppress(OperationalError, InterfaceError):
                    _asked("SELECT pg_advisory_unlock(%s)", key)
        yield None


def _asked(statement: str, key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])
        return bool(cursor.fetchone()[0])


class Chunk(models.Model):
    """``segments`` are the words that were heard in it, once it was (``heard_at``); hearing took ``took_ms``.

    Each segment is ``{"start_ms", "end_ms", "text", "language", "speaker", "doubts", "words"}``, its words arrays of
    ``[start_ms, end_ms, text, probability]``; all times from the beginning of the recording.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="chunks")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    heard_at = models.DateTimeField(null=True, blank=True)
    took_ms = models.PositiveBigIntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often a worker took it in hand.")
    failed = models.BooleanField(default=False)
    segments = models.JSONField(default=list, blank=True, decoder=QuickDecoder)

    objects = ChunkQuerySet.as_manager()

    class Meta:
        ordering = ("run", "start_ms")
        indexes = [models.Index(name="chunk_heard_lately", fields=["heard_at"])]
        constraints = [
            models.UniqueConstraint(fields=["run", "start_ms"], name="chunk_once"),
            models.CheckConstraint(name="chunk_runs_forward", condition=models.Q(end_ms__gt=models.F("start_ms"))),
            models.CheckConstraint(
                name="chunk_failed_is_not_heard", condition=models.Q(failed=False) | models.Q(heard_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.start_ms}–{self.end_ms} ms"

    def spoken(self) -> tuple[SpokenSegment, ...]:
        """Its words, in the neutral form."""
        return tuple(
            SpokenSegment(
                **{
                    **kept,
                    "doubts": tuple(kept["doubts"]),
                    "words": tuple(Word(*word) for word in kept["words"]),
                }
            )
            for kept in self.segments
        )

    def write_down(self, spoken: tuple[SpokenSegment, ...]) -> None:
        """Set ``segments``; nothing is saved."""
        self.segments = [
            {
                "start_ms": segment.start_ms,
                "end_ms": segment.end_ms,
                "text": segment.text,
                "language": segment.language,
                "speaker": segment.speaker,
                "doubts": list(segment.doubts),
                "words": words_of(segment),
            }
            for segment in spoken
        ]


def words_of(segment: SpokenSegment) -> list[list[Any]]:
    """The words of a frozen segment in the form in which they are kept."""
    return [
        [word.start_ms, word.end_ms, word.text, None if word.probability is None else round(word.probability, 4)]
        for word in segment.words
    ]
