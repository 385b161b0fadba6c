"""The pages of one's own searches, the feed of one of them, and the way out of its e-mails."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from search import saving, watching
from search.models import Frequency, SavedSearch

__all__ = ["act", "feed", "save", "saved", "unsubscribe"]


@login_required
@never_cache
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """One's own searches."""
    return _listed(request)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Keep a search: ``question`` is what stands behind its address. Whoever had to log in first comes by GET."""
    if request.method != "POST":
        return redirect("search:saved")
    sent = request.POST
    try:
        saving.save(
            question=sent.get("question", "")[:20_000],
            name=sent.get("name", ""),
            frequency=sent.get("frequency", ""),
            by=request.user,
        )
        messages.success(request, _("The search is saved."))
    except saving.CannotSave as refusal:
        messages.error(request, str(refusal))
    return redirect("search:saved")


@login_required
@never_cache
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """``do``: rename, wish, feed, stop_feed or remove. Another's search is not there."""
    one = get_object_or_404(SavedSearch.objects.of(request.user), pk=pk)
    match request.POST.get("do", ""):
        case "rename":
            try:
                saving.rename(saved=one, by=request.user, name=request.POST.get("name", ""))
            except saving.CannotSave as refusal:
                messages.error(request, str(refusal))
        case "wish":
            saving.wish(saved=one, frequency=request.POST.get("frequency", ""))
        case "feed":  # shown in this answer alone: nothing keeps the secret
            token = saving.give_feed(saved=one, by=request.user)
            address = request.build_absolute_uri(reverse("search:feed", args=[token]))
            return _listed(request, new_feed=one.pk, address=address)
        case "stop_feed":
            saving.stop_feed(saved=one, by=request.user)
        case "remove":
            saving.remove(saved=one, by=request.user)
    return redirect("search:saved")


@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What answers a saved search, the newest first, as Atom. Asked anew, as its owner is now."""
    one = SavedSearch.objects.of_token(token)
    if one is None:
        raise Http404
    with translation.override(one.language):
        news = watching.shown(one.pk)
        written = Atom1Feed(
            title=_("Something new in the archive"),
            link=request.build_absolute_uri(reverse("search:saved")),
            description="",
            feed_url=request.build_absolute_uri(request.path),
            language=one.language,
            author_name=str(settings.WAGTAIL_SITE_NAME),  # RFC 4287, 4.2.1: a feed or each of its entries has one
        )
        for new in news:
            address = request.build_absolute_uri(reverse("testimonies:testimony", args=[new.number]))
            title = new.title or _("Testimony %(number)s") % {"number": new.number}
            written.add_item(
                title=title,
                link=address,
                description=None,  # type: ignore[arg-type]  # no summary rather than an empty one
                unique_id=address,
                updateddate=new.at,
            )
    answer = HttpResponse(written.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@csrf_exempt  # a mail program presses the button for its reader (RFC 8058), and has no form of ours
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, signed: str) -> HttpResponse:
    """End the e-mails of one search: a page with a button, since mail programs open addresses by themselves."""
    key = watching.meant_by(signed)
    if key is None:
        raise Http404
    one = SavedSearch.objects.filter(pk=key).exclude(frequency=Frequency.NEVER).first()
    if one is not None and request.method == "POST":
        saving.wish(saved=one, frequency=Frequency.NEVER)
        one = None
    return render(request, "search/unsubscribe.html", {"is_on": one is not None})


def _listed(request: HttpRequest, **more: Any) -> HttpResponse:
    context = {
        "saved": SavedSearch.objects.of(request.user),
        "frequencies": Frequency.choices,
        "mail_is_sent": settings.EMAIL_BACKEND != watching.SILENT and bool(getattr(request.user, "email", "")),
        "new_feed": None,
        "address": "",
        **more,
    }
    return render(request, "search/saved.html", context)
