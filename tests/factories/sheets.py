"""A folder of real, short sound files, and sheets that describe them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.factories import sound

__all__ = ["row", "sheet", "sounds"]


def sounds(folder: Path, *names: str) -> Path:
    """``folder`` with a tone of its own under each name."""
    for number, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        count = sum(1 for _ in folder.rglob("*"))
        sound.write(folder / name, sound.tone(0.3 + number / 100, 200 + 10 * count))
    return folder


def row(mark: str, file: str, **more: str) -> dict[str, str]:
    """A row; in the names of columns ``__`` stands for the colon: ``title__es``."""
    return {"testimony": mark, "file": file} | {name.replace("__", ":"): value for name, value in more.items()}


def sheet(*rows: Mapping[str, str], delimiter: str = ",", columns: Sequence[str] = ("title:en",)) -> str:
    names = list(dict.fromkeys(name for one in rows for name in one) | dict.fromkeys(columns))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
