"""Every fault of what someone wants to say about a testimony, found at once, each with the name of its field."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies.consent.audiences import Audience, Use
from testimonies.description import languages
from testimonies.description.partial_dates import PartialDate
from testimonies.exceptions import Fault, FaultyParticulars
from testimonies.models import (
    Country,
    Description,
    Given,
    Keyword,
    Participation,
    Person,
    Role,
    ShownAs,
    Testimony,
    TestimonyKind,
    Theme,
)

if TYPE_CHECKING:
    from testimonies.actions.describing import Allowed, Particulars, Someone

__all__ = ["check", "unknown"]

LONGEST_TEXT = 20_000
"""Characters of a summary or a context: more is no description but a document."""
MANY = 100
"""So many countries, themes, keywords, people and lines of consent one testimony may have."""


def check(particulars: Particulars) -> None:
    """Raise :class:`FaultyParticulars` with every fault, or return in silence."""
    faults = tuple(_faults(particulars))
    if faults:
        raise FaultyParticulars(faults)


def _faults(particulars: Particulars) -> Iterator[Fault]:
    yield from _date(particulars.interview_date)
    if particulars.kind:
        yield from unknown("kind", particulars.kind, TestimonyKind.values)
    yield from _text("local_identifier", particulars.local_identifier, _longest(Testimony, "local_identifier"))
    for tag, text in particulars.descriptions.items():
        place = f"descriptions.{tag}"
        yield from unknown(place, tag, languages.SPOKEN_LANGUAGES)
        yield from _text(f"{place}.title", text.title, _longest(Description, "title"), owed=True)
        yield from _text(f"{place}.summary", text.summary, LONGEST_TEXT)
        yield from _text(f"{place}.context", text.context, LONGEST_TEXT)
    for name in ("countries", "themes", "keywords", "people", "consents"):
        if len(getattr(particulars, name)) > MANY:
            yield Fault(name, _("These are more than %(count)s.") % {"count": MANY})
            return
    yield from _countries(particulars)
    yield from _listed("themes", particulars.themes, Theme.objects.values_list("slug", flat=True))
    for number, keyword in enumerate(particulars.keywords):
        yield from _text(f"keywords.{number}", keyword, _longest(Keyword, "name"), owed=True)
    for number, someone in enumerate(particulars.people):
        yield from _someone(f"people.{number}", someone)
    for number, line in enumerate(particulars.consents):
        yield from _line(f"consents.{number}", line)


def _date(written: str) -> Iterator[Fault]:
    if not written:
        return
    try:
        earliest = PartialDate.parse(written).earliest
    except ValueError as error:
        yield Fault("interview_date", str(error))
        return
    if earliest > timezone.localdate():
        yield Fault("interview_date", _("“%(text)s” has not come yet.") % {"text": written})


def _countries(particulars: Particulars) -> Iterator[Fault]:
    wanted = [where.country for where in particulars.countries]
    held = set(Country.objects.filter(iso2__in=wanted).values_list("iso2", flat=True))
    for number, where in enumerate(particulars.countries):
        if where.country not in held:
            yield Fault(
                f"countries.{number}.country",
                _("“%(text)s” is no country we know. Write its two letters of ISO 3166-1, such as PH.")
                % {"text": where.country},
            )
        yield from unknown(f"countries.{number}.role", where.role, Role.values)


def _someone(place: str, someone: Someone) -> Iterator[Fault]:
    yield from unknown(f"{place}.part", someone.part, Participation.Part.values)
    yield from unknown(f"{place}.shown_as", someone.shown_as, ShownAs.values)
    yield from _text(f"{place}.name", someone.name, _longest(Person, "name"), owed=someone.shown_as == ShownAs.NAME)
    yield from _text(
        f"{place}.pseudonym",
        someone.pseudonym,
        _longest(Person, "pseudonym"),
        owed=someone.shown_as == ShownAs.PSEUDONYM,
    )
    for tag, words in someone.called.items():
        yield from unknown(f"{place}.called.{tag}", tag, languages.SPOKEN_LANGUAGES)
        yield from _text(f"{place}.called.{tag}", words, _longest(Person, "name"), owed=True)


def _line(place: str, line: Allowed) -> Iterator[Fault]:
    yield from unknown(f"{place}.use", line.use, Use.values)
    yield from unknown(f"{place}.audience", line.audience, Audience.values)
    if line.given:
        yield from unknown(f"{place}.given", line.given, Given.by_others())
    else:
        yield Fault(f"{place}.given", _("Say how the narrator allowed this: on a form, or in the recording."))
    if line.language:
        yield from unknown(f"{place}.language", line.language, languages.SPOKEN_LANGUAGES)
    if line.valid_until and line.valid_until < (line.valid_from or timezone.localdate()):
        yield Fault(f"{place}.valid_until", _("The last day lies before the first."))


def _listed(place: str, wanted: Iterable[str], held: Iterable[str]) -> Iterator[Fault]:
    known = list(held) if wanted else []
    for number, one in enumerate(wanted):
        yield from unknown(f"{place}.{number}", one, known)


def unknown(place: str, value: str, known: Iterable[str]) -> Iterator[Fault]:
    """Nothing where ``value`` is among ``known``; else a fault that names the nearest of them, or all few."""
    known = list(known)
    if value in known:
        return
    near = difflib.get_close_matches(value.lower()[:80], known, n=1)
    if near:
        yield Fault(
            place, _("“%(text)s” is not known here. Do you mean “%(near)s”?") % {"text": value, "near": near[0]}
        )
    elif len(known) <= 12:
        yield Fault(
            place,
            _("“%(text)s” is not known here. Write one of: %(known)s.") % {"text": value, "known": ", ".join(known)},
        )
    else:
        yield Fault(place, _("“%(text)s” is not known here.") % {"text": value})


def _text(place: str, value: str, longest: int, *, owed: bool = False) -> Iterator[Fault]:
    if owed and not value.strip():
        yield Fault(place, _("This must not be empty."))
    if len(value) > longest:
        yield Fault(
            place,
            _("This is %(length)s characters long; at most %(longest)s fit.")
            % {"length": len(value), "longest": longest},
        )
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t\r" for letter in value):
        yield Fault(place, _("There are control characters in this, which no text holds."))


def _longest(noun: type[models.Model], name: str) -> int:
    return int(noun._meta.get_field(name).max_length or 0)  # type: ignore[union-attr]
