"""The private link of whoever sent something: to confirm it, to correct it, to take it away.

As with a narrator's link, the secret in the address is the whole right, and no cookie is asked for. A look changes
nothing: programs that pass letters on open links before people do.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from archive.accounts.limits import too_many
from archive.campaign import receiving
from archive.campaign.asks import FORMS
from archive.campaign.doors import filled, shown, too_heavy_s
from archive.campaign.forms import CONTACT
from archive.models import Post, PostKind, PostState
from archive.ways.shelf import Crumb
from testimonies.views.look_door import HEADERS

__all__ = ["posted", "posted_correct"]


def of_one_post(view: Callable[[HttpRequest, Post], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """A view of ``(request, post)`` answers at ``(request, token)``; to every link that is none, all alike: 404."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def door(request: HttpRequest, token: str) -> HttpResponse:
        post = Post.objects.of_token(token)
        if post is None or post.corrects_id:
            answer = render(request, "archive/campaign/no_link.html", status=404)
            answer._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark: the address holds a secret
        else:
            answer = view(request, post)
        for name, value in HEADERS.items():
            answer.headers[name] = value
        return answer

    return door


@of_one_post
def posted(request: HttpRequest, post: Post) -> HttpResponse:
    """Where it stands, and what can be done."""
    if request.method == "POST":
        doing: dict[str, Any] = {"confirm": receiving.confirm, "withdraw": receiving.withdraw}
        wished = request.POST.get("do", "")
        if wished == "withdraw" and not request.POST.get("sure"):
            return _page(request, post, "withdraw", status=400)
        if wished in doing:
            doing[wished](post=post)
        return redirect("posted", _token(request))
    return _page(request, post, "posted")


@of_one_post
def posted_correct(request: HttpRequest, post: Post) -> HttpResponse:
    """Its form, filled in as it is."""
    if not _may_be_changed(post):
        return redirect("posted", _token(request))
    if left_s := too_heavy_s(request):
        return too_many(request, left_s)
    latest = post.corrections.filter(state=PostState.WAITING).first() or post
    initial = {**latest.said, **{name: getattr(latest, name) for name in CONTACT}}
    pictures: dict[str, Any] = {"held": list(post.pictures.all())} if post.is_public_kind else {}
    form, stamp = filled(request, FORMS[post.kind], initial=initial, **pictures)
    if form.is_bound and form.is_valid():
        receiving.correct(post=post, form=form, nonce=stamp.nonce, language=get_language() or "en")
        return redirect("posted", _token(request))
    return shown(request, form, stamp, _crumbs(request), own=_token(request))


def _page(request: HttpRequest, post: Post, name: str, status: int = 200) -> HttpResponse:
    context = {
        "post": post,
        "own": _token(request),
        "waits": post.corrections.filter(state=PostState.WAITING).exists(),
        "shown_at": getattr(post, "action", None) or getattr(post, "campaign", None),
        "may_change": _may_be_changed(post),
        "ask_sure": name == "withdraw",
    }
    return render(request, "archive/campaign/posted.html", context, status=status)


def _may_be_changed(post: Post) -> bool:
    return post.state not in (PostState.WITHDRAWN, PostState.RECEIVED) and post.kind != PostKind.LETTER


def _token(request: HttpRequest) -> str:
    if request.resolver_match is None:
        raise Http404
    return str(request.resolver_match.kwargs["token"])


def _crumbs(request: HttpRequest) -> list[Crumb]:
    return [Crumb(_("Your private page"), reverse("posted", args=[_token(request)]))]
