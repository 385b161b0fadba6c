"""The paper form: printed with its reference, and its scans, which are added and fetched but never shown."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from testimonies.actions import paper_forms
from testimonies.consent.audiences import Audience, Places, Use
from testimonies.consent.questions import MEANINGS, QUESTIONS
from testimonies.description import languages
from testimonies.exceptions import NotPermitted, StateForbids, UnsoundScan
from testimonies.ledger_forms import PaperForm, ScanForm
from testimonies.models import ConsentForm, ConsentScan, listener_for
from testimonies.views.consent import mine

__all__ = ["add_scans", "choose", "fetch_scan", "paper"]

ASKED = (Audience.PUBLIC, Audience.RESEARCHER, Audience.READING_ROOM, Audience.STAFF, Audience.NOBODY)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, accession: str) -> HttpResponse:
    """Choose the language; POST gives the next form its number and leads to it."""
    testimony = mine(request, accession)
    form = PaperForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        try:
            made = paper_forms.print_form(testimony=testimony, language=form.cleaned_data["language"], by=request.user)
        except StateForbids as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("testimonies:consent_sheet", testimony.accession_number, made.number)
    return render(
        request,
        "testimonies/consent_paper.html",
        {"testimony": testimony, "form": form},
        status=400 if form.errors else 200,
    )


@login_required
@never_cache
@require_GET
def paper(request: HttpRequest, accession: str, number: int) -> HttpResponse:
    """The sheet itself, to be printed, in its own language within a page in the reader's."""
    form = _form(request, accession, number)
    if form.printed_at is None:
        raise Http404
    return render(
        request,
        "testimonies/consent_sheet.html",
        {
            "form": form,
            "testimony": form.testimony,
            "tag": form.language,
            "direction": languages.direction(form.language),
            "questions": [(QUESTIONS[use], MEANINGS[use]) for use in Use],
            "audiences": [one.label for one in ASKED],
            "places": [one.label for one in Places],
        },
    )


@login_required
@require_POST
def add_scans(request: HttpRequest, accession: str, number: int) -> HttpResponse:
    """Scans of a form that came back: all of them, or none."""
    form = _form(request, accession, number)
    sent = ScanForm(request.POST, request.FILES)
    try:
        if form.returned_at is None:
            raise StateForbids(_("Write down first what stands on this form; then it has come back."))
        if not sent.is_valid():
            raise UnsoundScan(" ".join(str(error) for errors in sent.errors.values() for error in errors))
        if not sent.cleaned_data["scans"]:
            raise UnsoundScan(_("Choose a file."))
        with transaction.atomic():
            for scan in sent.cleaned_data["scans"]:
                paper_forms.keep_scan(form=form, blocks=scan.chunks(), by=request.user)
    except (StateForbids, UnsoundScan) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The scan is sealed."))
    return redirect("testimonies:consent", accession)


@login_required
@never_cache
@require_POST
def fetch_scan(request: HttpRequest, accession: str, pk: int) -> HttpResponseBase:
    """A scan as a file to be saved, for staff of the collection. POST, for each look is written down."""
    scans = ConsentScan.objects.select_related("form__testimony")
    scan = get_object_or_404(scans, form__testimony=mine(request, accession), pk=pk)
    try:
        path = paper_forms.look_at_scan(scan=scan, by=request.user)
    except NotPermitted:
        raise Http404 from None
    try:
        file = path.open("rb")
    except OSError:
        raise Http404 from None
    name = f"{scan.form.reference}-{scan.pk}.{scan.extension}"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _form(request: HttpRequest, accession: str, number: int) -> Any:
    forms = ConsentForm.objects.worked_on_by(listener_for(request.user))
    return get_object_or_404(forms, testimony__accession_number=accession, number=number)
