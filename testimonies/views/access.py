"""Asking to be let in to a testimony, or to several in one letter; and what a restricted page says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from testimonies.access_forms import AskForm
from testimonies.actions import admitting
from testimonies.consent.audiences import Audience, Listener
from testimonies.consent.opening import Opening, openings
from testimonies.exceptions import TestimoniesError
from testimonies.models import AccessRequest, Asked, Researcher, Testimony, askable_by, listener_for

__all__ = ["Restriction", "ask", "restriction_of"]

OFFERED = 40
"""So many others are offered beside the one asked for."""


@dataclass(frozen=True, slots=True)
class Restriction:
    """For whom what is closed here is open, and the asker's next step: log in, accept the terms, ask, or wait."""

    openings: tuple[Opening, ...]
    step: str
    asked: AccessRequest | None

    @property
    def lines(self) -> list[tuple[str, str, Any]]:
        """(use, for whom, from which day on or ``None`` where it is now)."""
        return [(capfirst(str(one.use.label)), str(one.audience.label), one.opens_on) for one in self.openings]


def restriction_of(testimony: Testimony, listener: Listener, user: Any) -> Restriction | None:
    """What the page of a testimony whose entry ``listener`` may see says of what is closed to them, if anything.

    It is told from consent alone, so that it cannot betray what there is behind it.
    """
    day = listener.day or timezone.localdate()
    found = tuple(openings(testimony.standing, listener, day))
    if not found:
        return None
    now = {one.audience for one in found if one.opens_on is None and one.audience != Audience.PUBLIC}
    if not now:
        return Restriction(found, "wait", None)
    if not user.is_authenticated:
        return Restriction(found, "log-in", None)
    if not Researcher.objects.in_force().filter(user=user).exists():
        last = Researcher.of(user)
        return Restriction(found, "shut-out" if last and last.is_shut_out else "terms", None)
    asked = AccessRequest.objects.of(user).filter(testimony=testimony).order_by("-pk").first()
    return Restriction(found, "ask" if Audience.READING_ROOM in now else "wait", asked)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, accession: str) -> HttpResponse:
    """The letter: this testimony, others that are closed in the same way, and what for. Others' secrets give 404."""
    listener = listener_for(request.user)
    visible = Testimony.objects.visible_to(listener).prefetch_related("descriptions", "recordings")
    testimony = get_object_or_404(visible, accession_number=accession)
    if not Researcher.objects.in_force().filter(user=request.user.pk).exists():
        messages.info(request, _("To ask for access, read and accept the terms of use first."))
        return redirect(f"{reverse('testimonies:terms')}?next={request.path}")
    askable = askable_by(listener).prefetch_related("descriptions", "recordings")
    if not askable.filter(pk=testimony.pk).exists():
        raise Http404
    settled = AccessRequest.objects.of(request.user).filter(state__in=(Asked.WAITING, Asked.GRANTED))
    others = list(askable.exclude(pk=testimony.pk).exclude(pk__in=settled.values("testimony"))[:OFFERED])
    form = AskForm(request.POST or None, others=[(one.accession_number, one.title) for one in others])
    if request.method == "POST" and form.is_valid():
        chosen = [testimony, *(one for one in others if one.accession_number in form.cleaned_data["also"])]
        if _asked(request, form, chosen):
            return redirect("testimonies:account")
    return render(
        request,
        "testimonies/ask.html",
        {
            "testimony": testimony,
            "description": testimony.description_for(),
            "form": form,
            "others": others,
            "mail": bool(settings.EMAIL_HOST),
        },
        status=400 if form.errors else 200,
    )


def _asked(request: HttpRequest, form: AskForm, chosen: list[Testimony]) -> bool:
    try:
        admitting.ask(
            by=request.user,
            testimonies=chosen,
            purpose=form.cleaned_data["purpose"],
            language=get_language() or "",
        )
    except TestimoniesError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Your request is with the editors. This page says when they have decided."))
    return True
