"""A sheet given in the editors' rooms: checked and kept, confirmed, taken in piece by piece by a worker, forgotten."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Collection

from testimonies import signals
from testimonies.actions import ingesting
from testimonies.actions.ingesting import Plan, Result
from testimonies.actions.sound_sources import Arrived, Folder, Sounds
from testimonies.exceptions import NoSuchSound, StateForbids, TestimoniesError
from testimonies.models import Event, Ingest, IngestEntry, IngestState, Outcome
from testimonies.upload import folder as folders

__all__ = ["begin", "check", "check_again", "folders_of", "forget", "go_on", "sweep"]


def folders_of(collection: Collection) -> list[str]:
    """The folders of the server that hold sound of this collection, as ``INGEST_FOLDER`` offers them.

    Below it each collection has a folder that begins with its number (``3``, ``3-north``), and its batches in there:
    who adds to one collection learns nothing of what lies ready for another.
    """
    if settings.INGEST_FOLDER is None:
        return []
    own = [name for name in folders.names_in(settings.INGEST_FOLDER) if name.partition("-")[0] == str(collection.pk)]
    return [f"{name}/{batch}" for name in own for batch in folders.names_in(settings.INGEST_FOLDER / name)]


def check(
    *,
    by: Any,
    collection: Collection,
    data: bytes,
    sheet_name: str,
    folder: str = "",
    all_or_nothing: bool = False,
    language: str = "en",
) -> Ingest:
    """Look at a sheet and keep what would happen. Raises as :func:`~testimonies.actions.ingesting.plan` does, and
    :class:`NoSuchSound` for a folder that is not offered."""
    ingest = Ingest(
        owner=by,
        collection=collection,
        sheet=data,
        sheet_name=sheet_name[:255],
        folder=folder,
        all_or_nothing=all_or_nothing,
        language=language,
    )
    plan = _planned(ingest)
    with transaction.atomic():
        ingest.save()
        _keep(ingest, plan)
        Event.write("ingest_checked", by=by, ingest=str(ingest.uuid), testimonies=len(plan.results))
    return ingest


def check_again(*, ingest: Ingest) -> None:
    """The same with the files that are there by now. Raises as :func:`check` does."""
    plan = _planned(ingest)
    with transaction.atomic():
        _locked(ingest, IngestState.CHECKED)
        _keep(ingest, plan)


@transaction.atomic
def begin(*, ingest: Ingest, by: Any) -> None:
    """Let a worker take in what was found to be new. Raises :class:`StateForbids`."""
    ingest = _locked(ingest, IngestState.CHECKED)
    entries = ingest.entries.all()
    if ingest.all_or_nothing and entries.filter(outcome=Outcome.FAULT).exists():
        raise StateForbids(_("There are faults, so nothing can be taken in. Mend the sheet and give it again."))
    if not entries.filter(outcome=Outcome.NEW).exists():
        raise StateForbids(_("There is nothing new to take in."))
    ingest.state = IngestState.WAITING
    ingest.save(update_fields=["state"])
    Event.write("ingest_begun", by=by, ingest=str(ingest.uuid))
    signals.ingest_asked.send(Ingest, ingest=ingest)


@transaction.atomic
def forget(*, ingest: Ingest, by: Any) -> None:
    """Remove a sheet and what is known of it; testimonies that were taken in stay. Raises :class:`StateForbids`."""
    ingest = Ingest.objects.select_for_update().get(pk=ingest.pk)
    if ingest.in_hand:
        raise StateForbids(_("This is being taken in. Wait until it is done."))
    Event.write("ingest_forgotten", by=by, ingest=str(ingest.uuid))
    ingest.delete()


def go_on(*, ingest: Ingest, for_s: float) -> bool:
    """Take in what is left, for so many seconds; return whether anything is left then. One worker does this at once."""
    ingest = Ingest.objects.select_related("owner", "collection").get(pk=ingest.pk)
    if not ingest.in_hand:
        return False
    Ingest.objects.filter(pk=ingest.pk).update(state=IngestState.RUNNING)
    until = time.monotonic() + for_s
    left = {entry.position: entry for entry in ingest.entries.filter(outcome=Outcome.NEW)}
    try:
        plan, sounds = _planned(ingest), _sounds(ingest)
    except TestimoniesError as error:  # the right to add was taken away, or the folder is gone
        for owed in left.values():
            _write(owed, Outcome.FAULT, [{"line": None, "column": "", "sentence": str(error)}])
        return _done(ingest)
    if ingest.all_or_nothing:
        _all(ingest, plan, sounds, left)
        return _done(ingest)
    for position, planned in enumerate(plan.results):
        entry = left.get(position)
        if entry is None:
            continue
        if planned.outcome == Outcome.NEW:
            planned = ingesting.take_in(
                by=ingest.owner, collection=ingest.collection, entry=planned.entry, sounds=sounds
            )
        _became(entry, planned)
        if time.monotonic() > until and ingest.entries.filter(outcome=Outcome.NEW).exists():
            return True
    return _done(ingest)


def sweep() -> int:
    """Forget what nobody confirmed and what is long done; return how many."""
    return Ingest.objects.forgettable().delete()[1].get(Ingest._meta.label, 0)


def _all(ingest: Ingest, plan: Plan, sounds: Sounds, left: dict[int, IngestEntry]) -> None:
    by_mark = {plan.results[position].entry.mark: entry for position, entry in left.items()}
    results: Iterable[Result] = [one for one in plan.results if one.outcome == Outcome.FAULT]
    if not results:
        results = ingesting.take_in_all(
            by=ingest.owner, collection=ingest.collection, entries=plan.to_do, sounds=sounds
        )
    for result in [*results, *(one for one in plan.results if one.outcome == Outcome.ALREADY)]:
        entry = by_mark.pop(result.entry.mark, None)
        if entry is not None:
            _became(entry, result)
    reason = _("Left out, since another testimony of the sheet has a fault and all or none was asked for.")
    for entry in by_mark.values():
        _write(entry, Outcome.FAULT, [{"line": entry.lines[0], "column": "", "sentence": reason}])


def _became(entry: IngestEntry, result: Result) -> None:
    """A worker that was killed after the testimony was written and before this finds it there the next time."""
    mine = result.testimony
    ours = result.outcome == Outcome.ALREADY and mine is not None and mine.created_at >= entry.ingest.created_at
    _write(entry, Outcome.TAKEN_IN if ours else result.outcome, _sentences(result), mine)


def _write(entry: IngestEntry, outcome: Outcome, sentences: list[dict[str, Any]], testimony: Any = None) -> None:
    entry.outcome, entry.sentences, entry.testimony = outcome, sentences, testimony
    entry.save(update_fields=["outcome", "sentences", "testimony"])


def _done(ingest: Ingest) -> bool:
    """The sheet holds names; from here on nobody needs it."""
    Ingest.objects.filter(pk=ingest.pk).update(state=IngestState.DONE, finished_at=timezone.now(), sheet=b"")
    Event.write("ingest_done", by=None, ingest=str(ingest.uuid))
    return False


def _planned(ingest: Ingest) -> Plan:
    return ingesting.plan(
        by=ingest.owner, collection=ingest.collection, data=bytes(ingest.sheet), sounds=_sounds(ingest)
    )


def _sounds(ingest: Ingest) -> Sounds:
    if not ingest.folder:
        return Arrived(ingest.owner)
    if settings.INGEST_FOLDER is None or ingest.folder not in folders_of(ingest.collection):
        raise NoSuchSound(_("The folder “%(name)s” is not there.") % {"name": folders.shown(ingest.folder)})
    return Folder(settings.INGEST_FOLDER / ingest.folder)


def _locked(ingest: Ingest, state: IngestState) -> Ingest:
    locked = Ingest.objects.select_for_update().get(pk=ingest.pk)
    if locked.state != state:
        raise StateForbids(_("This was begun already."))
    return locked


def _keep(ingest: Ingest, plan: Plan) -> None:
    ingest.entries.all().delete()
    IngestEntry.objects.bulk_create(
        IngestEntry(
            ingest=ingest,
            position=position,
            mark=result.entry.mark[:200].replace("\0", ""),
            title=next((text.title[:200] for text in result.entry.particulars.descriptions.values()), ""),
            lines=result.entry.lines,
            outcome=result.outcome,
            sentences=_sentences(result),
            testimony=result.testimony,
        )
        for position, result in enumerate(plan.results)
    )
    Ingest.objects.filter(pk=ingest.pk).update(encoding=plan.encoding)


def _sentences(result: Result) -> list[dict[str, Any]]:
    return [{"line": fault.line, "column": fault.field, "sentence": fault.sentence} for fault in result.faults]
