"""A narrator takes a testimony back, and perhaps changes their mind within the restore window.

The state is what hides it: every door asks the rule of consent, and the rule says *nobody* from the commit on. What
must not be there even for a moment longer, the copies that are streamed, is burned right after it, and again by a
periodic job (:func:`sweep`) should the process be killed in between.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision, WorkflowState

from testimonies import signals
from testimonies.actions import asking
from testimonies.audio import access_copy, hearing_copy
from testimonies.description.languages import INTERFACE_LANGUAGES
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import (
    Event,
    Preparation,
    Recording,
    Run,
    State,
    Testimony,
    TestimonyPermissionPolicy,
    Upload,
    Withdrawal,
    listener_for,
)
from testimonies.upload import growing

__all__ = ["burn_copies", "check_may_decide", "copies_of", "may_withdraw", "restore", "sweep", "withdraw"]

log = logging.getLogger(__name__)


@transaction.atomic
def withdraw(*, testimony: Testimony, by: Any, reason: str = "", language: str = "en") -> Withdrawal:
    """Hide a testimony everywhere, at once, and seal what is kept of it until the end of the restore window.

    ``language`` is the narrator's, for the receipt: one of the interface's. A second call finds the first one's
    withdrawal. Raises :class:`NotPermitted`, and ``ValueError`` for a language that no receipt is written in.
    """
    if language not in INTERFACE_LANGUAGES:
        raise ValueError(f"no receipt is written in {language!r}")
    locked = Testimony.objects.select_for_update().get(pk=testimony.pk)
    if locked.state == State.WITHDRAWN:
        return locked.withdrawals.standing().get()
    if by is not None and not may_withdraw(testimony=locked, by=by):
        raise NotPermitted(_("You do not work on this testimony."))
    was_public = locked.first_published_at is not None
    _stop_reviews(locked, by)
    Testimony.objects.filter(pk=locked.pk).update(
        state=State.WITHDRAWN, live=False, go_live_at=None, expire_at=None, has_unpublished_changes=False
    )
    for run in Run.objects.unsettled().filter(transcript__recording__testimony=locked):
        asking.cancel(run=run, by=by)
    _forget_uploads(locked)
    now = timezone.now()
    withdrawal = Withdrawal.objects.create(
        testimony=locked,
        number=locked.withdrawals.count() + 1,
        at=now,
        by=by,
        reason=reason.strip(),
        language=language,
        was_public=was_public,
        restorable_until=now + timedelta(days=settings.RESTORE_WINDOW_DAYS),
    )
    _forget_copies(locked)
    Event.write("withdrawn", by=by, testimony=locked, withdrawal=withdrawal.pk, receipt=withdrawal.receipt_number)
    signals.testimony_withdrawn.send(Testimony, testimony=locked)
    signals.testimony_changed.send(Testimony, testimony_id=locked.pk)
    transaction.on_commit(lambda: burn_copies(testimony=locked))
    testimony.state, testimony.live = State.WITHDRAWN, False
    return withdrawal


def may_withdraw(*, testimony: Testimony, by: Any) -> bool:
    """Staff of its collection, and the interviewer to whom the narrator spoke: whoever the narrator can reach must be
    able to do it at once. It hides, and deletes nothing yet."""
    return Testimony.objects.worked_on_by(listener_for(by)).filter(pk=testimony.pk).exists()


@transaction.atomic
def restore(*, withdrawal: Withdrawal, by: Any, reason: str) -> None:
    """Bring a testimony back within the restore window: closed, not public, its listening copies made anew.

    Raises :class:`NotPermitted`; :class:`StateForbids` without a reason, after the window, or once its purge was asked.
    """
    locked = Withdrawal.objects.select_for_update().get(pk=withdrawal.pk)
    testimony = Testimony.objects.select_for_update().get(pk=locked.testimony_id)
    check_may_decide(testimony=testimony, by=by)
    if not locked.is_restorable:
        raise StateForbids(_("It cannot be restored any more."))
    if not reason.strip():
        raise StateForbids(_("Say why it is restored: the narrator may ask."))
    locked.restored_at, locked.restored_by = timezone.now(), by
    locked.reason = "\n".join(filter(None, (locked.reason, reason.strip())))
    locked.save(update_fields=["restored_at", "restored_by", "reason"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('archive.restoring', %s, true)", [str(testimony.pk)])
        Testimony.objects.filter(pk=testimony.pk).update(state=State.CLOSED)
        cursor.execute("SELECT set_config('archive.restoring', '', true)")
    Event.write("restored", by=by, testimony=testimony, withdrawal=locked.pk)
    for recording in testimony.recordings.all():
        signals.preparation_asked.send(Recording, recording=recording)
    signals.testimony_changed.send(Testimony, testimony_id=testimony.pk)
    withdrawal.refresh_from_db()


def check_may_decide(*, testimony: Testimony, by: Any) -> None:
    """What cannot be undone is an editor's. Raises :class:`NotPermitted`."""
    if not TestimonyPermissionPolicy(Testimony).may_publish_in(by, testimony.collection):
        raise NotPermitted(_("Only an editor of its collection can do this."))


