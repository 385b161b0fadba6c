from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from archive import demonstration


class Command(BaseCommand):
    help = "Load the demonstration collection and its log-ins, once. Its transcripts are made by the worker."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = demonstration.load()
        if options["verbosity"]:
            self.stdout.write("Demonstration collection loaded." if changed else "Demonstration collection is there.")
