"""The job that writes to editors about narrators' answers, and the answer that must be seen to before publication."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from procrastinate.contrib.django import app

from testimonies import jobs, signals
from testimonies.actions import look_letters, noticing, publishing
from testimonies.exceptions import StateForbids
from testimonies.models import LookAnswer, Testimony
from testimonies.notices import QUEUE, WHEN_THE_MAIL_SERVER_IS_BACK


@app.task(queue=QUEUE, name="testimonies.tell_look", retry=WHEN_THE_MAIL_SERVER_IS_BACK)
def tell_look(answer_id: int) -> None:
    """Write to the editors that a narrator answered, if that was not done yet."""
    with jobs.in_hand(f"look-{answer_id}"):
        found = LookAnswer.objects.select_related("look__testimony__collection").filter(pk=answer_id).first()
        if found is not None:
            look_letters.tell(answer=found)


@receiver(signals.look_answered)
def on_look_answered(answer: LookAnswer, **kwargs: Any) -> None:
    if not noticing.is_silent():
        tell_look.configure(lock=f"look-{answer.pk}").defer(answer_id=answer.pk)


@receiver(signals.publication_asked, sender=Testimony)
def on_publication_asked(testimony: Testimony, **kwargs: Any) -> None:
    try:
        publishing.check_narrator_heard(testimony=testimony)
    except StateForbids as refusal:
        raise PermissionDenied(str(refusal)) from refusal
