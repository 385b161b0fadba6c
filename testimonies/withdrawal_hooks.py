"""Wagtail's admin: the list of what narrators took back."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from testimonies.models import Withdrawal, collections_of, listener_for
from testimonies.views import withdrawing


@hooks.register("register_admin_urls")
def withdrawal_urls() -> list[URLPattern]:
    return [path("withdrawn/", withdrawing.withdrawn, name="withdrawn")]


class WithdrawnMenuItem(MenuItem):
    """For the staff of collections, and for whoever wrote a withdrawal down."""

    def is_shown(self, request: HttpRequest) -> bool:
        if collections_of(request.user, "change", "publish").exists():
            return True
        return Withdrawal.objects.visible_to(listener_for(request.user)).exists()


@hooks.register("register_protection_menu_item")
def withdrawn_menu_item() -> MenuItem:
    return WithdrawnMenuItem(_("Taken back"), reverse("withdrawn"), icon_name="lock", order=50)
