from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive import environment


class Command(BaseCommand):
    help = "Prints the table of settings in Markdown, or writes it into the README."
    requires_system_checks = ()

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--write", action="store_true", help="Put it in the place of the README's table.")

    def handle(self, *args: Any, write: bool = False, **options: Any) -> None:
        if not write:
            self.stdout.write(environment.table())
            return
        readme = settings.BASE_DIR / "README.md"
        text, found = re.subn(
            r"^\| variable \|.*\n(?:\|.*\n)+",
            lambda match: f"{environment.table()}\n",
            readme.read_text(encoding="utf-8"),
            flags=re.MULTILINE,
        )
        if not found:
            raise CommandError("The README holds no table of settings.")
        readme.write_text(text, encoding="utf-8")
