"""Concordance, collocates and frequencies as CSV: UTF-8 with a mark that office programs read it by, nothing in it a
formula, citation and time on every line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse

from search.answering import occurrences
from search.citing import citation
from search.collocates import MEASURES, USUAL_WINDOW
from search.company import company
from search.concordance import MOST_IN_A_FILE, Shown, lines_to_sort, shown
from search.frequency import frequencies
from search.lines import has_words
from search.wanted import Wanted
from testimonies.consent.audiences import Listener
from testimonies.transcript import speakers, timecode

__all__ = ["FILES"]

A_BATCH = 200
MOST_ROWS = 100_000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes an office program take a cell for a formula (OWASP, *CSV injection*)."""

Cells = Sequence[Any]

LINES = (
    *("before", "match", "after", "speaker", "language", "review_state", "time", "start_ms", "end_ms"),
    *("accession_number", "recording", "title", "narrators", "countries", "interview_date", "collection"),
    *("citation", "address"),
)
COLLOCATES = (
    "word",
    "language",
    "together",
    "altogether",
    "log_dice",
    "log_likelihood",
    "segments_with_match",
    "segments",
)
FREQUENCIES = ("by", "value", "label", "places", "testimonies", "of_places", "per_1000")


def _lines(request: HttpRequest, asked: Wanted, listener: Listener) -> StreamingHttpResponse:
    return handed_out("concordance", LINES, _line_rows(request, asked, listener))


def _line_rows(request: HttpRequest, asked: Wanted, listener: Listener) -> Iterator[Cells]:
    found = occurrences(asked.query, listener=listener, narrowing=asked.narrowing, most=MOST_IN_A_FILE)
    if not has_words(found.node):
        return
    lines = lines_to_sort(found, listener, asked.sort)
    for at in range(0, len(lines), A_BATCH):
        for one in shown(lines[at : at + A_BATCH], listener):
            yield _cells(one, request)


def _cells(one: Shown, request: HttpRequest) -> Cells:
    line, testimony = one.line, one.testimony
    segment, recording = line.spoken.segment, line.spoken.recording
    day = testimony.interviewed_on
    address = request.build_absolute_uri(one.cite_address)
    return (
        *(line.before.strip(), line.key, line.after.strip()),
        *(speakers.named(segment.speaker), line.spoken.language, str(segment.review_state)),
        *(timecode.format_clock(line.at_ms), line.at_ms, segment.end_ms),
        *(testimony.accession_number, recording.position, testimony.title),
        *("; ".join(testimony.narrators), "; ".join(one.countries), str(day) if day else "", testimony.collection),
        *(citation(one, address), address),
    )


def _collocates(request: HttpRequest, asked: Wanted, listener: Listener) -> StreamingHttpResponse:
    window, by = int(asked.more["window"] or USUAL_WINDOW), asked.more["by"] or next(iter(MEASURES))
    told = company(asked.query, listener=listener, narrowing=asked.narrowing, window=window, by=by)
    rows = (
        (
            *(one.written, one.language, one.together, one.alone),
            *(f"{one.log_dice:.2f}", f"{one.log_likelihood:.2f}", told.total, told.segments),
        )
        for one in told.collocates
    )
    return handed_out("collocates", COLLOCATES, rows)


def _frequencies(request: HttpRequest, asked: Wanted, listener: Listener) -> StreamingHttpResponse:
    tables = frequencies(asked.query, listener=listener, narrowing=asked.narrowing, most=MOST_ROWS)
    rows = (
        (table.name, row.value, row.label, row.places, row.testimonies, row.of, f"{row.per_thousand:.3f}")
        for table in tables
        for row in table.rows
    )
    return handed_out("frequency", FREQUENCIES, rows)


FILES: dict[str, Callable[[HttpRequest, Wanted, Listener], StreamingHttpResponse]] = {
    "": _lines,
    "collocates": _collocates,
    "frequency": _frequencies,
}


def handed_out(name: str, columns: Sequence[str], rows: Iterable[Cells]) -> StreamingHttpResponse:
    """The file ``name.csv``, written line by line."""
    answer = StreamingHttpResponse(_written(columns, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _written(columns: Sequence[str], rows: Iterable[Cells]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(columns)
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) and not isinstance(value, int | float) else text
