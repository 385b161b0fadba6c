"""Asking every address as everybody, and reading from the answers whose marks are in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client

from tests.matrix.oracle import ASKERS, USES_OF, Asker, may_see
from tests.matrix.plans import OPEN, Plan
from tests.matrix.planting import MARKS, Planted
from tests.matrix.routes import Route, routes
from tests.matrix.surfaces import THEIRS, Surface

__all__ = ["BY_KEY", "Garden", "Leak", "Walked", "addresses_of_theirs", "asks_always", "listed", "takes_turn", "told"]

BY_KEY = {route.key: route for route in routes()}

_LOOKS_LIKE_A_MARK = re.compile(rb"qz[a-z]+z|[0-9a-f]{64}|7000\d{3}", re.IGNORECASE)


def asks_always(asker: Asker, plan: Plan) -> bool:
    """Of those that are one for each way of being closed: the open one, and any that keeps a mark from the asker."""
    return plan.name == OPEN.name or not all(may_see(asker, mark, plan) for mark in USES_OF)


def takes_turn(asker: Asker, turn: int) -> bool:
    """Whether it is this one's turn among those of whom the rule knows the same."""
    alike = [one for one in ASKERS if one.kind == asker.kind]
    return alike[turn % len(alike)] == asker


@dataclass(frozen=True, order=True)
class Leak:
    """``mark`` of the testimony planted by ``plan`` was in the answer to ``asker`` at ``address``."""

    asker: str
    route: str
    mark: str
    plan: str
    address: str


@dataclass(frozen=True)
class Walked:
    """What a walk found: leaks, and by the asker's name the marks of the open testimony that they were shown."""

    leaks: set[Leak]
    shown: dict[str, set[str]]


class Garden:
    """All that was planted, and whose each mark is."""

    def __init__(self, planted: Iterable[Planted]) -> None:
        self.planted = list(planted)
        self._whose = {one.marks[kind].encode(): (kind, one) for one in self.planted for kind in MARKS}

    def marks_in(self, body: bytes, but_not_in: str = "") -> set[tuple[str, str]]:
        """``(kind, plan)`` of each mark in ``body`` that the address asked for did not hold itself."""
        found = {self._whose.get(one.lower()) for one in _LOOKS_LIKE_A_MARK.findall(body)}
        return {(kind, one.plan.name) for kind, one in filter(None, found) if one.marks[kind] not in but_not_in}

    def leaks(self, asker: Asker, client: Client, route: Route, address: str) -> tuple[set[Leak], set[tuple[str, str]]]:
        """What the address tells this asker and may not, and all marks that it tells. HEAD must not tell more."""
        seen = self.marks_in(told(client, address), but_not_in=address)
        plans = {one.plan.name: one.plan for one in self.planted}
        return (
            {
                Leak(asker.name, route.key, kind, plan, address)
                for kind, plan in seen
                if not may_see(asker, kind, plans[plan])
            },
            seen,
        )

    def walk(self, key: str, surface: Surface, client_of: Callable[[Asker], Client]) -> Walked:
        """Ask at every address of a surface, from the asker who may see most to the one who is not logged in."""
        leaks: set[Leak] = set()
        shown: dict[str, set[str]] = {}
        for asker in ASKERS:
            for address in self.addresses(BY_KEY[key], surface, asker):
                some, seen = self.leaks(asker, client_of(asker), BY_KEY[key], address)
                leaks |= some
                shown.setdefault(asker.name, set()).update(kind for kind, plan in seen if plan == OPEN.name)
        return Walked(leaks, shown)

    def addresses(self, route: Route, surface: Surface, asker: Asker) -> Iterator[str]:
        """Every address at which ``asker`` asks ``route``, each once."""
        yield from self.addresses_of(route, surface, self.asked_of(route.key, surface, asker))

    def addresses_of(self, route: Route, surface: Surface, asked_of: Iterable[Planted]) -> Iterator[str]:
        """Every address of ``route`` for these testimonies, each once."""
        yield from dict.fromkeys(self._addresses(route, surface, asked_of))

    def _addresses(self, route: Route, surface: Surface, asked_of: Iterable[Planted]) -> Iterator[str]:
        values = [one for planted in asked_of for one in surface.of(planted)] if surface.of else [{}]
        for some in values:
            address = route.address(**some)
            if address is None:
                address = f"/{route.pattern}"  # without a name, and then without parameters
            yield from (f"{address}{question}" for question in surface.asked)

    def asked_of(self, key: str, surface: Surface, asker: Asker) -> list[Planted]:
        """The testimonies which ``asker`` asks for at an address of this name.

        All of them where they are asked of everywhere, else one for each way of being closed. At some of them askers
        of one kind take turns, which begin with another of them at each address: see ``takes_turn``.
        """
        few = set(self.a_few)
        return [
            one
            for number, one in enumerate(self.planted)
            if one in few or surface.everywhere
            if (one in few and asks_always(asker, one.plan)) or takes_turn(asker, number + len(key))
        ]

    def closed_to(self, asker: Asker) -> list[Planted]:
        """The testimonies of which some mark is kept from this asker."""
        return [one for one in self.planted if not all(may_see(asker, mark, one.plan) for mark in USES_OF)]

    @property
    def a_few(self) -> list[Planted]:
        """One for each way of being closed."""
        wanted = (
            "open to everyone",
            "state ",
            "catalogue: for nobody",
            "catalogue: for staff",
            "transcript: for staff",
        )
        return [one for one in self.planted if one.plan.name.startswith(wanted)]


def told(client: Client, address: str) -> bytes:
    """Everything that an answer says: its headers and its body, to the last block."""
    answer: Any = client.get(address)
    if answer.status_code >= 500 and not address.startswith(("/healthz", "/admin/failwhale")):
        raise AssertionError(f"{address}: {answer.status_code}")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return headers.encode() + b"\n" + body


def addresses_of_theirs(route: Route, planted: Iterable[Planted]) -> list[str]:
    """The addresses of a route that is not ours, with the numbers of the planted records for what it names."""
    if not route.parameters:
        address = route.address()
        return [address, f"{address}?q=qqshared"] if address else []
    found: dict[str, None] = {}
    for one in planted:
        person = one.testimony.participations.get().person_id
        number = person if "/person/" in route.pattern else one.testimony.pk
        revision = one.testimony.latest_revision_id or 1
        some = {name: THEIRS.get(name, revision if "revision" in name else number) for name in route.parameters}
        if address := route.address(**some):
            found[address] = None
    return list(found)


def listed(leaks: set[Leak]) -> str:
    """The leaks by where and what, each with who saw whose."""
    by_place = defaultdict(list)
    for leak in sorted(leaks):
        by_place[leak.route, leak.mark, leak.asker].append(leak)
    return "\n".join(
        f"{place}: {len(some)}, such as {some[0].plan!r} at {some[0].address}" for place, some in by_place.items()
    )
