"""Files of translations: fetched, looked through, taken in. A file that was sent waits in the page of its report and
nowhere in the archive, until its sender says yes."""

from __future__ import annotations

import base64
import binascii
import zlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from testimonies.actions import translating
from testimonies.actions.translating import Subject
from testimonies.exceptions import TestimoniesError, UnreadableTranslation
from testimonies.interchange.bilingual import MOST_BYTES
from testimonies.views.translating import subject_for, title_of

__all__ = ["file", "take_in"]

MOST_IN_A_PAGE = 2_000_000
"""Characters of a hidden field; a form may have 2.5 MB."""
LINES_SHOWN = 200
DESK = "testimonies:translate_desk"


@login_required
@never_cache
@require_GET
def file(request: HttpRequest, subject: str, language: str, form: str) -> HttpResponse:
    """All texts with their translations, for another program."""
    found = subject_for(request, subject, language)
    if form not in translating.FORMS:
        raise Http404
    kind = translating.FORMS[form]
    content = translating.given_out(subject=found, form=form, by=request.user)
    answer = HttpResponse(content, content_type=f"{kind.media_type}; charset=utf-8")
    name = f"{found.address.replace('/', '-')}-{found.language}.{kind.extension}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@never_cache
@require_POST
def take_in(request: HttpRequest, subject: str, language: str) -> HttpResponse:
    """A file is sent: a report of what would become of each text. The same with ``take``: it is taken in."""
    found = subject_for(request, subject, language)
    wishes = {"unfinished": bool(request.POST.get("unfinished")), "over": bool(request.POST.get("over"))}
    try:
        content = _content(request)
        form = _form_of(content)
        if request.POST.get("take"):
            report = translating.taken_in(subject=found, form=form, content=content, by=request.user, **wishes)
            told = ngettext("%(number)d text was taken in.", "%(number)d texts were taken in.", report.taken)
            messages.success(request, told % {"number": report.taken})
            return redirect(DESK, found.address, found.language)
        report = translating.looked_through(subject=found, form=form, content=content, **wishes)
        packed = base64.b64encode(zlib.compress(content, 9)).decode("ascii")
        if len(packed) > MOST_IN_A_PAGE:
            raise UnreadableTranslation(_("This file is too large. Send it in two parts."))
    except TestimoniesError as refusal:
        return _report(request, found, {"refusal": str(refusal)}, status=400)
    shown = [line for line in report.lines if line.fate not in ("same", "empty")]
    context = {
        "report": report,
        "lines": shown[:LINES_SHOWN],
        "not_shown": max(0, len(shown) - LINES_SHOWN),
        "packed": packed,
        "wishes": wishes,
        "fates": {line.fate.value for line in report.lines},
    }
    return _report(request, found, context)


def _report(request: HttpRequest, subject: Subject, context: dict[str, object], status: int = 200) -> HttpResponse:
    about = {"subject": subject, "language": subject.language, **title_of(subject, request)}
    return render(request, "testimonies/translate/report.html", {**about, **context}, status=status)


def _content(request: HttpRequest) -> bytes:
    """The file itself, or what the page of its report held of it."""
    sent = request.FILES.get("file")
    if sent is not None:
        if sent.size is None or sent.size > MOST_BYTES:
            raise UnreadableTranslation(_("This file is larger than %(size)s MB.") % {"size": MOST_BYTES // 1_000_000})
        return bytes(sent.read())
    packed = request.POST.get("packed", "")
    if not packed:
        raise UnreadableTranslation(_("Choose a file first."))
    try:
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(base64.b64decode(packed, validate=True), MOST_BYTES)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise UnreadableTranslation(_("The file did not come through whole. Send it again.")) from error
    if not unpacking.eof:
        raise UnreadableTranslation(_("The file did not come through whole. Send it again."))
    return content


def _form_of(content: bytes) -> str:
    """XML begins with ``<``, in whatever encoding; a PO file never does."""
    head = content[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return "xlf" if head.startswith(b"<") else "po"
