"""The addresses of accounts, below a language. The names are allauth's, by which it finds them."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from archive.accounts.views import ConfirmAddress, LogOut, security, with_mail

urlpatterns = [
    path("log-in/", account.login, name="account_login"),
    path("log-in/", account.login, name="log-in"),
    path("log-in/code/", factor.authenticate, name="mfa_authenticate"),
    path("log-out/", LogOut.as_view(), name="account_logout"),
    path("log-out/", LogOut.as_view(), name="log-out"),
    path("sign-up/", account.signup, name="account_signup"),
    path("account/closed/", account.account_inactive, name="account_inactive"),
    path("account/security/", security, name="mfa_index"),
    path("account/security/", security, name="account-security"),
    path("account/confirm/password/", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("account/password/reset/", with_mail(account.password_reset), name="account_reset_password"),
    path("account/password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "account/password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-0-9A-Za-z]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("account/address/", with_mail(account.email), name="account_email"),
    path("account/address/sent/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^account/address/(?P<key>[-:\w]{20,})/$", ConfirmAddress.as_view(), name="account_confirm_email"),
    path("account/second-factor/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/second-factor/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/recovery-codes/codes.txt", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
