"""The podcast of a series, and the sound of its episodes. Asked as a visitor, always."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.views.decorators.http import require_safe

from archive.models import StoryPage, StorySeriesPage
from archive.podcast import feed, kept
from archive.podcast.episodes import Episode, episodes
from testimonies.exceptions import DecodingFailed
from testimonies.views.sound import from_disk

__all__ = ["episode", "podcast"]


@require_safe
def podcast(request: HttpRequest, pk: int) -> HttpResponse:
    """RSS 2.0 with the namespaces that apps want, in the language of the series. 404 where none is offered."""
    series = get_object_or_404(StorySeriesPage.objects.live().public(), pk=pk, podcast=True)
    stories = StoryPage.objects.live().public().child_of(series).order_by("-first_published_at", "-pk")
    with translation.override(series.locale.language_code):
        stories = list(stories[: feed.MOST])
        body = feed.written(series, [one for one in stories], episodes(stories))
    answer = HttpResponse(body, content_type="application/rss+xml; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"  # a fetching service keeps nothing that was closed since
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@require_safe
def episode(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The joined sound, as long as every clip in it is open: 200 or 206, 304, 416; else 404."""
    page = StoryPage.objects.live().public().filter(pk=pk).first()
    found = _offered(page)
    if found is None:
        raise Http404
    try:
        kept.bring(found)
    except (DecodingFailed, FileNotFoundError):
        raise Http404 from None  # a copy is being made anew
    answer = from_disk(request, cast(Any, found), _still(found))  # it has what is asked of a copy
    answer.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["X-Accel-Buffering"] = "no"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _offered(page: StoryPage | None) -> Episode | None:
    if page is None:
        return None
    series = page.get_parent().specific
    if not isinstance(series, StorySeriesPage) or not series.podcast or not series.live:
        return None
    return episodes([page]).get(page.pk)


def _still(found: Episode) -> Callable[[], bool]:
    """Whether exactly these bytes are offered at the moment of asking."""

    def still_may() -> bool:
        page: Any = StoryPage.objects.live().public().filter(pk=found.page.pk).first()
        now = _offered(page)
        return now is not None and now.digest == found.digest

    return still_may
