"""A page of testimonies that some way led to, as cards; and the trail of pages above it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from archive.ways import counting
from testimonies.consent.audiences import Listener
from testimonies.views.cards import Card, cards_of

__all__ = ["Crumb", "few", "newest", "shelf", "trail"]

A_PAGE = 24
A_FEW = 6


@dataclass(frozen=True, slots=True)
class Crumb:
    """A page above this one."""

    label: str
    address: str


def trail(*above: tuple[str, str]) -> list[Crumb]:
    """From the page of all ways in downwards; each of ``above`` is a label and the name of an address."""
    return [Crumb(_("Explore"), reverse("explore")), *(Crumb(label, reverse(name)) for label, name in above)]


def shelf(request: HttpRequest, found: Callable[[], Any], listener: Listener, *question: Hashable) -> dict[str, Any]:
    """``page``, its ``cards`` and the ``count`` of all, newest first, for testimonies that the listener may see.
    ``question`` names what ``found()`` asks for."""
    page = Paginator(newest(found, listener, *question), A_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "cards": cards_of(page, listener), "count": page.paginator.count}


def few(found: Callable[[], Any], listener: Listener, *question: Hashable) -> tuple[list[Card], int]:
    """Cards of the newest of them, and how many they are."""
    every = newest(found, listener, *question)
    return cards_of(every[:A_FEW], listener), len(every)


def newest(found: Callable[[], Any], listener: Listener, *question: Hashable) -> Sequence[int]:
    """The keys of these testimonies, the newest first."""
    return counting.keys(lambda: found().order_by("-accession_number"), listener, "newest", *question)
