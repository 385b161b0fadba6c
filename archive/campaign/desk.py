"""The editors' list of what visitors sent: reports, corrections and offers in one, and each decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from archive.campaign import deciding
from archive.campaign.asks import FORMS
from archive.campaign.robots import DOUBTS
from archive.models import Action, Post, PostKind, PostState
from testimonies.exceptions import TestimoniesError
from testimonies.models import collections_of

__all__ = ["post", "posts", "waiting"]

A_PAGE = 50
DOUBTFUL = "doubtful"


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It is mailed to whoever sent this. Wanted where you decline."),
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    collection = forms.ChoiceField(
        label=gettext_lazy("Account to translate with, in"),
        required=False,
        help_text=gettext_lazy("Left empty, the offer is accepted and no account is made."),
    )

    def __init__(self, *args: Any, collections: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if collections:
            choices = [("", "–"), *((str(one.pk), one.name) for one in collections)]
            self.fields["collection"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["collection"]


def waiting() -> int:
    return Post.objects.for_editors().filter(state=PostState.WAITING).count()


@never_cache
@require_GET
def posts(request: HttpRequest) -> HttpResponse:
    """What waits first, the oldest first; narrowed by kind and state."""
    _check(request)
    chosen = {"kind": request.GET.get("kind", ""), "state": request.GET.get("state", PostState.WAITING)}
    found = Post.objects.for_editors().select_related("decided_by", "corrects").order_by("pk")
    if chosen["kind"] in PostKind.values:
        found = found.filter(kind=chosen["kind"])
    if chosen["state"] == DOUBTFUL:
        found = found.filter(state=PostState.RECEIVED).exclude(doubts=[])
    elif chosen["state"] in PostState.values:
        found = found.filter(state=chosen["state"])
    context = {
        **_furniture(_("From visitors")),
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("p")),
        "kinds": [("", _("All")), *((one.value, one.label) for one in PostKind if one != PostKind.LETTER)],
        "states": [("", _("All")), *PostState.choices, (DOUBTFUL, _("doubtful"))],
        "chosen": chosen,
    }
    return render(request, "archive/campaign/desk/posts.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def post(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One post as it would be shown, and the decision about it."""
    _check(request)
    known = Post.objects.for_editors().select_related("decided_by", "corrects").prefetch_related("pictures")
    held = get_object_or_404(known, uuid=uuid)
    collections = list(collections_of(request.user, "publish")) if held.kind == PostKind.TRANSLATOR else []
    form = DecisionForm(request.POST or None, collections=collections, initial={"seen": held.text_digest})
    if request.method == "POST" and form.is_valid():
        doing = _DOING.get(request.POST.get("do", ""))
        if doing is None:
            raise Http404
        try:
            messages.success(request, doing(held, request.user, form.cleaned_data, collections))
            return redirect("visitors_posts")
        except TestimoniesError as refusal:
            form.add_error(None, str(refusal))
    context = {
        **_furniture(str(held), (reverse("visitors_posts"), _("From visitors"))),
        "held": held,
        "said": _lines(held.said, held.kind),
        "before": _lines(held.corrects.said, held.kind) if held.corrects else None,
        "doubts": [DOUBTS[name] for name in held.doubts if name in DOUBTS],
        "alike": _alike(held),
        "form": form,
    }
    return render(request, "archive/campaign/desk/post.html", context, status=400 if form.errors else 200)


def _accept(held: Post, by: Any, said: dict[str, Any], collections: list[Any]) -> str:
    chosen = next((one for one in collections if str(one.pk) == said.get("collection")), None)
    deciding.accept(post=held, by=by, seen=said["seen"], reason=said["reason"], collection=chosen)
    return _("It is published.") if held.is_public_kind else _("It is accepted.")


def _decline(held: Post, by: Any, said: dict[str, Any], collections: list[Any]) -> str:
    deciding.decline(post=held, by=by, seen=said["seen"], reason=said["reason"])
    return _("It is declined, and your reason is mailed.")


def _let_in(held: Post, by: Any, said: dict[str, Any], collections: list[Any]) -> str:
    deciding.let_in(post=held, by=by)
    return _("Its letter is on the way.")


_DOING = {"accept": _accept, "decline": _decline, "let_in": _let_in}


def _lines(said: dict[str, Any], kind: str) -> list[tuple[str, str]]:
    """What a post says, under the labels of its form and in their order. Everything is text."""
    fields: Any = FORMS[kind].base_fields
    shown = []
    for name, field in fields.items():
        if value := said.get(name):
            labels = dict(getattr(field, "choices", ()))
            chosen = value if isinstance(value, list) else [value]
            shown.append((str(field.label), "\n".join(str(labels.get(one) or one) for one in chosen)))
    return shown


def _alike(held: Post) -> list[Action]:
    """Published actions of the same day in the same country: the same one may have been reported twice."""
    if held.kind != PostKind.ACTION or not held.said:
        return []
    found = Action.objects.filter(day=held.said["day"], country__iso2=held.said["country"])
    return list(found.exclude(post=held.root)[:10])


def _check(request: HttpRequest) -> None:
    if not deciding.may_decide(request.user):
        raise PermissionDenied


def _furniture(title: str, *above: tuple[str, str]) -> dict[str, Any]:
    crumbs = [(reverse("wagtailadmin_home"), _("Home")), *above, ("", title)]
    return {
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in crumbs],
        "header_title": title,
        "header_icon": "mail",
    }
