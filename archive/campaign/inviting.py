"""An account for a translator who was accepted: it may translate in one collection, and nothing else."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission

from archive.models import Post
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import Event, collections_of

__all__ = ["invite_translator"]


def invite_translator(*, post: Post, collection: Collection, by: Any) -> Any:
    """The account with the post's address, made where there is none, in the translators' group of ``collection``.

    Raises :class:`NotPermitted` where ``by`` is no editor of it, :class:`StateForbids` where the address was never
    confirmed, or its account is closed.
    """
    if not collections_of(by, "publish").filter(pk=collection.pk).exists():
        raise NotPermitted(_("You are no editor of this collection."))
    if post.confirmed_at is None:
        raise StateForbids(
            _("Nobody confirmed this address, so that no account is made for it. Ask an administrator to make one.")
        )
    known = EmailAddress.objects.filter(email__iexact=post.contact_email, verified=True).select_related("user").first()
    user = known.user if known else _new_account(post.contact_email)
    if not user.is_active:
        raise StateForbids(_("The account with this address is closed. Ask an administrator."))
    user.groups.add(_translators(collection))
    post.said = {**post.said, "account": True}
    Event.write("translator_invited", by=by, post=post.pk, account=user.pk, collection=collection.pk)
    return user


def _new_account(email: str) -> Any:
    """Without a password: its owner chooses one by the letter that resets it."""
    users = get_user_model().objects
    if users.filter(email__iexact=email).exists():
        raise StateForbids(_("There is an account with this address that was never confirmed. Ask an administrator."))
    user = users.create_user(username=f"reader-{secrets.token_hex(5)}", email=email, password=None)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _translators(collection: Collection) -> Group:
    group, _made = Group.objects.get_or_create(name=f"{collection.name}: translators"[:150])
    permission = Permission.objects.get(content_type__app_label="testimonies", codename="translate_testimony")
    GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    return group
