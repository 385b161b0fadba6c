"""Search listens: what changed is noted in the change sequence, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from search.models import Change
from testimonies import signals


@receiver(signals.testimony_changed)
def on_testimony_changed(testimony_id: int, words_gone: bool = False, **kwargs: Any) -> None:
    Change.objects.create(testimony_id=testimony_id, words_gone=words_gone)
