"""What somebody does in their own workbook.

No event is written: who marked what is nobody's business, neither the narrator's nor the staff's. For the same reason
nothing here is logged.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies.exceptions import Fault, FaultyParticulars
from testimonies.models import MarkedQuotation, Quotation, WorkbookFolder

__all__ = ["LONGEST_NOTE", "change", "mark", "remove", "remove_folder", "rename_folder", "tags_of"]

LONGEST_NOTE, LONGEST_TAG, LONGEST_FOLDER = 10_000, 60, 100
MOST_TAGS, MOST_MARKS, MOST_FOLDERS = 20, 5_000, 200


@transaction.atomic
def mark(
    *, quotation: Quotation, by: Any, note: str = "", tags: Iterable[str] = (), folder: str = ""
) -> MarkedQuotation:
    """Put a quotation, as it was made for ``by``, into their workbook. What is in it already gets the new note, tags,
    folder and words. Raises :class:`FaultyParticulars`."""
    where = {
        "owner": by,
        "recording": quotation.recording,
        "start_ms": quotation.start_ms,
        "end_ms": quotation.end_ms,
        "language": quotation.language,
    }
    mine = MarkedQuotation.objects.of(by)
    if not mine.filter(**where).exists() and mine.count() >= MOST_MARKS:
        sentence = _("Your workbook is full: it holds %(number)s quotations.") % {"number": MOST_MARKS}
        raise FaultyParticulars((Fault("note", sentence),))
    said = _said(by, note, tags, folder) | {"fingerprint": quotation.fingerprint, "changed_at": timezone.now()}
    made, _new = MarkedQuotation.objects.update_or_create(**where, defaults=said)
    _sweep(by)
    return made


@transaction.atomic
def change(*, mark: MarkedQuotation, by: Any, note: str, tags: Iterable[str], folder: str) -> None:
    """Write another note, other tags, another folder. Raises :class:`FaultyParticulars`."""
    held = MarkedQuotation.objects.of(by).select_for_update(of=("self",)).get(pk=mark.pk)
    for name, value in (_said(by, note, tags, folder) | {"changed_at": timezone.now()}).items():
        setattr(held, name, value)
    held.save()
    _sweep(by)


@transaction.atomic
def remove(*, mark: MarkedQuotation, by: Any) -> None:
    """Take a quotation out, with its note."""
    MarkedQuotation.objects.of(by).filter(pk=mark.pk).delete()
    _sweep(by)


@transaction.atomic
def rename_folder(*, folder: WorkbookFolder, by: Any, name: str) -> None:
    """Give a folder another name; that of another one puts both together. Raises :class:`FaultyParticulars`."""
    held = WorkbookFolder.objects.select_for_update().get(pk=folder.pk, owner=by)
    other = _folder(by, name)
    if other is None or other == held:
        return
    MarkedQuotation.objects.of(by).filter(folder=held).update(folder=other)
    held.delete()


@transaction.atomic
def remove_folder(*, folder: WorkbookFolder, by: Any) -> None:
    """Take a folder away; what is in it stays in the workbook."""
    WorkbookFolder.objects.filter(pk=folder.pk, owner=by).delete()


def tags_of(text: str) -> list[str]:
    """What somebody typed, at commas of any script, each tag once."""
    for comma in ("،", "，", "、", ";", "؛"):
        text = text.replace(comma, ",")
    return list(dict.fromkeys(" ".join(one.split()) for one in text.split(",") if one.strip()))


def _said(by: Any, note: str, tags: Iterable[str], folder: str) -> dict[str, Any]:
    kept = list(tags)
    faults = []
    if len(note) > LONGEST_NOTE:
        faults.append(Fault("note", _("A note has at most %(number)s letters.") % {"number": LONGEST_NOTE}))
    if len(kept) > MOST_TAGS or any(len(one) > LONGEST_TAG for one in kept):
        told = {"number": MOST_TAGS, "letters": LONGEST_TAG}
        faults.append(Fault("tags", _("At most %(number)s tags of at most %(letters)s letters each.") % told))
    if "\0" in note or any("\0" in one for one in kept):
        faults.append(Fault("note", _("There is a character in it that cannot be kept.")))
    if faults:
        raise FaultyParticulars(tuple(faults))
    return {"note": note.strip(), "tags": kept, "folder": _folder(by, folder)}


def _folder(by: Any, name: str) -> WorkbookFolder | None:
    """The folder of that name, made where there is none yet; ``None`` for no name."""
    name = " ".join(name.replace("\0", "").split())
    if not name:
        return None
    if len(name) > LONGEST_FOLDER:
        told = _("The name of a folder has at most %(number)s letters.") % {"number": LONGEST_FOLDER}
        raise FaultyParticulars((Fault("folder", told),))
    mine = WorkbookFolder.objects.filter(owner=by)
    if not mine.filter(name=name).exists() and mine.count() >= MOST_FOLDERS:
        raise FaultyParticulars((Fault("folder", _("There are too many folders.")),))
    return mine.get_or_create(owner=by, name=name)[0]


def _sweep(by: Any) -> None:
    """A folder that is empty is no folder any more."""
    WorkbookFolder.objects.filter(owner=by, marks__isnull=True).delete()
