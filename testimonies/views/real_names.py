"""Sealed names in the editors' rooms: looked at by named people, for a reason, each look written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from wagtail.models import Collection

from testimonies.actions import naming
from testimonies.exceptions import TestimoniesError
from testimonies.models import LookReason, NameReader, Person, RealName, collections_of

__all__ = ["name_readers", "real_name"]


class ReaderForm(forms.Form):
    collection = forms.ModelChoiceField(queryset=Collection.objects.none(), label=gettext_lazy("Collection"))
    user_name = forms.CharField(label=gettext_lazy("User name of the account"), max_length=150)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["collection"].queryset = collections_of(user, "add", "change", "publish")  # type: ignore[attr-defined]

    def clean_user_name(self) -> Any:
        found = get_user_model().objects.filter(username=self.cleaned_data["user_name"].strip(), is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("There is no account of this name."))
        return found


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def real_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether a real name is held; POST ``act=read`` with a ``reason`` shows it, ``hold`` seals one, ``forget``."""
    person = get_object_or_404(Person, pk=pk)
    if not NameReader.may_read(request.user, person):
        raise Http404
    context: dict[str, Any] = {"name": "", "error": ""}
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            context["name"] = act(request, person)
        except TestimoniesError as refusal:
            context["error"] = str(refusal)
        else:
            if not context["name"]:
                return redirect("real_name", person.pk)
    context |= {
        "page_title": _("Real name"),
        "page_subtitle": person.shown_name,
        "header_icon": "lock",
        "person": person,
        "held": RealName.objects.filter(person=person).only("sealed_at", "person_id").first(),
        "reasons": LookReason.choices,
    }
    return render(request, "testimonies/admin/real_name.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def name_readers(request: HttpRequest) -> HttpResponse:
    """Who may read the real names of which collection; administrators name them and strike them out."""
    if not request.user.is_superuser:
        raise PermissionDenied
    form = ReaderForm(user=request.user)
    if request.method == "POST" and "strike" in request.POST:
        reader = get_object_or_404(NameReader.objects.select_related("collection", "user"), pk=_number(request))
        naming.stop_reading(collection=reader.collection, user=reader.user, by=request.user)
        return redirect("name_readers")
    if request.method == "POST":
        form = ReaderForm(request.POST, user=request.user)
        if form.is_valid():
            naming.let_read(
                collection=form.cleaned_data["collection"], user=form.cleaned_data["user_name"], by=request.user
            )
            return redirect("name_readers")
    context = {
        "page_title": _("Readers of real names"),
        "header_icon": "lock",
        "form": form,
        "readers": NameReader.objects.select_related("collection", "user", "named_by"),
    }
    return render(request, "testimonies/admin/name_readers.html", context)


def _number(request: HttpRequest) -> int:
    written = request.POST["strike"]
    if not written.isascii() or not written.isdigit():
        raise Http404
    return int(written)


def _read(request: HttpRequest, person: Person) -> str:
    return naming.read(person=person, reason=request.POST.get("reason", ""), by=request.user)


def _hold(request: HttpRequest, person: Person) -> str:
    naming.hold(person=person, name=request.POST.get("name", ""), by=request.user)
    messages.success(request, _("The name is sealed."))
    return ""


def _forget(request: HttpRequest, person: Person) -> str:
    naming.forget(person=person, by=request.user)
    messages.success(request, _("The name is not held any more. Safe copies made before still hold it, sealed."))
    return ""


ACTS: dict[str, Callable[[HttpRequest, Person], str]] = {"read": _read, "hold": _hold, "forget": _forget}
