"""Writing about tasks: to whoever has one or supervises it. A number, an address, and nothing that was said."""

from __future__ import annotations

import logging
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from testimonies.actions.noticing import domain, is_silent
from testimonies.models import Event, NoticeWish, State, TaskState, TranscriptTask

__all__ = ["tell"]

log = logging.getLogger(__name__)


def tell(*, task: TranscriptTask) -> None:
    """Write what its state calls for, once. Raises what the mail server raises; nothing is lost then."""
    testimony = task.transcript.recording.testimony
    if is_silent() or testimony.demonstration or testimony.state == State.WITHDRAWN or task.told_state == task.state:
        return
    reader = task.supervisor if task.state == TaskState.HANDED_IN else task.given_to
    if reader.is_active and reader.email and NoticeWish.of(reader):
        with translation.override(UserProfile.get_for_user(reader).preferred_language or settings.LANGUAGE_CODE):
            facts = {
                "accession": testimony.accession_number,
                "number": task.transcript.recording.position,
                "state": task.state,
                "kind": task.kind,
                "due": date_format(task.due) if task.due else "",
                "address": settings.SITE_URL + reverse("testimonies:tasks"),
            }
            letter = EmailMessage(
                subject=_("%(accession)s: your task") % facts,
                body=render_to_string("testimonies/mail/task.txt", facts),
                to=[reader.email],
                headers={
                    "Message-ID": f"<task-{task.pk}-{task.state}-{int(task.changed_at.timestamp())}@{domain()}>",
                    "Auto-Submitted": "auto-generated",
                },
            )
        try:
            letter.send()
        except SMTPRecipientsRefused:
            log.warning("task %d: the mail server knows no such address", task.pk)
    with transaction.atomic():
        TranscriptTask.objects.filter(pk=task.pk).update(told_state=task.state)
        Event.write("notice_sent", by=None, testimony=testimony, task=task.pk, cause=task.state)
