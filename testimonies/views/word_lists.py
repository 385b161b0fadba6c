"""Word lists: of the collections one is staff of, and of the testimonies one works on. Nobody else ever sees one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.models import Collection

from testimonies.actions import wording
from testimonies.forms import WordListForm
from testimonies.models import Testimony, WordList, collections_of, listener_for

__all__ = ["of_collection", "of_testimony", "word_lists"]


@login_required
@never_cache
@require_GET
def word_lists(request: HttpRequest) -> HttpResponse:
    """The collections whose list the asker may change."""
    collections = _collections(request)
    if not collections:
        raise PermissionDenied(_("Word lists are changed by the editors of a collection."))
    return render(request, "testimonies/word_lists.html", {"collections": collections})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def of_collection(request: HttpRequest, pk: int) -> HttpResponse:
    collection = get_object_or_404(Collection.objects.filter(pk__in=[one.pk for one in _collections(request)]), pk=pk)
    return _edited(request, {"collection": collection}, redirect("testimonies:word_lists"))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def of_testimony(request: HttpRequest, accession: str) -> HttpResponse:
    mine = Testimony.objects.worked_on_by(listener_for(request.user))
    testimony = get_object_or_404(mine, accession_number=accession)
    return _edited(request, {"testimony": testimony}, redirect("testimonies:work"))


def _edited(request: HttpRequest, owner: dict[str, Any], back: HttpResponse) -> HttpResponse:
    listed = WordList.objects.worked_on_by(listener_for(request.user)).filter(**owner).first()
    form = WordListForm(request.POST or None, initial={"words": listed.words if listed else ""})
    if request.method == "POST" and form.is_valid():
        wording.set_words(words=form.cleaned_data["words"], by=request.user, **owner)
        messages.success(request, _("The word list is kept. Runs that begin from now on are given it."))
        return back
    return render(request, "testimonies/word_list.html", {"form": form, **owner})


def _collections(request: HttpRequest) -> list[Collection]:
    return list(collections_of(request.user, "change", "publish").order_by("path"))
