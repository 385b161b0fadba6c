"""Wagtail's admin: requests for access, registered researchers, and who did what."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

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
