"""The doors to the library: the list, a document's page, and its file where it has one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.library.asked import Asked, choices
from archive.library.citing import citation_of
from archive.library.structured import told_as_document
from archive.models import LibraryItem
from archive.ways import structured
from archive.ways.shelf import trail

__all__ = ["document", "document_file", "documents"]

A_PAGE = 30


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request.GET)
    page = Paginator(asked.found(), A_PAGE).get_page(request.GET.get("page"))
    context = {"crumbs": trail(), "asked": asked, "filters": choices(asked), "page": page}
    return render(request, "archive/library/list.html", context)


@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """A record of a document, with what it invokes and the occasions that it belongs to."""
    one = _found(slug)
    context = {
        "crumbs": trail((_("Documents"), "documents")),
        "one": one,
        "instruments": one.instruments.all(),
        "articles": one.articles.all(),
        "themes": one.themes.select_related("group"),
        "occasions": one.occasions.filter(live=True).defer("pictures"),
        "citation": citation_of(request, one),
        "told": structured.as_script(told_as_document(request, one)),
    }
    return render(request, "archive/library/document.html", context)


@require_safe
def document_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Plain text, to be kept: no browser shows it as a page of ours."""
    one = _found(slug)
    if one.file is None:
        raise Http404
    try:
        opened = one.file.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        opened, as_attachment=True, filename=f"{one.slug}.txt", content_type="text/plain; charset=utf-8"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _found(slug: str) -> LibraryItem:
    one = LibraryItem.objects.published().select_related("country", "file").filter(slug=slug).first()
    if one is None:
        raise Http404
    return one
