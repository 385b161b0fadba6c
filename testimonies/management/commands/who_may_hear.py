"""``python manage.py who_may_hear 2026-0001``: audience by audience and use by use, what is open and why."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from testimonies.consent.statement import ASKERS
from testimonies.models import Testimony
from testimonies.models.ledger import Held, who_may
from testimonies.models.state import State


class Command(BaseCommand):
    help = "Prints who may have what of a testimony, and which line of the ledger of consent says so."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("accession", help="accession number, such as 2026-0001")
        parser.add_argument("--on", type=_day, help="on another day, such as 2027-01-01 (default: today)")
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument("--language", choices=[tag for tag, _name in settings.LANGUAGES], help="of all sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"] or translation.get_language()):
            number = options["accession"]
            testimony = Testimony.objects.filter(accession_number=number).first()
            if testimony is None:
                raise CommandError(_("There is no testimony with the number %(number)s.") % {"number": number})
            day = options["on"] or timezone.localdate()
            told = who_may(testimony, day)
            write = self._json if options["format"] == "json" else self._text
            write(testimony, day, told)

    def _text(self, testimony: Testimony, day: date, told: dict[str, list[Held]]) -> None:
        self.stdout.write(f"{testimony.accession_number} · {day} · {State(testimony.state).sentence}")
        for audience, held in told.items():
            self.stdout.write(f"\n{ASKERS[audience]}")
            for one in held:
                sign = "+" if one.answer.open else "-"
                where = _("(line %(line)s, %(day)s)") % _line(one) if one.consent else ""
                self.stdout.write(f"  {sign} {one.use.label}: {one.answer.why} {where}".rstrip())

    def _json(self, testimony: Testimony, day: date, told: dict[str, list[Held]]) -> None:
        answers = [
            {
                "audience": audience,
                "use": one.use.value,
                "open": one.answer.open,
                "why": one.answer.why,
                **(_line(one) if one.consent else {"line": None, "day": None}),
            }
            for audience, held in told.items()
            for one in held
        ]
        facts = {
            "testimony": testimony.accession_number,
            "on": str(day),
            "state": testimony.state,
            "answers": answers,
        }
        self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2))


def _line(one: Held) -> dict[str, Any]:
    """Number of the line, and the day on which it was written down."""
    assert one.consent is not None
    return {"line": one.line, "day": timezone.localdate(one.consent.recorded_at).isoformat()}


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ArgumentTypeError(f"{written!r} is no day. Write it as 2027-01-01.") from None
