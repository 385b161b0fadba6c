"""Writing about requests for access: to the editors that one waits, to whoever asked what was decided.

A letter holds the accession number and an address: no title, no spoken word, neither a purpose nor a reason. Each is
sent once; a worker killed between the mail server and the database sends it again with the same ``Message-ID``.
"""

from __future__ import annotations

import logging
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission
from wagtail.users.models import UserProfile

from testimonies.actions.noticing import domain, is_silent
from testimonies.models import AccessRequest, Asked, Event, NoticeWish, State

__all__ = ["editors_of", "tell"]

log = logging.getLogger(__name__)
SAID = (Asked.GRANTED, Asked.REFUSED, Asked.REVOKED)


def tell(*, request: AccessRequest) -> None:
    """Write what is due and was not written yet. Raises what the mail server raises; nothing is lost then."""
    if is_silent() or request.testimony.demonstration or request.testimony.state == State.WITHDRAWN:
        return
    if request.state == Asked.WAITING and request.editors_told_at is None:
        for editor in editors_of(request.testimony.collection):
            _send(request, editor, "waits", UserProfile.get_for_user(editor).preferred_language)
        _note(request, editors_told_at=timezone.now())
    elif request.state in SAID and request.told_state != request.state:
        if request.asker.is_active and request.asker.email:
            _send(request, request.asker, request.state, request.language)
        _note(request, told_state=request.state)


def editors_of(collection: Collection) -> list[Any]:
    """Whoever may publish in ``collection`` and wishes to be written to; where there is nobody, the administrators."""
    step = Collection.steplen
    above = [collection.path[:length] for length in range(step, len(collection.path) + 1, step)]
    groups = GroupCollectionPermission.objects.filter(
        permission__codename="publish_testimony",
        permission__content_type__app_label="testimonies",
        collection__path__in=above,
    ).values("group")
    people = get_user_model().objects.filter(is_active=True).exclude(email="").order_by("pk")
    editors = people.filter(groups__in=groups).distinct() if people.filter(groups__in=groups).exists() else None
    return [one for one in editors or people.filter(is_superuser=True) if NoticeWish.of(one)]


def _send(request: AccessRequest, user: Any, said: str, language: str) -> None:
    with translation.override(language or settings.LANGUAGE_CODE):
        own = reverse("access_request", args=[request.uuid]) if said == "waits" else reverse("testimonies:account")
        facts = {
            "accession": request.testimony.accession_number,
            "said": said,
            "until": date_format(request.granted_until) if request.granted_until else "",
            "address": settings.SITE_URL + own,
        }
        for_editors, for_asker = _("%(accession)s: a request for access waits"), _("%(accession)s: your request")
        letter = EmailMessage(
            subject=(for_editors if said == "waits" else for_asker) % facts,
            body=render_to_string("testimonies/mail/access.txt", facts),
            to=[user.email],
            headers={
                "Message-ID": f"<access-{request.uuid}-{said}-{user.pk}@{domain()}>",
                "Auto-Submitted": "auto-generated",
            },
        )
    try:
        letter.send()
    except SMTPRecipientsRefused:
        log.warning("access request %d: the mail server knows no such address", request.pk)


def _note(request: AccessRequest, **values: Any) -> None:
    with transaction.atomic():
        AccessRequest.objects.filter(pk=request.pk).update(**values)
        Event.write("notice_sent", by=None, testimony=request.testimony, request=request.pk, cause=request.state)
