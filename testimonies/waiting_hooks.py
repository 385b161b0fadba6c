"""Wagtail's admin: its first page says what waits for whoever opens it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.ui.components import Component

from testimonies.models import collections_of
from testimonies.views import waiting


@hooks.register("register_admin_urls")
def waiting_urls() -> list[URLPattern]:
    return [path("consents-ending/", waiting.consents_ending, name="consents_ending")]


class WaitingPanel(Component):
    """Above all else, for whoever works in any collection."""

    name = "waiting"
    template_name = "testimonies/admin/waiting.html"
    order = 10
    media = forms.Media(css={"all": ["css/admin/waiting.css"]})

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"waits": waiting.waiting_for(self.user)}


@hooks.register("construct_homepage_panels")
def waiting_panel(request: HttpRequest, panels: list[Any]) -> None:
    if collections_of(request.user, "add", "change", "publish", "translate").exists():
        panels.append(WaitingPanel(request.user))
