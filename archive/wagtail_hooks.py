"""What the site around the testimonies adds to the editors' rooms."""

from __future__ import annotations

from typing import Any

from django.urls import path
from wagtail import hooks

from archive import (  # noqa: F401  # register themselves
    calendar_admin,
    campaign_hooks,
    organisation_admin,
    timeline_admin,
    treaty_admin,
)
from archive.clips import choosing


@hooks.register("register_admin_urls")
def clip_urls() -> list[Any]:
    return [
        path("clips/", choosing.choose, name="clip_choose"),
        path("clips/seen/", choosing.seen, name="clip_seen"),
        path("clips/<uuid:uuid>/", choosing.mark, name="clip_mark"),
    ]
