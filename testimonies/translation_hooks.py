"""The way from the editors' rooms to the translator's desk."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from testimonies.models import collections_of

__all__ = ["TranslateItem", "translate_menu_item"]


class TranslateItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return collections_of(request.user, "add", "change", "publish", "translate").exists()


@hooks.register("register_admin_menu_item")
def translate_menu_item() -> MenuItem:
    return TranslateItem(_("Translate"), reverse("testimonies:translate_languages"), icon_name="globe", order=93)
