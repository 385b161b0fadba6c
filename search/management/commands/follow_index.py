from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, close_old_connections

from search.engine import Engine, IndexBusy
from search.index import LOOK_AGAIN_S, Follower


class Command(BaseCommand):
    requires_system_checks = ()  # asked for by whoever starts it; they take longer than catching up
    help = "Keep this machine's search index up to the database, until told to stop. One for each machine."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="Catch up and end.")

    def handle(self, *args: Any, **options: Any) -> None:
        stopping = threading.Event()
        if not options["once"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stopping.set())
        with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
            follower = Follower(engine)
            engine.suspect()  # whoever wrote it last may have been cut off: it is looked through once
            while True:
                try:
                    follower.catch_up()
                except OperationalError:
                    if options["once"]:
                        raise
                    engine.rollback()  # the database went away: what was half written is written again later
                    close_old_connections()
                except IndexBusy as busy:
                    raise CommandError(f"Another process writes to the index in {busy}; one is enough.") from None
                if options["once"] or stopping.wait(LOOK_AGAIN_S):
                    return
