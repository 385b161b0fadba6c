"""A narrator's own look: the link, and what a narrator does by it.

Whoever holds the link may be somebody else. So it can close at once, and opens nothing wider by itself that is
public already: such a wish waits for an editor, who asks the narrator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies import signals
from testimonies.actions import consenting, redacting, withdrawing
from testimonies.consent import redaction, rules
from testimonies.consent.audiences import Audience, Use, reaches
from testimonies.description.languages import INTERFACE_LANGUAGES
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import (
    Answered,
    Event,
    Given,
    LookAnswer,
    LookMark,
    NarratorsLook,
    Person,
    Reason,
    Recording,
    State,
    Testimony,
    Wish,
    Withdrawal,
    digest_of_token,
    listener_for,
    new_token,
)

__all__ = [
    "LONGEST_DAYS",
    "LONGEST_TEXT",
    "MOST_MARKS",
    "agree",
    "ask_changes",
    "make",
    "mark",
    "note_opened",
    "remove",
    "revoke",
    "settle",
    "withdraw",
]

LONGEST_DAYS = 60
LONGEST_TEXT = 4_000
MOST_MARKS = 500
MOST_ANSWERS = 100
"""By one link, so that somebody who found one cannot fill the editors' list."""


@transaction.atomic
def make(
    *, testimony: Testimony, by: Any, language: str, days: int, person: Person | None = None
) -> tuple[NarratorsLook, str]:
    """A new link, and its secret, which is given out this once.

    Raises :class:`NotPermitted`; :class:`StateForbids` for a language that the pages do not speak, for days that are
    too few or too many, and for a person who is not in the testimony.
    """
    held = Testimony.objects.select_for_update().get(pk=testimony.pk)
    _check_works_on(held, by)
    if language not in INTERFACE_LANGUAGES:
        raise StateForbids(_("The pages of the link do not speak this language."))
    if not 1 <= days <= LONGEST_DAYS:
        raise StateForbids(_("A link lasts from one day to %(days)s.") % {"days": LONGEST_DAYS})
    if person is not None and not held.participations.filter(person=person).exists():
        raise StateForbids(_("This person is not in the testimony."))
    token = new_token()
    look = NarratorsLook.objects.create(
        testimony=held,
        person=person,
        digest=digest_of_token(token),
        language=language,
        made_by=by,
        made_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=days),
    )
    Event.write("look_made", by=by, testimony=held, look=look.pk, language=language, days=days)
    return look, token


@transaction.atomic
def revoke(*, look: NarratorsLook, by: Any) -> None:
    """The link answers nobody from now on; what is being played by it stops. A second call does nothing."""
    held = NarratorsLook.objects.select_for_update().select_related("testimony").get(pk=look.pk)
    _check_works_on(held.testimony, by)
    if held.revoked_at is None:
        held.revoked_at, held.revoked_by = timezone.now(), by
        held.save(update_fields=["revoked_at", "revoked_by"])
        Event.write("look_revoked", by=by, testimony=held.testimony, look=held.pk)


@transaction.atomic
def note_opened(*, look: NarratorsLook) -> None:
    """That the words were asked for, the first time. Later times are not written down."""
    unopened = NarratorsLook.objects.filter(pk=look.pk, opened_at__isnull=True)
    if look.opened_at is None and unopened.update(opened_at=timezone.now()):
        Event.write("look_opened", by=None, testimony=look.testimony, look=look.pk)


@transaction.atomic
def mark(
    *, look: NarratorsLook, recording: Recording, within: tuple[int, int], spans: Sequence[tuple[int, int]]
) -> None:
    """What of the stretch ``within`` is to be taken out: ``spans`` (ms), and nothing else of it that was marked before.

    Nothing is taken out yet. Raises :class:`StateForbids` where the link is over or holds too many marks.
    """
    held = _held(look)
    first, last = within[0], min(within[1], recording.duration_ms or within[1])
    for one in LookMark.objects.filter(look=held).over(recording, first, last):
        for start_ms, end_ms in ((one.start_ms, first), (last, one.end_ms)):
            if start_ms < end_ms:
                LookMark.objects.create(look=held, recording=recording, start_ms=start_ms, end_ms=end_ms)
        one.delete()
    for start_ms, end_ms in spans:
        start_ms, end_ms = max(first, start_ms), min(last, end_ms)
        if start_ms < end_ms:
            LookMark.objects.create(look=held, recording=recording, start_ms=start_ms, end_ms=end_ms)
    if LookMark.objects.filter(look=held).count() > MOST_MARKS:
        raise StateForbids(_("These are very many places. Take out what you have chosen, and then choose more."))


@transaction.atomic
def remove(*, look: NarratorsLook, by: Any = None) -> LookAnswer | None:
    """Take out what is marked: from now on nobody outside the staff hears or reads it. ``None`` where nothing is.

    ``by``: whoever of the staff does it for the narrator, also after the link is over; the narrator themselves: nobody.
    """
    held = _held(look) if by is None else NarratorsLook.objects.select_for_update().get(pk=look.pk)
    if by is not None:
        _check_works_on(held.testimony, by)
    marks = list(LookMark.objects.filter(look=held).select_related("recording"))
    if not marks:
        return None
    made = [
        redacting.redact(
            recording=recording,
            start_ms=start_ms,
            end_ms=end_ms,
            open_to=Audience.STAFF,
            reason=Reason.NARRATOR_ASKED,
            by=by,
        )
        for recording, start_ms, end_ms in _joined(marks)
        if not redaction.covers(held.gone_from(recording), start_ms, end_ms)
    ]
    LookMark.objects.filter(look=held).delete()
    if not made:
        return None
    return _answer(held, Answered.REMOVED, by=by, data={"redactions": [one.pk for one in made]}, places=len(made))


