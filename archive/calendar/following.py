"""Listens: of a testimony that is purged, no occasion keeps that it was recorded there."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from archive.models import Occasion
from testimonies import signals

__all__ = ["forget_testimony"]


@receiver(signals.testimony_purged)
def forget_testimony(testimony: Any, **kwargs: Any) -> None:
    """Within the transaction of the purge."""
    through: Any = Occasion.testimonies.through
    through.objects.filter(testimony=testimony.pk).delete()
