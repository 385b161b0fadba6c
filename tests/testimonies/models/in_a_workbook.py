"""How each constraint of the workbook is broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from testimonies.models import MarkedQuotation, WorkbookFolder
from tests.cast import account

__all__ = ["IN_A_WORKBOOK"]


def marking(times: int = 1, **values: Any) -> Callable[[Any], Any]:
    def mark(kept: Any) -> None:
        line = {"owner": account("reader"), "recording": kept.recording, "start_ms": 0, "end_ms": 1_000} | values
        MarkedQuotation.objects.bulk_create([MarkedQuotation(**line) for _time in range(times)])

    return mark


def naming(times: int = 1, name: str = "Chapter 2") -> Callable[[Any], Any]:
    def make(kept: Any) -> None:
        owner = account("reader")
        WorkbookFolder.objects.bulk_create([WorkbookFolder(owner=owner, name=name) for _time in range(times)])

    return make


IN_A_WORKBOOK: dict[str, Callable[[Any], Any]] = {
    "marked_has_length": marking(end_ms=0),
    "marked_once_by_each": marking(times=2),
    "workbook_folder_has_a_name": naming(name=""),
    "workbook_folder_once": naming(times=2),
}
