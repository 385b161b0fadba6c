"""The doors of accounts that are not allauth's as they stand."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import ConfirmEmailView
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LogoutView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from archive.accounts.second_factor import has_one, works_here

__all__ = ["ConfirmAddress", "LogOut", "leads_to_log_in", "leads_to_reset", "security", "with_mail"]


class LogOut(LogoutView):
    """POST only. Leads to the list of testimonies in the reader's language, and empties what the browser kept."""

    def get_success_url(self) -> str:
        return reverse("testimonies:list")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer = super().post(request, *args, **kwargs)
        answer.headers["Clear-Site-Data"] = '"cache"'  # not "storage": recordings wait there for a line
        return answer


class ConfirmAddress(ConfirmEmailView):
    """The link of a letter shows a button; only the button confirms, and only it may log another person out."""

    def logout_other_user(self, confirmation: Any) -> None:
        if self.request.method == "POST":
            super().logout_other_user(confirmation)


@require_safe
@never_cache
@login_required
def security(request: HttpRequest) -> HttpResponse:
    """What protects this account: password, address, second factor."""
    codes = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    has_factor = has_one(request.user)
    return render(
        request,
        "account/security.html",
        {
            "has_factor": has_factor,
            "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
            "required": settings.SECOND_FACTOR_REQUIRED and not has_factor and works_here(request.user),
            "mail": bool(settings.EMAIL_HOST),
        },
    )


def with_mail(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """``view``, where the archive can send letters; else a page that says that it cannot, and who can help."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.EMAIL_HOST:
            return render(request, "account/no_mail.html")
        return view(request, *args, **kwargs)

    return door


def leads_to_log_in(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """In the place of every other log-in of Wagtail's: one door, one set of limits, one second factor.

    Whoever is logged in and has no part in the editors' rooms would be led back from there, without an end.
    """
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied(_("Your account has no part in these rooms. Ask an administrator to let you in."))
    wanted = request.GET.get("next", "")
    query = f"?{urlencode({'next': wanted})}" if wanted and url_has_allowed_host_and_scheme(wanted, None) else ""
    return HttpResponseRedirect(reverse("log-in") + query)


def leads_to_reset(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponseRedirect(reverse("account_reset_password"))
