from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from archive.accounts.trail import end_other_sessions
from testimonies.actions import entering


class Command(BaseCommand):
    help = (
        "Removes the second factor of an account whose owner lost telephone and recovery codes, and ends its sessions. "
        "Make sure that it is really they who ask."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    @transaction.atomic
    def handle(self, username: str, **options: Any) -> None:
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account with the user name {username!r}.")
        removed, _rows = Authenticator.objects.filter(user=user).delete()
        if not removed:
            raise CommandError(f"{username!r} has no second factor.")
        end_other_sessions(user)
        entering.second_factor_removed(account=user)
        self.stdout.write("Removed. They set up another one when they next log in.")
