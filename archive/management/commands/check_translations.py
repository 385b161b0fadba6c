from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import makemessages

from archive import translations


class Command(makemessages.Command):
    """Collects the sentences as ``makemessages`` does, and compares instead of writing."""

    help = "Fails when a sentence of the interface has no translation, naming each. Needs gettext's xgettext."

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.set_defaults(locale=list(translations.LANGUAGES))

    def handle(self, *args: Any, **options: Any) -> None:
        self.lines: list[str] = []
        super().handle(*args, **options)
        if self.lines:
            listed = "\n".join(sorted(set(self.lines)))
            raise CommandError(f"{listed}\nMend: make messages, then translate archive/locale/*/LC_MESSAGES/django.po")
        self.stdout.write(f"Every sentence is translated: {', '.join(translations.LANGUAGES)}.")

    def write_po_file(self, potfile: str, locale: str) -> None:
        catalogue = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        self.lines += translations.lacking(Path(potfile), catalogue)
