"""The silenced copies of a recording: which are owed, making and checking them, and ending those that are not right.

What is given out never depends on this being done: the door looks for a checked copy of exactly the spans that are kept
from the asker, and finds none until it is there.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from testimonies import signals
from testimonies.audio import access_copy, redacting
from testimonies.consent import redaction as rule
from testimonies.exceptions import DecodingFailed, NotSilent
from testimonies.models import (
    AccessCopy,
    CopyState,
    Event,
    Preparation,
    Recording,
    RedactedCopy,
    Redaction,
    SmallCopy,
)

__all__ = ["again", "make", "move", "settle"]


def settle(*, recording: Recording, keeping: Redaction | None = None) -> None:
    """Make the list of owed copies true again, inside the caller's transaction, which holds the recording.

    ``keeping`` is a new redaction: every file that holds its span in sound was perhaps given out to somebody who must
    not have it any more. It gets another name after the transaction, and what lay under the old one is burned, so that
    nobody's open connection gives another byte.
    """
    kept = [one.as_kept() for one in Redaction.objects.in_force().filter(recording=recording)]
    owed = rule.wanted(kept, recording.duration_ms)
    gone = []
    for copy in RedactedCopy.objects.select_for_update().filter(recording=recording):
        if copy.as_spans not in owed:
            gone.append(copy.path)
            copy.delete()
    held = set(RedactedCopy.objects.filter(recording=recording).values_list("pk", flat=True))
    known = {copy.as_spans for copy in RedactedCopy.objects.filter(pk__in=held)}
    for spans in owed:
        if spans not in known:
            RedactedCopy.objects.create(recording=recording, spans=spans, file=_new_name(recording))
    if keeping is not None:
        AccessCopy.objects.filter(recording=recording).update(must_move=True)
        for copy in RedactedCopy.objects.filter(pk__in=held, state=CopyState.CHECKED):
            if not rule.covers(copy.as_spans, keeping.start_ms, keeping.end_ms):
                RedactedCopy.objects.filter(pk=copy.pk).update(must_move=True)
    gone += _small_ones(recording, owed, keeping)
    transaction.on_commit(lambda: _end(recording, gone))
    if RedactedCopy.objects.filter(recording=recording, state=CopyState.WAITING).exists() or keeping is not None:
        signals.silence_asked.send(Recording, recording=recording)


def _small_ones(recording: Recording, owed: Iterable[rule.Spans], keeping: Redaction | None) -> list[Path]:
    """Forget the small copies that nobody is to be given any more, or that hold what is kept from now on."""
    wanted = set(owed) or {()}
    gone = []
    for small in SmallCopy.objects.select_for_update().filter(recording=recording):
        heard = keeping is not None and not rule.covers(small.as_spans, keeping.start_ms, keeping.end_ms)
        if heard or small.as_spans not in wanted:
            gone.append(small.path)
            small.delete()
    return gone


def make(*, recording: Recording, by: Any = None) -> None:
    """Make and check every silenced copy that waits. Killed at any moment it leaves none that is not right."""
    move(recording=recording)
    full = AccessCopy.objects.filter(recording=recording).first()
    if full is not None:
        for copy in RedactedCopy.objects.filter(recording=recording, state=CopyState.WAITING):
            _make(recording, copy, full, by)
    _sweep(recording)


@transaction.atomic
def again(*, recording: Recording, by: Any) -> None:
    """Try once more to make the copies that failed."""
    failed = RedactedCopy.objects.filter(recording=recording, state=CopyState.FAILED)
    if failed.update(state=CopyState.WAITING, failure=""):
        Event.write("redacted_copy_asked_again", by=by, recording=recording)
        signals.silence_asked.send(Recording, recording=recording)


def move(*, recording: Recording) -> None:
    """Give another name to every copy that was given out to somebody who may not hear all of it any more, and burn
    what lay under the old one."""
    for model in (AccessCopy, RedactedCopy):
        for pk in model.objects.filter(recording=recording, must_move=True).values_list("pk", flat=True):
            _move(recording, model, pk)


def _make(recording: Recording, copy: RedactedCopy, full: AccessCopy, by: Any) -> None:
    copy.path.parent.mkdir(parents=True, exist_ok=True)
    try:
        made = redacting.make(recording.original, copy.path, spans=copy.as_spans, full=full.path)
    except (DecodingFailed, NotSilent, OSError) as error:
        _failed(recording, copy, error, by)
        return
    with transaction.atomic():
        Recording.objects.select_for_update().get(pk=recording.pk)
        done = RedactedCopy.objects.filter(pk=copy.pk, state=CopyState.WAITING).update(
            state=CopyState.CHECKED,
            failure="",
            sha256=made.digest,
            size_bytes=made.size_bytes,
            peaks=None if made.peaks is None else json.loads(made.peaks.to_json()),
            made_at=timezone.now(),
        )
        if done:
            Event.write("redacted_copy_made", by=by, recording=recording, sha256=made.digest)
            signals.testimony_changed.send(Recording, testimony_id=recording.testimony_id)
    if not done:  # nobody wants it any more: other redactions came meanwhile
        access_copy.burn(copy.path)


@transaction.atomic
def _failed(recording: Recording, copy: RedactedCopy, error: Exception, by: Any) -> None:
    fault = error.fault if isinstance(error, NotSilent) else type(error).__name__
    waiting = RedactedCopy.objects.filter(pk=copy.pk, state=CopyState.WAITING)
    if waiting.update(state=CopyState.FAILED, failure=fault[:40]):
        Event.write("redacted_copy_failed", by=by, recording=recording, error=fault[:40])


def _move(recording: Recording, model: Any, pk: int) -> None:
    with transaction.atomic():
        row = model.objects.select_for_update().filter(pk=pk, must_move=True).first()
        if row is None:
            return
        old, name = row.path, _new_name(recording)
        try:
            _copied(old, Path(settings.MEDIA_ROOT) / name)
        except OSError:
            _made_anew(recording, row)
        else:
            model.objects.filter(pk=pk).update(file=name, must_move=False)
    access_copy.burn(old)


def _made_anew(recording: Recording, row: Any) -> None:
    """It could not be moved (a full disk, a lost file): it is given up, and made once more when that is possible."""
    if isinstance(row, RedactedCopy):
        blank = {"sha256": "", "size_bytes": None, "peaks": None, "made_at": None}
        RedactedCopy.objects.filter(pk=row.pk).update(state=CopyState.WAITING, must_move=False, **blank)
        return
    row.delete()
    Recording.objects.filter(pk=recording.pk).update(preparation=Preparation.WAITING)
    signals.preparation_asked.send(Recording, recording=recording)


def _copied(source: Path, target: Path) -> None:
    try:
        with source.open("rb") as old, target.open("xb") as new:
            shutil.copyfileobj(old, new, 1 << 20)
            new.flush()
            os.fsync(new.fileno())
    except OSError:
        target.unlink(missing_ok=True)
        raise


def _end(recording: Recording, gone: Iterable[Path]) -> None:
    for path in gone:
        access_copy.burn(path)
    move(recording=recording)


def _sweep(recording: Recording) -> None:
    """Burn what lies beside the copies and belongs to no row: a worker was killed between two steps."""
    folder = (Path(settings.MEDIA_ROOT) / _new_name(recording)).parent
    with transaction.atomic():
        held = Recording.objects.select_for_update().get(pk=recording.pk)
        known = {copy.path for copy in RedactedCopy.objects.filter(recording=recording)}
        known |= {copy.path for copy in AccessCopy.objects.filter(recording=recording)}
        if held.preparation == Preparation.READY:  # else a full copy is perhaps being made
            for path in folder.glob(f"{recording.uuid}*{access_copy.EXTENSION}"):
                if path not in known:
                    access_copy.burn(path)


def _new_name(recording: Recording) -> str:
    return f"access/{recording.sha256[:2]}/{recording.uuid}-{secrets.token_hex(8)}{access_copy.EXTENSION}"
