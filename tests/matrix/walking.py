"""Asking every address as everybody, and reading from the answers whose marks are in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client

from tests.matrix.oracle import Asker, may_see
from tests.matrix.planting import MARKS, Planted
from tests.matrix.routes import Route
from tests.matrix.surfaces import THEIRS, Surface

__all__ = ["Garden", "Leak", "addresses_of_theirs", "told"]

_LOOKS_LIKE_A_MARK = re.compile(rb"qz[a-z]+z|[0-9a-f]{64}|7000\d{3}", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Leak:
    """``mark`` of the testimony planted by ``plan`` was in the answer to ``asker`` at ``address``."""

    asker: str
    route: str
    mark: str
    plan: str
    address: str


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

    def addresses(self, route: Route, surface: Surface) -> Iterator[str]:
        """Every address at which ``route`` is asked."""
        asked_of = self.planted if surface.everywhere else self.a_few
        values = [one for planted in asked_of for one in surface.of(planted)] if surface.of else [{}]
        for some in values:
            address = route.address(**some)
            if address is None:
                address = f"/{route.pattern}"  # without a name, and then without parameters
            yield from (f"{address}{question}" for question in surface.asked)

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
