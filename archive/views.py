from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def site_around(request: HttpRequest) -> dict[str, Any]:
    """What every page of the site knows."""
    return {}
