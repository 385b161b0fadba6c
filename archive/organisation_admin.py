"""Organisations in the editors' rooms: what is said of whoever gathered a collection."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from archive.models import Organisation

__all__ = ["Organisations"]


@register_snippet
class Organisations(SnippetViewSet):
    model = Organisation
    icon = "group"
    menu_label = _("Organisations")
    list_display: ClassVar[list[str]] = ["name", "collection", "in_directory", "website"]
    search_fields: ClassVar[list[str]] = ["name"]