@transaction.atomic
def ask_changes(*, look: NarratorsLook, wishes: Iterable[str] = (), text: str = "") -> LookAnswer:
    """What the narrator wants to be otherwise. Raises :class:`StateForbids` where nothing is said, or too much."""
    held = _held(look)
    chosen, said = [one for one in Wish.values if one in set(wishes)], text.replace("\x00", "").strip()
    if not chosen and not said:
        raise StateForbids(_("Tick a box, or write what should be changed."))
    if len(said) > LONGEST_TEXT:
        raise StateForbids(_("Write %(most)s characters at most.") % {"most": LONGEST_TEXT})
    return _answer(held, Answered.CHANGES, text=said, data={"wishes": chosen})


@transaction.atomic
def agree(*, look: NarratorsLook, audiences: Mapping[str, str]) -> LookAnswer:
    """Write down for whom each use is; one that ``audiences`` leaves out is confirmed as it stands.

    What is open to somebody now, in a published testimony, is not opened wider by a link: an editor asks and writes it
    down. The days of what was said before stay. Raises :class:`StateForbids` where nothing is said, ``ValueError`` for
    a use or an audience that there is none of.
    """
    held = _held(look)
    wanted = {Use(use).value: Audience(audience).value for use, audience in audiences.items()}
    testimony = Testimony.objects.select_for_update().get(pk=held.testimony_id)
    grants, lines, wished = testimony.standing.grants, [], {}
    for use in Use:
        now = rules.governing(grants, use)
        audience = wanted.get(use.value, now.audience if now else "")
        if testimony.state == State.PUBLISHED and audience and _is_wider(audience, now):
            wished[use.value] = audience
            audience = now.audience if now else ""
        if audience:
            days = (now.valid_from, now.valid_until) if now else ()
            lines.append(consenting.Line(use.value, audience, *days))
    if not lines and not wished:
        raise StateForbids(_("Nothing was chosen yet: choose at least one answer."))
    written = consenting.give(testimony=testimony, by=None, lines=lines, given=Given.OWN_LOOK, language=held.language)
    data = {"consents": [one.pk for one in written], "wished": wished}
    return _answer(held, Answered.AGREED, data=data)


@transaction.atomic
def withdraw(*, look: NarratorsLook) -> Withdrawal:
    """Take the testimony back: hidden everywhere at once, as :mod:`.withdrawing` does it. The link shows the receipt
    from then on, as long as it lasts."""
    held = _held(look)
    withdrawal = withdrawing.withdraw(
        testimony=held.testimony, by=None, reason=_("By the narrator’s private link."), language=held.language
    )
    held.withdrawal = look.withdrawal = withdrawal
    held.save(update_fields=["withdrawal"])
    _answer(held, Answered.WITHDREW, data={"withdrawal": withdrawal.pk})
    return withdrawal


@transaction.atomic
def settle(*, answer: LookAnswer, by: Any) -> None:
    """An editor has seen to it. A second call does nothing. Raises :class:`NotPermitted`."""
    held = LookAnswer.objects.select_for_update().select_related("look__testimony").get(pk=answer.pk)
    if not LookAnswer.objects.visible_to(listener_for(by)).filter(pk=held.pk).exists():
        raise NotPermitted(_("You do not work on this testimony."))
    if held.settled_at is None:
        held.settled_at, held.settled_by = timezone.now(), by
        held.save(update_fields=["settled_at", "settled_by"])
        Event.write("look_answer_settled", by=by, testimony=held.look.testimony, answer=held.pk)


def _held(look: NarratorsLook) -> NarratorsLook:
    """The link, locked, so that a second answer and a revocation wait. Raises :class:`StateForbids`: it is over."""
    NarratorsLook.objects.select_for_update().filter(pk=look.pk).first()
    held = NarratorsLook.objects.open().select_related("testimony__collection").filter(pk=look.pk).first()
    if held is None:
        raise StateForbids(_("This link is over. Ask the person who gave it to you."))
    return held


def _answer(
    look: NarratorsLook, kind: Answered, *, data: dict[str, Any], text: str = "", by: Any = None, **told: Any
) -> LookAnswer:
    if kind in (Answered.CHANGES, Answered.AGREED) and look.answers.count() >= MOST_ANSWERS:
        raise StateForbids(_("Very much was answered by this link. Talk with the person who gave it to you."))
    answer = LookAnswer.objects.create(look=look, kind=kind, text=text, data=data)
    Event.write(
        {
            Answered.REMOVED: "look_words_removed",
            Answered.CHANGES: "look_changes_asked",
            Answered.AGREED: "look_agreed",
            Answered.WITHDREW: "look_withdrew",
        }[kind],
        by=by,
        testimony=look.testimony,
        look=look.pk,
        answer=answer.pk,
        **told,
    )
    signals.look_answered.send(LookAnswer, answer=answer)
    return answer


def _joined(marks: Sequence[LookMark]) -> Iterator[tuple[Recording, int, int]]:
    """Those that touch, or leave a moment too short for a word between them, as one."""
    recordings = {one.recording_id: one.recording for one in marks}
    for key, recording in recordings.items():
        spans = [(one.start_ms, one.end_ms) for one in marks if one.recording_id == key]
        yield from ((recording, *span) for span in redaction.joined(spans))


def _is_wider(audience: str, now: rules.Grant | None) -> bool:
    """Whether it lets in anybody whom what governs now does not. Without a consent those who work on it are let in."""
    before = now.audience if now else Audience.STAFF.value
    return audience != before and reaches(audience, before)


def _check_works_on(testimony: Testimony, by: Any) -> None:
    if not Testimony.objects.worked_on_by(listener_for(by)).filter(pk=testimony.pk).exists():
        raise NotPermitted(_("You do not work on this testimony."))
