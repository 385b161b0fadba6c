"""What has arrived becomes a recording: once, however often the form is sent and whenever the server dies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies.actions.uploading import joining
from testimonies.exceptions import AlreadyHeld, UnsoundFile
from testimonies.models import Recording, Upload
from testimonies.upload import growing
from testimonies.upload.headers import PARTIAL
from testimonies.upload.receiving import Received

__all__ = ["arrived", "settled", "settled_together"]

_NUMBER = re.compile(r"(?:\S*/upload/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?")


def arrived(*, by: Any, named: str) -> tuple[Received, str] | None:
    """The file and its name of an upload that is whole, by its address or number; ``None`` for all others.

    The file is there within :func:`settled`. An upload that became a recording has arrived, too.
    """
    upload = _named(by, named).first()
    if upload is None or not (upload.facts.finished or upload.facts.joining):
        return None
    if upload.recording_id is None:
        upload = _ready(upload)
        if upload is None:
            return None
    return Received(growing.handed_path(upload.path), upload.sha256, upload.offset_bytes), upload.file_name


def _ready(upload: Upload) -> Upload | None:
    """The upload with its digest, which a server that was killed may owe; ``None`` where its file is not whole."""
    try:
        upload = joining.finish(upload=upload)
    except FileNotFoundError:
        return None
    return upload if upload.sha256 and growing.size_of(upload.path) == upload.offset_bytes else None


@contextmanager
def settled(*, by: Any, named: str) -> Iterator[None]:
    """While accession takes in what has :func:`arrived`: for one sender at a time, and in one transaction with it.

    Raises :class:`AlreadyHeld` with the recording where another sending of the form has been before. The upload keeps
    its file until the recording stands in the database, so that a death in between costs nothing. What is no sound is
    forgotten; any other refusal leaves the upload as it is.
    """
    refusal: Exception | None = None
    with transaction.atomic():
        upload = _named(by, named).select_for_update(of=("self",)).first()
        if upload is None or not upload.sha256:
            yield
            return
        if upload.recording is not None:
            raise _held(upload.recording)
        handed = growing.hand(upload.path)
        try:
            yield
        except AlreadyHeld as held:
            assert isinstance(held.recording, Recording)
            refusal, upload.recording = held, held.recording
        except UnsoundFile as unsound:
            refusal = unsound
            upload.delete()
        else:
            taken = Recording.objects.filter(uploaded_by=by, sha256=upload.sha256)
            upload.recording = taken.order_by("-pk").first()
        finally:
            handed.unlink(missing_ok=True)
        if upload.pk is not None and upload.recording is not None:
            upload.save(update_fields=["recording"])
        if upload.pk is None or upload.recording is not None:
            transaction.on_commit(lambda: growing.forget(upload.path))
    if refusal is not None:
        raise refusal


@contextmanager
def settled_together(*, by: Any, named: Iterable[str]) -> Iterator[None]:
    """The same for several that become recordings together: all of them, or none, and then each stays as it is.

    What accession discarded, because it is no sound, is forgotten. Raises :class:`AlreadyHeld` where another sending of
    the form has been before; with ``file_name`` where it held one of them and not all.
    """
    uploads: list[Upload] = []
    try:
        with transaction.atomic():
            uploads = _locked(by, named)
            taken = [upload for upload in uploads if upload.recording is not None]
            if taken and taken[0].recording is not None:
                held = _held(taken[0].recording)
                held.file_name = "" if len(taken) == len(uploads) else taken[0].file_name
                uploads = []
                raise held
            for upload in uploads:
                growing.hand(upload.path)
            yield
            for upload in uploads:
                kept = Recording.objects.filter(uploaded_by=by, sha256=upload.sha256)
                upload.recording = kept.order_by("-pk").first()
                upload.save(update_fields=["recording"])
                transaction.on_commit(lambda path=upload.path: growing.forget(path))  # type: ignore[misc]
    except UnsoundFile:
        for upload in uploads:
            if not growing.handed_path(upload.path).exists():
                upload.delete()
                growing.forget(upload.path)
        raise
    finally:
        for upload in uploads:
            growing.handed_path(upload.path).unlink(missing_ok=True)


def _locked(by: Any, named: Iterable[str]) -> list[Upload]:
    numbers = [found[1] for one in named if (found := _NUMBER.fullmatch(one.strip()))]
    uploads = Upload.objects.of(by).filter(uuid__in=numbers).exclude(concat=PARTIAL).exclude(sha256="")
    return list(uploads.select_for_update(of=("self",)).order_by("pk"))


def _held(recording: Recording) -> AlreadyHeld:
    number = recording.testimony.accession_number
    told = _("The archive already keeps this very file, in testimony %(number)s.") % {"number": number}
    return AlreadyHeld(told, recording)


def _named(by: Any, named: str) -> Any:
    found = _NUMBER.fullmatch(named.strip())
    return Upload.objects.of(by).filter(uuid=found[1]).exclude(concat=PARTIAL) if found else Upload.objects.none()
