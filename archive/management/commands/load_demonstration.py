from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from archive import demonstration, demonstration_campaign, demonstration_stories


class Command(BaseCommand):
    help = "Load the demonstration collection, its log-ins and a story, once. The worker makes its transcripts."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = [demonstration.load(), demonstration_stories.load(), demonstration_campaign.load()]
        if options["verbosity"]:
            self.stdout.write(
                "Demonstration collection loaded." if any(changed) else "Demonstration collection is there."
            )
