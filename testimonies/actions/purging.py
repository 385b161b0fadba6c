"""The purge: after the restore window, or earlier where the narrator asks, nothing stays but number, dates and events.

Four steps, each of which may be begun again as often as it is killed; what is done is written down after each, and the
next run goes on with the next. Files come first, while the rows still say where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies import signals
from testimonies.actions import erasing, paper_forms, purged_rows, withdrawing
from testimonies.audio import access_copy, hearing_copy
from testimonies.exceptions import StateForbids
from testimonies.models import Event, Left, PurgeStep, Recording, Upload, Withdrawal
from testimonies.upload import growing

__all__ = ["STEPS", "ask", "begin_due", "purge"]


@transaction.atomic
def ask(*, withdrawal: Withdrawal, by: Any, typed: str) -> None:
    """The narrator wants everything gone before the window is over. ``typed`` must be the accession number.

    ``by`` is an editor, or ``None`` for whoever runs the archive. A second call does nothing.
    Raises :class:`~testimonies.exceptions.NotPermitted` and :class:`StateForbids`.
    """
    locked = Withdrawal.objects.select_for_update().get(pk=withdrawal.pk)
    if by is not None:
        withdrawing.check_may_decide(testimony=locked.testimony, by=by)
    if locked.restored_at is not None:
        raise StateForbids(_("It was restored. Take it back first."))
    if typed.strip() != locked.testimony.accession_number:
        raise StateForbids(_("Type the accession number to say that you mean it: nothing can be brought back."))
    if locked.purge_asked_at is None and locked.purge_step == PurgeStep.NONE:
        Withdrawal.objects.filter(pk=locked.pk).update(purge_asked_at=timezone.now())
        Event.write("purge_asked", by=by, testimony=locked.testimony, withdrawal=locked.pk)
        signals.purge_asked.send(Withdrawal, withdrawal=locked)
    withdrawal.refresh_from_db()


def begin_due() -> None:
    """Tell whoever listens of every purge that is owed."""
    for withdrawal in Withdrawal.objects.due():
        signals.purge_asked.send(Withdrawal, withdrawal=withdrawal)


def purge(*, withdrawal: Withdrawal, by: Any = None) -> None:
    """Bring a purge to its end, from where it stands. Raises :class:`StateForbids` before it is due.

    Not to be called inside of a transaction, nor twice at one moment: the caller holds it as a job.
    """
    if withdrawal.is_purged:
        return
    if not Withdrawal.objects.due().filter(pk=withdrawal.pk).exists():
        raise StateForbids(_("It can still be restored; its purge is not due."))
    for step, do in STEPS.items():
        withdrawal.refresh_from_db()
        if _is_done(step, withdrawal):
            continue
        left = do(withdrawal, by)
        with transaction.atomic():
            withdrawal.refresh_from_db()
            withdrawal.left = list(dict.fromkeys([*withdrawal.left, *left]))
            withdrawal.purge_step = step
            withdrawal.save(update_fields=["left", "purge_step"])
            Event.write("purge_went_on", by=by, testimony=withdrawal.testimony, withdrawal=withdrawal.pk, step=step)
    _finish(withdrawal, by)


def _is_done(step: str, withdrawal: Withdrawal) -> bool:
    order = list(PurgeStep)
    return order.index(PurgeStep(withdrawal.purge_step)) >= order.index(PurgeStep(step))


def _files(withdrawal: Withdrawal, by: Any) -> list[str]:
    """Every file: streamed ones first, then what they were made from."""
    testimony, left = withdrawal.testimony, []
    withdrawing.burn_copies(testimony=testimony)
    paper_forms.burn_scans(testimony=testimony, by=by)
    rows = list(purged_rows.with_files(testimony))
    for row in rows:
        if isinstance(row, Upload):
            growing.forget(row.path)
        elif not _held_by_others(row, rows):
            access_copy.burn(row.path)
    for recording in Recording.objects.filter(testimony=testimony).exclude(sha256=""):
        hearing_copy.forget(Path(settings.MEDIA_ROOT) / "working" / f"{recording.uuid}.pcm")
        if not _remove_original(recording):
            left.append(Left.SHARED.value)
    return left


def _held_by_others(row: Any, rows: list[Any]) -> bool:
    """Whether another testimony's record keeps the same bytes in the same place: a file that its digest names."""
    digest = getattr(row, "sha256", "")
    if not digest or digest not in row.path.name:
        return False
    mine = [one.pk for one in rows if type(one) is type(row)]
    return bool(type(row)._base_manager.filter(sha256=digest).exclude(pk__in=mine).exists())


@transaction.atomic
def _remove_original(recording: Recording) -> bool:
    """Remove an original unless another testimony keeps the same file; whoever takes one in waits meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(recording.sha256[:15], 16)])
    if Recording.objects.filter(sha256=recording.sha256).exclude(testimony=recording.testimony_id).exists():
        return False
    original = recording.original
    if original.exists():
        for other_name in (Path(settings.MEDIA_ROOT) / "incoming").glob("*"):
            if other_name.samefile(original):
                other_name.unlink()
        original.unlink()
    return True


def _rows(withdrawal: Withdrawal, by: Any) -> list[str]:
    """Every row, in one transaction; number, dates and events stay."""
    return [Left.SHEET.value] if purged_rows.remove(withdrawal.testimony) else []


def _bytes(withdrawal: Withdrawal, by: Any) -> list[str]:
    """What the database still keeps of rows that are deleted. Raises :class:`~testimonies.actions.erasing.Later`."""
    return [] if erasing.erase(purged_rows.tables()) else [Left.SERVER.value]


@transaction.atomic
def _finish(withdrawal: Withdrawal, by: Any) -> None:
    now = timezone.now()
    Withdrawal.objects.filter(pk=withdrawal.pk).update(
        purge_step=PurgeStep.DONE,
        purged_at=now,
        backups_until=timezone.localdate(now) + timedelta(days=settings.BACKUP_KEPT_DAYS),
    )
    Event.write("purged", by=by, testimony=withdrawal.testimony, withdrawal=withdrawal.pk, left=withdrawal.left)
    withdrawal.refresh_from_db()


STEPS: Mapping[str, Callable[[Withdrawal, Any], list[str]]] = {
    PurgeStep.FILES: _files,
    PurgeStep.ROWS: _rows,
    PurgeStep.BYTES: _bytes,
}
