from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from archive import translations


class Command(BaseCommand):
    help = "Compiles the translations of the interface that changed. Needs no gettext."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for made in translations.compile_all(Path(path) for path in settings.LOCALE_PATHS):
            if options["verbosity"]:
                self.stdout.write(f"{made.parent.parent.name} compiled")
