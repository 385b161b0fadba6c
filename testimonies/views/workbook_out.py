"""One's own workbook as a file: for a sheet, for reading, for other programs.

The words are those that its owner may read at this moment. It is a file of their own notes, no export of a testimony:
nothing is written down about it (``docs/workbook.md``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from testimonies.interchange.citation import STYLES, plain
from testimonies.models import Held, MarkedQuotation, Stands, as_held, listener_for
from testimonies.views import citing
from testimonies.views.sheets_out import handed_out
from testimonies.views.workbook import chosen_of

__all__ = ["export"]

AT_ONCE = 50
COLUMNS = (
    *("folder", "tags", "note", "state", "words", "speakers", "testimony", "title", "recording", "start_ms", "end_ms"),
    *("language", "address", "citation", "marked_at"),
)


@login_required
@never_cache
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """``csv``, ``html`` or ``json``; of one ``folder`` or ``tag``, or of all."""
    if form not in FORMS:
        raise Http404
    mine, _asked = chosen_of(request)
    return FORMS[form](_rows(request, mine.select_related("folder")))


def _rows(request: HttpRequest, marks: Any) -> Iterator[dict[str, Any]]:
    """Asked anew for each handful, so that what closes meanwhile is not in the rest."""
    some: list[MarkedQuotation] = []
    for mark in marks.iterator(chunk_size=AT_ONCE):
        some.append(mark)
        if len(some) == AT_ONCE:
            yield from _told(request, some)
            some = []
    yield from _told(request, some)


def _told(request: HttpRequest, marks: Iterable[MarkedQuotation]) -> Iterator[dict[str, Any]]:
    for held in as_held(marks, listener_for(request.user)):
        own = {
            "folder": held.mark.folder.name if held.mark.folder else "",
            "tags": ", ".join(held.mark.tags),
            "note": held.mark.note,
            "state": str(Stands(held.stands).value),
            "marked_at": held.mark.marked_at.isoformat(),
        }
        yield dict.fromkeys(COLUMNS, "") | _of_the_testimony(request, held) | own


def _of_the_testimony(request: HttpRequest, held: Held) -> dict[str, Any]:
    """Nothing where it is closed to them."""
    if held.testimony is None or held.quotation is None:
        return {}
    address = held.quotation.lasting_url
    one = citing.cited(request, held.testimony, address=address, quoted=citing.quoted(held.quotation))
    return {
        "words": held.quotation.text,
        "speakers": ", ".join(held.quotation.speakers),
        "testimony": held.testimony.accession_number,
        "title": one.title,
        "recording": held.quotation.recording.position,
        "start_ms": held.quotation.start_ms,
        "end_ms": held.quotation.end_ms,
        "language": held.quotation.language,
        "address": one.address,
        "citation": plain(STYLES["chicago-note"].entry(one)),
    }


def _csv(rows: Iterator[dict[str, Any]]) -> StreamingHttpResponse:
    return handed_out("workbook", "csv", COLUMNS, rows)


def _json(rows: Iterator[dict[str, Any]]) -> StreamingHttpResponse:
    def written() -> Iterator[str]:
        yield '{"kind": "testimonies-workbook", "version": 1, "quotations": ['
        for number, row in enumerate(rows):
            yield ("," if number else "") + "\n" + json.dumps(row, ensure_ascii=False)
        yield "\n]}\n"

    return _attached(written(), "json", "application/json")


def _html(rows: Iterator[dict[str, Any]]) -> StreamingHttpResponse:
    def written() -> Iterator[str]:
        head, foot = render_to_string("testimonies/workbook_file.html", {"day": timezone.localdate()}).split(
            "<!--rows-->"
        )
        yield head
        for row in rows:
            closed = "" if row["words"] else Stands(row["state"]).sentence
            yield render_to_string("testimonies/workbook_file_row.html", {"row": row, "closed": closed})
        yield foot

    return _attached(written(), "html", "text/html")


def _attached(body: Iterator[str], form: str, media_type: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(body, content_type=f"{media_type}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="workbook.{form}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


FORMS: dict[str, Callable[[Iterator[dict[str, Any]]], StreamingHttpResponse]] = {
    "csv": _csv,
    "html": _html,
    "json": _json,
}
