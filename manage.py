#!/usr/bin/env python
"""Django's command line, with the embedded database started for every command that needs one."""

from __future__ import annotations

import os
import sys

NEED_NO_DATABASE = {
    "transcribe",
    "makemessages",
    "compilemessages",
    "compile_translations",
    "check_translations",
    "settings_table",
    "help",
    "--help",
    "--version",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    from django.core.management import execute_from_command_line

    if len(sys.argv) > 1 and sys.argv[1] not in NEED_NO_DATABASE and not os.environ.get("DATABASE_URL"):
        from archive import embedded_database, environment

        try:
            embedded_database.ensure_running(environment.read()["LOCAL_ROOT"] / "postgres")
        except RuntimeError as error:
            sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
