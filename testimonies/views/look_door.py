"""The door of a narrator's private link: who comes in, and what every answer behind it carries.

The secret in the address is the whole right, and no cookie is asked for. So another site cannot make a browser act here
without knowing the secret, the form's token would protect nothing, and whoever blocks cookies comes in too. (With
``no-referrer`` a browser sends ``Origin: null``, which the check of that token refuses.)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from testimonies.models import NarratorsLook

__all__ = ["for_one_narrator", "lead", "page"]

Asked = ParamSpec("Asked")
View = Callable[Concatenate[HttpRequest, NarratorsLook, Asked], HttpResponseBase]
HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def for_one_narrator(
    *methods: str, receipt_too: bool = False
) -> Callable[[View[Asked]], Callable[Concatenate[HttpRequest, str, Asked], HttpResponseBase]]:
    """A view of ``(request, look, …)`` answers at ``(request, token, …)``; to every link that is none, all alike: 404.

    ``receipt_too``: also where the testimony was taken back by this very link.
    """

    def decorate(view: View[Asked]) -> Callable[Concatenate[HttpRequest, str, Asked], HttpResponseBase]:
        @csrf_exempt
        @require_http_methods(methods or ("GET", "HEAD"))
        @wraps(view)
        def door(request: HttpRequest, token: str, *args: Asked.args, **kwargs: Asked.kwargs) -> HttpResponseBase:
            look = NarratorsLook.objects.of_token(token)
            answer: HttpResponseBase
            if look is None:
                answer = _nobody(request)
            elif look.withdrawal_id and not receipt_too:
                answer = lead(look)
            else:
                try:
                    answer = view(request, look, *args, **kwargs)
                except Http404:  # an old page of a link that is good: it is no guess
                    answer = lead(look)
            for name, value in HEADERS.items():
                answer.headers[name] = value
            return answer

        return door

    return decorate


def page(
    request: HttpRequest, look: NarratorsLook, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the link, in the language that its address names."""
    known = {"look": look, "token": look.token, "testimony": look.testimony}
    return render(request, f"testimonies/look/{template}.html", known | context, status=status)


def lead(look: NarratorsLook, to: str = "look", *args: Any, after: str = "") -> HttpResponse:
    """On to another page of the same link, in the language of this one."""
    answer = redirect(f"testimonies:{to}", look.token, *args)
    answer.headers["Location"] += after
    return answer


def _nobody(request: HttpRequest) -> HttpResponse:
    """The same page for what never was, is over, or was revoked. It is not written into any log."""
    answer = render(request, "testimonies/look/nothing.html", status=404)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark: the address holds a secret
    return answer
