"""What is known about a testimony beside its sound, written down in one stroke: all of it, or nothing.

:class:`Particulars` is a value: a form, a sheet of a collection and a recorder in the field all fill in the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies import signals
from testimonies.actions import consenting, naming, particulars_check
from testimonies.description.partial_dates import PartialDate
from testimonies.exceptions import Fault, FaultyParticulars, NotPermitted, StateForbids
from testimonies.models import (
    Country,
    CountryRole,
    Description,
    Event,
    Participation,
    Person,
    ShownAs,
    State,
    Testimony,
    TestimonyPermissionPolicy,
    Theme,
)

__all__ = ["Allowed", "Particulars", "Someone", "Text", "Where", "check", "describe"]


@dataclass(frozen=True, slots=True)
class Text:
    """What a testimony is called and about, in one language."""

    title: str
    summary: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """A country (ISO 3166-1, two letters) and the role it played (:class:`~testimonies.models.Role`)."""

    country: str
    role: str


@dataclass(frozen=True, slots=True)
class Someone:
    """A person, their part, and how they chose to be shown. ``called``: per language, where no name is shown.

    A ``name`` that they are not shown by is sealed (:mod:`testimonies.actions.naming`).
    """

    part: str = Participation.Part.NARRATOR.value
    shown_as: str = ShownAs.ANONYMOUS.value
    name: str = ""
    pseudonym: str = ""
    called: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Allowed:
    """One line for the ledger of consent. ``valid_from`` is today where it is not said."""

    use: str
    audience: str
    given: str
    language: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """All that can be said of a testimony at once. What is empty says nothing, and opens nothing.

    ``descriptions``: by language tag. ``themes``: identifiers of the controlled vocabulary. ``interview_date``: EDTF,
    see :class:`~testimonies.description.partial_dates.PartialDate`. ``kind``: a value of ``TestimonyKind``.
    ``local_identifier``: the mark that the testimony bears in its collection's own lists; one collection has it once,
    for staff alone.
    """

    descriptions: Mapping[str, Text] = field(default_factory=dict)
    interview_date: str = ""
    kind: str = ""
    local_identifier: str = ""
    countries: tuple[Where, ...] = ()
    themes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    people: tuple[Someone, ...] = ()
    consents: tuple[Allowed, ...] = ()


def check(particulars: Particulars) -> None:
    """Raise one :class:`~testimonies.exceptions.FaultyParticulars` that lists every fault with its field, or return.

    A field is named by its path: ``descriptions.es.title``, ``countries.0.country``, ``people.1.name``,
    ``consents.2.audience``, ``interview_date``, ``themes.0``.
    """
    particulars_check.check(particulars)


@transaction.atomic
def describe(*, testimony: Testimony, particulars: Particulars, by: Any) -> Testimony:
    """Put ``particulars`` in the place of what is said of a draft; a field that is empty leaves what stands there.

    Lines of consent are added to the ledger, which forgets nothing. Raises
    :class:`FaultyParticulars`, :class:`NotPermitted`, and :class:`StateForbids` for what is no
    draft any more: from then on it is changed under the eyes of an editor.
    """
    check(particulars)
    testimony = Testimony.objects.select_for_update().get(pk=testimony.pk)
    if not TestimonyPermissionPolicy(Testimony).user_has_permission_for_instance(by, "change", testimony):
        raise NotPermitted(_("You cannot describe this testimony."))
    if testimony.state != State.DRAFT:
        raise StateForbids(_("This testimony is no draft any more. Change it in the editors' rooms."))
    _write(testimony, particulars, by)
    testimony.save()
    testimony.save_revision(user=by)
    Event.write("described", by=by, testimony=testimony, languages=sorted(particulars.descriptions))
    for line in particulars.consents:
        consenting.record(
            testimony=testimony,
            by=by,
            use=line.use,
            audience=line.audience,
            given=line.given,
            language=line.language,
            valid_from=line.valid_from,
            valid_until=line.valid_until,
        )
    signals.testimony_changed.send(Testimony, testimony_id=testimony.pk)
    return testimony


def _write(testimony: Testimony, particulars: Particulars, by: Any) -> None:
    if particulars.interview_date:
        testimony.interview_date = str(PartialDate.parse(particulars.interview_date))
    if particulars.kind:
        testimony.kind = particulars.kind
    if particulars.local_identifier:
        _check_free(testimony, particulars.local_identifier)
        testimony.local_identifier = particulars.local_identifier
    if particulars.descriptions:
        testimony.descriptions = [
            Description(language=tag, title=text.title, summary=text.summary, context=text.context)
            for tag, text in particulars.descriptions.items()
        ]
    if particulars.countries:
        held = {
            one.iso2: one for one in Country.objects.filter(iso2__in={where.country for where in particulars.countries})
        }
        testimony.country_roles = [
            CountryRole(country=held[where.country], role=where.role) for where in dict.fromkeys(particulars.countries)
        ]
    if particulars.people:
        testimony.participations = [
            Participation(person=_person(testimony, someone, by), part=someone.part) for someone in particulars.people
        ]
    if particulars.themes:
        testimony.themes.set(list(Theme.objects.filter(slug__in=particulars.themes)))
    if particulars.keywords:
        testimony.keywords.set(list(particulars.keywords))


def _check_free(testimony: Testimony, mark: str) -> None:
    others = Testimony.objects.filter(collection=testimony.collection, local_identifier=mark).exclude(pk=testimony.pk)
    if others.exists():
        sentence = _("Another testimony of this collection bears this mark already.")
        raise FaultyParticulars((Fault("local_identifier", sentence),))


def _person(testimony: Testimony, someone: Someone, by: Any) -> Person:
    """A narrator is always a person of their own: two may bear one name. Who helps others speak is known again.

    A name that is not to be shown is sealed, and stands nowhere else.
    """
    shown = someone.name if someone.shown_as == ShownAs.NAME else ""
    hidden = "" if shown else " ".join(someone.name.split())
    about = {
        "shown_as": someone.shown_as,
        "name": shown,
        "pseudonym": someone.pseudonym,
        "called": dict(someone.called),
    }
    if someone.part != Participation.Part.NARRATOR and (someone.name or someone.pseudonym):
        known = Person.objects.filter(
            collection=testimony.collection, participations__isnull=False, real_name__isnull=not hidden, **about
        ).exclude(participations__part=Participation.Part.NARRATOR)
        if found := (naming.known_again(people=known, name=hidden) if hidden else known.first()):
            return found
    person = Person.objects.create(collection=testimony.collection, **about)
    if hidden:
        naming.hold(person=person, name=hidden, by=by, asked=False)
    return person
