from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search.engine import Engine, IndexBusy
from search.index import Follower

WIDTH = 40


class Command(BaseCommand):
    help = (
        "Build this machine's search index anew from the database, beside the old one, which answers until the new one "
        "takes its place. The site and `follow_index` may run meanwhile."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--if-damaged", action="store_true", help="Look through its files first; build only then.")

    def handle(self, *args: Any, **options: Any) -> None:
        engine = Engine(Path(settings.SEARCH_INDEX_ROOT))
        if options["if_damaged"]:
            faults = engine.faults()
            for fault in faults:
                self.stderr.write(f"The index is damaged: {fault}.")
            if not faults:
                self.stdout.write("All files of the index are as they were written.")
                return
        try:
            with engine:
                written = Follower(engine).rebuild(self._progress if self._shows_progress else _nothing)
        except IndexBusy:
            raise CommandError("Another process is building the index already.") from None
        if self._shows_progress:
            self.stderr.write("")
        self.stdout.write(f"{written} testimonies are in the index.")

    @property
    def _shows_progress(self) -> bool:
        return sys.stderr.isatty()

    def _progress(self, done: int, of: int) -> None:
        filled = WIDTH * done // max(of, 1)
        self.stderr.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {done} of {of}", ending="")
        self.stderr.flush()


def _nothing(done: int, of: int) -> None:
    """Nobody looks on."""
