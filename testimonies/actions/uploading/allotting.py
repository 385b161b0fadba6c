"""What one person may have on its way, how long it is kept, and whether the disk has room for it."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies.exceptions import UploadRefused
from testimonies.models import Upload
from testimonies.upload import growing
from testimonies.upload.receiving import HEADROOM_BYTES

__all__ = ["check_disk", "check_quota", "expiry", "room_for"]


def room_for(*, by: Any, but: Upload | None = None) -> int:
    """Bytes that ``by`` may send in one upload, beside what is on its way already.

    Announced bytes count before they come. What became a recording counts no more, nor do parts beside their whole.
    """
    taken = _others(by, but).aggregate(sum=Sum(Coalesce("length_bytes", F("offset_bytes"))))["sum"] or 0
    return max(0, min(settings.UPLOAD_LIMIT_BYTES, settings.UPLOAD_QUOTA_BYTES - taken))


def check_quota(by: Any, length_bytes: int, *, but: Upload | None = None) -> None:
    """Raises :class:`UploadRefused` where this is more than ``by`` may have on its way beside other uploads."""
    if _others(by, but).count() >= settings.UPLOAD_QUOTA_FILES:
        raise UploadRefused(
            _("You have %(count)s files on their way already. Describe those that have arrived, or remove some.")
            % {"count": settings.UPLOAD_QUOTA_FILES}
        )
    if length_bytes > room_for(by=by, but=but):
        raise UploadRefused(
            _(
                "With this file you would have more than %(limit)s MB on its way. "
                "Describe the files that have arrived, or remove some."
            )
            % {"limit": settings.UPLOAD_QUOTA_BYTES // 1_000_000}
        )


def _others(by: Any, but: Upload | None) -> QuerySet[Upload]:
    others = Upload.objects.of(by).waiting()
    return others if but is None else others.exclude(pk=but.pk)


def check_disk(length_bytes: int) -> None:
    """Raises :class:`~testimonies.upload.growing.DiskFull` where so much would leave no headroom."""
    folder = Path(settings.MEDIA_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    if length_bytes + HEADROOM_BYTES > shutil.disk_usage(folder).free:
        raise growing.DiskFull


def expiry() -> datetime:
    return timezone.now() + timedelta(hours=settings.UPLOAD_EXPIRES_HOURS)
