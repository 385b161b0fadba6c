"""How the clips of a live page stand for one listener at this moment: a mark for each, from one query.

A mark changes with whatever decides what is shown of the clip: consent, state and day, redactions, replaced names, the
copy that is heard, the words themselves. A reader's page asks for them every moment (``clips_standing.js``); what is
closed has the empty mark, and nothing can be read from the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Count, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from archive.models.clip_use import ClipUse
from testimonies.consent.audiences import Listener, Use
from testimonies.models import NameReplacement, RedactedCopy, Redaction, Segment
from testimonies.models.recording import allowed

__all__ = ["standing"]

_ASKED = (Use.EXCERPT, Use.TRANSCRIPT, Use.SOUND, Use.TRANSLATION)
_FACTS = ("copy", "redactions", "names", "silenced", "versions", "segments")
_MARK_LETTERS = 16


def standing(page: int, listener: Listener) -> Mapping[int, str]:
    """The mark of each clip of a page by the key of its :class:`ClipUse`, empty where it is closed."""
    day = listener.day or timezone.localdate()
    uses = ClipUse.objects.filter(page=page, page__live=True).order_by("position")
    may = {f"may_{use.value}": _truth(allowed(use, listener, day, to="recording__")) for use in _ASKED}
    rows = uses.annotate(**may, **_facts()).values("pk", "recording", "start_ms", "end_ms", *may, *_FACTS)
    return {row["pk"]: _mark(row, listener) for row in rows}


def _mark(row: dict[str, Any], listener: Listener) -> str:
    words, sound = row["may_transcript"], row["may_sound"] and row["copy"]
    if not row["may_excerpt"] or not (words or sound):
        return ""
    facts = repr((sorted((name, str(fact)) for name, fact in row.items()), listener.audience, listener.user_id))
    return salted_hmac("archive.clips.standing", facts, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()[
        :_MARK_LETTERS
    ]


def _truth(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _facts() -> dict[str, Any]:
    own, of_it = OuterRef("recording"), OuterRef("recording__testimony")
    redactions = Redaction.objects.in_force().filter(recording=own).order_by("pk").values("pk")
    names = NameReplacement.objects.in_force().filter(testimony=of_it).order_by("pk").values("pk")
    silenced = RedactedCopy.objects.filter(recording=own).order_by("pk").values("state")
    spoken = (
        Segment.objects.filter(
            transcript__recording=own, start_ms__lt=OuterRef("end_ms"), end_ms__gt=OuterRef("start_ms")
        )
        .order_by()
        .values("transcript__recording")
    )
    return {
        "copy": F("recording__access_copy__sha256"),
        "redactions": ArraySubquery(redactions),
        "names": ArraySubquery(names),
        "silenced": ArraySubquery(silenced),
        "versions": Subquery(spoken.annotate(found=Sum("version")).values("found")),
        "segments": Subquery(spoken.annotate(found=Count("pk")).values("found")),
    }
