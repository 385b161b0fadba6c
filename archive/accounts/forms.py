"""allauth's forms in the archive's words. They tell nobody which accounts exist."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.recovery_codes import forms as codes
from allauth.mfa.totp import forms as totp
from django.contrib.auth.hashers import make_password
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

__all__ = [
    "ChangeAddress",
    "ChangePassword",
    "ChooseNewPassword",
    "ConfirmByCode",
    "ConfirmByPassword",
    "EnterCode",
    "LogIn",
    "MakeRecoveryCodes",
    "RemoveSecondFactor",
    "ResetPassword",
    "SetPassword",
    "SetUpSecondFactor",
    "SignUp",
]

LABELS: dict[str, Any] = {
    "login": _("User name or e-mail address"),
    "password": _("Password"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("The same password once more"),
    "email": _("E-mail address"),
    "code": _("Code"),
}
HELP: dict[str, Any] = {
    "password1": _("At least ten characters. Several words that do not belong together are easy to remember and hard "
                   "to guess."),
    "code": _("Six digits from the application on your telephone."),
}  # fmt: skip
LANGUAGE_NEUTRAL = ("login", "email", "code")
"""What is typed from left to right in every language of the interface."""


class InOurWords(Form):
    """Labels and help from the tables above, no placeholder (it vanishes when one begins to type), errors tied to
    their field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = HELP.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if name in LANGUAGE_NEUTRAL:
                field.widget.attrs["dir"] = "ltr"


class LogIn(InOurWords, account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(autocomplete="username", autocapitalize="none", spellcheck="false")


class SignUp(InOurWords, account.SignupForm):
    def try_save(self, request: HttpRequest) -> Any:
        """Where there is an account already a password is hashed all the same: that takes most of the time."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ResetPassword(InOurWords, account.ResetPasswordForm):
    pass


class ChooseNewPassword(InOurWords, account.ResetPasswordKeyForm):
    pass


class ChangePassword(InOurWords, account.ChangePasswordForm):
    pass


class SetPassword(InOurWords, account.SetPasswordForm):
    pass


class ChangeAddress(InOurWords, account.AddEmailForm):
    pass


class ConfirmByPassword(InOurWords, account.ReauthenticateForm):
    pass


class EnterCode(InOurWords, factor.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Six digits from the application on your telephone, or a recovery code.")


class ConfirmByCode(InOurWords, factor.ReauthenticateForm):
    pass


class SetUpSecondFactor(InOurWords, totp.ActivateTOTPForm):
    pass


class RemoveSecondFactor(InOurWords, totp.DeactivateTOTPForm):
    pass


class MakeRecoveryCodes(InOurWords, codes.GenerateRecoveryCodesForm):
    pass
