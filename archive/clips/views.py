"""What a page that is being read asks for, as long as it is looked at: how its clips stand now."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from archive.clips.standing import standing
from testimonies.models import listener_for

__all__ = ["clips_standing"]


@require_safe
def clips_standing(request: HttpRequest, page: int) -> HttpResponse:
    """``{"clips": {"17": "mark", "18": ""}}``; 304 where the asker holds that answer already; 404 for a page without
    clips, or that is not live any more."""
    marks = standing(page, listener_for(request.user))
    if not marks:
        raise Http404
    told = {str(key): mark for key, mark in marks.items()}
    etag = f'"{hashlib.sha256(repr(sorted(told.items())).encode()).hexdigest()[:20]}"'
    held = request.headers.get("If-None-Match") == etag
    answer = HttpResponse(status=304) if held else JsonResponse({"clips": told})
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    patch_vary_headers(answer, ["Cookie"])
    return answer
