from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from testimonies.actions import withdrawing
from testimonies.description.languages import INTERFACE_LANGUAGES
from testimonies.exceptions import TestimoniesError
from testimonies.models import Testimony, Withdrawal
from testimonies.views import receipts


class Command(BaseCommand):
    requires_system_checks = ()  # a narrator does not wait for them
    help = "Hide a testimony everywhere at once, as its narrator wishes, and print the receipt for the narrator."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("accession", metavar="ACCESSION", help="such as 2026-0007")
        parser.add_argument("--language", default="en", choices=INTERFACE_LANGUAGES, help="of the receipt")
        parser.add_argument("--reason", default="", help="for the staff alone; none need be given")
        parser.add_argument("--by", metavar="USER", help="who does it; without: whoever runs the archive")

    def handle(self, *args: Any, accession: str, language: str, reason: str, by: str | None, **options: Any) -> None:
        testimony = Testimony.objects.filter(accession_number=accession).first()
        if testimony is None:
            raise CommandError(f"There is no testimony {accession}.")
        user = get_user_model().objects.filter(username=by).first() if by else None
        if by and user is None:
            raise CommandError(f"There is no user {by}.")
        try:
            withdrawal = withdrawing.withdraw(testimony=testimony, by=user, reason=reason, language=language)
        except TestimoniesError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(receipts.text_of(Withdrawal.objects.get(pk=withdrawal.pk)))
