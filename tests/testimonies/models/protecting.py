"""How the constraints of what protects narrators are broken: redaction, withdrawal, risk review, sealed names.

One line per constraint for ``test_constraints``; each takes what that test keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from testimonies.models import (
    Approval,
    Exported,
    Finding,
    NameReader,
    NameReplacement,
    Person,
    RedactedCopy,
    Redaction,
    Withdrawal,
)
from tests.cast import account


def once(model: Any, **values: Any) -> Callable[[Any], Any]:
    """Twice the same row."""

    def create(kept: Any) -> None:
        named = {name: value(kept) if callable(value) else value for name, value in values.items()}
        for _ in range(2):
            model.objects.create(**named)

    return create


def testimony(kept: Any) -> Any:
    return kept.testimony


def recording(kept: Any) -> Any:
    return kept.recording


def redacting(**values: Any) -> Callable[[Any], Any]:
    line = {"start_ms": 0, "end_ms": 1_000, "reason": "other"} | values
    return lambda kept: Redaction.objects.create(recording=kept.recording, **line)


def silencing(**values: Any) -> Callable[[Any], Any]:
    line = {"spans": [[0, 1_250]], "file": "access/silenced.m4a"} | values
    return lambda kept: RedactedCopy.objects.create(recording=kept.recording, **line)


def finding(**values: Any) -> Callable[[Any], Any]:
    line = {"place": "segment", "scope": "transcript:1", "record": 1, "start": 0, "end": 4, "kind": "person"} | values
    return lambda kept: Finding.objects.create(testimony=kept.testimony, **line)


def replacing(**values: Any) -> Callable[[Any], Any]:
    return lambda kept: NameReplacement.objects.create(testimony=kept.testimony, **values)


def withdrawing(**values: Any) -> Callable[[Any], Any]:
    line = {"number": 1, "restorable_until": timezone.now()} | values
    return lambda kept: Withdrawal.objects.create(testimony=kept.testimony, **line)


def both(*statements: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda kept: [one(kept) for one in statements]


PROTECTING: dict[str, Callable[[Any], Any]] = {
    "redaction_has_length": redacting(end_ms=0),
    "redaction_margin_is_kept": redacting(margin_ms=0),
    "redaction_audience_known": redacting(open_to="public"),
    "redaction_reason_known": redacting(reason="no reason"),
    "redaction_lifted_by_someone_at_a_time": lambda kept: redacting(lifted_by=account("lifter"))(kept),
    "redacted_copy_has_spans": silencing(spans=[]),
    "redacted_copy_once_for_its_spans": both(silencing(), silencing(file="access/another.m4a")),
    "redacted_copy_checked_is_whole": silencing(state="checked"),
    "name_replacement_not_empty": replacing(name="Amina", shown=""),
    "name_replaced_once": both(replacing(name="Amina", shown="A."), replacing(name="Amina", shown="B.")),
    "withdrawal_number_once": both(withdrawing(restored_at=timezone.now()), withdrawing()),
    "withdrawal_standing_once": both(withdrawing(), withdrawing(number=2)),
    "withdrawal_restored_or_purged": withdrawing(restored_at=timezone.now(), purge_step="files"),
    "withdrawal_purged_has_a_time": withdrawing(purge_step="done"),
    "export_by_visitors_counted_once": once(Exported, testimony=testimony, what="vtt", day=date(2026, 1, 2)),
    "export_by_account_counted_once": lambda kept: once(
        Exported, testimony=testimony, what="vtt", day=date(2026, 1, 2), account=account("reader")
    )(kept),
    "finding_runs_forward": finding(end=0),
    "finding_decided_has_a_time": finding(decision="kept"),
    "approval_once_per_person": lambda kept: once(Approval, testimony=testimony, of="a" * 64, by=account("editor"))(
        kept
    ),
    "name_reader_once": lambda kept: once(NameReader, collection=kept.testimony.collection, user=account("named"))(
        kept
    ),
    "person_has_a_plain_name_only_to_be_shown": lambda kept: Person.objects.create(
        collection=kept.testimony.collection, name="Amina", shown_as="anonymous"
    ),
}
