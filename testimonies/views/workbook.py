"""The pages of one's own workbook: marking a quotation, what is marked, notes, tags, folders. Only one's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from testimonies.actions import workbook as keeping
from testimonies.exceptions import FaultyParticulars
from testimonies.models import MarkedQuotation, WorkbookFolder, as_held, listener_for
from testimonies.views import places
from testimonies.views.tombstones import gone

__all__ = ["MarkForm", "chosen_of", "entry", "folder", "mark", "remove", "workbook"]

PER_PAGE = 20


class MarkForm(forms.Form):
    """What somebody says about a quotation. The verb says what is wrong with it."""

    folder = forms.CharField(
        label=gettext_lazy("Folder"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"list": "my-folders", "dir": "auto", "autocomplete": "off"}),
    )
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        max_length=2_000,
        required=False,
        help_text=gettext_lazy("Words of your own, separated by commas."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=keeping.LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def said(self) -> dict[str, Any]:
        fields = self.cleaned_data
        return {"note": fields["note"], "tags": keeping.tags_of(fields["tags"]), "folder": fields["folder"]}


@login_required
@never_cache
@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """What one marked, the latest first, of one ``folder`` or with one ``tag``."""
    mine, chosen = chosen_of(request)
    page = Paginator(mine.select_related("folder"), PER_PAGE).get_page(request.GET.get("page"))
    everything = MarkedQuotation.objects.of(request.user)
    tags = sorted({tag for some in everything.values_list("tags", flat=True) for tag in some}, key=str.casefold)
    context = {
        "page": page,
        "held": as_held(page.object_list, listener_for(request.user)),
        "folders": WorkbookFolder.objects.filter(owner=request.user.pk),
        "tags": tags,
        "chosen": chosen,
        "asked": request.GET.urlencode() if any(chosen.values()) else "",
        "is_empty": not everything.exists(),
    }
    return render(request, "testimonies/workbook.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, accession: str, position: int, start_ms: int, end_ms: int) -> HttpResponse:
    """Put a quotation into one's own workbook. Whoever had to log in first comes here by GET, and begins again."""
    if request.method != "POST":
        return redirect("testimonies:quotation", accession, position, start_ms, end_ms)
    listener = listener_for(request.user)
    testimony = places.known(accession, listener)
    if testimony is None:
        return gone(request, accession)
    quotation = places.quotation_at(request, testimony, listener, position, start_ms, end_ms)
    form = MarkForm(request.POST)
    try:
        if not form.is_valid():
            raise FaultyParticulars(())
        keeping.mark(quotation=quotation, by=request.user, **form.said())
    except FaultyParticulars as refusal:
        told = " ".join(one.sentence for one in refusal.faults) or _("It was not marked: shorten the note or the tags.")
        messages.error(request, told)
        return redirect(quotation.lasting_url)
    messages.success(request, _("It is in your workbook."))
    return redirect("testimonies:workbook")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One marked quotation, to be changed. Another's is not there."""
    found = _mine(request, pk)
    said = {"folder": found.folder.name if found.folder else "", "tags": ", ".join(found.tags), "note": found.note}
    form = MarkForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.change(mark=found, by=request.user, **form.said())
            return redirect("testimonies:workbook")
        except FaultyParticulars as refusal:
            for fault in refusal.faults:
                form.add_error(fault.field, fault.sentence)
    context = {
        "one": as_held([found], listener_for(request.user))[0],
        "form": form,
        "folders": WorkbookFolder.objects.filter(owner=request.user.pk),
    }
    return render(request, "testimonies/workbook_entry.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    keeping.remove(mark=_mine(request, pk), by=request.user)
    messages.success(request, _("It is out of your workbook."))
    return redirect("testimonies:workbook")


@login_required
@require_POST
def folder(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a folder (``name``) or, with ``do=remove``, take it away."""
    found = get_object_or_404(WorkbookFolder.objects.filter(owner=request.user.pk), pk=pk)
    try:
        if request.POST.get("do") == "remove":
            keeping.remove_folder(folder=found, by=request.user)
        else:
            keeping.rename_folder(folder=found, by=request.user, name=request.POST.get("name", ""))
    except FaultyParticulars as refusal:
        messages.error(request, " ".join(one.sentence for one in refusal.faults))
    return redirect(reverse("testimonies:workbook"))


def chosen_of(request: HttpRequest) -> tuple[Any, dict[str, str]]:
    """One's own marks, narrowed by ``folder`` and ``tag``, and what was chosen."""
    mine = MarkedQuotation.objects.of(request.user)
    number, tag = request.GET.get("folder", ""), request.GET.get("tag", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        number = ""
    if number:
        mine = mine.filter(folder=int(number))
    if tag and tag.isprintable():
        mine = mine.filter(tags__contains=[tag])
    return mine, {"folder": number, "tag": tag}


def _mine(request: HttpRequest, pk: int) -> MarkedQuotation:
    return get_object_or_404(MarkedQuotation.objects.of(request.user).select_related("folder"), pk=pk)
