"""The doors of the public forms. Nobody needs an account or a cookie: the stamp of the page stands for a token.

What is acknowledged is committed: the answer that says so is given after the transaction.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from archive.accounts.limits import too_many
from archive.bodies import VISITORS_BYTES
from archive.campaign import fields, receiving, robots
from archive.campaign.asks import FORMS, ByAddress
from archive.campaign.forms import PostForm
from archive.campaign.robots import Stamp
from archive.models import Campaign, PostKind
from archive.ways.shelf import Crumb, trail
from testimonies.actions.noticing import is_silent

__all__ = ["ask", "describe", "filled", "post_received", "report", "shown", "too_heavy_s", "write"]

open_form = require_http_methods(["GET", "HEAD", "POST"])


@csrf_exempt
@never_cache
@open_form
def report(request: HttpRequest) -> HttpResponse:
    """An action of a mobilisation day."""
    return _door(request, PostKind.ACTION, trail((_("Actions"), "actions")))


@csrf_exempt
@never_cache
@open_form
def describe(request: HttpRequest) -> HttpResponse:
    """A campaign for ratification."""
    return _door(request, PostKind.CAMPAIGN, trail((_("Campaigns"), "campaigns")))


@csrf_exempt
@never_cache
@open_form
def ask(request: HttpRequest, what: str) -> HttpResponse:
    """An offer to take part."""
    if what not in ByAddress:
        raise Http404
    return _door(request, ByAddress[what], trail((_("Take part"), "take-part")))


@csrf_exempt
@never_cache
@open_form
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter to whoever described a campaign, handed on without their address."""
    campaign = get_object_or_404(Campaign.objects.select_related("post"), pk=pk)
    if not campaign.can_be_written_to or is_silent():
        raise Http404
    return _door(request, PostKind.LETTER, trail((_("Campaigns"), "campaigns")), about=campaign)


@require_safe
def post_received(request: HttpRequest) -> HttpResponse:
    """It has arrived, and what happens now. Says the same to everybody."""
    return render(
        request,
        "archive/campaign/received.html",
        {"crumbs": trail((_("Take part"), "take-part")), "days": settings.POSTS_UNCONFIRMED_DAYS},
    )


def _door(request: HttpRequest, kind: PostKind, crumbs: list[Crumb], about: Campaign | None = None) -> HttpResponse:
    if left_s := too_heavy_s(request):
        return too_many(request, left_s)
    form, stamp = filled(request, FORMS[kind])
    if form.is_bound and form.is_valid():
        post = receiving.keep(form=form, nonce=stamp.nonce, language=get_language() or "en", about=about)
        if post is not None:
            return redirect("posted", post.token) if is_silent() else redirect("post-received")
        stamp = robots.new_stamp(kind)
        form.refuse(_("This page was sent already, with other words. If this is another one, please send it again."))
    return shown(request, form, stamp, crumbs, about=about)


def filled(request: HttpRequest, form_class: type[PostForm], **more: Any) -> tuple[PostForm, Stamp]:
    """The form as it was sent, with whatever speaks against the page that it was on; else a new one."""
    kind = str(form_class.KIND)
    if request.method != "POST":
        begin = {"language": get_language() or "en", **more.pop("initial", {})}
        return form_class(initial=begin, **more), robots.new_stamp(kind)
    form = form_class(request.POST, request.FILES, **{**more, "initial": {}})
    stamp = robots.read_stamp(kind, request.POST.get("stamp", "")[:300])
    if form.is_valid():
        if stamp.fault:
            form.refuse(stamp.fault)
        elif left_s := robots.left_to_wait_s(request):
            minutes = -(-left_s // 60)
            form.refuse(
                ngettext(
                    "Very much was sent from your connection. Please send this again in %(number)d minute.",
                    "Very much was sent from your connection. Please send this again in %(number)d minutes.",
                    minutes,
                ) % {"number": minutes}
            )  # fmt: skip
            form.limited = True  # type: ignore[attr-defined]
    return form, stamp


def too_heavy_s(request: HttpRequest) -> int:
    """Before anything of it is read: the seconds to wait where this address sent pictures too often, else 0."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    heavy = request.method == "POST" and length.isdigit() and int(length) > VISITORS_BYTES
    return robots.left_to_wait_s(request, "post-pictures") if heavy else 0


def shown(
    request: HttpRequest,
    form: PostForm,
    stamp: Stamp,
    crumbs: list[Crumb],
    *,
    about: Campaign | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of a form: 200 when it is new, 400 with faults, 429 for an address that sent very much."""
    context = {
        "crumbs": crumbs,
        "form": form,
        "kind": form.KIND,
        "stamp": stamp.text,
        "about": about,
        "zones": sorted(fields.zones()) if "zone" in form.fields else (),
        "kept_days": settings.CONTACTS_KEPT_DAYS,
        "silent": is_silent(),
        "own": None,
        **more,
    }
    status = 429 if getattr(form, "limited", False) else 400 if form.errors else 200
    return render(request, "archive/campaign/form.html", context, status=status)
