"""Every address of the project, taken from the resolver, with names in its place of what varies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

__all__ = ["OWN", "Route", "routes"]

OWN = ("archive", "search", "testimonies")
"""The packages whose views are ours; the rest is Wagtail's, Django's and allauth's."""


@dataclass(frozen=True)
class Route:
    """``key`` is the name with its namespaces, or the pattern where it has none; ``parameters`` in their order."""

    key: str
    pattern: str
    package: str
    parameters: tuple[str, ...]

    @property
    def is_ours(self) -> bool:
        return self.package in OWN

    def address(self, **values: Any) -> str | None:
        """The address with these values; ``None`` where one does not fit, or where the route has no name."""
        try:
            return reverse(self.key, kwargs=values)
        except NoReverseMatch:
            return None


def routes(resolver: URLResolver | None = None, space: str = "", before: str = "") -> Iterator[Route]:
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, inner, pattern)
        elif isinstance(entry, URLPattern):
            key = f"{space}{entry.name}" if entry.name else pattern
            package = (getattr(entry.callback, "__module__", "") or "").partition(".")[0]
            yield Route(key, pattern, package, tuple(_parameters(before, entry)))


def _parameters(before: str, entry: URLPattern) -> Iterator[str]:
    """The names of what varies, in the includes before as well."""
    import re

    yield from re.findall(r"<(?:\w+:)?(\w+)>", f"{before}{entry.pattern}".replace("(?P<", "<"))
