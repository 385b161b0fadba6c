"""Writing translations down, saying that one still fits, and checking what somebody else wrote.

Each text is answered for by itself: what can be kept is kept, and what cannot comes back with a sentence. Nobody
overwrites what they did not see: a form says by a digest which text its writer had before them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies.actions.translating.fitting import fitted
from testimonies.actions.translating.row import Row, digest
from testimonies.actions.translating.subjects import Subject
from testimonies.exceptions import NotPermitted, StateForbids, TestimoniesError
from testimonies.models import Event, ReviewState

__all__ = ["Act", "Outcome", "Wanted", "write"]


class Act(StrEnum):
    """``keep`` says of what stands there (a draft, or words whose original changed) that it is right as it is."""

    WRITE = "write"
    KEEP = "keep"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Wanted:
    """``was`` is the digest of the text that its writer saw, ``None`` where they saw it just now. ``made_from`` is what
    they translated, where that is not what the original says now (a file of an older version). ``absorbs`` names words
    left over that are part of this translation now."""

    key: str
    act: Act = Act.WRITE
    text: str = ""
    was: str | None = None
    made_from: str | None = None
    absorbs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """``written`` says whether anything changed. With an ``error`` (a sentence) nothing did; ``outdated`` says that
    somebody else was quicker: ``row`` has what stands there now."""

    key: str
    row: Row | None
    written: bool = False
    error: str = ""
    outdated: bool = False


_EVENTS = {Act.WRITE: "translated", Act.KEEP: "translated", Act.CHECK: "translation_checked"}


@transaction.atomic
def write(*, subject: Subject, wanted: Iterable[Wanted], by: Any) -> list[Outcome]:
    """Do what is wanted, one after another, under one lock; of two wishes for one text the last."""
    asked = list({one.key: one for one in wanted}.values())
    subject.hold()
    rows = {row.key: row for row in subject.rows([one.key for one in asked])}
    outcomes = [_one(subject, rows.get(one.key), one, by) for one in asked]
    for verb in dict.fromkeys(_EVENTS.values()):
        done = [one for one, of in zip(outcomes, asked, strict=True) if one.written and _EVENTS[of.act] == verb]
        if done:
            about = {"subject": subject.address, "language": subject.language, "texts": len(done)}
            if verb == "translated":
                Event.write("translated", by=by, testimony=subject.testimony, recording=subject.recording, **about)
            else:
                Event.write(
                    "translation_checked", by=by, testimony=subject.testimony, recording=subject.recording, **about
                )
    if any(one.written for one in outcomes):
        subject.settle(by=by)
    return outcomes


def _one(subject: Subject, row: Row | None, wanted: Wanted, by: Any) -> Outcome:
    if row is None:
        return Outcome(wanted.key, None, error=_("These words are no longer there. Load the page again."))
    try:
        if row.locked:
            raise NotPermitted(row.locked)
        if wanted.was is not None and wanted.was != digest(row.text) and wanted.text.split() != row.text.split():
            sentence = _(
                "Somebody else has changed this translation meanwhile. Both are shown: choose, and save again."
            )
            return Outcome(wanted.key, row, error=sentence, outdated=True)
        return Outcome(wanted.key, row, written=_DOES[wanted.act](subject, row, wanted, by))
    except TestimoniesError as refusal:
        return Outcome(wanted.key, row, error=str(refusal))


def _write(subject: Subject, row: Row, wanted: Wanted, by: Any) -> bool:
    text = fitted(wanted.text, row)
    made_from = row.raw if wanted.made_from is None else wanted.made_from
    fresh = made_from.split() == row.raw.split()
    if text == row.text and row.state != ReviewState.MACHINE and not (row.changed and fresh) and not wanted.absorbs:
        return False
    if wanted.absorbs:
        subject.absorb(row, wanted.absorbs)
    subject.put(row, text, made_from=made_from, by=by)
    return True


def _keep(subject: Subject, row: Row, wanted: Wanted, by: Any) -> bool:
    if not row.text:
        raise StateForbids(_("There is nothing written here."))
    if row.state != ReviewState.MACHINE and not row.changed:
        return False
    subject.put(row, row.text, made_from=row.raw, by=by)
    return True


def _check(subject: Subject, row: Row, wanted: Wanted, by: Any) -> bool:
    if row.state == ReviewState.VERIFIED and not row.changed:
        return False
    if not row.text or row.state == ReviewState.MACHINE:
        raise StateForbids(_("Only what a person has translated can be checked. Go through the draft first."))
    if row.changed:
        raise StateForbids(_("The original has changed since. Bring the translation up to it first."))
    if row.by_id is not None and row.by_id == by.pk:
        raise NotPermitted(_("You translated this yourself: somebody else must check it."))
    subject.check(row, by=by)
    return True


_DOES = {Act.WRITE: _write, Act.KEEP: _keep, Act.CHECK: _check}
