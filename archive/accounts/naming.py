"""Which form allauth takes for what: two settings of its, apart because settings may import nothing of Django."""

from __future__ import annotations

__all__ = ["FORMS", "SECOND_FACTOR_FORMS"]

HERE = "archive.accounts.forms."
FORMS = {
    "login": f"{HERE}LogIn",
    "signup": f"{HERE}SignUp",
    "reset_password": f"{HERE}ResetPassword",
    "reset_password_from_key": f"{HERE}ChooseNewPassword",
    "change_password": f"{HERE}ChangePassword",
    "set_password": f"{HERE}SetPassword",
    "add_email": f"{HERE}ChangeAddress",
    "reauthenticate": f"{HERE}ConfirmByPassword",
}
SECOND_FACTOR_FORMS = {
    "authenticate": f"{HERE}EnterCode",
    "reauthenticate": f"{HERE}ConfirmByCode",
    "activate_totp": f"{HERE}SetUpSecondFactor",
    "deactivate_totp": f"{HERE}RemoveSecondFactor",
    "generate_recovery_codes": f"{HERE}MakeRecoveryCodes",
}
