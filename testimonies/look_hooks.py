"""Wagtail's admin: narrators' private links, and how many of their answers wait."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

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


class AnswersPanel(Component):
    """On the first page of the admin: how many answers of narrators wait."""

    name = "look_answers_waiting"
    template_name = "testimonies/admin/look_waiting.html"
    order = 80

    def __init__(self, number: int) -> None:
        self.number = number

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        said = ngettext("%(number)d answer of a narrator waits.", "%(number)d answers of narrators wait.", self.number)
        return {"sentence": said % {"number": self.number}}


@hooks.register("construct_homepage_panels")
def answers_panel(request: HttpRequest, panels: list[Any]) -> None:
    number = look_desk.waiting(request.user)
    if number:
        panels.append(AnswersPanel(number))
