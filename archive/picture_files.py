"""Pictures of pages as they are given out: the sizes that were made of them, and nothing else."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.images.models import Rendition

__all__ = ["picture"]

TYPES = {
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
}


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A size of a picture; 404 for any other file, also below ``MEDIA_ROOT``. Its bytes never change under a name."""
    found = Rendition.objects.filter(file=name).first()
    media_type = TYPES.get("." + name.rpartition(".")[2].lower())
    if found is None or media_type is None:
        raise Http404
    try:
        answer = FileResponse(found.file.open(), content_type=media_type)
    except FileNotFoundError:
        raise Http404 from None
    answer.headers["Cache-Control"] = "private, max-age=86400"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # podcast apps show covers
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    return answer
