from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from testimonies import jobs
from testimonies.actions import erasing, purged_rows, purging
from testimonies.exceptions import TestimoniesError
from testimonies.models import Withdrawal
from testimonies.views import receipts
from testimonies.withdrawal_tasks import purge_name


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Remove for good what was withdrawn and whose restore window is over. The workers do it by themselves; this is "
        "for whoever wants to see it done, or to look first."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("accession", metavar="ACCESSION", nargs="?", help="this one alone, such as 2026-0007")
        parser.add_argument("--dry-run", action="store_true", help="say what would be removed, and remove nothing")
        parser.add_argument(
            "--before-the-window-is-over",
            metavar="ACCESSION",
            dest="typed",
            default="",
            help="because the narrator wishes it: the accession number, once more",
        )

    def handle(self, *args: Any, accession: str | None, dry_run: bool, typed: str, **options: Any) -> None:
        found = Withdrawal.objects.sealed().select_related("testimony")
        if accession is not None:
            found = found.filter(testimony__accession_number=accession)
            if not found.exists():
                raise CommandError(f"{accession} is not withdrawn, or is purged already.")
        if typed and accession is None:
            raise CommandError("Name the testimony, too: purge ACCESSION --before-the-window-is-over ACCESSION")
        if dry_run:
            for withdrawal in found if accession is not None else Withdrawal.objects.due():
                self._say(withdrawal)
            return
        try:
            if typed:
                purging.ask(withdrawal=found.get(), by=None, typed=typed)
            due = list(found if accession is not None else Withdrawal.objects.due())
            for withdrawal in due:
                with jobs.in_hand(purge_name(withdrawal.pk)):
                    withdrawal.refresh_from_db()
                    purging.purge(withdrawal=withdrawal)
                self.stdout.write(receipts.text_of(withdrawal))
        except erasing.Later as reason:
            raise CommandError(f"Something stood in the way ({reason}). Nothing is lost: try again.") from None
        except TestimoniesError as refusal:
            raise CommandError(str(refusal)) from refusal

    def _say(self, withdrawal: Withdrawal) -> None:
        self.stdout.write(f"{withdrawal.testimony.accession_number}, withdrawn {withdrawal.at:%Y-%m-%d}:")
        for model, keys in sorted(purged_rows.belonging_to(withdrawal.testimony).items(), key=lambda one: str(one[0])):
            self.stdout.write(f"  {len(keys):6} rows of {model._meta.label}")
        files = [row.path for row in purged_rows.with_files(withdrawal.testimony)]
        files += [recording.original for recording in withdrawal.testimony.recordings.exclude(sha256="")]
        for file in files:
            self.stdout.write(f"  file {file}")
