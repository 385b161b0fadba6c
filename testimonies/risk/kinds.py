"""What can endanger somebody, and how much."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["LABELS", "LEVELS", "LEVEL_OF", "REASONS", "Kind", "Level", "suggested_level"]


class Kind(StrEnum):
    NAME = "name"
    CHILD = "child"
    ADDRESS = "address"
    TELEPHONE = "telephone"
    EMAIL = "email"
    DOCUMENT = "document"
    BANK = "bank"
    EMPLOYER = "employer"
    ENTRY = "entry"
    MEMBERSHIP = "membership"
    CONVICTION = "conviction"
    HEALTH = "health"


class Level(StrEnum):
    LOW = "low"
    RAISED = "raised"
    HIGH = "high"


LABELS: dict[str, Promise] = {
    Kind.NAME: _("name of another person"),
    Kind.CHILD: _("a child"),
    Kind.ADDRESS: _("address"),
    Kind.TELEPHONE: _("telephone number"),
    Kind.EMAIL: _("e-mail address"),
    Kind.DOCUMENT: _("number of a passport, visa or permit"),
    Kind.BANK: _("bank account or card"),
    Kind.EMPLOYER: _("employer with a place"),
    Kind.ENTRY: _("way into a country, with place or date"),
    Kind.MEMBERSHIP: _("member of a union or party"),
    Kind.CONVICTION: _("arrest or conviction"),
    Kind.HEALTH: _("health"),
}
LEVELS: dict[str, Promise] = {Level.LOW: _("low"), Level.RAISED: _("raised"), Level.HIGH: _("high")}

REASONS: dict[str, Promise] = {
    "kinship": _("A name after a word such as brother or friend."),
    "named": _("A name after words such as “is called”."),
    "title": _("A name after a title."),
    "given_name": _("A word that is often a given name."),
    "child": _("A child is spoken of with a name, an age or a school."),
    "street": _("A street or a building with its name or number."),
    "digits": _("Digits in the form of a telephone number."),
    "spoken_digits": _("Many digits spoken one after the other."),
    "email": _("The form of an e-mail address, written or spoken."),
    "number": _("A number near a word such as passport or visa."),
    "account": _("A number that passes the check of a bank account or a card, or stands near a word for one."),
    "workplace": _("A workplace with its name, and a place near it."),
    "crossing": _("Crossing a border, with a place or a date."),
    "member": _("Words for belonging to a union or a party."),
    "police": _("Words for an arrest, a trial or a prison."),
    "illness": _("Words for an illness or a condition."),
}

LEVEL_OF: dict[str, Level] = {
    Kind.NAME: Level.RAISED,
    Kind.CHILD: Level.HIGH,
    Kind.ADDRESS: Level.HIGH,
    Kind.TELEPHONE: Level.RAISED,
    Kind.EMAIL: Level.RAISED,
    Kind.DOCUMENT: Level.HIGH,
    Kind.BANK: Level.RAISED,
    Kind.EMPLOYER: Level.RAISED,
    Kind.ENTRY: Level.HIGH,
    Kind.MEMBERSHIP: Level.HIGH,
    Kind.CONVICTION: Level.HIGH,
    Kind.HEALTH: Level.RAISED,
}
"""How grave it would be at least, were it published as it stands."""


def suggested_level(kinds: Iterable[str]) -> Level:
    """The gravest of what is found; low where nothing is."""
    levels = [LEVEL_OF.get(kind, Level.RAISED) for kind in kinds]
    return max(levels, key=list(Level).index, default=Level.LOW)
