"""Listens: what a page uses is written down when it is published; its editors are told when a clip of it closes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from procrastinate.contrib.django import app
from wagtail.signals import page_published, page_unpublished

from archive.clips import telling
from archive.clips.showing import clips
from archive.models import ClipUse, StoryPage
from archive.podcast import kept
from testimonies import jobs, signals
from testimonies.actions import noticing
from testimonies.consent.audiences import VISITOR
from testimonies.models import Recording
from testimonies.notices import QUEUE, WHEN_THE_MAIL_SERVER_IS_BACK

__all__ = ["look_at_clips", "note_clips"]


@receiver(page_published, sender=StoryPage)
def note_clips(instance: StoryPage, **kwargs: Any) -> None:
    """Write down its clips. Of a recording that is not there, nothing. Who publishes it saw which are closed."""
    places = instance.places
    seen = clips(places, VISITOR)
    known = {one.uuid: one for one in Recording.objects.filter(uuid__in={place.recording for place in places})}
    with transaction.atomic():
        ClipUse.objects.filter(page=instance.pk).delete()
        ClipUse.objects.bulk_create(
            ClipUse(
                page_id=instance.pk,
                position=position,
                recording=known[place.recording],
                start_ms=place.start_ms,
                end_ms=place.end_ms,
                open=place in seen,
            )
            for position, place in enumerate(places, start=1)
            if place.recording in known
        )
    kept.forget_pages([instance.pk])


@receiver(page_unpublished, sender=StoryPage)
def forget_clips(instance: StoryPage, **kwargs: Any) -> None:
    ClipUse.objects.filter(page=instance.pk).delete()
    kept.forget_pages([instance.pk])


@receiver(post_delete, sender=StoryPage)
def forget_episodes(instance: StoryPage, **kwargs: Any) -> None:
    kept.forget_pages([instance.pk])


@receiver(signals.testimony_changed)
def on_testimony_changed(testimony_id: int, **kwargs: Any) -> None:
    """Whatever was joined from it is removed when this is committed; its editors are told by a job."""
    pages = list(ClipUse.objects.filter(recording__testimony=testimony_id).values_list("page", flat=True).distinct())
    if pages:
        transaction.on_commit(lambda: kept.forget_pages(pages))
        if not noticing.is_silent():
            look_at_clips.configure(lock=f"clips-{testimony_id}").defer(testimony_id=testimony_id)


@receiver(signals.testimony_purged)
def on_testimony_purged(testimony: Any, recordings: list[int], **kwargs: Any) -> None:
    ClipUse.objects.filter(recording__in=recordings).delete()


@app.task(queue=QUEUE, name="archive.look_at_clips", retry=WHEN_THE_MAIL_SERVER_IS_BACK)
def look_at_clips(testimony_id: int) -> None:
    """Tell the editors of each page that uses a clip of it which closed since it was looked at last."""
    with jobs.in_hand(f"clips-{testimony_id}"):
        telling.look(ClipUse.objects.filter(recording__testimony=testimony_id))


@app.periodic(cron="23 * * * *")
@app.task(queue="keeping", name="archive.look_at_all_clips", queueing_lock="look-at-all-clips")
def look_at_all_clips(timestamp: int) -> None:
    """Every hour: a consent may end by its day alone; and what a process that was killed left is removed."""
    telling.look(ClipUse.objects.all())
    kept.sweep()
