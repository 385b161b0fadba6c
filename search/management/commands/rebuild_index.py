from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search.engine import Engine, IndexBusy
from search.index import Follower


class Command(BaseCommand):
    help = "Build this machine's search index anew from the database (after restoring a backup, say)."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
                written = Follower(engine).rebuild()
        except IndexBusy:
            raise CommandError("The index is being followed. Stop `follow_index`, or the whole site, first.") from None
        self.stdout.write(f"{written} testimonies are in the index.")
