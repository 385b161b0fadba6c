"""Search listens: what changed is noted in the change sequence, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from search.models import Change, SavedSearch
from testimonies import signals
from testimonies.models import Testimony


@receiver(signals.testimony_changed)
def on_testimony_changed(testimony_id: int, words_gone: bool = False, **kwargs: Any) -> None:
    Change.objects.create(testimony_id=testimony_id, words_gone=words_gone)


@receiver(signals.testimony_purged)
def on_testimony_purged(testimony: Testimony, **kwargs: Any) -> None:
    """Not even its number stays in what somebody's search found."""
    key = str(testimony.pk)
    for saved in SavedSearch.objects.filter(found__has_key=key).select_for_update():
        del saved.found[key]
        saved.save(update_fields=["found"])
