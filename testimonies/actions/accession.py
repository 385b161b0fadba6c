"""Taking in: a testimony is opened, a recording is kept. After the return, nothing of it can be lost."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection

from testimonies import signals
from testimonies.actions import asking, translating
from testimonies.audio.probing import SoundFacts, probe
from testimonies.exceptions import AlreadyHeld, CannotTranslate, DecodingFailed, NotPermitted, UnsoundFile
from testimonies.models import (
    Description,
    Event,
    Recording,
    Testimony,
    TestimonyPermissionPolicy,
    Transcript,
    collections_of,
    listener_for,
)
from testimonies.preservation import originals
from testimonies.upload.receiving import Received

__all__ = ["deposit", "open_testimony", "take_in"]


@transaction.atomic
def open_testimony(
    *, by: Any, collection: Collection, title: str, language: str, demonstration: bool = False
) -> Testimony:
    """Begin the record of a testimony, described in one language so far. Raises :class:`NotPermitted`."""
    _check_may_add(by, collection)
    testimony = Testimony(collection=collection, owner=by, live=False, demonstration=demonstration)
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
    _keep(received)
    with transaction.atomic():
        _check_not_held(received.digest, by)
        testimony = open_testimony(
            by=by, collection=collection, title=title, language=language, demonstration=demonstration
        )
        return _record(testimony, received, facts, by, original_name, spoken_languages)


def take_in(
    *, by: Any, received: Received, testimony: Testimony, original_name: str = "", spoken_languages: Sequence[str] = ()
) -> Recording:
    """Add a recording to a testimony. Raises as :func:`deposit` does."""
    if not TestimonyPermissionPolicy(Testimony).user_has_permission_for_instance(by, "change", testimony):
        received.discard()
        raise NotPermitted(_("You cannot add recordings to this testimony."))
    facts = _probed(received)
    _keep(received)
    with transaction.atomic():
        _check_not_held(received.digest, by)
        return _record(testimony, received, facts, by, original_name, spoken_languages)


def _probed(received: Received) -> SoundFacts:
    try:
        return probe(received.path)
    except (UnsoundFile, DecodingFailed):
        received.discard()
        raise


def _check_may_add(by: Any, collection: Collection) -> None:
    if not collections_of(by, "add").filter(pk=collection.pk).exists():
        raise NotPermitted(_("You cannot add testimonies to this collection."))


def _keep(received: Received) -> None:
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
