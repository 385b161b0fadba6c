"""The risk review of one testimony, for those who work on it: each finding in its place, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from testimonies.actions import reviewing
from testimonies.actions.risk_texts import written_texts
from testimonies.consent.audiences import Listener
from testimonies.consent.redaction import OPEN_TO
from testimonies.description import languages
from testimonies.exceptions import TestimoniesError
from testimonies.models import (
    Approval,
    Finding,
    FoundIn,
    Recording,
    RiskReview,
    Segment,
    Testimony,
    TestimonyPermissionPolicy,
    listener_for,
)
from testimonies.risk.kinds import LEVELS, Level

__all__ = ["risk"]

A_PAGE = 50
AROUND = 160
BEFORE_MS, BEHIND_MS = 1_500, 1_500


@dataclass(frozen=True, slots=True)
class InContext:
    """A finding with the text around it; ``words`` is empty where this reader may not have them."""

    finding: Finding
    where: str
    language: str
    before: str = ""
    words: str = ""
    after: str = ""
    suggestion: str = ""
    recording: Recording | None = None
    start_ms: int = 0
    end_ms: int = 0

    @property
    def direction(self) -> str:
        return languages.direction(self.language)

    @property
    def from_s(self) -> float:
        return max(0, self.start_ms - BEFORE_MS) / 1_000

    @property
    def until_s(self) -> float:
        return (self.end_ms + BEHIND_MS) / 1_000


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def risk(request: HttpRequest, accession: str) -> HttpResponse:
    """The open findings, or with ``?show=all`` all of them; POST ``act`` decides on one, sets the level, or scans."""
    listener = listener_for(request.user)
    testimony = get_object_or_404(Testimony.objects.worked_on_by(listener), accession_number=accession)
    if not TestimonyPermissionPolicy(Testimony).user_has_any_permission_for_instance(
        request.user, ["change", "publish"], testimony
    ):
        raise Http404
    if request.method == "POST":
        return _act(request, testimony)
    shows_all = request.GET.get("show") == "all"
    findings = _ordered(Finding.objects.filter(testimony=testimony) if shows_all else _open(testimony))
    page = Paginator(findings, A_PAGE).get_page(request.GET.get("page"))
    review = RiskReview.of(testimony)
    context = {
        "testimony": testimony,
        "description": testimony.description_for(),
        "review": review,
        "suggested": LEVELS[review.suggested],
        "levels": [(level.value, LEVELS[level]) for level in Level],
        "approvals": Approval.standing(testimony, testimony.get_latest_revision().content).count()
        if testimony.latest_revision_id
        else 0,
        "page": page,
        "shown": list(_in_context(testimony, list(page), listener)),
        "shows_all": shows_all,
        "open_to": [(audience.value, audience.label) for audience in OPEN_TO],
        "all": Finding.objects.filter(testimony=testimony).count(),
        "open": _open(testimony).count(),
    }
    return render(request, "testimonies/risk.html", context)


def _act(request: HttpRequest, testimony: Testimony) -> HttpResponse:
    act = request.POST.get("act", "")
    here = f"{request.path}?show=all" if request.POST.get("show") == "all" else request.path
    try:
        if act in OF_TESTIMONY:
            OF_TESTIMONY[act](request, testimony)
            return redirect(here)
        if act not in OF_FINDING or not request.POST.get("finding", "").isdecimal():
            raise Http404
        pk = int(request.POST["finding"])
        following = _following(testimony, pk)
        finding = Finding.objects.filter(testimony=testimony, pk=pk).first()
        if finding is None:
            messages.error(request, _("This finding is not there any more: the text was changed."))
            return redirect(here)
        OF_FINDING[act](request, finding)
    except TestimoniesError as refusal:
        messages.error(request, str(refusal))
        return redirect(here)
    return redirect(f"{here}#finding-{following}" if following else here)


def _keep(request: HttpRequest, finding: Finding) -> None:
    reviewing.keep(finding=finding, by=request.user)


def _reopen(request: HttpRequest, finding: Finding) -> None:
    reviewing.reopen(finding=finding, by=request.user)


def _redact(request: HttpRequest, finding: Finding) -> None:
    reviewing.redact(finding=finding, open_to=request.POST.get("open_to", ""), by=request.user)
    messages.success(request, _("It is redacted in the sound and in every text."))


def _coarsen(request: HttpRequest, finding: Finding) -> None:
    reviewing.coarsen(finding=finding, words=request.POST.get("words", ""), by=request.user)
    if finding.place == FoundIn.SEGMENT:
        messages.warning(
            request, _("The text is coarser now. The voice still says it: redact it where it may be heard.")
        )
    elif finding.testimony.live:
        messages.warning(
            request, _("The draft is coarser now. Visitors read the old words until it is published again.")
        )


def _level(request: HttpRequest, testimony: Testimony) -> None:
    reviewing.set_level(testimony=testimony, level=request.POST.get("level", ""), by=request.user)


def _scan(request: HttpRequest, testimony: Testimony) -> None:
    reviewing.look_through(testimony=testimony, by=request.user)


OF_FINDING: dict[str, Callable[[HttpRequest, Finding], None]] = {
    "keep": _keep,
    "reopen": _reopen,
    "redact": _redact,
    "coarsen": _coarsen,
}
OF_TESTIMONY: dict[str, Callable[[HttpRequest, Testimony], None]] = {"level": _level, "scan": _scan}


def _open(testimony: Testimony) -> Any:
    return Finding.objects.open().filter(testimony=testimony)


def _ordered(findings: Any) -> list[Finding]:
    """What is written first, then what is said, in its order."""
    found = list(findings)
    starts = dict(
        Segment.objects.filter(pk__in=[one.record for one in found if one.place == FoundIn.SEGMENT]).values_list(
            "pk", "start_ms"
        )
    )

    def place(one: Finding) -> tuple[bool, str, int, int, int]:
        said = one.place == FoundIn.SEGMENT
        return said, one.scope, starts.get(one.record, 0) if said else one.record, one.start, one.pk

    return sorted(found, key=place)


def _following(testimony: Testimony, pk: int) -> int | None:
    keys = [one.pk for one in _ordered(_open(testimony))]
    at = keys.index(pk) + 1 if pk in keys else 0
    return next((key for key in [*keys[at:], *keys[:at]] if key != pk), None)


def _in_context(testimony: Testimony, findings: list[Finding], listener: Listener) -> Iterable[InContext]:
    written = {(text.scope, text.pieces[0][1]): text for text in written_texts(testimony)}
    wanted = Segment.objects.filter(pk__in=[one.record for one in findings if one.place == FoundIn.SEGMENT])
    raw = dict(wanted.values_list("pk", "text"))
    said = {one.pk: one for one in wanted.select_related("transcript__recording").as_shown_to(listener)}
    for one in findings:
        if one.place == FoundIn.SEGMENT:
            segment = said.get(one.record)
            if segment is not None:
                yield _said(one, segment, hidden=segment.text != raw.get(one.record))
        elif (text := written.get((one.scope, one.record))) is not None:
            yield _around(one, text.text, text.language, str(FoundIn(one.place).label))


def _said(one: Finding, segment: Segment, *, hidden: bool) -> InContext:
    language = segment.language or segment.transcript.language
    start_ms, end_ms = (
        (segment.start_ms, segment.end_ms) if hidden else reviewing.moment_of(segment, one.start, one.end)
    )
    more: dict[str, Any] = {"recording": segment.transcript.recording, "start_ms": start_ms, "end_ms": end_ms}
    where = _("in the translation") if segment.transcript.kind == "translation" else str(FoundIn.SEGMENT.label)
    return InContext(one, where, language, **more) if hidden else _around(one, segment.text, language, where, **more)


def _around(one: Finding, text: str, language: str, where: str, **more: Any) -> InContext:
    words = text[one.start : one.end]
    return InContext(
        one,
        where,
        language,
        before=("…" if one.start > AROUND else "") + text[max(0, one.start - AROUND) : one.start],
        words=words,
        after=text[one.end : one.end + AROUND] + ("…" if len(text) > one.end + AROUND else ""),
        suggestion=reviewing.suggestion(one, text, language),
        **more,
    )
