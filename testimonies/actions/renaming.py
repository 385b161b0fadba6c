"""Showing another name in the place of one: in every text at once, and silent where it is spoken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies import signals
from testimonies.actions import redacting
from testimonies.consent.audiences import Audience
from testimonies.exceptions import StateForbids, UnfitSpan
from testimonies.models import Event, NameReplacement, Reason, Recording, Segment, Testimony
from testimonies.transcript.blanking import replace_names

__all__ = ["lift", "replace", "silence"]


@transaction.atomic
def replace(*, testimony: Testimony, name: str, shown: str, by: Any) -> NameReplacement:
    """Show ``shown`` for ``name`` to everyone outside the staff, in all texts of the testimony, and keep the places
    where the name is spoken from being heard. The same name again gets another form.

    Raises :class:`UnfitSpan` for names without a letter, and where the new form would hold the name.
    """
    held = Testimony.objects.select_for_update().get(pk=testimony.pk)
    name, shown = " ".join(name.split()), " ".join(shown.split())
    if not any(letter.isalpha() for letter in name) or not shown:
        raise UnfitSpan(_("Write the name, and what shall be shown instead."))
    if replace_names(shown, [(name, "")]) != shown:
        raise UnfitSpan(_("What is shown instead still holds the name."))
    if NameReplacement.objects.in_force().filter(testimony=held, name=name).exists():
        raise StateForbids(_("This name is replaced already. Lift that first to show another one."))
    made = NameReplacement.objects.create(testimony=held, name=name, shown=shown, by=by)
    Event.write("name_replaced", by=by, testimony=held, replacement=made.pk)
    for recording, start_ms, end_ms in list(_spoken(held, name)):
        redacting.redact(
            recording=recording,
            start_ms=start_ms,
            end_ms=max(end_ms, start_ms + 1),
            open_to=Audience.STAFF,
            reason=Reason.THIRD_PERSON,
            replacement=made,
            by=by,
        )
    signals.testimony_changed.send(NameReplacement, testimony_id=held.pk, words_gone=True)
    return made


@transaction.atomic
def lift(*, replacement: NameReplacement, by: Any) -> None:
    """Show the name again. What was silenced stays silent, and is blanked in the text, until that is lifted too.

    Raises :class:`~testimonies.exceptions.NotPermitted`.
    """
    held = NameReplacement.objects.select_for_update(of=("self",)).select_related("testimony").get(pk=replacement.pk)
    redacting.check_may_lift(by, held.testimony)
    if held.lifted_at is not None:
        return
    held.lifted_by, held.lifted_at = by, timezone.now()
    held.save(update_fields=["lifted_by", "lifted_at"])
    Event.write("name_shown_again", by=by, testimony=held.testimony, replacement=held.pk)
    signals.testimony_changed.send(NameReplacement, testimony_id=held.testimony_id)


def silence(*, recording: Recording, segments: Iterable[Segment], before: str, by: Any) -> None:
    """Where a person has written a name that is replaced, and it was not in the text ``before``, it is spoken: keep
    that from being heard too. Inside the caller's transaction."""
    replaced = list(NameReplacement.objects.in_force().filter(testimony=recording.testimony_id))
    replaced = [one for one in replaced if replace_names(before, [(one.name, "")]) == before]
    for segment, one in product(segments, replaced):
        if replace_names(segment.text, [(one.name, "")]) == segment.text:
            continue
        found = [(words[0].start_ms, words[-1].end_ms) for words in _runs(segment, one.name)]
        for start_ms, end_ms in found or [(segment.start_ms, segment.end_ms)]:
            redacting.redact(
                recording=recording,
                start_ms=start_ms,
                end_ms=max(end_ms, start_ms + 1),
                open_to=Audience.STAFF,
                reason=Reason.THIRD_PERSON,
                replacement=one,
                by=by,
            )


def _spoken(testimony: Testimony, name: str) -> Iterator[tuple[Any, int, int]]:
    """(recording, start_ms, end_ms) of each place where the name is spoken; a whole segment where the words in it do
    not tell when."""
    segments = Segment.objects.filter(transcript__recording__testimony=testimony, transcript__kind="original")
    for segment in segments.select_related("transcript__recording").order_by("transcript_id", "start_ms"):
        if replace_names(segment.text, [(name, "")]) == segment.text:
            continue
        recording = segment.transcript.recording
        found = [(words[0].start_ms, words[-1].end_ms) for words in _runs(segment, name)]
        yield from ((recording, *span) for span in found or [(segment.start_ms, segment.end_ms)])


def _runs(segment: Segment, name: str) -> Iterator[tuple[Any, ...]]:
    """The shortest rows of words that hold the name, one after another."""
    words, begin = segment.spoken_words, 0
    longest = len(name.split()) + 1
    while begin < len(words):
        for length in range(1, longest + 1):
            row = words[begin : begin + length]
            text = " ".join(word.text for word in row)
            if replace_names(text, [(name, "")]) != text:
                yield row
                begin += length - 1
                break
        begin += 1
