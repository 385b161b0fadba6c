"""What a narrator allowed: the form of one sitting, how every use stands, and all that was written down before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from testimonies.actions import consenting, paper_forms
from testimonies.consent import rules
from testimonies.consent.audiences import Places, Use
from testimonies.exceptions import BadReference, StateForbids, UnsoundScan
from testimonies.ledger_forms import GivingForm, ReturnForm, ScanForm
from testimonies.models import Consent, ConsentForm, Testimony, collections_of, listener_for

__all__ = ["consent", "mine", "returned"]

A_LIST = 200


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, accession: str) -> HttpResponse:
    """The ledger of one testimony, and the form of its next sitting. For those who work on it alone.

    ``?form=`` names the paper that came back.
    """
    testimony = mine(request, accession)
    known = ConsentForm.objects.worked_on_by(listener_for(request.user))
    if request.method == "POST":
        form = GivingForm(request.POST, request.FILES, testimony=testimony, known=known)
        if form.is_valid() and _written(form, request.user):
            messages.success(request, _("Written down. It holds from now on."))
            return redirect("testimonies:consent", testimony.accession_number)
    else:
        form = GivingForm(
            testimony=testimony,
            known=known,
            form=_returning(request, testimony, known),
            initial={"explained_by": getattr(request.user, "get_full_name", str)()},
        )
    return render(request, "testimonies/consent.html", _shown(request, form), status=400 if form.errors else 200)


@login_required
@never_cache
@require_GET
def returned(request: HttpRequest) -> HttpResponse:
    """The box for a paper that came back: finds its testimony. And a list of those that are still awaited.

    For whoever works in no collection there is no such box.
    """
    if not collections_of(request.user, "add", "change", "publish").exists():
        raise Http404
    known = ConsentForm.objects.worked_on_by(listener_for(request.user))
    form = ReturnForm(request.GET if "reference" in request.GET else None)
    if form.is_bound and form.is_valid():
        try:
            found = known.of_reference(form.cleaned_data["reference"])
            if found.returned_at is not None:
                raise BadReference(paper_forms.returned_sentence(found))
        except BadReference as refusal:
            form.add_error("reference", str(refusal))
        else:
            return redirect(f"{_address(found.testimony)}?form={found.reference}")
    return render(
        request,
        "testimonies/consent_forms.html",
        {"form": form, "awaited": known.awaited().order_by("-printed_at")[:A_LIST]},
        status=400 if form.errors else 200,
    )


def mine(request: HttpRequest, accession: str) -> Testimony:
    """A testimony that the asker works on; any other is not there."""
    own = Testimony.objects.worked_on_by(listener_for(request.user))
    return get_object_or_404(own.select_related("collection"), accession_number=accession)


def _address(testimony: Testimony) -> str:
    return f"{testimony.get_absolute_url()}consent/"


def _returning(request: HttpRequest, testimony: Testimony, known: Any) -> ConsentForm | None:
    """The form that the address names, where it is one that can come back to this testimony."""
    written = request.GET.get("form", "")
    if not written:
        return None
    try:
        found: ConsentForm = known.of_reference(written)
    except BadReference as refusal:
        messages.error(request, str(refusal))
        return None
    if found.testimony_id != testimony.pk:
        messages.error(request, _("This form belongs to another testimony."))
    elif found.returned_at is not None:
        messages.error(request, paper_forms.returned_sentence(found))
    else:
        return found
    return None


def _written(form: GivingForm, user: Any) -> bool:
    """Write the sitting, its paper and its scans down: all, or nothing and the reason is in the form."""
    fields = form.cleaned_data
    try:
        with transaction.atomic():
            paper = form.form or _own_paper(form, user)
            consenting.give(
                testimony=form.testimony,
                by=user,
                lines=form.lines,
                given=fields["given"],
                language=fields["language"],
                explained_by=fields["explained_by"],
                recording=fields["recording"],
                spoken_at_ms=fields["spoken_at_ms"],
                form=paper,
            )
            if paper is not None:
                for scan in fields["scans"]:
                    paper_forms.keep_scan(form=paper, blocks=scan.chunks(), by=user)
    except UnsoundScan as refusal:
        form.add_error("scans", str(refusal))
    except StateForbids as refusal:
        form.add_error("reference", str(refusal))
    else:
        return True
    return False


def _own_paper(form: GivingForm, user: Any) -> ConsentForm | None:
    """A signed paper that this archive did not print gets its number when its scan comes."""
    if not form.cleaned_data["scans"]:
        return None
    return paper_forms.number_foreign(testimony=form.testimony, language=form.cleaned_data["language"], by=user)


def _shown(request: HttpRequest, form: GivingForm) -> dict[str, Any]:
    testimony = form.testimony
    lines = Consent.objects.filter(testimony=testimony).select_related("recorded_by", "recording", "form__testimony")
    entry = rules.governing(testimony.standing.grants, Use.CATALOGUE)
    ledger = [(number, line) for number, line in enumerate(lines.order_by("pk"), start=1)]
    return {
        "testimony": testimony,
        "form": form,
        "rows": list(form.rows()),
        "places_now": Places(entry.places).label if entry else "",
        "ledger": ledger[::-1],
        "forms": testimony.consent_forms.prefetch_related("scans").select_related("testimony"),
        "scan_form": ScanForm(auto_id="scan_%s"),
        "is_staff": testimony.collection_id in listener_for(request.user).staff_of,
    }
