"""Taking in: a testimony is opened, a recording is kept. After the return, nothing of it can be lost."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection

from testimonies import signals
from testimonies.actions import asking, translating
from testimonies.audio.probing import SoundFacts, probe
from testimonies.exceptions import (
    AlreadyHeld,
    CannotTranslate,
    DecodingFailed,
    NotPermitted,
    TestimoniesError,
    UnsoundFile,
)
from testimonies.models import (
    Description,
    Event,
    Recording,
    Testimony,
    TestimonyKind,
    TestimonyPermissionPolicy,
    Transcript,
    collections_of,
    listener_for,
)
from testimonies.preservation import originals
from testimonies.upload.receiving import Received

__all__ = ["Arrival", "deposit", "deposit_together", "examined", "open_testimony", "take_in", "take_in_together"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A whole file, and the name that it had where it came from.

    ``spoken_languages``: of this one, where those of all do not say it. ``facts``: what :func:`examined` found.
    """

    received: Received
    name: str = ""
    spoken_languages: tuple[str, ...] = ()
    facts: SoundFacts | None = None


@transaction.atomic
def open_testimony(
    *,
    by: Any,
    collection: Collection,
    title: str,
    language: str,
    kind: str = TestimonyKind.LIFE,
    demonstration: bool = False,
) -> Testimony:
    """Begin the record of a testimony, described in one language so far. Raises :class:`NotPermitted`."""
    _check_may_add(by, collection)
    testimony = Testimony(collection=collection, owner=by, kind=kind, live=False, demonstration=demonstration)
    testimony.descriptions = [Description(language=language, title=title)]
    testimony.save()
    testimony.save_revision(user=by)
    Event.write("opened", by=by, testimony=testimony)
    return testimony


def deposit(
    *,
    by: Any,
    received: Received,
    collection: Collection,
    title: str,
    language: str,
    original_name: str = "",
    spoken_languages: Sequence[str] = (),
    kind: str = TestimonyKind.LIFE,
    demonstration: bool = False,
) -> Recording:
    """Open a testimony with its first recording: both, or neither.

    Raises :class:`NotPermitted`, :class:`~testimonies.exceptions.UnsoundFile`, :class:`AlreadyHeld`, or
    :class:`~testimonies.exceptions.DecodingFailed` where the look at the file had to be stopped; the received file is
    then discarded.
    """
    try:
        _check_may_add(by, collection)
    except NotPermitted:
        received.discard()
        raise
    facts = _probed(received)
    with transaction.atomic():
        _keep_unless_held(received, by)
        testimony = open_testimony(
            by=by, collection=collection, title=title, language=language, kind=kind, demonstration=demonstration
        )
        return _record(testimony, received, facts, by, original_name, spoken_languages)


def take_in(
    *, by: Any, received: Received, testimony: Testimony, original_name: str = "", spoken_languages: Sequence[str] = ()
) -> Recording:
    """Add a recording to a testimony. Raises as :func:`deposit` does."""
    try:
        _check_may_change(by, testimony)
    except NotPermitted:
        received.discard()
        raise
    facts = _probed(received)
    with transaction.atomic():
        _keep_unless_held(received, by)
        return _record(testimony, received, facts, by, original_name, spoken_languages)


def deposit_together(
    *,
    by: Any,
    arrivals: Sequence[Arrival],
    collection: Collection,
    title: str,
    language: str,
    spoken_languages: Sequence[str] = (),
    kind: str = TestimonyKind.LIFE,
) -> list[Recording]:
    """Open a testimony with several recordings, in the order of ``arrivals``: all of it, or nothing.

    Raises as :func:`deposit` does, with ``file_name`` of the one that is meant. That one is discarded where it is no
    recording; the others stay as they are, and go when the transaction is committed.
    """
    _check_may_add(by, collection)
    facts = _probed_all(arrivals)
    with transaction.atomic():
        _check_none_held(arrivals, by)
        testimony = open_testimony(by=by, collection=collection, title=title, language=language, kind=kind)
        return _record_all(testimony, arrivals, facts, by, spoken_languages)


def examined(arrival: Arrival) -> Arrival:
    """The same, looked into, outside of any transaction: it takes seconds. Raises as :func:`deposit` does."""
    return replace(arrival, facts=_probed(arrival.received))


def take_in_together(
    *, by: Any, arrivals: Sequence[Arrival], testimony: Testimony, spoken_languages: Sequence[str] = ()
) -> list[Recording]:
    """Add several recordings to a testimony, all or none. Raises as :func:`deposit_together` does."""
    _check_may_change(by, testimony)
    facts = _probed_all(arrivals)
    with transaction.atomic():
        _check_none_held(arrivals, by)
        return _record_all(testimony, arrivals, facts, by, spoken_languages)


