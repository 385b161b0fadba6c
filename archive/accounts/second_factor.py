"""Whoever works in a collection, or may enter the editors' rooms, proves who they are in two ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from testimonies.models import collections_of

__all__ = ["has_one", "insist", "reauthenticate", "works_here"]

OPEN_WITHOUT = frozenset(
    {
        "log-in", "log-out", "account_login", "account_logout", "account_reauthenticate", "mfa_reauthenticate",
        "mfa_index", "mfa_activate_totp", "account-security", "account_change_password", "choose-language",
        "accessibility", "robots", "healthz",
    }
)  # fmt: skip
"""The doors that stay open to staff who have no second factor yet, by name: those that lead to one, and out."""


def works_here(user: Any) -> bool:
    """Whether ``user`` works in any collection or may enter the editors' rooms."""
    if not user.is_authenticated or not user.is_active:
        return False
    return bool(
        user.is_superuser
        or user.has_perm("wagtailadmin.access_admin")
        or collections_of(user, "add", "change", "publish", "translate").exists()
    )


def has_one(user: Any) -> bool:
    """Whether ``user`` has set up a second factor (recovery codes alone are none)."""
    return Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def insist(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: where ``SECOND_FACTOR_REQUIRED``, staff without a second factor can do nothing but set it up."""

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not settings.SECOND_FACTOR_REQUIRED or (match and match.view_name in OPEN_WITHOUT):
            return None
        if not request.user.is_authenticated or has_one(request.user) or not works_here(request.user):
            return None
        if request.method in ("GET", "HEAD") and "text/html" in request.headers.get("Accept", "text/html"):
            return HttpResponseRedirect(reverse("account-security"))
        sentence = _("Set up the second factor first: this account can do nothing else until then.")
        return JsonResponse({"error": sentence}, status=403)

    answer.process_view = process_view  # type: ignore[attr-defined]
    return answer


def reauthenticate(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: ask for the password or code again where allauth wants it, and come back to the page.

    allauth itself would keep the whole request in the session, with everything that was typed and the visitor's
    address, and do it when they come back. Here it is forgotten, and asked for again.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ReauthenticationRequired):
            return None
        methods = get_adapter().get_reauthentication_methods(request.user)
        way = methods[0]["url"] if methods else reverse("account_login")
        return HttpResponseRedirect(f"{way}?{urlencode({'next': request.path})}")

    answer.process_exception = process_exception  # type: ignore[attr-defined]
    return answer
