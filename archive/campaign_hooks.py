"""Wagtail's admin: what visitors sent, how much of it waits, and what was published of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from archive.campaign import deciding, desk
from archive.models import Action, Campaign
from testimonies.views.waiting import Waits

__all__ = ["Actions", "Campaigns"]


@hooks.register("register_admin_urls")
def posts_urls() -> list[URLPattern]:
    return [
        path("from-visitors/", desk.posts, name="visitors_posts"),
        path("from-visitors/<uuid:uuid>/", desk.post, name="visitors_post"),
    ]


class PostsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return deciding.may_decide(request.user)


@hooks.register("register_admin_menu_item")
def posts_menu_item() -> MenuItem:
    return PostsItem(_("From visitors"), reverse("visitors_posts"), icon_name="mail", order=130)


class PostsPanel(Component):
    """Below what waits in the collections."""

    name = "from_visitors"
    template_name = "archive/campaign/desk/waiting.html"
    order = 11

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        number = desk.waiting()
        sentence = ngettext(
            "%(number)d report or offer of visitors waits for a decision.",
            "%(number)d reports and offers of visitors wait for a decision.",
            number,
        ) % {"number": number}
        one = Waits("mail", sentence, str(_("Read it")), reverse("visitors_posts"), pressing=True)
        return {"one": one if number else None}


@hooks.register("construct_homepage_panels")
def posts_panel(request: HttpRequest, panels: list[Any]) -> None:
    if deciding.may_decide(request.user):
        panels.append(PostsPanel())


@register_snippet
class Actions(SnippetViewSet):
    model = Action
    icon = "date"
    menu_label = _("Actions")
    list_display: ClassVar[list[str]] = ["title", "organisation", "country", "day"]
    list_filter: ClassVar[list[str]] = ["country", "demonstration"]
    search_fields: ClassVar[list[str]] = ["title", "organisation"]


@register_snippet
class Campaigns(SnippetViewSet):
    model = Campaign
    icon = "openquote"
    menu_label = _("Campaigns")
    list_display: ClassVar[list[str]] = ["title", "organisation", "country", "standing"]
    list_filter: ClassVar[list[str]] = ["standing", "instruments", "demonstration"]
    search_fields: ClassVar[list[str]] = ["title", "organisation"]
