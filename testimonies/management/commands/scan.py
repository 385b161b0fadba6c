"""Look through testimonies for what could endanger somebody."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from testimonies.actions import reviewing
from testimonies.models import Finding, RiskReview, State, Testimony
from testimonies.risk.kinds import LABELS


class Command(BaseCommand):
    help = "Looks through testimonies for what could endanger somebody, and says how much was found. Shows no words."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("accession", nargs="*", metavar="ACCESSION", help="such as 2026-0012")
        parser.add_argument("--all", action="store_true", help="every testimony that is not withdrawn")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["accession"]) == options["all"]:
            raise CommandError("Name testimonies by their accession numbers, or say --all.")
        chosen = Testimony.objects.exclude(state=State.WITHDRAWN).order_by("accession_number")
        if options["accession"]:
            chosen = chosen.filter(accession_number__in=options["accession"])
            missing = set(options["accession"]) - set(chosen.values_list("accession_number", flat=True))
            if missing:
                raise CommandError(f"There is no such testimony, or it is withdrawn: {', '.join(sorted(missing))}.")
        for testimony in chosen.iterator():
            still_open = reviewing.look_through(testimony=testimony)
            kinds = Finding.objects.open().filter(testimony=testimony).values_list("kind", flat=True)
            counted = ", ".join(f"{LABELS[kind]} {list(kinds).count(kind)}" for kind in sorted(set(kinds)))
            level = RiskReview.of(testimony).effective.value
            self.stdout.write(
                f"{testimony.accession_number}: risk {level}, open findings {still_open} ({counted or '–'})"
            )
