"""Cutting a recording into titled passages: made, changed and removed by people, each act in the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies import signals
from testimonies.actions.correcting import holding
from testimonies.description import languages
from testimonies.exceptions import Fault, FaultyParticulars, FaultyWords, Outdated
from testimonies.models import (
    Article,
    Country,
    Done,
    Event,
    Passage,
    PassageCountry,
    PassageDescription,
    Role,
    SegmentChange,
    Theme,
    Transcript,
)
from testimonies.models.passage import EARLIEST_YEAR
from testimonies.transcript import typed

__all__ = ["About", "Said", "change", "contents", "make", "remove", "turn_round"]

LONGEST_TITLE, LONGEST_SYNOPSIS = 200, 2_000
ROUNDING_MS = 1_000
"""A passage may end so much after the recording, as a clock shown in whole seconds does; it is cut off there."""


@dataclass(frozen=True, slots=True)
class About:
    """What a passage is called and tells, in one language."""

    title: str
    synopsis: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A passage, all of it. ``about`` by language tag, ``themes`` by slug, ``countries`` (ISO 3166-1, role),
    ``articles`` of the Convention by number, ``years`` that it tells of: the first and the last."""

    start_ms: int
    end_ms: int
    about: Mapping[str, About]
    themes: tuple[str, ...] = ()
    countries: tuple[tuple[str, str], ...] = ()
    articles: tuple[int, ...] = ()
    years: tuple[int, int] | None = None
    faults: list[Fault] = field(default_factory=list, compare=False)


@transaction.atomic
def make(*, transcript: Transcript, said: Said, by: Any, stroke: UUID | None = None) -> SegmentChange:
    """Make a passage of the transcript's recording; its key is ``change.data["passage"]``.

    Raises :class:`FaultyParticulars` with every fault.
    """
    held = holding.take(transcript)
    if done := holding.done_before(held, by, stroke):
        return done
    said = _checked(held, said)
    passage = Passage(recording=held.recording)
    _write(passage, said)
    Event.write("passage_made", by=by, recording=held.recording, passage=passage.pk)
    return _noted(Done.PASSAGE_MADE, held, passage.pk, None, contents(passage), by=by, stroke=stroke)


@transaction.atomic
def change(
    *, transcript: Transcript, passage: int, version: int, said: Said, by: Any, stroke: UUID | None = None
) -> SegmentChange | None:
    """Put ``said`` in the place of all that a passage is. ``None`` where it is so already."""
    held = holding.take(transcript)
    if done := holding.done_before(held, by, stroke):
        return done
    found = _seen(held, passage, version)
    said, before = _checked(held, said), contents(found)
    if _as_contents(said) == before:
        return None
    _write(found, said)
    Event.write("passage_changed", by=by, recording=held.recording, passage=passage)
    return _noted(Done.PASSAGE_CHANGED, held, passage, before, contents(found), by=by, stroke=stroke)


@transaction.atomic
def remove(*, transcript: Transcript, passage: int, version: int, by: Any, stroke: UUID | None = None) -> SegmentChange:
    """Take a passage away; what is said in it stays. It can be brought back by undoing."""
    held = holding.take(transcript)
    if done := holding.done_before(held, by, stroke):
        return done
    found = _seen(held, passage, version)
    before = contents(found)
    found.delete()
    Event.write("passage_removed", by=by, recording=held.recording, passage=passage)
    return _noted(Done.PASSAGE_REMOVED, held, passage, before, None, by=by, stroke=stroke)


def turn_round(held: Transcript, line: SegmentChange, *, verb: str, by: Any, stroke: UUID | None) -> SegmentChange:
    """Undo a line of the ledger that is about a passage, or do it again. Inside the caller's transaction.

    Raises :class:`Outdated` where the passage was changed since.
    """
    key, was, is_now = line.data["passage"], line.data["was"], line.data["became"]
    found = Passage.objects.select_for_update().filter(pk=key).first()
    if (contents(found) if found else None) != (_as_contents(_from_contents(is_now)) if is_now else None):
        raise Outdated(_("Somebody changed this passage since. Look at it, and change it by hand."))
    if was is None:
        assert found is not None
        found.delete()
    else:
        _write(found or Passage(pk=key, recording=held.recording), _from_contents(was))
    return _noted(verb, held, key, is_now, was, by=by, stroke=stroke, undoes=line)


def contents(passage: Passage) -> dict[str, Any]:
    """``{"start_ms", "end_ms", "about": {tag: [title, synopsis]}, "themes", "countries", "articles", "years"}``."""
    return {
        "start_ms": passage.start_ms,
        "end_ms": passage.end_ms,
        "about": {one.language: [one.title, one.synopsis] for one in passage.descriptions.order_by("language")},
        "themes": sorted(passage.theme_items.values_list("tag__slug", flat=True)),
        "countries": sorted([list(one) for one in passage.country_roles.values_list("country__iso2", "role")]),
        "articles": sorted(passage.articles.values_list("number", flat=True)),
        "years": None if passage.first_year is None else [passage.first_year, passage.last_year],
    }


def _seen(held: Transcript, passage: int, version: int) -> Passage:
    found = Passage.objects.select_for_update().filter(pk=passage, recording=held.recording_id).first()
    if found is None or found.version != version:
        raise Outdated(_("Somebody changed or removed this passage in the meantime. Load the page anew."))
    return found


