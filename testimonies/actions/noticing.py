"""Writing to whoever took a recording in, when it is ready or needs them: once for each recording and cause.

A notice is decided and sent by a job of its own, announced in the transaction that settles a step, so that it sees
everything that was committed before. What is written holds the accession number and an address and nothing else: no
title, no name, no spoken word. A worker that is killed after the mail server took the mail and before that is written
down sends it a second time, with the same ``Message-ID``, by which mail programs tell it from another.
"""

from __future__ import annotations

import logging
from email.utils import parseaddr
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

from testimonies.models import Event, Preparation, Progress, Recording, Testimony, listener_for
from testimonies.models.notice import Cause, Notice, NoticeWish

__all__ = ["WEIGHTS_WAITED_FOR_S", "causes", "domain", "is_silent", "tell"]

log = logging.getLogger(__name__)

WEIGHTS_WAITED_FOR_S = 3_600
SILENT = "django.core.mail.backends.dummy.EmailBackend"


def is_silent() -> bool:
    """Whether no mail server is set: then nothing is sent, and nothing is owed later."""
    return bool(settings.EMAIL_BACKEND == SILENT)


def tell(*, recording: Recording, weights_missing: bool = False) -> None:
    """Write what is due and was not written yet. Raises what the mail server raises; nothing is lost then."""
    if is_silent() or recording.testimony.demonstration:
        return
    for cause in causes(recording, weights_missing=weights_missing):
        user = _reader(recording)
        if user is not None:
            _send_once(recording, cause, user)


def causes(recording: Recording, *, weights_missing: bool = False) -> list[Cause]:
    """What there is to say of a recording as it stands."""
    own = recording.transcripts.filter(kind="original").select_related("run").first()
    progress = own.progress if own is not None else ""
    if progress == Progress.FAILED or recording.preparation == Preparation.FAILED:
        return [Cause.FAILED]
    if progress == Progress.NEEDS_WEIGHTS and weights_missing:
        return [Cause.NEEDS_WEIGHTS]
    return [Cause.READY] if (progress, recording.preparation) == (Progress.DONE, Preparation.READY) else []


def _reader(recording: Recording) -> Any:
    """Who took it in, where they may still work on it, have an address and wish to be written to."""
    user = recording.uploaded_by
    if user is None or not user.is_active or not user.email or not NoticeWish.of(user):
        return None
    mine = Testimony.objects.worked_on_by(listener_for(user))
    return user if mine.filter(pk=recording.testimony_id).exists() else None


def _send_once(recording: Recording, cause: Cause, user: Any) -> None:
    notice, _made = Notice.objects.get_or_create(recording=recording, cause=cause, defaults={"to": user})
    if notice.sent_at is not None:
        return
    try:
        _message(notice, recording, user).send()
    except SMTPRecipientsRefused:
        log.warning("notice %d: the mail server knows no such address", notice.pk)
        return
    with transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(sent_at=timezone.now())
        Event.write("notice_sent", by=None, recording=recording, cause=cause.value)


def _message(notice: Notice, recording: Recording, user: Any) -> EmailMessage:
    with translation.override(UserProfile.get_for_user(user).preferred_language or settings.LANGUAGE_CODE):
        facts = {
            "accession": recording.testimony.accession_number,
            "number": recording.position,
            "cause": notice.cause,
            "address": settings.SITE_URL + recording.get_absolute_url(),
            "settings_address": settings.SITE_URL + reverse("wagtailadmin_account"),
        }
        return EmailMessage(
            subject=_SUBJECTS[Cause(notice.cause)]() % facts,
            body=render_to_string("testimonies/mail/notice.txt", facts),
            to=[user.email],
            headers={
                "Message-ID": f"<notice-{notice.pk}-{recording.uuid}@{domain()}>",
                "Auto-Submitted": "auto-generated",
            },
        )


def domain() -> str:
    """What stands behind the @ of the archive's own address."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


_SUBJECTS = {
    Cause.READY: lambda: _("%(accession)s/%(number)s is ready"),
    Cause.FAILED: lambda: _("%(accession)s/%(number)s needs you"),
    Cause.NEEDS_WEIGHTS: lambda: _("%(accession)s/%(number)s is waiting"),
}
