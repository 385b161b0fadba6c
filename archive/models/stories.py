"""Stories: an index, series that can be subscribed to as podcasts, and the stories themselves, made of blocks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index

from archive.blocks.clip import places_in
from archive.blocks.story import StoryBlock, StoryField
from archive.clips import previewing
from archive.clips.form import StoryForm
from archive.clips.page import clips_of_page
from archive.clips.panel import ClosedClipsPanel
from testimonies.models import listener_for

__all__ = ["StoryIndexPage", "StoryPage", "StorySeriesPage"]

FEATURES = ["bold", "italic", "link"]


def _stories_below(page: Page) -> Any:
    return StoryPage.objects.live().public().descendant_of(page).order_by("-first_published_at", "-pk")


class StoryIndexPage(Page):
    """All stories in one language, below the home page of that language."""

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=FEATURES,
        help_text=_("A sentence or two above the stories. Example: “Stories made from the voices of the archive.”"),
    )

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]
    template = "archive/story_index.html"
    parent_page_types: ClassVar[list[str]] = ["archive.HomePage"]
    subpage_types: ClassVar[list[str]] = ["archive.StorySeriesPage", "archive.StoryPage"]
    max_count_per_parent = 1
    page_description = _("The list of all stories. One for each language, below its home page.")

    class Meta:
        verbose_name = _("list of stories")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``series`` and ``stories``, each the newest first."""
        return super().get_context(request, *args, **kwargs) | {
            "series": list(StorySeriesPage.objects.live().public().child_of(self).order_by("-first_published_at")),
            "stories": list(_stories_below(self)),
        }


class StorySeriesPage(Page):
    """Stories that belong together, and their podcast."""

    introduction = RichTextField(
        _("what it is about"),
        features=FEATURES,
        help_text=_(
            "Shown above the stories, and in podcast apps. Example: “Six domestic workers tell of the house in which "
            "they lived and worked.”"
        ),
    )
    podcast = models.BooleanField(
        _("offer it as a podcast"),
        default=True,
        help_text=_(
            "Each story becomes an episode: its clips one after another. A story is in it only while every narrator in "
            "it allows excerpts and export to everyone."
        ),
    )
    author = models.CharField(
        _("who makes it"),
        max_length=120,
        blank=True,
        help_text=_(
            "As podcast apps shall name you. Empty: the name of the archive. Example: “Domestic Workers’ Union”."
        ),
    )
    cover = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("cover for podcast apps"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A square picture, at least 1,400 pixels wide. Empty: the archive’s own."),
    )

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("podcast"),
        FieldPanel("author"),
        FieldPanel("cover"),
    ]
    template = "archive/story_series.html"
    parent_page_types: ClassVar[list[str]] = ["archive.StoryIndexPage"]
    subpage_types: ClassVar[list[str]] = ["archive.StoryPage"]
    page_description = _("Stories that belong together, which people can subscribe to as a podcast.")

    class Meta:
        verbose_name = _("series of stories")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {"stories": list(_stories_below(self))}

    @property
    def by(self) -> str:
        return self.author or str(settings.WAGTAIL_SITE_NAME)


class StoryPage(Page):
    """A story. It holds references to what narrators said, and not one word of theirs."""

    summary = models.CharField(
        _("summary"),
        max_length=300,
        help_text=_(
            "One or two sentences for lists, feeds and shared links; no narrator’s words. Example: “She paid for a job "
            "in a factory and was brought to a kitchen. Two voices tell how contracts change on the way.”"
        ),
    )
    body = StoryField(
        StoryBlock(),
        verbose_name=_("story"),
        help_text=_("Add a block with the plus sign; each says what it is for. Begin with a text, then a clip."),
    )

    content_panels: ClassVar[list[Panel]] = [
        *Page.content_panels,
        ClosedClipsPanel(heading=_("Clips that are closed")),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]
    base_form_class = StoryForm
    template = "archive/story.html"
    parent_page_types: ClassVar[list[str]] = ["archive.StoryIndexPage", "archive.StorySeriesPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("A story made of text, narrators’ voices, pictures, maps and facts.")

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the clips that are open to whoever reads at this moment (:mod:`archive.clips.page`)."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        listener = getattr(request, "previewed_as", None) or listener_for(request.user)
        following = not getattr(request, "is_preview", False)
        return {**context, "listener": listener, **clips_of_page(self, listener, following=following)}

    @property
    def places(self) -> list[Any]:
        """The place of each of its clips, in order."""
        return places_in(self.body)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return previewing.modes(self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return previewing.serve(self, request, mode_name)
