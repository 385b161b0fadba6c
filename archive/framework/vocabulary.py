"""The doors to the vocabulary: files for programs, and an address for each concept that leads each asker to what they
can read."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.urls.converters import StringConverter
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from archive.framework import skos
from archive.ways.articles import PARTS
from testimonies.models import Article, Theme, ThemeGroup

__all__ = ["Form", "named", "whole"]


class Form(StringConverter):
    regex = "|".join(skos.FORMS)


class SeeOther(HttpResponseRedirect):
    """An answer about a thing that is not itself a page (W3C, Cool URIs for the Semantic Web)."""

    status_code = 303


@require_safe
def whole(request: HttpRequest, form: str) -> HttpResponse:
    answer = HttpResponse(skos.written(form, _base()), content_type=f"{skos.FORMS[form][0]}; charset=utf-8")
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@require_safe
def named(request: HttpRequest, kind: str, name: str = "") -> HttpResponse:
    """A scheme or a concept: to the file for a program that asks for one, else to the page in the asker's language."""
    asker = translation.get_language_from_request(request)
    with translation.override(asker):
        page = _page(kind, name)
    form = _wanted(request)
    answer = SeeOther(reverse("vocabulary-file", args=[form]) if form else page)
    patch_vary_headers(answer, ("Accept", "Accept-Language"))
    return answer


def _base() -> str:
    """The same for everybody, under whatever name they reached the archive."""
    return f"{settings.SITE_URL.rstrip('/')}/vocabulary/"


def _wanted(request: HttpRequest) -> str:
    """The ending of the file that the asker likes best; empty where a page is as welcome."""
    offered = {"text/html": "", **{media: form for form, (media, _name) in skos.FORMS.items()}}
    liked = request.get_preferred_type(list(offered))
    return offered[liked] if liked else ""


def _page(kind: str, name: str) -> str:
    """The page that tells people of it. :class:`Http404` where there is no such thing."""
    if not name and kind == "themes":
        return reverse("themes")
    if not name and kind == "articles":
        return reverse("articles")
    if kind == "groups" and ThemeGroup.objects.filter(slug=name).exists():
        return reverse("themes")
    if kind == "themes" and Theme.objects.filter(slug=name).exists():
        return reverse("theme", args=[name])
    if kind == "parts" and name in PARTS:
        return f"{reverse('convention')}#part-{name}"
    number = int(name) if re.fullmatch("[1-9][0-9]?", name) else 0
    if kind == "articles" and Article.objects.filter(number=number).exists():
        return reverse("article", args=[number])
    raise Http404
