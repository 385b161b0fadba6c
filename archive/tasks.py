"""The site's own jobs, on procrastinate."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django import app

from archive.campaign import forgetting, letters  # noqa: F401  # letters: its job
from archive.models import Asked, Count, Salt

__all__ = ["forget_contacts", "tidy"]


@app.periodic(cron="7 * * * *")
@app.task(queue="keeping", name="archive.tidy", queueing_lock="tidy")
def tidy(timestamp: int) -> None:
    """Every hour: delete sessions that ended, counts that no longer count, and the salts of days that are over."""
    call_command("clearsessions")
    now = timezone.now()
    Asked.objects.filter(since__lt=now - timedelta(hours=1)).delete()
    Count.objects.filter(until__lt=now).delete()
    Salt.objects.filter(day__lt=now.date()).delete()


@app.periodic(cron="23 3 * * *")
@app.task(queue="keeping", name="archive.forget_contacts", queueing_lock="forget_contacts")
def forget_contacts(timestamp: int) -> None:
    """Every night: forget who sent what through the public forms, where its time is over."""
    forgetting.forget()
