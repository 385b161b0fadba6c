"""The small copies of a recording, for slow lines: made from what visitors are given, and silent where that is.

Nothing waits for them. A copy that changed has none until the next one is made: its bytes are looked for by their
digest (:class:`~testimonies.models.SmallCopy`), and the ordinary copy is given out meanwhile.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone

from testimonies import signals
from testimonies.audio import access_copy, small_copy
from testimonies.exceptions import DecodingFailed, NotSilent
from testimonies.models import Event, Recording, RedactedCopy, SmallCopy, SmallState, State

__all__ = ["again", "make"]


def make(*, recording: Recording, by: Any = None) -> None:
    """Make every small copy that is owed, and burn those of copies that are no more. Killed at any moment it leaves
    none that is not right."""
    _settle(recording)
    sources = {source.sha256: source for source in SmallCopy.sources(recording)}
    for small in SmallCopy.objects.filter(recording=recording, state=SmallState.WAITING):
        if small.source_sha256 in sources:
            _make(recording, small, sources[small.source_sha256], by)
    _sweep(recording)


@transaction.atomic
def again(*, recording: Recording, by: Any) -> None:
    """Try once more to make the small copies that failed."""
    failed = SmallCopy.objects.filter(recording=recording, state=SmallState.FAILED)
    if failed.update(state=SmallState.WAITING, failure=""):
        Event.write("small_copy_asked_again", by=by, recording=recording)
        signals.small_copy_asked.send(Recording, recording=recording)


@transaction.atomic
def _settle(recording: Recording) -> None:
    """A row for each that is owed, and none for any other."""
    held = Recording.objects.select_for_update().select_related("testimony").get(pk=recording.pk)
    sources = {} if held.testimony.state == State.WITHDRAWN else {one.sha256: one for one in SmallCopy.sources(held)}
    known = set()
    for small in SmallCopy.objects.select_for_update().filter(recording=held):
        if small.source_sha256 in sources:
            known.add(small.source_sha256)
        else:
            transaction.on_commit(lambda path=small.path: access_copy.burn(path))  # type: ignore[misc]
            small.delete()
    for digest in sources.keys() - known:
        source = sources[digest]
        spans = source.spans if isinstance(source, RedactedCopy) else []
        SmallCopy.objects.create(recording=held, source_sha256=digest, spans=spans, file=_new_name(held))


def _make(recording: Recording, small: SmallCopy, source: Any, by: Any) -> None:
    small.path.parent.mkdir(parents=True, exist_ok=True)
    try:
        made = small_copy.make(source.path, small.path, spans=small.as_spans)
    except (DecodingFailed, NotSilent, OSError) as error:
        _failed(recording, small, error, by)
        return
    with transaction.atomic():
        Recording.objects.select_for_update().get(pk=recording.pk)
        done = SmallCopy.objects.filter(pk=small.pk, state=SmallState.WAITING).update(
            state=SmallState.MADE,
            failure="",
            sha256=made.digest,
            size_bytes=made.size_bytes,
            made_at=timezone.now(),
        )
        if done:
            Event.write("small_copy_made", by=by, recording=recording, sha256=made.digest)
    if not done:  # nobody is to be given it any more: redacted or taken back meanwhile
        access_copy.burn(small.path)


@transaction.atomic
def _failed(recording: Recording, small: SmallCopy, error: Exception, by: Any) -> None:
    fault = error.fault if isinstance(error, NotSilent) else type(error).__name__
    waiting = SmallCopy.objects.filter(pk=small.pk, state=SmallState.WAITING)
    if waiting.update(state=SmallState.FAILED, failure=fault[:40]):
        Event.write("small_copy_failed", by=by, recording=recording, error=fault[:40])


def _sweep(recording: Recording) -> None:
    """Burn what lies beside the copies and belongs to no row: a worker was killed between two steps."""
    with transaction.atomic():
        Recording.objects.select_for_update().get(pk=recording.pk)
        known = {small.path for small in SmallCopy.objects.filter(recording=recording)}
        folder = SmallCopy(file=_new_name(recording)).path.parent
        for path in folder.glob(f"{recording.uuid}*{small_copy.EXTENSION}"):
            if path not in known:
                access_copy.burn(path)


def _new_name(recording: Recording) -> str:
    name = f"{recording.uuid}-{secrets.token_hex(8)}{small_copy.EXTENSION}"
    return f"access/{recording.sha256[:2]}/{name}"
