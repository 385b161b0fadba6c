"""Who speaks in a segment: the part of the person whom its label names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache

from django.utils.translation import override

from search.cells import ROLES
from search.language.folding import folded
from testimonies.description.languages import INTERFACE_LANGUAGES
from testimonies.models import Participation

__all__ = ["role_of", "roles_in"]


def roles_in(testimonies: Collection[int]) -> defaultdict[int, dict[str, str]]:
    """For each testimony the parts of its people, by the names they are shown by, folded."""
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    people = Participation.objects.filter(testimony__in=testimonies, part__in=ROLES).select_related("person")
    for one in people.order_by("pk"):
        names = (one.person.name, one.person.pseudonym)
        found[one.testimony_id] |= {folded(name): str(one.part) for name in names if folded(name)}
    return found


def role_of(label: str, people: Mapping[str, str]) -> str:
    """The part that a segment's label tells: by a person's name, or by the name of the part itself in any of the
    interface's languages, ``Interviewer 2`` too; ``""`` where it tells none."""
    name = folded(label)
    return people.get(name) or _parts().get(name) or _parts().get(name.rstrip("0123456789"), "")


@lru_cache(maxsize=1)
def _parts() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for language in INTERFACE_LANGUAGES:
        with override(language):
            names |= {folded(str(label)): str(part) for part, label in Participation.Part.choices if part in ROLES}
    return names | {part: part for part in ROLES if part}
