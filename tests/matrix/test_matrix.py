"""Consent × audience × use × surface: no address of the project shows anybody what the narrator did not allow them."""

from __future__ import annotations

import logging
from collections import defaultdict
from functools import cache
from itertools import product
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import path

from archive import site_setup
from archive.urls import urlpatterns as every_address
from search import index
from testimonies.actions import naming
from testimonies.models import Recording, Testimony
from tests.cast import account
from tests.factories.access import make_access, make_researcher
from tests.matrix.oracle import ASKERS, Asker, finds, may_see
from tests.matrix.plans import OPEN, plans
from tests.matrix.planting import SHARED, plant
from tests.matrix.routes import Route, routes
from tests.matrix.surfaces import SURFACES
from tests.matrix.walking import Garden, Leak, addresses_of_theirs, told

SEALED = ("real_name", "local_identifier", "original_name", "word_list")
LEAVES = ("log-out", "account_logout", "wagtailadmin_logout")
"""Asked last of all, for whoever asks is gone afterwards."""

BY_KEY = {route.key: route for route in routes()}


@pytest.fixture
def garden(north: Any, interviewer: Any, superuser: Any, settings: Any) -> Garden:
    settings.SEARCHES_PER_MINUTE = 1_000_000
    site_setup.set_up()
    naming.let_read(collection=north, user=interviewer, by=superuser)
    planted = [plant(plan, number, collection=north, owner=interviewer) for number, plan in enumerate(plans())]
    with index.reader() as engine:
        index.Follower(engine).rebuild()
    return Garden(planted)


@pytest.fixture
def researcher(db: None) -> Any:
    user = account("researcher")
    make_researcher(user)
    return user


@pytest.fixture
def reader(garden: Garden) -> Any:
    """Let in to the reading room for every testimony that was planted."""
    user = account("reader")
    make_researcher(user)
    for one in garden.planted:
        make_access(user, one.testimony)
    return user


@pytest.fixture
def client_of(request: Any, garden: Garden) -> Any:
    @cache
    def made(asker: Asker) -> Client:
        client = Client(raise_request_exception=False)
        if asker.name != "nobody":
            client.force_login(request.getfixturevalue(asker.name))
        return client

    return made


def test_every_address_of_ours_is_in_the_matrix_and_nothing_else_is() -> None:
    ours = {route.key for route in routes() if route.is_ours}
    missing, gone = ours - set(SURFACES), set(SURFACES) - {route.key for route in routes()}
    assert not missing, f"say in tests/matrix/surfaces.py what these show: {sorted(missing)}"
    assert not gone, f"these addresses are no more: {sorted(gone)}"


def test_nothing_of_ours_shows_what_it_may_not(garden: Garden, client_of: Any, caplog: Any) -> None:
    leaks, shown = set(), defaultdict(set)
    with caplog.at_level(logging.INFO):
        for asker, (key, surface) in product(ASKERS, SURFACES.items()):
            for address in () if key in LEAVES else garden.addresses(BY_KEY[key], surface):
                some, seen = garden.leaks(asker, client_of(asker), BY_KEY[key], address)
                leaks |= some
                shown[asker.name, key] |= {kind for kind, plan in seen if plan == OPEN.name}
    assert not leaks, listed(leaks)
    lacking = {key: one.shows - shown[one.to, key] for key, one in SURFACES.items() if one.shows - shown[one.to, key]}
    assert not lacking, f"these show less than they did, and a walk over what shows nothing proves nothing: {lacking}"
    assert not garden.marks_in("\n".join(record.getMessage() for record in caplog.records).encode()), "in a log"
    assert not mail.outbox


def test_nothing_of_wagtail_or_allauth_does_either(garden: Garden, client_of: Any) -> None:
    """Of what is not ours: an open testimony, one for staff, one that was taken back; those who work there or not."""
    some = [one for one in garden.a_few if one.plan.name in (OPEN.name, "catalogue: for staff", "state withdrawn")]
    for one in some:
        one.testimony.save_revision()
        one.testimony.refresh_from_db()
    leaks, theirs = set(), [one for one in routes() if not one.is_ours and one.key not in LEAVES]
    addresses = [(route, address) for route in theirs for address in addresses_of_theirs(route, some)]
    assert len(some) == 3 and len(addresses) > 200
    askers = [asker for asker in ASKERS if asker.name in ("other_interviewer", "foreign_editor", "nobody")]
    for asker, (route, address) in product(askers, addresses):
        leaks |= garden.leaks(asker, client_of(asker), route, address)[0]
    assert not leaks, listed(leaks)


