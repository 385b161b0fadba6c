"""Lists handed out as files, line by line, without holding them in memory."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import StreamingHttpResponse

__all__ = ["FORMS", "handed_out"]

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    names = list(columns)
    yield "\ufeff" + writer.writerow(names)
    for row in rows:
        yield writer.writerow([_cell(row[name]) for name in names])


def _json_lines(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps({name: row[name] for name in columns}, ensure_ascii=False) + "\n"


def _cell(value: Any) -> str:
    """As text that no office program takes for a formula (OWASP, *CSV injection*)."""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


FORMS = {"csv": ("text/csv", _csv), "jsonl": ("application/jsonl", _json_lines)}


def handed_out(
    name: str, form: str, columns: Iterable[str], rows: Iterable[Mapping[str, Any]]
) -> StreamingHttpResponse:
    """``rows`` as the file ``name.form``; ``form`` is one of :data:`FORMS`."""
    media_type, written = FORMS[form]
    answer = StreamingHttpResponse(written(list(columns), rows), content_type=f"{media_type}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
