from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from archive import checks, starting
from archive.given import cores
from archive.supervisor import Child, Supervisor

MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]


def children() -> list[Child]:
    """What the archive consists of. The web server comes first: a page is worth more than a job."""
    return [
        Child("web", [*MANAGE, "serve"]),
        Child("index", [*MANAGE, "follow_index"], niceness=5),
        Child(
            "worker", [*MANAGE, "work", "--queue", "keeping", "--queue", "default", "--queue", "builtin"], niceness=5
        ),
        *transcribers(settings.TRANSCRIPTION_WORKERS),
    ]


def transcribers(number: int) -> list[Child]:
    """The workers of speech recognition, with the processor's cores divided among them."""
    threads = {"OMP_NUM_THREADS": str(max(1, cores() // number))}
    return [
        Child(f"worker-transcription-{which}", [*MANAGE, "work", "--queue", "transcription"], threads, niceness=10)
        for which in range(1, number + 1)
    ]


class Command(BaseCommand):
    help = "Runs the whole archive: database, site, workers and index, under one supervisor, until ctrl-C."
    requires_system_checks = ()  # its own are asked below; Django's take longer than the start

    def handle(self, *args: Any, **options: Any) -> None:
        for warning in checks.insist():
            self.stderr.write(warning)
        starting.check_port(settings.HOST, settings.PORT)
        with starting.only_one():
            try:
                starting.keep_database()
                starting.prepare(self.stdout.write)
                Supervisor(children(), watch=starting.keep_database, ready=self.announce).run()
            finally:
                starting.stop_database()
        self.stdout.write("The archive has stopped.")

    def announce(self) -> bool:
        """Once the site answers, say where it is, and how to enter the demonstration."""
        if not starting.answers(settings.HOST, settings.PORT):
            return False
        line = f"The archive is at {settings.SITE_URL}/"
        if not settings.PRODUCTION:
            from archive.demonstration import LOG_INS

            line += f" · demonstration log-ins: {', '.join(f'{name} / {password}' for _, name, password in LOG_INS)}"
        self.stdout.write(line)
        self.stdout.flush()
        return True