def test_a_search_counts_and_finds_what_the_asker_may_read(garden: Garden, client_of: Any) -> None:
    """Asked for a word that one testimony alone holds, and for one that all of them hold."""
    wrong = []
    for asker, one in product(ASKERS, garden.planted):
        for kind in ("title", "words", *(("passage", *SEALED) if one in garden.a_few else ())):
            found = client_of(asker).get("/en/search/", {"q": one.marks[kind]}).context["answer"]
            expected = finds(asker, kind, one.plan) and kind not in SEALED
            if (found.testimonies, len(found.groups), bool(found.hits)) != (expected, expected, expected):
                wrong.append((asker.name, one.plan.name, kind, found.testimonies, found.hits))
    assert not wrong
    for asker in ASKERS:
        every = client_of(asker).get("/en/search/", {"q": SHARED}).context["answer"]
        readable = sum(any(finds(asker, kind, one.plan) for kind in ("words", "summary")) for one in garden.planted)
        assert every.testimonies == readable
        assert sum(facet.count for facet in every.facets["country"]) == readable


def test_the_catalogue_counts_what_the_asker_may_see(garden: Garden, client_of: Any) -> None:
    for asker in ASKERS:
        page = client_of(asker).get("/en/testimonies/").context
        seen = sum(finds(asker, "title", one.plan) for one in garden.planted)
        assert page["count"] == seen
        for filter_ in page["filters"]:
            if filter_["name"] in ("country", "theme"):
                assert [option.count for option in filter_["options"]] == ([seen] if seen else [])


def listed(leaks: set[Leak]) -> str:
    """The leaks by where and what, each with who saw whose."""
    by_place = defaultdict(list)
    for leak in sorted(leaks):
        by_place[leak.route, leak.mark, leak.asker].append(leak)
    return "\n".join(
        f"{place}: {len(some)}, such as {some[0].plan!r} at {some[0].address}" for place, some in by_place.items()
    )


def leaking(request: Any) -> Any:
    """A view that forgot to ask."""
    from django.http import HttpResponse

    return HttpResponse("\n".join(title for one in Testimony.objects.all() for title in [one.title]))


class Leaking:
    """The project's addresses, and one whose view forgot to ask."""

    urlpatterns = [*every_address, path("leak/", leaking, name="leak")]


def test_an_address_that_nobody_entered_is_found_and_a_leak_behind_it_too(garden: Garden, settings: Any) -> None:
    settings.ROOT_URLCONF = Leaking
    found = {route.key for route in routes()} - set(BY_KEY)
    assert found == {"leak"}
    route = next(route for route in routes() if route.key == "leak")
    leaks, _seen = garden.leaks(ASKERS[-1], Client(), Route(route.key, route.pattern, "testimonies", ()), "/leak/")
    closed = {one.plan.name for one in garden.planted if not may_see(ASKERS[-1], "title", one.plan)}
    assert {leak.plan for leak in leaks} == closed and len(closed) > 10


@pytest.mark.parametrize("queries", [Testimony.objects, Recording.objects], ids=["testimonies", "recordings"])
def test_a_query_that_forgets_consent_is_found_by_the_walk(garden: Garden, monkeypatch: Any, queries: Any) -> None:
    """The same walk over one view, with the guard taken away from under it."""
    monkeypatch.setattr(queries._queryset_class, "allowing", lambda self, *asked, **more: self.all())
    client, leaks = Client(), set()
    for key in ("testimonies:list", "testimonies:testimony", "media:sound"):
        for address in garden.addresses(BY_KEY[key], SURFACES[key]):
            leaks |= garden.leaks(ASKERS[-1], client, BY_KEY[key], address)[0]
    assert leaks


def test_nothing_is_told_twice_to_the_wrong_person(garden: Garden, client_of: Any) -> None:
    """Straight after the one who may: a cache between the two would show what it kept."""
    may, may_not = client_of(ASKERS[1]), client_of(ASKERS[-1])
    for key in ("testimonies:testimony", "testimonies:transcript", "media:sound", "media:waveform"):
        for address in garden.addresses(BY_KEY[key], SURFACES[key]):
            told(may, address)
            leaks, _seen = garden.leaks(ASKERS[-1], may_not, BY_KEY[key], address)
            assert not leaks, leaks
