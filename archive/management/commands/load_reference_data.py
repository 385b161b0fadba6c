from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive import reference_data
from testimonies.exceptions import BadReferenceData


class Command(BaseCommand):
    help = "Load countries, themes, articles, treaty status and timeline from archive/data/. Running it again is safe."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            changed = reference_data.load()
        except BadReferenceData as error:
            raise CommandError(str(error)) from None
        if options["verbosity"]:
            self.stdout.write("Reference data loaded." if changed else "Reference data is up to date.")
