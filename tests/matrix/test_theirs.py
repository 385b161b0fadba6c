"""The addresses of Wagtail, Django and allauth, and what stands between one asker and the next."""

from __future__ import annotations

from itertools import product
from typing import Any

from tests.matrix.oracle import ASKERS
from tests.matrix.plans import OPEN
from tests.matrix.routes import routes
from tests.matrix.surfaces import SURFACES
from tests.matrix.walking import BY_KEY, Garden, addresses_of_theirs, listed, told

LEAVES = ("account_logout", "wagtailadmin_logout")


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


def test_nothing_is_told_twice_to_the_wrong_person(garden: Garden, client_of: Any) -> None:
    """Straight after the one who may: a cache between the two would show what it kept."""
    may, may_not = client_of(ASKERS[1]), client_of(ASKERS[-1])
    for key in ("testimonies:testimony", "testimonies:transcript", "media:sound", "media:waveform"):
        for one in garden.closed_to(ASKERS[-1]):
            for address in garden.addresses_of(BY_KEY[key], SURFACES[key], [one]):
                told(may, address)
                leaks, _seen = garden.leaks(ASKERS[-1], may_not, BY_KEY[key], address)
                assert not leaks, leaks
