"""The steps of a log-in that are not allauth's own."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage

__all__ = ["ConfirmedAddress"]


class ConfirmedAddress(EmailVerificationStage):
    """Whoever signed up confirms their address before the first log-in.

    An account that an administrator made has nothing to confirm: it exists because somebody wanted it, and on a machine
    without a mail server nobody could. Such an account has no address on allauth's list when it first enters.
    """

    def handle(self) -> Any:
        user = self.login.user
        if user is not None and not self.login.signup:
            entered_before = user.last_login is not None
            if entered_before or not EmailAddress.objects.filter(user=user).exists():
                return None, True
            if EmailAddress.objects.filter(user=user, verified=True).exists():
                return None, True
        return super().handle()
