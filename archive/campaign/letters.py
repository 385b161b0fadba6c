"""Letters to those who sent something, and the letters that are handed on to campaigns.

A letter of ours holds nothing that anybody typed into a form: whoever names another person's address in it can make the
archive write to them once, and say nothing of their own by it.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from archive.models import Post, PostKind, PostState
from testimonies import jobs
from testimonies.actions.noticing import domain, is_silent
from testimonies.models.narrators_look import digest_of_token
from testimonies.notices import QUEUE, WHEN_THE_MAIL_SERVER_IS_BACK

__all__ = ["announce", "own_address", "tell", "tell_post"]

log = logging.getLogger(__name__)
LATER_MINUTES = 10
SAID = (PostState.RECEIVED, PostState.PUBLISHED, PostState.DECLINED)


def announce(post: Post) -> None:
    """In the transaction that changes a post. Nothing is written about what a robot may have sent."""
    if not is_silent() and post.state in SAID and not (post.doubts and post.state == PostState.RECEIVED):
        tell_post.configure(lock=f"post-{post.pk}").defer(post_id=post.pk)


@app.task(queue=QUEUE, name="archive.tell_post", retry=WHEN_THE_MAIL_SERVER_IS_BACK)
def tell_post(post_id: int) -> None:
    """Write what its state calls for, if that was not done yet; a confirmation waits where many were sent lately."""
    with jobs.in_hand(f"post-{post_id}"):
        post = Post.objects.select_related("about__post", "corrects").filter(pk=post_id).first()
        if post is None or is_silent():
            return
        if post.state == PostState.RECEIVED and _sent_lately() >= settings.LETTERS_PER_HOUR:
            tell_post.configure(lock=f"post-{post_id}", schedule_in={"minutes": LATER_MINUTES}).defer(post_id=post_id)
            return
        tell(post=post)


def tell(*, post: Post) -> None:
    """Once for each state. Raises what the mail server raises; nothing is lost then."""
    if post.state not in SAID or post.told_state == post.state or not post.contact_email:
        return
    handed_on = post.kind == PostKind.LETTER and post.state == PostState.PUBLISHED
    try:
        (_hand_on if handed_on else _write)(post)
    except SMTPRecipientsRefused:
        log.warning("post %d: the mail server knows no such address", post.pk)
    now = timezone.now()
    done: dict[str, Any] = {"told_state": post.state, "told_at": now}
    if handed_on:
        done |= {"said": {}, "contact_name": "", "contact_email": "", "forgotten_at": now}
    Post.objects.filter(pk=post.pk).update(**done)


def own_address(post: Post) -> str:
    """The private link, in the language of whoever sent it."""
    with translation.override(post.language):
        return settings.SITE_URL + reverse("posted", args=[post.root.token])


def _write(post: Post) -> None:
    root = post.root
    if root.digest != digest_of_token(root.token):  # the site's key was changed since
        Post.objects.filter(pk=root.pk).update(digest=digest_of_token(root.token))
    with translation.override(post.language):
        facts = {
            "post": post,
            "reason": post.reason,
            "site": settings.SITE_URL,
            "address": own_address(post),
            "days": settings.POSTS_UNCONFIRMED_DAYS,
            "reset": settings.SITE_URL + reverse("account_reset_password"),
            "invited": post.kind == PostKind.TRANSLATOR
            and post.state == PostState.PUBLISHED
            and bool(post.said.get("account")),
        }
        subjects = {
            PostState.RECEIVED: _("Please confirm what you sent"),
            PostState.PUBLISHED: _("What you sent was accepted"),
            PostState.DECLINED: _("What you sent was not taken up"),
        }
        _letter(post, subjects[PostState(post.state)], "archive/mail/post.txt", facts, post.contact_email).send()


def _hand_on(post: Post) -> None:
    """To the campaign's contact, with the writer's address to answer to."""
    campaign = post.about
    if campaign is None or campaign.post is None or not campaign.post.contact_email:
        return
    with translation.override(campaign.post.language):
        facts = {"post": post, "campaign": campaign, "site": settings.SITE_URL}
        letter = _letter(
            post, _("A letter to your campaign"), "archive/mail/campaign_letter.txt", facts, campaign.post.contact_email
        )
        letter.reply_to = [post.contact_email]
        letter.send()


def _letter(post: Post, subject: str, template: str, facts: dict[str, Any], to: str) -> EmailMessage:
    return EmailMessage(
        subject=subject,
        body=render_to_string(template, facts),
        to=[to],
        headers={"Message-ID": f"<post-{post.uuid}-{post.state}@{domain()}>", "Auto-Submitted": "auto-generated"},
    )


def _sent_lately() -> int:
    lately = timezone.now() - timedelta(hours=1)
    return Post.objects.filter(told_state=PostState.RECEIVED, told_at__gt=lately).count()
