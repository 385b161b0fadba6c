"""What a State can have done about a treaty, and when that binds it: the rules by which an entry is checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

__all__ = ["faults", "in_force_from"]

SIGNATURE = "signature"
DATED = ("yes", "derived")
"""How far a deed was checked whose day is shown."""
FIRST_IN_FORCE = {"ICRMW": date(2003, 7, 1)}


def in_force_from(code: str, organization: str, day: date) -> date | None:
    """When a ratification or accession of ``day`` binds its State; ``None`` where the rule is not known here.

    The Convention: the first day of the month after three months, not before 1 July 2003 (article 87). Conventions of
    the ILO: twelve months after.
    """
    if code in FIRST_IN_FORCE:
        months = day.year * 12 + day.month - 1 + 4
        return max(FIRST_IN_FORCE[code], date(months // 12, months % 12 + 1, 1))
    if organization == "ILO":
        try:
            return day.replace(year=day.year + 1)
        except ValueError:  # the 29th of February
            return day.replace(year=day.year + 1, month=3, day=1)
    return None


def faults(action: Any, others: Sequence[Any]) -> dict[str, str]:
    """What is impossible in an entry, by field, each with what to do. ``others``: what else its State did about the
    same instrument."""
    found: dict[str, str] = {}
    if not action.source.strip():
        found["source"] = _("Please name the source, so that anybody can see it there.")
    if action.day is None:
        if action.verified in DATED:
            found["day"] = _("Please give the day that was seen in the source, or say that it was seen in part.")
        return found
    if fault := _impossible(action) or _out_of_order(action, others):
        found["day"] = fault
    if action.in_force_from and action.in_force_from < action.day:
        found["in_force_from"] = _("Nothing binds a State before it did it. Leave this empty to have it worked out.")
    return found


def _impossible(action: Any) -> str:
    if action.day > timezone.localdate():
        return _("That day is still to come. Please enter it when it was done.")
    adopted = action.instrument.adopted if action.instrument_id else ""
    if adopted and action.day.isoformat()[: len(adopted)] < adopted:
        return _("The instrument was adopted on %(day)s only. Please look at the year.") % {"day": adopted}
    return ""


def _out_of_order(action: Any, others: Sequence[Any]) -> str:
    """A State signs first and is bound after; and it is bound once."""
    signs = action.kind == SIGNATURE
    for other in others:
        day = date_format(other.day, "DATE_FORMAT") if other.day else "?"
        told = {"what": other.get_kind_display(), "day": day}
        if not signs and other.kind != SIGNATURE and other.kind != action.kind:
            return _("This State is bound already: %(what)s, %(day)s. Please change that entry.") % told
        if other.day is None or signs == (other.kind == SIGNATURE):
            continue
        if signs and other.day < action.day:
            return _("This State was bound before: %(what)s, %(day)s. It cannot have signed after that.") % told
        if not signs and action.day < other.day:
            return _("This State signed later: %(day)s. It cannot have been bound before that.") % told
    return ""