def _probed_all(arrivals: Sequence[Arrival]) -> list[SoundFacts]:
    found = []
    for arrival in arrivals:
        with _meaning(arrival):
            found.append(arrival.facts or _probed(arrival.received))
    return found


def _check_none_held(arrivals: Sequence[Arrival], by: Any) -> None:
    for arrival in sorted(arrivals, key=lambda one: one.received.digest):  # one order of locks for all
        with _meaning(arrival):
            _check_not_held(arrival.received.digest, by)


def _record_all(
    testimony: Testimony,
    arrivals: Sequence[Arrival],
    facts: Sequence[SoundFacts],
    by: Any,
    spoken_languages: Sequence[str],
) -> list[Recording]:
    recordings: list[Recording] = []
    for arrival, found in zip(arrivals, facts, strict=True):
        if any(one.sha256 == arrival.received.digest for one in recordings):
            with _meaning(arrival):
                raise AlreadyHeld(_("This file is there twice. Remove one of them."), recordings[0])
        _keep_a_copy(arrival.received)
        recordings.append(
            _record(testimony, arrival.received, found, by, arrival.name, arrival.spoken_languages or spoken_languages)
        )
        transaction.on_commit(arrival.received.discard)
    return recordings


def _keep_a_copy(received: Received) -> None:
    """The same bytes by another name are kept: where the transaction fails, what arrived lies where it lay."""
    another = received.path.with_name(f"{uuid.uuid4().hex}.part")
    os.link(received.path, another)
    originals.keep(Path(settings.MEDIA_ROOT), another, received.digest)


@contextmanager
def _meaning(arrival: Arrival) -> Iterator[None]:
    try:
        yield
    except TestimoniesError as error:
        error.file_name = arrival.name
        raise


def _probed(received: Received) -> SoundFacts:
    try:
        return probe(received.path)
    except (UnsoundFile, DecodingFailed):
        received.discard()
        raise


def _check_may_add(by: Any, collection: Collection) -> None:
    if not collections_of(by, "add").filter(pk=collection.pk).exists():
        raise NotPermitted(_("You cannot add testimonies to this collection."))


def _check_may_change(by: Any, testimony: Testimony) -> None:
    if not TestimonyPermissionPolicy(Testimony).user_has_permission_for_instance(by, "change", testimony):
        raise NotPermitted(_("You cannot add recordings to this testimony."))


def _keep_unless_held(received: Received, by: Any) -> None:
    """Under the lock of its digest, so that a purge of the same file elsewhere does not take it away in between."""
    try:
        _check_not_held(received.digest, by)
    except AlreadyHeld:
        received.discard()
        raise
    originals.keep(Path(settings.MEDIA_ROOT), received.path, received.digest)


def _check_not_held(digest: str, by: Any) -> None:
    """Raise :class:`AlreadyHeld` where ``by`` works on a recording of this very file.

    Somebody else's testimony is not betrayed: the same file in another's work is no reason to refuse, and its bytes are
    kept once all the same. The lock makes two uploads of one file, at one moment, wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])
    mine = Testimony.objects.worked_on_by(listener_for(by))
    held = Recording.objects.filter(sha256=digest, testimony__in=mine).select_related("testimony").first()
    if held is not None:
        raise AlreadyHeld(
            _("The archive already keeps this very file, in testimony %(number)s.")
            % {"number": held.testimony.accession_number},
            held,
        )


def _record(
    testimony: Testimony,
    received: Received,
    facts: SoundFacts,
    by: Any,
    original_name: str,
    spoken_languages: Sequence[str],
) -> Recording:
    Testimony.objects.select_for_update().get(pk=testimony.pk)  # positions are given one after another
    recording = Recording.objects.create(
        testimony=testimony,
        position=testimony.recordings.count() + 1,
        sha256=received.digest,
        size_bytes=received.size_bytes,
        media_type=facts.media_type,
        container=facts.container,
        codec=facts.codec,
        channels=facts.channels,
        sample_rate_hz=facts.sample_rate_hz,
        original_name=original_name[:255],
        uploaded_by=by,
        spoken_languages=list(spoken_languages),
    )
    asking.first_run(transcript=Transcript.objects.create(recording=recording), total_ms=facts.duration_ms, by=by)
    if settings.TRANSLATE_TO_ENGLISH:
        with suppress(CannotTranslate):  # archive.W006 says so to whoever runs the archive
            translating.ask(recording=recording, by=by)
    Event.write("taken_in", by=by, recording=recording, sha256=received.digest, size_bytes=received.size_bytes)
    signals.recording_taken_in.send(Recording, recording=recording)
    return recording
