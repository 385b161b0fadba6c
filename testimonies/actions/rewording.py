"""Putting coarser words in the place of those that endanger, wherever they stand. Called by :mod:`.reviewing`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from testimonies import signals
from testimonies.actions.risk_texts import mark_of
from testimonies.exceptions import TextMoved
from testimonies.models import (
    Done,
    Finding,
    FoundIn,
    PassageDescription,
    Person,
    ReviewState,
    Segment,
    SegmentChange,
    Testimony,
    Transcript,
    snapshot,
)

__all__ = ["LONGEST", "reword"]

LONGEST = 200


def reword(*, finding: Finding, words: str, by: Any) -> None:
    """Inside the caller's transaction; the caller has seen that the text is still the one that was looked through."""
    BY_PLACE[finding.place](finding, words, by)
    signals.testimony_changed.send(Finding, testimony_id=finding.testimony_id)


def _segment(finding: Finding, words: str, by: Any) -> None:
    """The times of the words that go are the time of those that come."""
    transcript = Transcript.objects.select_for_update(of=("self",), no_key=True).get(segments=finding.record)
    segment = Segment.objects.select_for_update(of=("self",)).get(pk=finding.record)
    if mark_of(finding.kind, segment.text, finding.start, finding.end) != finding.mark:
        raise TextMoved(_("The text was changed meanwhile. Look through it again, then decide."))
    before = snapshot(segment)
    kept: list[list[Any]] = []
    at, put = 0, False
    for start_ms, end_ms, text, probability in segment.words:
        place = segment.text.find(text.strip(), at)
        if place < 0:
            kept = []
            break
        at = place + len(text.strip())
        if not (place < finding.end and finding.start < at):
            kept.append([start_ms, end_ms, text, probability])
        elif not put:
            head = segment.text[place : finding.start] if place < finding.start else ""
            kept.append([start_ms, end_ms, f"{head}{words}", 1.0])
            put = True
        else:
            kept[-1][1] = end_ms
        if put and place < finding.end < at:
            kept[-1][2] += segment.text[finding.end : at]
    segment.text = segment.text[: finding.start] + words + segment.text[finding.end :]
    segment.words, segment.review_state = kept, ReviewState.CORRECTED
    segment.corrected_by, segment.verified_by = (by if getattr(by, "pk", None) else None), None
    segment.version += 1
    segment.save()
    SegmentChange.write(
        Done.COARSENED, transcript=transcript, by=by, before=[before], after=[snapshot(segment)], finding=finding.pk
    )


def _description(finding: Finding, words: str, by: Any) -> None:
    _kind, language, name = finding.scope_parts
    draft = finding.testimony.get_latest_revision_as_object()
    for description in draft.descriptions.all():
        if description.language == language:
            before = getattr(description, name)
            after = _replaced(before, finding, words)
            setattr(description, name, after)
            if not finding.testimony.live:  # nobody sees the row, and staff shall not see the old words either
                rows = finding.testimony.descriptions.filter(language=language)
                for row in rows:
                    if getattr(row, name) == before:
                        setattr(row, name, after)
                        row.save(update_fields=[name])
    draft.save_revision(user=by)


def _keyword(finding: Finding, words: str, by: Any) -> None:
    draft: Testimony = finding.testimony.get_latest_revision_as_object()
    names = [
        _replaced(one.name, finding, words) if one.pk == finding.record else one.name for one in draft.keywords.all()
    ]
    draft.keywords.set(names)
    draft.save_revision(user=by)
    if not finding.testimony.live:
        finding.testimony.keywords.set(names)
        finding.testimony.keyword_items.commit()  # these rows alone: the record knows its new draft already


def _passage(finding: Finding, words: str, by: Any) -> None:
    about = PassageDescription.objects.select_for_update().get(pk=finding.record)
    name = finding.scope_parts[1]
    setattr(about, name, _replaced(getattr(about, name), finding, words))
    about.save(update_fields=[name])


def _person(finding: Finding, words: str, by: Any) -> None:
    person = Person.objects.select_for_update().get(pk=finding.record)
    tag = finding.scope_parts[1]
    person.called = {**person.called, tag: _replaced(str(person.called[tag]), finding, words)}
    person.save(update_fields=["called"])


def _replaced(text: str, finding: Finding, words: str) -> str:
    return text[: finding.start] + words + text[finding.end :]


BY_PLACE: dict[str, Callable[[Finding, str, Any], None]] = {
    FoundIn.SEGMENT: _segment,
    FoundIn.DESCRIPTION: _description,
    FoundIn.KEYWORD: _keyword,
    FoundIn.PASSAGE: _passage,
    FoundIn.PERSON: _person,
}
