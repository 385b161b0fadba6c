"""Sound that arrives as an upload would: received under ``incoming/``, then taken in by the verbs of the product."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from django.conf import settings

from testimonies.actions import accession, prepare, transcribe, uploading
from testimonies.models import Recording, Testimony, Upload
from testimonies.upload.headers import Concatenation
from testimonies.upload.protocol import Append, Create
from testimonies.upload.receiving import Incoming, Received


def received(sound: Path | bytes) -> Received:
    """The file, or the bytes, as they lie after the last byte came."""
    with Incoming(Path(settings.MEDIA_ROOT), limit_bytes=settings.UPLOAD_LIMIT_BYTES) as incoming:
        incoming.write(sound if isinstance(sound, bytes) else sound.read_bytes())
        return incoming.finish()


def deposited(by: Any, collection: Any, sound: Path | bytes, **more: Any) -> Recording:
    """A new testimony with this sound as its first recording."""
    described = {"title": "Arrived", "language": "en", **more}
    return accession.deposit(by=by, received=received(sound), collection=collection, **described)


def uploaded(by: Any, file: Path) -> Upload:
    """An upload that is whole and waits to be described."""
    metadata = f"filename {base64.b64encode(file.name.encode()).decode()}"
    size_bytes = file.stat().st_size
    step = Create(length_bytes=size_bytes, metadata=metadata, concat="", concatenation=Concatenation(), first=None)
    upload = uploading.begin(by=by, step=step)
    append = Append(offset_bytes=0, length_bytes=size_bytes, checksum=None)
    return uploading.append(by=by, upload=upload, step=append, blocks=[file.read_bytes()])


def added(by: Any, testimony: Testimony, sound: Path | bytes) -> Recording:
    """One more recording of a testimony."""
    return accession.take_in(by=by, received=received(sound), testimony=testimony)


def worked_through(recording: Recording) -> Recording:
    """The recording after its two jobs, prepared and transcribed for real."""
    prepare.make_access_copy(recording=recording)
    transcribe.transcribe(run=recording.transcripts.get(kind="original").run)
    return Recording.objects.get(pk=recording.pk)


def stored(folder: str = "") -> list[Path]:
    """Every file below ``MEDIA_ROOT``, or below one folder of it."""
    return sorted(path for path in (Path(settings.MEDIA_ROOT) / folder).rglob("*") if path.is_file())
