"""Every address of the site, taken from the resolver, so that one which is added later is attacked too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import connection
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

OF_NO_WEIGHT = {
    "sessions.Session", "archive.Asked", "archive.Count", "archive.Salt", "wagtailadmin.EditingSession",
    "wagtailusers.UserProfile", "auth.User", "wagtailcore.ReferenceIndex",
}  # fmt: skip
"""What a look may change: sessions, counts, who looks at what now. Of accounts ``last_login`` changes at the log-in."""


def addresses(values: Mapping[str, Any]) -> list[str]:
    """Every named address, its parts filled from ``values``, else with 1 or x."""
    return sorted(set(_below(get_resolver(), "", (), values)))


def _below(resolver: URLResolver, space: str, outer: tuple[str, ...], values: Mapping[str, Any]) -> Iterator[str]:
    for entry in resolver.url_patterns:
        names = (*outer, *_names(entry.pattern))
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _below(entry, inner, names, values)
        elif isinstance(entry, URLPattern) and entry.name:
            for fallback in ("1", "x", "2020-0001"):
                try:
                    yield reverse(f"{space}{entry.name}", kwargs={name: values.get(name, fallback) for name in names})
                    break
                except NoReverseMatch:
                    continue


def _names(pattern: Any) -> list[str]:
    found = getattr(pattern, "converters", None)
    return list(found) if found else list(pattern.regex.groupindex)


def everything_kept() -> dict[str, str]:
    """A digest of each table, but for those of no weight."""
    digests = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model._meta.label in OF_NO_WEIGHT or not model._meta.managed:
                continue
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, ' ' ORDER BY t::text), '')) FROM {table} t")
            digests[model._meta.label] = cursor.fetchone()[0]
    return digests
