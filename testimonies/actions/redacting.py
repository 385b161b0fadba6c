"""Keeping a span of a recording from an audience, and lifting that again.

From the moment the transaction ends nobody is given what is kept from them: what is shown and heard follows from the
redactions in force at the moment of asking. The silenced copies are made afterwards, by :mod:`.silencing`; until they
are made and checked nobody outside the staff hears the recording.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies import signals
from testimonies.actions import silencing
from testimonies.consent import redaction as rule
from testimonies.exceptions import NotPermitted, UnfitSpan
from testimonies.models import (
    Event,
    NameReplacement,
    Reason,
    Recording,
    Redaction,
    Testimony,
    TestimonyPermissionPolicy,
)
from testimonies.transcript.timecode import format_clock

__all__ = ["check_may_lift", "lift", "redact"]

ROUNDING_MS = 1_000
"""A span may end so much after the recording, as a clock that is shown in whole seconds does; it is cut off there."""


@transaction.atomic
def redact(
    *,
    recording: Recording,
    start_ms: int,
    end_ms: int,
    open_to: str,
    reason: str,
    by: Any,
    note: str = "",
    margin_ms: int = rule.MARGIN_MS,
    replacement: NameReplacement | None = None,
) -> Redaction:
    """Keep ``start_ms`` to ``end_ms`` from all whom ``open_to`` does not take in, in sound and in every text.

    ``open_to`` is a value of ``Audience`` without ``public``; ``reason`` one of :class:`Reason`; ``note`` is for staff;
    ``replacement`` the name that is spoken there, where another is written for it.
    Spans may lie over each other. Raises :class:`UnfitSpan` with a sentence for a span that cannot be.
    """
    held = Recording.objects.select_for_update().get(pk=recording.pk)
    start_ms, end_ms = _fit(start_ms, end_ms, held.duration_ms)
    if open_to not in rule.OPEN_TO:
        raise UnfitSpan(_("Say who may still hear it: researchers, the reading room, staff or nobody."))
    if reason not in Reason.values:
        raise UnfitSpan(_("Give a reason from the list."))
    if not rule.MARGIN_MS <= margin_ms <= rule.LARGEST_MARGIN_MS:
        raise UnfitSpan(
            _("The margin is %(least)s to %(most)s milliseconds on each side.")
            % {"least": rule.MARGIN_MS, "most": rule.LARGEST_MARGIN_MS}
        )
    made = Redaction.objects.create(
        recording=held,
        start_ms=start_ms,
        end_ms=end_ms,
        margin_ms=margin_ms,
        open_to=open_to,
        reason=reason,
        note=note[:500],
        replacement=replacement,
        by=by,
    )
    Event.write(
        "redacted",
        by=by,
        recording=held,
        redaction=made.pk,
        start_ms=start_ms,
        end_ms=end_ms,
        open_to=open_to,
        reason=reason,
    )
    silencing.settle(recording=held, keeping=made)
    signals.testimony_changed.send(Redaction, testimony_id=held.testimony_id, words_gone=True)
    return made


@transaction.atomic
def lift(*, redaction: Redaction, by: Any) -> None:
    """Open a span again to whoever the consent lets in. The line stays, with who lifted it and when.

    Raises :class:`NotPermitted`. Lifting what is lifted already does nothing.
    """
    held_recording = Recording.objects.select_for_update().get(pk=redaction.recording_id)
    held = Redaction.objects.select_for_update().get(pk=redaction.pk)
    check_may_lift(by, held_recording.testimony)
    if not held.is_in_force:
        return
    held.lifted_by, held.lifted_at = by, timezone.now()
    held.save(update_fields=["lifted_by", "lifted_at"])
    Event.write("redaction_lifted", by=by, recording=held_recording, redaction=held.pk)
    silencing.settle(recording=held_recording)
    signals.testimony_changed.send(Redaction, testimony_id=held_recording.testimony_id)


def check_may_lift(by: Any, testimony: Testimony) -> None:
    """What is public already is opened further by its editors alone. Raises :class:`NotPermitted`."""
    policy = TestimonyPermissionPolicy(Testimony)
    asked = "publish" if testimony.live else "change"
    if not policy.user_has_permission_for_instance(by, asked, testimony):
        raise NotPermitted(_("Only an editor of the collection can lift a redaction of a published testimony."))


def _fit(start_ms: int, end_ms: int, duration_ms: int | None) -> tuple[int, int]:
    if start_ms < 0 or end_ms < 0:
        raise UnfitSpan(_("A time before the beginning of the recording cannot be redacted."))
    if end_ms <= start_ms:
        raise UnfitSpan(_("The span must end after it begins."))
    if duration_ms is None:
        return start_ms, end_ms
    if start_ms >= duration_ms or end_ms > duration_ms + ROUNDING_MS:
        raise UnfitSpan(
            _("The span lies beyond the end of the recording, which is %(length)s long.")
            % {"length": format_clock(duration_ms)}
        )
    return start_ms, min(end_ms, duration_ms)
