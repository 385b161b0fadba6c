"""Wagtail's admin: real names behind their door, and the list of what the search for risks found."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import Panel

from testimonies.models import NameReader, collections_of
from testimonies.views import real_names, risk_desk


@hooks.register("register_admin_urls")
def risk_urls() -> list[URLPattern]:
    return [
        path("people/<int:pk>/real-name/", real_names.real_name, name="real_name"),
        path("name-readers/", real_names.name_readers, name="name_readers"),
        path("risk/", risk_desk.risk_desk, name="risk_desk"),
    ]


class RealNamePanel(Panel):
    """For those who may read real names alone: the way to the door behind which one is held."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "testimonies/admin/real_name_panel.html"

        def is_shown(self) -> bool:
            person = self.instance
            return bool(person.pk and NameReader.may_read(self.request.user, person))


class RiskPanel(Panel):
    """How grave the risk is, how many findings are open, and the way to them."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "testimonies/admin/risk_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | risk_desk.standing(self.instance)


class RiskMenuItem(MenuItem):
    """For those who work in any collection."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(collections_of(request.user, "change", "publish").exists())


@hooks.register("register_protection_menu_item")
def risk_menu_item() -> MenuItem:
    return RiskMenuItem(_("Risk review"), reverse("risk_desk"), icon_name="warning", order=20)


class AdministratorsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


@hooks.register("register_settings_menu_item")
def name_readers_menu_item() -> MenuItem:
    return AdministratorsItem(_("Readers of real names"), reverse("name_readers"), icon_name="lock", order=900)
