"""The places of a testimony as a listener may know them: countries, regions of the world, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from testimonies.consent import rules
from testimonies.consent.audiences import Listener, Places
from testimonies.models.country_role import Role
from testimonies.models.testimony import Testimony

__all__ = ["Place", "places_of"]

REGIONS: Mapping[str, Promise] = {
    "Africa": pgettext_lazy("region of the world", "Africa"),
    "Americas": pgettext_lazy("region of the world", "Americas"),
    "Asia": pgettext_lazy("region of the world", "Asia"),
    "Europe": pgettext_lazy("region of the world", "Europe"),
    "Oceania": pgettext_lazy("region of the world", "Oceania"),
}
"""The five of the United Nations' M49, by their names in the reference data."""


@dataclass(frozen=True, slots=True)
class Place:
    """``iso2`` is empty where no country is told: nobody can be led from a region to one."""

    role: Role
    label: str
    iso2: str = ""

    def get_role_display(self) -> str:
        return str(self.role.label)


def places_of(testimony: Testimony, listener: Listener) -> tuple[Place, ...]:
    """The places in the order they were written down, each once per role, no finer than consent allows.

    Uses what was prefetched (``Testimony.objects.for_cards()``).
    """
    fineness = rules.places(testimony.standing, listener)
    return tuple(dict.fromkeys(_places(testimony, fineness)))


def _places(testimony: Testimony, fineness: Places) -> Iterator[Place]:
    if fineness == Places.NOTHING:
        return
    for one in testimony.country_roles.all():
        if fineness == Places.COUNTRY:
            yield Place(Role(one.role), one.country.label, one.country.iso2)
        elif one.country.region in REGIONS:
            yield Place(Role(one.role), str(REGIONS[one.country.region]))
