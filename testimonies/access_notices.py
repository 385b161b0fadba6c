"""The job that writes about requests for access, announced in the transaction that changes one."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from procrastinate.contrib.django import app

from testimonies import jobs, signals
from testimonies.actions import access_letters, noticing
from testimonies.models import AccessRequest
from testimonies.notices import QUEUE, WHEN_THE_MAIL_SERVER_IS_BACK


@app.task(queue=QUEUE, name="testimonies.tell_access", retry=WHEN_THE_MAIL_SERVER_IS_BACK)
def tell_access(request_id: int) -> None:
    """Write to the editors or to whoever asked, if there is something to say that was not said yet."""
    with jobs.in_hand(f"access-{request_id}"):
        found = AccessRequest.objects.select_related("testimony__collection", "asker").filter(pk=request_id).first()
        if found is not None:
            access_letters.tell(request=found)


@receiver(signals.access_changed)
def on_access_changed(request: AccessRequest, **kwargs: Any) -> None:
    if not noticing.is_silent():
        tell_access.configure(lock=f"access-{request.pk}").defer(request_id=request.pk)
