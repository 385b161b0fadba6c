"""Telling the editors of a story that a clip of it closed: an address, and nothing of what was said or by whom."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from itertools import groupby
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.users.models import UserProfile

from archive.clips.showing import clips
from archive.models import ClipUse
from testimonies.actions.noticing import domain, is_silent
from testimonies.consent.audiences import VISITOR
from testimonies.models import NoticeWish

__all__ = ["editors_of", "look"]

log = logging.getLogger(__name__)


def look(uses: QuerySet[ClipUse]) -> None:
    """Compare each with what a visitor sees of it now; write to the page's editors where one closed, once.

    Raises what the mail server raises; nothing is lost then. One that opens again is told of when it closes again.
    """
    some = list(uses.select_related("recording", "page").order_by("page", "position"))
    seen = clips([use.place for use in some], VISITOR)
    for page, of_page in groupby(some, key=lambda use: use.page):
        rows = list(of_page)
        closed = [use for use in rows if use.place not in seen]
        fresh = [use for use in closed if use.open]
        if fresh and page.live:
            _tell(page, len(fresh))
        _write(fresh, open=False, told_at=timezone.now())
        _write([use for use in rows if use.place in seen and not use.open], open=True, told_at=None)


def editors_of(page: Page) -> list[Any]:
    """Who made it, and who saved its latest version, where they can still log in."""
    revision = page.latest_revision
    keys = {page.owner_id, revision.user_id if revision else None} - {None}
    return list(get_user_model()._default_manager.filter(pk__in=keys, is_active=True).order_by("pk"))


def _write(uses: Iterable[ClipUse], **values: Any) -> None:
    ClipUse.objects.filter(pk__in=[use.pk for use in uses]).update(**values)


def _tell(page: Page, number: int) -> None:
    if is_silent():
        return
    for editor in editors_of(page):
        if editor.email and NoticeWish.of(editor):
            try:
                _letter(page, number, editor).send()
            except SMTPRecipientsRefused:
                log.warning("story %d: the mail server knows no such address", page.pk)


def _letter(page: Page, number: int, editor: Any) -> EmailMessage:
    with translation.override(UserProfile.get_for_user(editor).preferred_language or settings.LANGUAGE_CODE):
        facts = {
            "number": number,
            "address": settings.SITE_URL + reverse("wagtailadmin_pages:edit", args=[page.pk]),
            "settings_address": settings.SITE_URL + reverse("wagtailadmin_account"),
        }
        return EmailMessage(
            subject=_("A clip in your story has closed"),
            body=render_to_string("archive/mail/clip_closed.txt", facts),
            to=[editor.email],
            headers={
                "Message-ID": f"<clips-{page.pk}-{editor.pk}-{int(timezone.now().timestamp())}@{domain()}>",
                "Auto-Submitted": "auto-generated",
            },
        )
