"""allauth, as this archive wants it."""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from archive.accounts.asker import token_of
from archive.accounts.letters import LETTERS, NOTES
from archive.accounts.second_factor import works_here

__all__ = ["Accounts", "SecondFactors"]

log = logging.getLogger(__name__)

WRONG = _("The name and the password do not belong together.")


class Accounts(DefaultAccountAdapter):
    """Log-in and accounts. Says the same about an account that exists and about one that does not."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": WRONG,
        "username_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code is not right, or no longer."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again."),
        "rate_limited": _("Too many attempts. Wait some minutes and try again."),
        "invalid_password_reset": _("This link is used up or was not copied whole."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Not the address: what allauth counts by must not be kept (:mod:`archive.accounts.asker`)."""
        return token_of(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whoever signs up confirms an address, so that there must be a mail server."""
        return bool(settings.EMAIL_HOST)

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of this site, under the very name that it was asked by."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_login_stages(self) -> list[str]:
        own = {"allauth.account.stages.EmailVerificationStage": "archive.accounts.stages.ConfirmedAddress"}
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("testimonies:work" if works_here(request.user) else "testimonies:list")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Whoever has a second factor confirms by it: a password that was looked at over a shoulder is not enough."""
        methods = super().get_reauthentication_methods(user)
        by_code = [method for method in methods if method["id"] == "mfa_reauthenticate"]
        return by_code or methods

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("testimonies:list")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account-security")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("account-security" if self.request.user.is_authenticated else "log-in")

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """A name that says nothing: people who sign up are known by their address, and it must not be guessed from."""
        user.username = f"reader-{secrets.token_hex(5)}"

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, rest = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": rest})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send the letter of that name, if there is one and a mail server. Neither address nor link gets into a log."""
        letter = LETTERS.get(template_prefix)
        if letter is None or not settings.EMAIL_HOST:
            return
        links = {
            "site": settings.SITE_URL,
            "sign_up": settings.SITE_URL + reverse("account_signup"),
            "reset": settings.SITE_URL + reverse("account_reset_password"),
        }
        told = {name: value for name, value in context.items() if isinstance(value, str)} | links
        user = context.get("user")
        told["username"] = user.get_username() if user is not None and hasattr(user, "get_username") else ""
        try:
            EmailMessage(str(letter.subject), str(letter.text) % told, self.get_from_email(), [email]).send()
        except (OSError, smtplib.SMTPException) as error:
            log.error("a letter (%s) could not be sent: %s", template_prefix.rsplit("/", 1)[-1], type(error).__name__)

    def send_notification_mail(self, template_prefix: str, user: Any, context: Any = None, email: Any = None) -> None:
        """To the account's owner, about what was changed. Without address and browser of whoever changed it."""
        if to := email or user.email:
            self.send_mail(template_prefix, to, {"user": user})

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """The note of that name in our words; most deeds of allauth need none."""
        note = message or NOTES.get(message_template or "")
        if note:
            messages.add_message(request, level, str(note), extra_tags=extra_tags)


class SecondFactors(DefaultMFAAdapter):
    """Secrets of second factors lie in the database under a key that does not."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or no longer. Wait for the next one and type that."),
        "cannot_generate_recovery_codes": _("Set up the second factor first."),
    }

    def get_totp_issuer(self) -> str:
        """What the telephone's list shows. Others may see it, so it does not say what this archive is about."""
        return "Archive"

    def get_totp_label(self, user: Any) -> str:
        return str(user.get_username())

    def encrypt(self, text: str) -> str:
        return _boxes().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _boxes().decrypt(encrypted_text.encode()).decode()


def _boxes() -> MultiFernet:
    """Encrypts with ``SECRET_KEY``, opens what was encrypted with it or with one of the former ones."""
    secrets_known = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = (hashlib.sha256(b"second factors\0" + str(one).encode()).digest() for one in secrets_known)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