def _write(passage: Passage, said: Said) -> None:
    passage.start_ms, passage.end_ms = said.start_ms, said.end_ms
    passage.first_year, passage.last_year = said.years or (None, None)
    passage.version = (passage.version or 0) + 1
    passage.save()
    passage.descriptions.exclude(language__in=list(said.about)).delete()
    for tag, about in said.about.items():
        PassageDescription.objects.update_or_create(
            passage=passage, language=tag, defaults={"title": about.title, "synopsis": about.synopsis}
        )
    passage.themes.set(list(Theme.objects.filter(slug__in=said.themes)))
    passage.articles.set(Article.objects.filter(number__in=said.articles))
    passage.country_roles.all().delete()
    held = {one.iso2: one for one in Country.objects.filter(iso2__in=[iso2 for iso2, _role in said.countries])}
    PassageCountry.objects.bulk_create(
        PassageCountry(passage=passage, country=held[iso2], role=role) for iso2, role in said.countries
    )


def _noted(
    verb: str,
    held: Transcript,
    key: int,
    was: dict[str, Any] | None,
    became: dict[str, Any] | None,
    *,
    by: Any,
    stroke: UUID | None,
    undoes: SegmentChange | None = None,
) -> SegmentChange:
    signals.testimony_changed.send(Passage, testimony_id=held.recording.testimony_id)
    return SegmentChange.write(
        verb, transcript=held, by=by, stroke=stroke, undoes=undoes, passage=key, was=was, became=became
    )


def _as_contents(said: Said) -> dict[str, Any]:
    return {
        "start_ms": said.start_ms,
        "end_ms": said.end_ms,
        "about": {tag: [one.title, one.synopsis] for tag, one in sorted(said.about.items())},
        "themes": sorted(said.themes),
        "countries": sorted(list(one) for one in said.countries),
        "articles": sorted(said.articles),
        "years": None if said.years is None else list(said.years),
    }


def _from_contents(held: Mapping[str, Any]) -> Said:
    """Lines of the ledger from before passages had years know none."""
    years = held.get("years")
    return Said(
        start_ms=held["start_ms"],
        end_ms=held["end_ms"],
        about={tag: About(*about) for tag, about in held["about"].items()},
        themes=tuple(held["themes"]),
        countries=tuple((iso2, role) for iso2, role in held["countries"]),
        articles=tuple(held["articles"]),
        years=(years[0], years[1]) if years else None,
    )


def _checked(held: Transcript, said: Said) -> Said:
    """The same with texts made fit to be kept, each named once, the end cut off at that of the recording."""
    faults = [*said.faults, *_faults(held, said)]
    about: dict[str, About] = {}
    for tag, one in said.about.items():
        try:
            title = typed.clean(one.title, longest=LONGEST_TITLE)
            synopsis = typed.clean(one.synopsis, longest=LONGEST_SYNOPSIS) if one.synopsis.strip() else ""
            about[tag] = About(title, synopsis)
        except FaultyWords as fault:
            faults.append(Fault(f"about.{tag}", str(fault)))
    if faults:
        raise FaultyParticulars(tuple(faults))
    return Said(
        start_ms=said.start_ms,
        end_ms=min(said.end_ms, held.recording.duration_ms or said.end_ms),
        about=about,
        themes=tuple(dict.fromkeys(said.themes)),
        countries=tuple(dict.fromkeys(said.countries)),
        articles=tuple(dict.fromkeys(said.articles)),
        years=said.years,
    )


def _faults(held: Transcript, said: Said) -> Iterator[Fault]:
    duration_ms = held.recording.duration_ms
    if said.start_ms < 0 or said.end_ms <= said.start_ms:
        yield Fault("end_ms", _("A passage must end after it begins."))
    if duration_ms is not None and (said.start_ms >= duration_ms or said.end_ms > duration_ms + ROUNDING_MS):
        yield Fault("end_ms", _("A passage cannot begin or end after the recording has ended."))
    if not said.about:
        yield Fault("about", _("Give the passage a title, in at least one language."))
    for tag in said.about:
        if languages.base(tag) not in languages.SPOKEN_LANGUAGES:
            yield Fault("about", _("The archive does not know this language. Give its tag, such as “es” or “ar”."))
    if Theme.objects.filter(slug__in=said.themes).count() != len(set(said.themes)):
        yield Fault("themes", _("Choose themes from the list."))
    codes = {iso2 for iso2, _role in said.countries}
    roles = {role for _iso2, role in said.countries}
    if Country.objects.filter(iso2__in=codes).count() != len(codes) or not roles <= set(Role.values):
        yield Fault("countries", _("Choose countries and their roles from the list."))
    if Article.objects.filter(number__in=said.articles).count() != len(set(said.articles)):
        yield Fault("articles", _("Choose articles of the Convention from the list."))
    if said.years is not None:
        yield from _faults_of_years(*said.years)


def _faults_of_years(first: int, last: int) -> Iterator[Fault]:
    if last < first:
        yield Fault("last_year", _("The last year cannot be before the first."))
    if not EARLIEST_YEAR <= first <= timezone.localdate().year:
        yield Fault("first_year", _("Give a year in four figures, from 1850 to this year."))
    elif last > timezone.localdate().year:
        yield Fault("last_year", _("Give a year in four figures, from 1850 to this year."))
