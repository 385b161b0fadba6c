"""The risk review: looking through a testimony, and deciding what is kept, redacted or made coarser.

It advises. It publishes nothing, opens nothing, and stands in the way of no withdrawal.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies.actions import redacting, rewording
from testimonies.actions.risk_texts import Text, mark_of, names_shown, text_at, texts_of
from testimonies.exceptions import NotPermitted, StateForbids, TextMoved
from testimonies.models import (
    Decision,
    Event,
    Finding,
    FoundIn,
    Reason,
    Redaction,
    RiskReview,
    Segment,
    State,
    Testimony,
    TestimonyPermissionPolicy,
)
from testimonies.risk.coarser import suggest
from testimonies.risk.kinds import Kind, Level
from testimonies.risk.scanning import scan

__all__ = ["coarsen", "keep", "look_through", "moment_of", "redact", "reopen", "set_level", "suggestion"]

REASONS: dict[str, Reason] = {
    Kind.NAME: Reason.THIRD_PERSON,
    Kind.CHILD: Reason.CHILD,
    Kind.ADDRESS: Reason.WHEREABOUTS,
    Kind.TELEPHONE: Reason.WHEREABOUTS,
    Kind.EMAIL: Reason.WHEREABOUTS,
    Kind.DOCUMENT: Reason.PAPERS,
    Kind.BANK: Reason.PAPERS,
    Kind.EMPLOYER: Reason.EMPLOYER,
    Kind.ENTRY: Reason.ROUTE,
    Kind.MEMBERSHIP: Reason.MEMBERSHIP,
    Kind.CONVICTION: Reason.LAW,
    Kind.HEALTH: Reason.HEALTH,
}
"""Why a span of this kind is kept back."""


@transaction.atomic
def look_through(*, testimony: Testimony, by: Any = None) -> int:
    """Scan every text anew, and return how many findings are open. Decisions stay for what has not changed."""
    held = Testimony.objects.select_for_update().get(pk=testimony.pk)
    if held.state == State.WITHDRAWN:
        return 0
    before: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for one in Finding.objects.filter(testimony=held).exclude(decision=Decision.COARSENED):
        before[one.scope, one.kind, one.mark].append(one)
    shown, fresh, moved = names_shown(held), [], []
    for text in texts_of(held):
        for one in _found(held, text, shown):
            known = before.get((one.scope, one.kind, one.mark))
            if not known:
                fresh.append(one)
                continue
            same = known.pop(0)
            if (same.record, same.start, same.end) != (one.record, one.start, one.end):
                same.record, same.start, same.end = one.record, one.start, one.end
                moved.append(same)
    gone = [one.pk for some in before.values() for one in some]
    Finding.objects.filter(pk__in=gone).delete()
    Finding.objects.bulk_update(moved, ["record", "start", "end"], batch_size=500)
    Finding.objects.bulk_create(fresh, batch_size=500)
    _open_what_is_lifted(held)
    RiskReview.objects.update_or_create(testimony=held, defaults={"scanned_at": timezone.now()})
    still_open = Finding.objects.open().filter(testimony=held).count()
    if fresh or gone:
        Event.write("looked_through", by=by, testimony=held, open=still_open, new=len(fresh))
    return still_open


def keep(*, finding: Finding, by: Any) -> None:
    """It may stay as it is."""
    _decide(finding, Decision.KEPT, by)


def reopen(*, finding: Finding, by: Any) -> None:
    """It is to be decided again. A redaction made for it stays until it is lifted."""
    _decide(finding, Decision.OPEN, by)


@transaction.atomic
def redact(*, finding: Finding, open_to: str, by: Any) -> Redaction:
    """Keep the moment in which it is said from all whom ``open_to`` does not take in, in sound and in every text.

    Raises :class:`StateForbids` where nobody says it, :class:`TextMoved` where the words are others by now.
    """
    held = _held(finding, by)
    if held.place != FoundIn.SEGMENT:
        raise StateForbids(_("Nobody says this: it is written. Make it coarser instead."))
    _check_unmoved(held)
    segment = Segment.objects.select_related("transcript__recording").get(pk=held.record)
    start_ms, end_ms = moment_of(segment, held.start, held.end)
    made = redacting.redact(
        recording=segment.transcript.recording,
        start_ms=start_ms,
        end_ms=max(end_ms, start_ms + 1),
        open_to=open_to,
        reason=REASONS[held.kind],
        by=by,
    )
    _settle(held, Decision.REDACTED, by)
    Event.write("finding_redacted", by=by, testimony=held.testimony, redaction=made.pk, **held.spot())
    return made


@transaction.atomic
def coarsen(*, finding: Finding, words: str, by: Any) -> None:
    """Put ``words`` in the place of what was found. The voice still says it: redact it too where the sound is open.

    Raises :class:`TextMoved`, :class:`StateForbids` where the words are none, or the same.
    """
    held = _held(finding, by)
    text = _check_unmoved(held)
    words = " ".join(words.split())
    if not words or words == text[held.start : held.end]:
        raise StateForbids(_("Write what shall stand there instead."))
    if len(words) > rewording.LONGEST:
        raise StateForbids(_("This is longer than %(longest)s characters.") % {"longest": rewording.LONGEST})
    rewording.reword(finding=held, words=words, by=by)
    _settle(held, Decision.COARSENED, by)
    Event.write("finding_coarsened", by=by, testimony=held.testimony, **held.spot())
    look_through(testimony=held.testimony, by=by)


@transaction.atomic
def set_level(*, testimony: Testimony, level: str, by: Any) -> None:
    """Say how grave the risk is; empty: what the findings suggest. Only an editor lowers it below that."""
    _check_may(testimony, by)
    if level and level not in [one.value for one in Level]:
        raise StateForbids(_("Choose low, raised or high."))
    review = RiskReview.of(testimony)
    order = [one.value for one in Level]
    if level and order.index(level) < order.index(review.suggested.value) and not _is_editor(testimony, by):
        raise NotPermitted(_("Only an editor of the collection sets the risk lower than the findings suggest."))
    if review.level != level:
        review.level, review.level_by, review.level_at = level, by, timezone.now()
        review.save()
        Event.write("risk_level_set", by=by, testimony=testimony, level=level or "suggested")


def moment_of(segment: Segment, start: int, end: int) -> tuple[int, int]:
    """From when to when the characters are said, in ms; the whole segment where its words have no times."""
    first_ms, last_ms, at = None, None, 0
    for word in segment.spoken_words:
        place = segment.text.find(word.text.strip(), at)
        if place < 0:
            return segment.start_ms, segment.end_ms
        at = place + len(word.text.strip())
        if place < end and start < at:
            first_ms = word.start_ms if first_ms is None else first_ms
            last_ms = word.end_ms
    if first_ms is None or last_ms is None:
        return segment.start_ms, segment.end_ms
    return first_ms, last_ms


def suggestion(finding: Finding, text: str, language: str) -> str:
    """What could stand in the place of what was found, in the language of the text."""
    return suggest(finding.kind, text[finding.start : finding.end], language, own_words=settings.RISK_WORDS)


def _found(testimony: Testimony, text: Text, shown: list[str]) -> list[Finding]:
    return [
        Finding(
            testimony=testimony,
            place=text.place,
            scope=text.scope,
            record=record,
            start=start,
            end=end,
            kind=one.kind.value,
            why=one.why,
            mark=mark_of(one.kind, _text_of(text, record), start, end),
        )
        for one in scan(text.text, text.language, own_words=settings.RISK_WORDS, shown=shown)
        for record, start, end in text.spread(one.start, one.end)
    ]


def _text_of(text: Text, record: int) -> str:
    offset, _record, length = next(piece for piece in text.pieces if piece[1] == record)
    return text.text[offset : offset + length]


def _open_what_is_lifted(testimony: Testimony) -> None:
    """A finding counts as redacted only as long as a redaction lies over it."""
    for one in Finding.objects.filter(testimony=testimony, decision=Decision.REDACTED):
        segment = Segment.objects.select_related("transcript").filter(pk=one.record).first()
        if segment is not None:
            start_ms, end_ms = moment_of(segment, one.start, one.end)
            over = Redaction.objects.in_force().filter(
                recording=segment.transcript.recording_id, start_ms__lte=start_ms, end_ms__gte=end_ms
            )
            if over.exists():
                continue
        Finding.objects.filter(pk=one.pk).update(decision=Decision.OPEN, decided_by=None, decided_at=None)


@transaction.atomic
def _decide(finding: Finding, decision: str, by: Any) -> None:
    held = _held(finding, by)
    if held.decision != decision:
        _settle(held, decision, by)
        Event.write(
            "finding_kept" if decision == Decision.KEPT else "finding_reopened",
            by=by,
            testimony=held.testimony,
            **held.spot(),
        )


def _settle(held: Finding, decision: str, by: Any) -> None:
    held.decision = decision
    is_open = decision == Decision.OPEN
    held.decided_by, held.decided_at = (None, None) if is_open else (by, timezone.now())
    held.save(update_fields=["decision", "decided_by", "decided_at"])


def _held(finding: Finding, by: Any) -> Finding:
    held = Finding.objects.select_for_update(of=("self",)).select_related("testimony").filter(pk=finding.pk).first()
    if held is None:
        raise TextMoved(_("The text was changed, and this finding is not there any more."))
    _check_may(held.testimony, by)
    return held


def _check_unmoved(held: Finding) -> str:
    text = text_at(held.testimony, held.place, held.scope, held.record)
    if text is None or mark_of(held.kind, text, held.start, held.end) != held.mark:
        raise TextMoved(_("The text was changed meanwhile. Look through it again, then decide."))
    return text


def _check_may(testimony: Testimony, by: Any) -> None:
    if testimony.state == State.WITHDRAWN or not TestimonyPermissionPolicy(
        Testimony
    ).user_has_any_permission_for_instance(by, ["change", "publish"], testimony):
        raise NotPermitted(_("You cannot review this testimony."))


def _is_editor(testimony: Testimony, by: Any) -> bool:
    return bool(TestimonyPermissionPolicy(Testimony).user_has_permission_for_instance(by, "publish", testimony))