def burn_copies(*, testimony: Testimony) -> int:
    """Remove every file that could be streamed or heard, whoever has it open. Returns how many there were."""
    burned = 0
    for recording in Recording.objects.filter(testimony=testimony):
        for file in copies_of(recording):
            access_copy.burn(file)
            burned += 1
        hearing_copy.forget(Path(settings.MEDIA_ROOT) / "working" / f"{recording.uuid}.pcm")
    if burned:
        Event.write("copies_burned", by=None, testimony=testimony, files=burned)
    return burned


def copies_of(recording: Recording) -> Iterator[Path]:
    """Every file below ``access/`` that carries a recording's number: copies, silenced ones, and unfinished ones."""
    access = Path(settings.MEDIA_ROOT) / "access"
    for folder in {access, access / recording.sha256[:2]}:
        yield from (file for file in folder.glob(f"*{recording.uuid}*") if file.is_file())


def sweep() -> None:
    """Burn what a process that was killed in mid-withdrawal left, and what a worker finished afterwards."""
    for withdrawal in Withdrawal.objects.sealed().select_related("testimony"):
        burned = burn_copies(testimony=withdrawal.testimony)
        if burned:
            log.warning(
                "%d copies of withdrawn testimony %d were left, and are burned", burned, withdrawal.testimony_id
            )


def _stop_reviews(testimony: Testimony, by: Any) -> None:
    """No review goes on, and nothing that was planned for a later day is published."""
    for review in WorkflowState.objects.active().filter(
        base_content_type__app_label="testimonies", base_content_type__model="testimony", object_id=str(testimony.pk)
    ):
        review.cancel(user=by)
    Revision.objects.for_instance(testimony).update(approved_go_live_at=None)


def _forget_copies(testimony: Testimony) -> None:
    """Their rows, with the waveforms in them; the files follow when this is committed."""
    relation: Any
    for relation in Recording._meta.get_fields(include_hidden=True):
        copies: Any = relation.related_model
        points_here = relation.auto_created and not relation.concrete
        if points_here and hasattr(copies, "media_type") and hasattr(copies, "path"):
            copies._base_manager.filter(**{f"{relation.field.name}__testimony": testimony}).delete()
    made = models.Q(preparation__in=(Preparation.READY, Preparation.PREPARING))
    Recording.objects.filter(made, testimony=testimony).update(preparation=Preparation.WAITING)


def _forget_uploads(testimony: Testimony) -> None:
    """What its recordings came in by, and would be told again to whoever asks for it."""
    uploads = list(Upload.objects.filter(recording__testimony=testimony))
    Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()
    for upload in uploads:
        transaction.on_commit(lambda path=upload.path: growing.forget(path))  # type: ignore[misc]
