"""The pages of the site around the testimonies."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from testimonies.models import Testimony, listener_for

__all__ = ["HomePage"]

NEWEST = 6


class HomePage(Page):
    """The first page in one language: what the archive is, a voice or two, and the way in."""

    lead = RichTextField(_("lead"), blank=True, features=["bold", "italic", "link"])

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead")]
    template = "archive/home_page.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``newest`` (testimonies the reader may see) and ``count`` (how many there are for this reader)."""
        listener = listener_for(request.user)
        visible = Testimony.objects.visible_to(listener).filter(live=True)
        return super().get_context(request, *args, **kwargs) | {
            "newest": list(visible.for_cards()[:NEWEST]),
            "count": visible.count(),
            "listener": listener,
        }
