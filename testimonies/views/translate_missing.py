"""Where translators are needed: the languages, and for each what is missing in it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from testimonies.actions.translating import missing
from testimonies.description import languages
from testimonies.models import collections_of, conceal_names, listener_for
from testimonies.views.translating import KINDS

__all__ = ["in_a_language", "languages_page"]

A_PAGE = 20


@login_required
@never_cache
@require_GET
def languages_page(request: HttpRequest) -> HttpResponse:
    """Every language that anything is in, and a way to begin another."""
    _check_translates(request)
    wanted = request.GET.get("language", "")
    if wanted in languages.SPOKEN_LANGUAGES:
        return redirect("testimonies:translate_missing", wanted)
    context = {"standings": missing.standings(request.user), "choices": languages.choices()}
    return render(request, "testimonies/translate/languages.html", context)


@login_required
@never_cache
@require_GET
def in_a_language(request: HttpRequest, language: str) -> HttpResponse:
    """What is missing in one language, what nobody has begun first."""
    _check_translates(request)
    if language not in languages.SPOKEN_LANGUAGES:
        raise Http404
    page = Paginator(missing.testimonies_for(request.user, language), A_PAGE).get_page(request.GET.get("page"))
    testimonies: list[Any] = list(page.object_list)
    conceal_names(testimonies, listener_for(request.user))
    words = missing.words_in(request.user, language, testimonies)
    context = {
        "language": language,
        "page": page,
        "testimonies": [(one, words.get(one.pk, [])) for one in testimonies],
        "labels": [(one, KINDS[one.address]) for one in missing.labels_in(language)],
    }
    return render(request, "testimonies/translate/missing.html", context)


def _check_translates(request: HttpRequest) -> None:
    if not collections_of(request.user, "add", "change", "publish", "translate").exists():
        raise PermissionDenied(_("Translating is for people of a collection. Ask an administrator to let you in."))
