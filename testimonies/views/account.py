"""What one person is to the archive: their account, the terms they accepted, what they asked for and until when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Collection

from testimonies.access_forms import TermsForm
from testimonies.actions import admitting, registering
from testimonies.exceptions import TestimoniesError
from testimonies.models import AccessRequest, Researcher, State, Testimony, listener_for, terms_in_force

__all__ = ["account", "give_up", "stop", "terms"]


@login_required
@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """For the person themselves: what they are here, their next step, their requests, the latest first."""
    listener = listener_for(request.user)
    asked = list(AccessRequest.objects.of(request.user).select_related("testimony").order_by("-pk"))
    named = Testimony.objects.visible_to(listener).prefetch_related("descriptions", "recordings")
    visible = named.in_bulk([one.testimony_id for one in asked])
    works_in = Collection.objects.filter(pk__in=listener.staff_of | listener.contributes_to).exclude(depth=1)
    return render(
        request,
        "testimonies/account.html",
        {
            "researcher": Researcher.of(request.user),
            "requests": [(one, visible.get(one.testimony_id)) for one in asked],
            "taken_back": State.WITHDRAWN,
            "works_in": works_in.order_by("path"),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """The terms of use for everyone to read; whoever is logged in and did not accept them yet may do so below."""
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    last = Researcher.of(request.user) if request.user.is_authenticated else None
    said = {"affiliation": last.affiliation, "purpose": last.purpose} if last else {}
    form = TermsForm(request.POST or None, initial={**said, "version": terms_in_force()})
    if request.method == "POST" and form.is_valid() and _accepted(request, form):
        return redirect(_back(request))
    context: dict[str, Any] = {
        "form": form,
        "version": terms_in_force(),
        "last": last,
        "may_accept": request.user.is_authenticated and not (last and (last.is_in_force or last.is_shut_out)),
        "next": request.GET.get("next", ""),
    }
    return render(request, "testimonies/terms.html", context, status=400 if form.errors else 200)


def _accepted(request: HttpRequest, form: TermsForm) -> bool:
    fields = form.cleaned_data
    del fields["agreed"]
    try:
        registering.accept(by=request.user, **fields)
    except TestimoniesError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("You are a registered researcher now. Thank you for keeping to the terms."))
    return True


@login_required
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Take one's acceptance back."""
    try:
        registering.stop(by=request.user)
        messages.success(request, _("You are no registered researcher any more, and your requests are ended."))
    except TestimoniesError as refusal:
        messages.error(request, str(refusal))
    return redirect("testimonies:account")


@login_required
@require_POST
def give_up(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End one's own request, waiting or granted. Another's is not there."""
    asked = get_object_or_404(AccessRequest.objects.of(request.user), uuid=uuid)
    try:
        admitting.give_up(request=asked, by=request.user)
        messages.success(request, _("Your request is given up."))
    except TestimoniesError as refusal:
        messages.error(request, str(refusal))
    return redirect("testimonies:account")


def _back(request: HttpRequest) -> str:
    """Where they came from, where that is a page of this site; else their account."""
    back = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return back if safe else reverse("testimonies:account")
