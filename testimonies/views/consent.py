"""Writing down what a narrator allowed, and seeing what was written before."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from testimonies.actions import consenting
from testimonies.forms import ConsentForm
from testimonies.models import Testimony, listener_for

__all__ = ["consent"]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, accession: str) -> HttpResponse:
    """The ledger of one testimony, and a form for its next line. For those who work on it alone."""
    mine = Testimony.objects.worked_on_by(listener_for(request.user))
    testimony = get_object_or_404(mine, accession_number=accession)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        consenting.record(testimony=testimony, by=request.user, **fields)
        messages.success(request, _("Written down. It holds from now on."))
        return redirect("testimonies:consent", testimony.accession_number)
    ledger = testimony.consents.select_related("recorded_by", "recording").order_by("-pk")
    return render(
        request,
        "testimonies/consent.html",
        {"testimony": testimony, "form": form, "ledger": ledger},
        status=400 if form.errors else 200,
    )
