"""Who asks, for what, and who may be asked for: the values that the rule of consent speaks in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    """Each audience takes in those below it: what is open to the public is open to researchers too."""

    PUBLIC = "public", _("everyone")
    RESEARCHER = "researcher", _("registered researchers")
    READING_ROOM = "reading_room", _("people whose request was approved")
    STAFF = "staff", _("staff of the collection")
    NOBODY = "nobody", _("nobody")


class Use(TextChoices):
    """What a narrator can allow, each apart."""

    CATALOGUE = "catalogue", _("an entry in the catalogue")
    TRANSCRIPT = "transcript", _("reading the words")
    SOUND = "sound", _("hearing the voice")
    TRANSLATION = "translation", _("translation of the words")
    EXCERPT = "excerpt", _("excerpts in stories")
    REUSE = "reuse", _("reuse and teaching")
    MACHINE_PROCESSING = "machine_processing", _("machine processing by others")
    EXPORT = "export", _("export to other catalogues")


class Places(TextChoices):
    """How finely the countries of a testimony are shown to whoever does not work on it; the finest first."""

    COUNTRY = "country", _("countries")
    REGION = "region", _("regions of the world only")
    NOTHING = "nothing", _("no place at all")


_WIDTH = {Audience.PUBLIC: 0, Audience.RESEARCHER: 1, Audience.READING_ROOM: 2, Audience.STAFF: 3, Audience.NOBODY: 4}


def reaches(granted: str, asking: str) -> bool:
    """Whether a consent given for the audience ``granted`` takes in someone of the audience ``asking``."""
    return granted != Audience.NOBODY and _WIDTH[Audience(granted)] <= _WIDTH[Audience(asking)]


def audiences_reaching(asking: str) -> list[str]:
    """Every audience which, when granted, takes in ``asking``: the same rule as :func:`reaches`, as a list."""
    return [granted.value for granted in Audience if reaches(granted, asking)]


def showing(wanted: str) -> list[str]:
    """Every fineness that, when allowed, shows places at least as finely as ``wanted``."""
    finest_first = list(Places)
    return [one.value for one in finest_first[: finest_first.index(Places(wanted)) + 1]]


@dataclass(frozen=True, slots=True)
class Listener:
    """The one who asks, as far as the rule needs to know them.

    ``staff_of`` holds the collections whose every testimony they work on, ``contributes_to`` those in which they work
    on what they created themselves, ``reading_room`` the testimonies they were let in to by an approved request.
    """

    audience: Audience = Audience.PUBLIC
    user_id: int | None = None
    staff_of: frozenset[int] = field(default_factory=frozenset)
    contributes_to: frozenset[int] = field(default_factory=frozenset)
    reading_room: frozenset[int] = field(default_factory=frozenset)
    day: date | None = None

    def on(self, day: date) -> Listener:
        """The same listener asking on another day."""
        return replace(self, day=day)

    def as_reader(self) -> Listener:
        """The same listener without the rights of their work: what the archive tells them as it tells anybody."""
        return replace(self, staff_of=frozenset(), contributes_to=frozenset())


VISITOR = Listener()
