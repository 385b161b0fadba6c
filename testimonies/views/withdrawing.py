"""Taking a testimony back, as its narrator wishes: one form, one button, and the receipt to hand over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from testimonies.actions import purging, withdrawing
from testimonies.description.languages import INTERFACE_LANGUAGES, own_name
from testimonies.exceptions import TestimoniesError
from testimonies.models import Testimony, TestimonyPermissionPolicy, Withdrawal, listener_for
from testimonies.views.receipts import receipt_of, text_of, who_must_be_told

__all__ = [
    "PurgeForm",
    "RestoreForm",
    "WithdrawForm",
    "purge",
    "receipt",
    "receipt_text",
    "restore",
    "withdraw",
    "withdrawn",
]

A_PAGE = 50


class WithdrawForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language of the receipt"),
        choices=[(tag, own_name(tag)) for tag in INTERFACE_LANGUAGES],
        help_text=_("The one that the narrator reads best. It can be had in the others later."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nobody needs one. What you write here is seen by the staff alone, and removed with the rest."),
    )
    sure = forms.BooleanField(
        label=_("The narrator, or whoever may speak for them, wishes it."),
        error_messages={"required": _("Tick the box: nothing has been done yet.")},
    )


class RestoreForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is restored"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Seen by the staff alone."),
    )


class PurgeForm(forms.Form):
    typed = forms.CharField(
        label=_("The accession number, once more"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
        help_text=_("To say that you mean it: nothing can be brought back."),
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, accession: str) -> HttpResponse:
    """The form; after it, where the withdrawal stands."""
    testimony = Testimony.objects.worked_on_by(listener_for(request.user)).filter(accession_number=accession).first()
    if testimony is None:
        return _standing(request, _mine(request, accession))
    form = WithdrawForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        withdrawing.withdraw(testimony=testimony, by=request.user, reason=said["reason"], language=said["language"])
        return redirect("testimonies:withdraw", accession)
    context = {"testimony": testimony, "form": form, "restore_days": settings.RESTORE_WINDOW_DAYS}
    return render(request, "testimonies/withdraw.html", context, status=400 if form.errors else 200)


@login_required
@never_cache
@require_GET
def receipt(request: HttpRequest, accession: str, number: int) -> HttpResponse:
    """To be printed."""
    withdrawal = _mine(request, accession, number)
    context = {"receipt": _in_wished_language(request, withdrawal), "accession_number": accession}
    return render(request, "testimonies/receipt.html", context)


@login_required
@never_cache
@require_GET
def receipt_text(request: HttpRequest, accession: str, number: int) -> HttpResponse:
    """The same as a text file, to be sent or kept on a telephone."""
    withdrawal = _mine(request, accession, number)
    _in_wished_language(request, withdrawal)
    answer = HttpResponse(text_of(withdrawal), content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{withdrawal.receipt_number}.txt"'
    return answer


@login_required
@require_POST
def restore(request: HttpRequest, accession: str) -> HttpResponse:
    """An editor brings it back, closed."""
    withdrawal, form = _mine(request, accession), RestoreForm(request.POST)
    if not form.is_valid():
        return _standing(request, withdrawal, restore_form=form)
    try:
        withdrawing.restore(withdrawal=withdrawal, by=request.user, reason=form.cleaned_data["reason"])
    except TestimoniesError as refusal:
        messages.error(request, str(refusal))
        return redirect("testimonies:withdraw", accession)
    messages.success(request, _("It is restored. It is closed to everyone outside the staff of the collection."))
    return redirect("testimonies:testimony", accession)


@login_required
@require_POST
def purge(request: HttpRequest, accession: str) -> HttpResponse:
    """An editor has everything removed before the window is over, because the narrator wishes it."""
    withdrawal, form = _mine(request, accession), PurgeForm(request.POST)
    if not form.is_valid():
        return _standing(request, withdrawal, purge_form=form)
    try:
        purging.ask(withdrawal=withdrawal, by=request.user, typed=form.cleaned_data["typed"])
    except TestimoniesError as refusal:
        form.add_error("typed", str(refusal))
        return _standing(request, withdrawal, purge_form=form)
    messages.success(request, _("Everything is being removed now."))
    return redirect("testimonies:withdraw", accession)


@never_cache
@require_GET
def withdrawn(request: HttpRequest) -> HttpResponse:
    """The admin's list of what was taken back from the asker's own collections."""
    listener = listener_for(request.user)
    found = Withdrawal.objects.standing().visible_to(listener).select_related("testimony__collection")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("p"))
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": _("Taken back")}]
    context = {"header_title": _("Taken back"), "header_icon": "lock", "breadcrumbs_items": crumbs, "page": page}
    return render(request, "testimonies/admin/withdrawn.html", context)


def _mine(request: HttpRequest, accession: str, number: int | None = None) -> Withdrawal:
    """The latest withdrawal, or that of a number, for those who may know of it. Raises 404."""
    visible = Withdrawal.objects.visible_to(listener_for(request.user)).select_related("testimony__collection")
    visible = visible.filter(testimony__accession_number=accession)
    if number is not None:
        return get_object_or_404(visible, number=number)
    found = visible.standing().first()
    if found is None:
        raise Http404
    return found


def _standing(request: HttpRequest, withdrawal: Withdrawal, **forms_sent: forms.Form) -> HttpResponse:
    testimony = withdrawal.testimony
    context: dict[str, Any] = {
        "withdrawal": withdrawal,
        "accession_number": testimony.accession_number,
        "may_decide": TestimonyPermissionPolicy(Testimony).may_publish_in(request.user, testimony.collection),
        "is_staff": testimony.collection_id in listener_for(request.user).staff_of,
        "told": who_must_be_told(withdrawal),
        "languages_of_receipt": [(tag, own_name(tag)) for tag in INTERFACE_LANGUAGES],
        "restore_form": RestoreForm(),
        "purge_form": PurgeForm(),
    }
    return render(request, "testimonies/withdrawn.html", context | forms_sent, status=400 if forms_sent else 200)


def _in_wished_language(request: HttpRequest, withdrawal: Withdrawal) -> dict[str, Any]:
    """The receipt; ``?in=fr`` gives it in another language, and changes nothing."""
    wished = request.GET.get("in", "")
    if wished in INTERFACE_LANGUAGES:
        withdrawal.language = wished
    return receipt_of(withdrawal)
