"""A country as a page names it: a map names some of them a thousand times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language

from testimonies.models import Country

__all__ = ["Named", "named"]


@dataclass(frozen=True, slots=True)
class Named:
    """A country in the reader's language, with the address of its page."""

    iso2: str
    label: str
    address: str


def named(country: Country) -> Named:
    """For the reader of the active language."""
    return Named(country.iso2, country.label, _address(country.iso2, get_language() or "en"))


@lru_cache(maxsize=2_000)
def _address(iso2: str, _language: str) -> str:
    return reverse("country", args=[iso2])
