"""Writing to the editors that a narrator answered through their own look: a number and an address, and nothing else."""

from __future__ import annotations

import logging
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from testimonies.actions.access_letters import editors_of
from testimonies.actions.noticing import domain, is_silent
from testimonies.models import Event, LookAnswer

__all__ = ["tell"]

log = logging.getLogger(__name__)


def tell(*, answer: LookAnswer) -> None:
    """To the editors of its collection, once. Raises what the mail server raises; nothing is lost then."""
    testimony = answer.look.testimony
    if is_silent() or testimony.demonstration or answer.told_at is not None or answer.settled_at is not None:
        return
    for editor in editors_of(testimony.collection):
        _send(answer, editor)
    with transaction.atomic():
        LookAnswer.objects.filter(pk=answer.pk).update(told_at=timezone.now())
        Event.write("notice_sent", by=None, testimony=testimony, answer=answer.pk, cause=answer.kind)


def _send(answer: LookAnswer, editor: Any) -> None:
    with translation.override(UserProfile.get_for_user(editor).preferred_language or settings.LANGUAGE_CODE):
        facts = {
            "accession": answer.look.testimony.accession_number,
            "address": settings.SITE_URL + reverse("look_answers"),
        }
        letter = EmailMessage(
            subject=_("%(accession)s: its narrator answered") % facts,
            body=render_to_string("testimonies/mail/look.txt", facts),
            to=[editor.email],
            headers={
                "Message-ID": f"<look-answer-{answer.pk}-{editor.pk}@{domain()}>",
                "Auto-Submitted": "auto-generated",
            },
        )
    try:
        letter.send()
    except SMTPRecipientsRefused:
        log.warning("answer %d of a narrator: the mail server knows no such address", answer.pk)
