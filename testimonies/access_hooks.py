"""Wagtail's admin: requests for access, registered researchers, and who did what."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from testimonies.models import Asked
from testimonies.views import access_desk, researchers_desk, trail


@hooks.register("register_admin_urls")
def access_urls() -> list[URLPattern]:
    return [
        path("access/", access_desk.access_requests, name="access_requests"),
        path("access/in-force.csv", access_desk.in_force, name="access_in_force"),
        path("access/<uuid:uuid>/", access_desk.access_request, name="access_request"),
        path("researchers/", researchers_desk.researchers, name="researchers"),
        path("researchers/<int:pk>/", researchers_desk.act, name="researcher_act"),
        path("who-did-what/", trail.trail, name="trail"),
        path("who-did-what/export/", trail.export, name="trail_export"),
    ]


class EditorsItem(MenuItem):
    """For editors of any collection."""

    def is_shown(self, request: HttpRequest) -> bool:
        return access_desk.may_decide(request.user)


class StaffItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return trail.may_read(request.user)


@hooks.register("register_protection_menu_item")
def access_menu_item() -> MenuItem:
    return EditorsItem(_("Access requests"), reverse("access_requests"), icon_name="key", order=30)


@hooks.register("register_protection_menu_item")
def researchers_menu_item() -> MenuItem:
    return EditorsItem(_("Researchers"), reverse("researchers"), icon_name="group", order=40)


@hooks.register("register_protection_menu_item")
def trail_menu_item() -> MenuItem:
    return StaffItem(_("Who did what"), reverse("trail"), icon_name="history", order=60)


class WaitingPanel(Component):
    """On the first page of the admin: how many requests wait for this editor."""

    name = "access_requests_waiting"
    template_name = "testimonies/admin/access_waiting.html"
    order = 90

    def __init__(self, number: int) -> None:
        self.number = number

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        said = ngettext("%(number)d request for access waits.", "%(number)d requests for access wait.", self.number)
        return {"sentence": said % {"number": self.number}}


@hooks.register("construct_homepage_panels")
def waiting_panel(request: HttpRequest, panels: list[Any]) -> None:
    number = access_desk.mine(request.user).filter(state=Asked.WAITING).count()
    if number:
        panels.append(WaitingPanel(number))
