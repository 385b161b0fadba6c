"""Seal real names under another key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from testimonies.actions import naming
from testimonies.exceptions import TestimoniesError
from testimonies.sealing import keys


class Command(BaseCommand):
    help = (
        "Seals every held real name under the newest key: the first of NAMES_KEY, or, with the embedded database, a "
        "new one that this command puts in front of LOCAL_ROOT/names_key. Stopped anywhere, it goes on when it is "
        "started again. Keep the old keys until it says that none are needed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--make", action="store_true", help="print a new key for NAMES_KEY, and do nothing else")
        parser.add_argument("--go-on", action="store_true", help="make no new key in the file: finish what was begun")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["make"]:
            self.stdout.write(keys.new())
            return
        try:
            if not settings.NAMES_KEY and settings.NAMES_KEY_FILE and not options["go_on"]:
                keys.add_to(Path(settings.NAMES_KEY_FILE))
            moved = naming.rotate()
            newest = naming.keys().newest
        except TestimoniesError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{moved} names were sealed anew; all are under key {newest}. The older keys are not needed.")
