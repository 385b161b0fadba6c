"""What people are written, by e-mail and on the page, about their account. By allauth's names for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["LETTERS", "NOTES", "Letter"]


@dataclass(frozen=True)
class Letter:
    """Plain text. The placeholders are filled by ``archive.accounts.adapter``. Neither part says what the archive is
    about: others may read over a shoulder."""

    subject: Promise
    text: Promise


_CONFIRM = Letter(
    _("Confirm your address"),
    _(
        "Somebody gave this address for an account at %(site)s. If it was you, confirm it here:\n\n"
        "%(activate_url)s\n\n"
        "If not, you need do nothing."
    ),
)
_PASSWORD_CHANGED = Letter(
    _("Your password was changed"),
    _(
        "The password of your account at %(site)s was changed. If this was not you, ask for a new one at once "
        "(%(reset)s) and tell the archive’s administrators."
    ),
)

LETTERS: Mapping[str, Letter] = {
    "account/email/email_confirmation_signup": _CONFIRM,
    "account/email/email_confirmation": _CONFIRM,
    "account/email/account_already_exists": Letter(
        _("You have an account already"),
        _(
            "Somebody wanted to open an account with this address at %(site)s, and there is one. If it was you and you "
            "forgot the password, ask for a new one here:\n\n"
            "%(reset)s\n\n"
            "If not, you need do nothing."
        ),
    ),
    "account/email/unknown_account": Letter(
        _("There is no such account"),
        _(
            "Somebody asked for a new password for this address at %(site)s, and no account has it. If it was you, "
            "perhaps you used another address. If not, you need do nothing."
        ),
    ),
    "account/email/password_reset_key": Letter(
        _("A new password"),
        _(
            "Somebody asked for a new password for your account at %(site)s. If it was you, choose one here within "
            "four hours:\n\n"
            "%(password_reset_url)s\n\n"
            "Your user name is %(username)s. If it was not you, you need do nothing: your password stays as it is."
        ),
    ),
    "account/email/password_changed": _PASSWORD_CHANGED,
    "account/email/password_reset": _PASSWORD_CHANGED,
    "account/email/email_changed": Letter(
        _("Your address was changed"),
        _(
            "Your account at %(site)s has another e-mail address from now on. If this was not you, tell the archive’s "
            "administrators at once."
        ),
    ),
    "mfa/email/totp_activated": Letter(
        _("A second factor was set up"),
        _(
            "From now on your account at %(site)s asks for a code besides the password. If this was not you, tell the "
            "archive’s administrators at once."
        ),
    ),
    "mfa/email/totp_deactivated": Letter(
        _("The second factor was removed"),
        _(
            "Your account at %(site)s no longer asks for a code besides the password. If this was not you, change your "
            "password and tell the archive’s administrators at once."
        ),
    ),
    "mfa/email/recovery_codes_generated": Letter(
        _("New recovery codes"),
        _(
            "New recovery codes were made for your account at %(site)s; the old ones no longer work. If this was not "
            "you, tell the archive’s administrators at once."
        ),
    ),
}

NOTES: Mapping[str, Promise] = {
    "account/messages/email_confirmed.txt": _("Your address is confirmed."),
    "account/messages/email_confirmation_failed.txt": _("This address could not be confirmed."),
    "account/messages/email_confirmation_sent.txt": _("A message is on its way to that address. Open its link."),
    "account/messages/email_deleted.txt": _("The address was removed."),
    "account/messages/password_changed.txt": _("Your password is changed. Wherever else you were logged in, you no "
                                               "longer are."),
    "account/messages/password_set.txt": _("Your password is set."),
    "mfa/messages/totp_activated.txt": _("The second factor is set up."),
    "mfa/messages/totp_deactivated.txt": _("The second factor is removed."),
    "mfa/messages/recovery_codes_generated.txt": _("New recovery codes were made."),
}  # fmt: skip
