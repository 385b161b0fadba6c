"""The pages of the site around the testimonies."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from archive.blocks.home_body import HomeBody, by_itself
from archive.ways import counting
from testimonies.models import listener_for

__all__ = ["HomePage"]


class HomePage(Page):
    """The first page in one language: what the archive is, a voice, and the ways in."""

    lead = RichTextField(
        _("lead"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("What the archive is, in two or three sentences; it stands above everything."),
    )
    body = StreamField(
        HomeBody(),
        verbose_name=_("sections"),
        blank=True,
        help_text=_(
            "From top to bottom. Without any, the page fills itself: a voice, numbers, the newest, countries, themes."
        ),
    )

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    template = "archive/home_page.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``voice`` (the first section, where it is one), the other ``sections``, and ``count``: how many
        testimonies this reader may see."""
        listener = listener_for(request.user)
        sections = list(by_itself(self.body))
        beside = sections.pop(0) if sections and sections[0].block_type == "voice" else None
        return super().get_context(request, *args, **kwargs) | {
            "voice_section": beside,
            "sections": sections,
            "count": counting.published(listener),
            "listener": listener,
        }
