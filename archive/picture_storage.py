"""Where Wagtail puts the sizes that it makes of a picture: below ``MEDIA_ROOT`` like all else, with an address."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import FileSystemStorage

__all__ = ["Renditions"]


class Renditions(FileSystemStorage):
    """Its files are given out by :func:`archive.picture_files.picture`; nothing else below ``MEDIA_ROOT`` is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(base_url="/pictures/", **kwargs)
