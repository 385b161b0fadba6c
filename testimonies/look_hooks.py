"""Wagtail's admin: narrators' private links, and how many of their answers wait."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from testimonies.models import collections_of
from testimonies.views import look_desk


@hooks.register("register_admin_urls")
def look_urls() -> list[URLPattern]:
    return [
        path("narrators/<str:accession>/", look_desk.look, name="narrators_look"),
        path("narrators/<str:accession>/<int:pk>/revoke/", look_desk.revoke, name="look_revoke"),
        path("narrators/<str:accession>/<int:pk>/remove/", look_desk.remove, name="look_remove"),
        path("narrators-answers/", look_desk.answers, name="look_answers"),
        path("narrators-answers/<int:pk>/seen-to/", look_desk.settle, name="look_settle"),
    ]


class AnswersItem(MenuItem):
    """For those who work in any collection."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(collections_of(request.user, "add", "change", "publish").exists())


@hooks.register("register_protection_menu_item")
def answers_menu_item() -> MenuItem:
    return AnswersItem(_("Narrators’ answers"), reverse("look_answers"), icon_name="view", order=15)
