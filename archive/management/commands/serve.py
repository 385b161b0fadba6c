from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from archive import web_server


class Command(BaseCommand):
    help = "Serves the site on HOST and PORT, without workers: for an installation that supervises its own processes."
    requires_system_checks = ()  # archive.wsgi asks them

    def handle(self, *args: Any, **options: Any) -> None:
        web_server.serve(settings.HOST, settings.PORT)
