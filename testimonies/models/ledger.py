"""Who may have what of a testimony on a day, audience by audience and use by use, each with the line that decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from testimonies.consent import statement
from testimonies.consent.audiences import Use
from testimonies.models.consent import Consent
from testimonies.models.testimony import Testimony

__all__ = ["Held", "who_may"]


@dataclass(frozen=True, slots=True)
class Held:
    """One answer with the line of the ledger that decided it, counted from 1 on; no line where none did."""

    answer: statement.Answer
    line: int | None
    consent: Consent | None

    @property
    def use(self) -> Use:
        return Use(self.answer.use)


def who_may(testimony: Testimony, day: date) -> dict[str, list[Held]]:
    """By audience (:data:`~testimonies.consent.statement.ASKERS`), in the order of the uses."""
    lines = list(Consent.objects.filter(testimony=testimony).order_by("pk"))
    held: dict[str, list[Held]] = {audience: [] for audience in statement.ASKERS}
    for answer in statement.answers(testimony.standing, day):
        consent = lines[answer.line - 1] if answer.line else None
        held[answer.audience].append(Held(answer, answer.line, consent))
    return held
