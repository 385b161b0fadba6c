"""Dates as people remember them: "2009", "about 2009", "March 2011", "18 December 2014".

Written in the corner of the Extended Date/Time Format (EDTF, ISO 8601-2:2019, level 1) that an interview needs: a year,
a year and month, or a day, each with ``~`` where it is approximate.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

_EDTF = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?(?P<about>~)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, perhaps with month, perhaps with day; ``about`` where the narrator was not sure."""

    year: int
    month: int | None = None
    day: int | None = None
    about: bool = False

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        date(self.year, self.month or 1, self.day or 1)  # raises ValueError for a day that no calendar has

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read EDTF. Raises ``ValueError`` with a sentence that shows the accepted forms."""
        match = _EDTF.fullmatch(text.strip())
        if match is None:
            raise ValueError(
                _("“%(text)s” is no date we can read. Write 2009, 2011-03 or 2014-12-18; add ~ for “about”.")
                % {"text": text}
            )
        number = {key: int(value) for key, value in match.groupdict().items() if value and key != "about"}
        try:
            return cls(number["year"], number.get("month"), number.get("day"), bool(match["about"]))
        except ValueError:
            raise ValueError(_("“%(text)s” is not a day that any calendar has.") % {"text": text}) from None

    @property
    def earliest(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts) + ("~" if self.about else "")

    @property
    def sentence(self) -> str:
        """The date in the active language: "about 2009", "March 2011", "18 December 2014"."""
        if self.month is None:
            text = str(self.year)
        elif self.day is None:
            text = _("%(month)s %(year)s") % {"month": MONTHS[self.month], "year": self.year}
        else:
            text = _("%(day)s %(month)s %(year)s") % {
                "day": self.day,
                "month": MONTHS[self.month],
                "year": self.year,
            }
        return _("about %(date)s") % {"date": text} if self.about else text
