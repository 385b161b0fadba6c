"""The translator's desk: originals and translations side by side, without a script as well as with one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from testimonies.actions import translating
from testimonies.actions.translating import Act, Outcome, Row, Subject, Wanted, digest
from testimonies.interchange.bilingual import MOST_BYTES
from testimonies.models import conceal_names, copies_for, listener_for

__all__ = ["WANTS", "desk", "subject_for", "title_of"]

A_PAGE = 30
WANTS: dict[str, str | Promise] = {
    "missing": gettext_lazy("not translated yet"),
    "changed": gettext_lazy("the original has changed since"),
    "draft": gettext_lazy("a machine’s draft"),
    "unchecked": gettext_lazy("translated, not checked yet"),
    "": gettext_lazy("translated and checked"),
}
KINDS: dict[str, str | Promise] = {
    "description": gettext_lazy("Description"),
    "vocabulary/themes": gettext_lazy("Rights themes"),
    "vocabulary/groups": gettext_lazy("Groups of themes"),
    "vocabulary/countries": gettext_lazy("Countries"),
}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, subject: str, language: str) -> HttpResponse:
    """A page of texts; what is posted is saved, text by text. With ``Accept: application/json`` the answer is JSON."""
    found = subject_for(request, subject, language)
    if request.method == "GET":
        return _page(request, found)
    outcomes = translating.write(subject=found, wanted=_wanted(request), by=request.user)
    if "application/json" in request.headers.get("Accept", ""):
        return _told(found, outcomes)
    saved = sum(one.written for one in outcomes)
    if saved:
        told = ngettext("%(number)d text is saved.", "%(number)d texts are saved.", saved) % {"number": saved}
        messages.success(request, told)
    refused = {one.key: one for one in outcomes if one.error}
    typed = {key: str(request.POST[f"text-{key}"]) for key in refused if f"text-{key}" in request.POST}
    typed |= {name[4:]: str(text) for name, text in request.POST.items() if name.startswith("use-")}
    if refused or typed:
        return _page(request, found, typed, refused)
    return redirect(request.get_full_path())


def subject_for(request: HttpRequest, address: str, language: str) -> Subject:
    """What the asker may translate; 404 for all else."""
    found = translating.find(address=address, language=language, user=request.user)
    if found is None:
        raise Http404
    return found


def title_of(subject: Subject, request: HttpRequest) -> dict[str, Any]:
    """What it is called: ``description`` (of the testimony, if any) and ``kind`` in words."""
    kind = KINDS.get(subject.address, KINDS.get(subject.kind, ""))
    if subject.testimony is None:
        return {"kind": kind, "description": None}
    conceal_names([subject.testimony], listener_for(request.user))
    return {"kind": kind, "description": subject.testimony.description_for()}


def _wanted(request: HttpRequest) -> list[Wanted]:
    """What was changed on the page, and the buttons that were pressed."""
    posted = request.POST
    wanted = []
    pressed = {act: posted.get(act.value, "") for act in (Act.KEEP, Act.CHECK)}
    for name in posted:
        if not name.startswith("was-"):
            continue
        key, was = name[4:], posted[name]
        text = posted.get(f"text-{key}", "")
        absorbs = tuple(int(one) for one in posted.getlist(f"absorb-{key}") if one.isascii() and one.isdigit())
        if f"text-{key}" in posted and f"use-{key}" not in posted and (digest(text) != was or absorbs):
            wanted.append(Wanted(key, text=text, was=was, absorbs=absorbs))
        else:
            wanted += [Wanted(key, act, text, was) for act, of in pressed.items() if of == key]
    return wanted


def _page(
    request: HttpRequest,
    subject: Subject,
    typed: dict[str, str] | None = None,
    refused: dict[str, Outcome] | None = None,
) -> HttpResponse:
    typed, refused = typed or {}, refused or {}
    every = subject.standing()
    show = request.GET.get("show", "")
    keys = [key for key, wants in every if not show or wants == show or key in typed]
    page = Paginator(keys, A_PAGE).get_page(request.GET.get("page"))
    some: list[Row] = subject.rows(list(page.object_list))
    for row in some:
        row.typed = typed.get(row.key)
        row.error = refused[row.key].error if row.key in refused else ""
    listener = listener_for(request.user)
    translating.recall(some, listener)
    recording = subject.recording
    counts = [(name, str(label), sum(wants == name for _key, wants in every)) for name, label in WANTS.items()]
    context = {
        "subject": subject,
        "rows": some,
        "page": page,
        "show": show,
        "counts": [one for one in counts if one[2]],
        "total": len(every),
        "language": subject.language,
        "source_language": subject.source_language,
        "audible": recording is not None and bool(copies_for(listener, [recording.pk])),
        "listening": {"recording": recording},
        "forms": translating.FORMS,
        "most_mb": MOST_BYTES // 1_000_000,
        "here": reverse("testimonies:translate_desk", args=[subject.address, subject.language]),
        "me": request.user.pk,
        **title_of(subject, request),
    }
    return render(request, "testimonies/translate/desk.html", context, status=409 if refused else 200)


def _told(subject: Subject, outcomes: list[Outcome]) -> JsonResponse:
    """Each text that was sent, as it stands now."""
    now = {row.key: row for row in subject.rows([one.key for one in outcomes])}
    rows = [
        {
            "key": one.key,
            "error": one.error,
            "outdated": one.outdated,
            "text": now[one.key].text if one.key in now else "",
            "was": now[one.key].digest if one.key in now else "",
            "wants": now[one.key].wants if one.key in now else "",
            "state": str(WANTS[now[one.key].wants]) if one.key in now else "",
        }
        for one in outcomes
    ]
    return JsonResponse({"rows": rows}, status=409 if any(one.error for one in outcomes) else 200)
