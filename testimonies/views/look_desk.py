"""The editors' rooms: making a narrator's private link, revoking it, and what narrators answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from testimonies.actions import looking
from testimonies.description import languages
from testimonies.exceptions import TestimoniesError
from testimonies.models import (
    LookAnswer,
    NarratorsLook,
    Participation,
    Person,
    Redaction,
    Testimony,
    collections_of,
    listener_for,
)
from testimonies.views.slips import square_of

__all__ = ["answers", "look", "remove", "revoke", "settle", "waiting"]

A_PAGE = 50
DAYS = (3, 7, 14, 30, 60)


class WhoseField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.shown_name)


class LookForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language of the narrator"),
        choices=[(tag, languages.own_name(tag)) for tag in languages.INTERFACE_LANGUAGES],
        help_text=_("The pages and the slip speak it; the narrator can choose another."),
    )
    days = forms.TypedChoiceField(label=_("Days for which it lasts"), coerce=int, choices=[(n, n) for n in DAYS])
    person = WhoseField(label=_("For whom"), queryset=Person.objects.none(), required=False)

    def __init__(self, *args: Any, testimony: Testimony, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoke = testimony.participations.filter(part=Participation.Part.NARRATOR).values("person")
        self.fields["person"].queryset = Person.objects.filter(pk__in=spoke)  # type: ignore[attr-defined]
        if len(spoke) < 2:
            del self.fields["person"]


@never_cache
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, accession: str) -> HttpResponse:
    """The links of a testimony, and a form for one more. A new one is shown in the answer to the form, this once."""
    testimony = _mine(request, accession)
    first = {"language": get_language(), "days": 14}
    form = LookForm(request.POST or None, testimony=testimony, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made, token = looking.make(
                testimony=testimony,
                by=request.user,
                language=said["language"],
                days=said["days"],
                person=said.get("person"),
            )
        except TestimoniesError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _shown_once(request, testimony, made, token)
    context = {
        **_furniture(_("The narrator’s own look"), testimony),
        "testimony": testimony,
        "form": form,
        "looks": testimony.looks.select_related("made_by", "person").prefetch_related("marks"),
        "answers": _answers(request).filter(look__testimony=testimony),
    }
    return render(request, "testimonies/admin/look.html", context, status=400 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, accession: str, pk: int) -> HttpResponse:
    """The link is dead from now on."""
    found = get_object_or_404(_mine(request, accession).looks, pk=pk)
    looking.revoke(look=found, by=request.user)
    messages.success(request, _("The link is revoked. It opens nothing any more."))
    return redirect("narrators_look", accession)


@require_POST
def remove(request: HttpRequest, accession: str, pk: int) -> HttpResponse:
    """What the narrator ticked and did not send is taken out for them."""
    found = get_object_or_404(_mine(request, accession).looks, pk=pk)
    if looking.remove(look=found, by=request.user) is not None:
        messages.success(request, _("It is redacted from now on. The silenced copy is being made."))
    return redirect("narrators_look", accession)


@never_cache
@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """What narrators answered, in all testimonies that the asker works on; what waits comes first."""
    _check(request)
    found = _answers(request).order_by(F("settled_at").desc(nulls_first=True), "pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("p"))
    context = {**_furniture(_("Narrators’ answers")), "page": page, "lines": _lines(page)}
    return render(request, "testimonies/admin/look_answers.html", context)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """An editor has seen to it."""
    _check(request)
    looking.settle(answer=get_object_or_404(_answers(request), pk=pk), by=request.user)
    messages.success(request, _("It is seen to."))
    return redirect("look_answers")


def waiting(user: Any) -> int:
    """How many answers wait for this person or a colleague."""
    return LookAnswer.objects.visible_to(listener_for(user)).waiting().count()


def _shown_once(request: HttpRequest, testimony: Testimony, made: NarratorsLook, token: str) -> HttpResponse:
    with translation.override(made.language):
        address = settings.SITE_URL + reverse("testimonies:look", args=[token])
    context = {
        **_furniture(_("A new private link"), testimony, (reverse("narrators_look", args=[testimony]), _("Own look"))),
        "testimony": testimony,
        "look": made,
        "address": address,
        "place": address.removesuffix(f"{token}/"),
        "token": token,
        "square": square_of(address),
        "direction": languages.direction(made.language),
    }
    return render(request, "testimonies/admin/look_made.html", context)


def _lines(some: Any) -> list[tuple[LookAnswer, list[Redaction]]]:
    """Each answer with the redactions that came of it."""
    keys = {key for one in some for key in one.data.get("redactions", ())}
    made = Redaction.objects.select_related("recording").in_bulk(keys)
    return [(one, [made[key] for key in one.data.get("redactions", ()) if key in made]) for one in some]


def _answers(request: HttpRequest) -> Any:
    own = LookAnswer.objects.visible_to(listener_for(request.user))
    return own.select_related("look__testimony__collection", "look__person", "settled_by")


def _mine(request: HttpRequest, accession: str) -> Testimony:
    own = Testimony.objects.worked_on_by(listener_for(request.user))
    return get_object_or_404(own.select_related("collection"), accession_number=accession)


def _check(request: HttpRequest) -> None:
    if not collections_of(request.user, "add", "change", "publish").exists():
        raise PermissionDenied


def _furniture(title: Any, testimony: Testimony | None = None, *above: tuple[str, Any]) -> dict[str, Any]:
    crumbs: list[tuple[str, Any]] = [(reverse("wagtailadmin_home"), _("Home"))]
    if testimony is not None:
        edit = reverse("wagtailsnippets_testimonies_testimony:edit", args=[testimony.pk])
        crumbs.append((edit, testimony.accession_number))
    return {
        "header_title": title,
        "header_icon": "view",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in (*crumbs, *above, ("", title))],
    }
