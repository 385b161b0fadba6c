"""Wagtail's admin: who may hear a testimony and why, and the way to the paper forms."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from testimonies.models import collections_of
from testimonies.views import who_may_hear


@hooks.register("register_admin_urls")
def ledger_urls() -> list[URLPattern]:
    return [path("who-may-hear/<str:accession>/", who_may_hear.who_may_hear, name="who_may_hear")]


class ConsentFormsItem(MenuItem):
    """For those who work in any collection."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(collections_of(request.user, "add", "change", "publish").exists())


@hooks.register("register_protection_menu_item")
def consent_forms_menu_item() -> MenuItem:
    return ConsentFormsItem(
        _("Consent forms"), reverse("testimonies:consent_forms"), icon_name="clipboard-list", order=10
    )
