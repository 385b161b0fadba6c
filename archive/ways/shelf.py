"""A page of testimonies that some way led to, as cards; and the trail of pages above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from testimonies.consent.audiences import Listener
from testimonies.views.cards import cards

__all__ = ["Crumb", "few", "shelf", "trail"]

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


def shelf(request: HttpRequest, found: Any, listener: Listener) -> dict[str, Any]:
    """``page``, its ``cards`` and the ``count`` of all, newest first, for testimonies that the listener may see."""
    page = Paginator(found.order_by("-accession_number").for_cards(), A_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "cards": cards(page, listener), "count": page.paginator.count}


def few(found: Any, listener: Listener) -> list[Any]:
    """Cards of the newest of them."""
    return cards(found.order_by("-accession_number").for_cards()[:A_FEW], listener)
