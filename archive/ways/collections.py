"""Collections: whose testimonies they are, and a page each."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Collection

from archive.models import Organisation
from archive.ways import counting
from archive.ways.shelf import shelf, trail
from testimonies.consent.audiences import Listener
from testimonies.models import listener_for

__all__ = ["Held", "collection", "collections", "held_for"]


@dataclass(frozen=True, slots=True)
class Held:
    """A collection with at least one testimony that the asker may see; ``organisation`` where it has told of itself."""

    collection: Collection
    organisation: Organisation | None
    testimonies: int

    @property
    def name(self) -> str:
        return self.organisation.name if self.organisation else self.collection.name

    @property
    def slug(self) -> str:
        return self.organisation.slug if self.organisation else str(self.collection.pk)

    @property
    def address(self) -> str:
        return reverse("collection", args=[self.slug])


def held_for(listener: Listener) -> list[Held]:
    """In the order of their names; nothing of a collection that holds nothing for this listener."""
    counts = counting.by_collection(listener)
    told = {one.collection_id: one for one in Organisation.objects.filter(collection__in=counts)}
    some = [Held(one, told.get(one.pk), counts[one.pk]) for one in Collection.objects.filter(pk__in=counts)]
    return sorted(some, key=lambda one: one.name.casefold())


@require_safe
def collections(request: HttpRequest) -> HttpResponse:
    context = {"crumbs": trail(), "held": held_for(listener_for(request.user))}
    return render(request, "archive/ways/collections.html", context)


@require_safe
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    """By the organisation's address, or by the collection's number where it has none."""
    listener = listener_for(request.user)
    held = next((one for one in held_for(listener) if one.slug == slug), None)
    if held is None:
        raise Http404
    key = held.collection.pk
    about, language = held.organisation.about if held.organisation else ("", "")
    context = {
        "held": held,
        "about": about,
        "about_language": language,
        "crumbs": trail((_("Collections"), "collections")),
        **shelf(request, lambda: counting.open_to(listener).filter(collection=key), listener, "collection", key),
    }
    return render(request, "archive/ways/collection.html", context)
