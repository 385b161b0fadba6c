from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from archive import site_setup


class Command(BaseCommand):
    help = "Create the languages, the home page in each, and the review workflow, where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        site_setup.set_up()
