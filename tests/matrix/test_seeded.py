"""The walk finds what it is there to find: doors opened on purpose, and a plan of asking that leaves no gap."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from archive.urls import urlpatterns as every_address
from testimonies.models import Recording, Testimony, forget_prepared
from tests.matrix import values
from tests.matrix.oracle import ASKERS, Asker, may_see
from tests.matrix.plans import plans
from tests.matrix.planting import MARKS, Planted
from tests.matrix.routes import Route, routes
from tests.matrix.surfaces import SURFACES, Surface
from tests.matrix.walking import BY_KEY, Garden, asks_always

KINDS = list(dict.fromkeys(asker.kind for asker in ASKERS))
NAMES = {"foreign_editor": "foreign-editor", "other_interviewer": "other-interviewer"}


def test_askers_of_one_kind_may_see_the_same() -> None:
    """Else one could not ask in the place of another."""
    for kind, mark, plan in product(KINDS, MARKS, plans()):
        assert len({may_see(asker, mark, plan) for asker in ASKERS if asker.kind == kind}) == 1


@pytest.mark.parametrize("key", [key for key, surface in SURFACES.items() if surface.of])
def test_each_address_is_asked_for_each_testimony_by_each_kind_and_by_each_asker(garden: Garden, key: str) -> None:
    surface = SURFACES[key]
    wanted = set(garden.planted if surface.everywhere else garden.a_few)
    asked = {asker: set(garden.asked_of(key, surface, asker)) for asker in ASKERS}
    for kind in KINDS:
        assert set().union(*(asked[asker] for asker in ASKERS if asker.kind == kind)) == wanted
    for asker, one in product(ASKERS, garden.a_few):
        assert one in asked[asker] or not asks_always(asker, one.plan)


def test_each_asker_asks_for_each_testimony_somewhere(garden: Garden) -> None:
    for asker in ASKERS:
        asked = [garden.asked_of(key, surface, asker) for key, surface in SURFACES.items() if surface.everywhere]
        assert set().union(*asked) == set(garden.planted)


def leaking(request: Any) -> HttpResponse:
    """A view that forgot to ask."""
    return HttpResponse("\n".join(title for one in Testimony.objects.all() for title in [one.title]))


class Leaking:
    """The project's addresses, and one whose view forgot to ask."""

    urlpatterns = [*every_address, path("leak/", leaking, name="leak")]


def test_an_address_that_nobody_entered_is_found_and_a_leak_behind_it_too(garden: Garden, settings: Any) -> None:
    settings.ROOT_URLCONF = Leaking
    found = {route.key for route in routes()} - set(BY_KEY)
    assert found == {"leak"}
    leaks, _seen = garden.leaks(ASKERS[-1], Client(), Route("leak", "leak/", "testimonies", ()), "/leak/")
    closed = {one.plan.name for one in garden.planted if not may_see(ASKERS[-1], "title", one.plan)}
    assert {leak.plan for leak in leaks} == closed and len(closed) > 10


def ajar(planted: Planted, mark: str, kind: tuple[str, bool, bool]) -> Any:
    """The project's addresses, and one that shows a mark of one testimony to askers of one kind."""
    names = {NAMES.get(asker.name, asker.name) for asker in ASKERS if asker.kind == kind}

    def view(request: Any, accession: str) -> HttpResponse:
        name = request.user.get_username() or "nobody"
        shown = accession == planted.testimony.accession_number and name in names
        return HttpResponse(planted.marks[mark] if shown else "")

    return type("Ajar", (), {"urlpatterns": [*every_address, path("ajar/<accession>/", view, name="ajar")]})


@pytest.mark.parametrize(("number", "mark"), list(enumerate(MARKS)), ids=MARKS)
def test_a_door_ajar_for_one_kind_and_one_testimony_is_found(
    garden: Garden, client_of: Callable[[Asker], Client], settings: Any, monkeypatch: Any, number: int, mark: str
) -> None:
    """The narrowest hole that the rule knows: one field of one testimony, to those of one kind."""
    kind, surface = KINDS[number % len(KINDS)], Surface(of=values.accession, everywhere=number % 2 == 0)
    of_the_kind = next(asker for asker in ASKERS if asker.kind == kind)
    asked = garden.planted if surface.everywhere else garden.a_few
    closed = [one for one in asked if not may_see(of_the_kind, mark, one.plan)]
    planted = closed[number % len(closed)]
    settings.ROOT_URLCONF = ajar(planted, mark, kind)
    monkeypatch.setitem(BY_KEY, "ajar", Route("ajar", "ajar/<accession>/", "testimonies", ("accession",)))
    walked = garden.walk("ajar", surface, client_of)
    assert {(leak.mark, leak.plan) for leak in walked.leaks} == {(mark, planted.plan.name)}


@pytest.mark.parametrize("queries", [Testimony.objects, Recording.objects], ids=["testimonies", "recordings"])
def test_a_query_that_forgets_consent_is_found_by_the_walk(
    garden: Garden, client_of: Callable[[Asker], Client], monkeypatch: Any, queries: Any
) -> None:
    """What one asker walks of some addresses, with the guard taken away from under them."""
    forget_prepared()
    monkeypatch.setattr(queries._queryset_class, "allowing", lambda self, *asked, **more: self.all())
    asker, leaks = ASKERS[-1], set()
    for key in ("testimonies:list", "testimonies:testimony", "media:sound"):
        for address in garden.addresses(BY_KEY[key], SURFACES[key], asker):
            leaks |= garden.leaks(asker, client_of(asker), BY_KEY[key], address)[0]
    forget_prepared()
    assert leaks
