"""A narrator's own look: what they answer. Each answer is written down at once, and goes to the editors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonies.actions import looking
from testimonies.consent import redaction, rules, statement
from testimonies.consent.audiences import Audience, Use
from testimonies.consent.questions import MEANINGS, QUESTIONS
from testimonies.exceptions import StateForbids
from testimonies.models import LookMark, NarratorsLook, Wish
from testimonies.views.look_door import for_one_narrator, lead, page

__all__ = ["agree", "changes", "out", "withdraw"]

ANSWERS = {
    Audience.PUBLIC.value: _("Yes, everyone"),
    Audience.RESEARCHER.value: _("Only people who study this and have agreed to rules"),
    Audience.STAFF.value: _("No, only the people who keep the archive"),
}
"""What is offered for each question, in plain words."""


@for_one_narrator("GET", "HEAD", "POST")
def out(request: HttpRequest, look: NarratorsLook) -> HttpResponse:
    """What is marked; taken out by one button, or kept after all."""
    if request.method == "POST":
        try:
            if "keep" in request.POST:
                _keep(look, request.POST["keep"])
                return lead(look, "look-out")
            done = looking.remove(look=look)
        except StateForbids as refusal:
            return page(request, look, "fault", status=409, fault=str(refusal))
        return lead(look, after="?done=removed" if done else "")
    return page(request, look, "out", places=[_place(look, one) for one in _marks(look)])


@for_one_narrator("GET", "HEAD", "POST")
def changes(request: HttpRequest, look: NarratorsLook) -> HttpResponse:
    """Boxes to tick, and room to write."""
    fault = ""
    wishes, text = request.POST.getlist("wish"), request.POST.get("text", "")
    if request.method == "POST":
        try:
            looking.ask_changes(look=look, wishes=wishes, text=text)
        except StateForbids as refusal:
            fault = str(refusal)
        else:
            return lead(look, after="?done=asked")
    return page(
        request,
        look,
        "changes",
        status=400 if fault else 200,
        fault=fault,
        wishes=[(one.value, one.label, one.value in wishes) for one in Wish],
        text=text,
    )


@for_one_narrator("GET", "HEAD", "POST")
def agree(request: HttpRequest, look: NarratorsLook) -> HttpResponse:
    """How each use stands; one button to leave it so, and a choice for each."""
    fault = ""
    if request.method == "POST":
        chosen = {use.value: request.POST.get(use.value, "") for use in Use}
        try:
            looking.agree(look=look, audiences={use: one for use, one in chosen.items() if one in ANSWERS})
        except StateForbids as refusal:
            fault = str(refusal)
        else:
            return lead(look, after="?done=agreed")
    grants, today = look.testimony.standing.grants, timezone.localdate()
    rows = [
        {
            "use": use.value,
            "question": QUESTIONS[use],
            "meaning": MEANINGS[use],
            "standing": statement.sentence(rules.governing(grants, use), today),
        }
        for use in Use
    ]
    return page(
        request, look, "agree", status=400 if fault else 200, fault=fault, rows=rows, answers=list(ANSWERS.items())
    )


@for_one_narrator("GET", "HEAD", "POST")
def withdraw(request: HttpRequest, look: NarratorsLook) -> HttpResponse:
    """Take it back. From then on the link shows the receipt alone."""
    fault = ""
    if request.method == "POST":
        if request.POST.get("sure"):
            try:
                looking.withdraw(look=look)
            except StateForbids as refusal:
                return page(request, look, "fault", status=409, fault=str(refusal))
            return lead(look)
        fault = str(_("Tick the box: nothing has been done yet."))
    return page(request, look, "withdraw", status=400 if fault else 200, fault=fault)


def _marks(look: NarratorsLook) -> list[LookMark]:
    return list(look.marks.select_related("recording").order_by("recording__position", "start_ms"))


def _keep(look: NarratorsLook, key: str) -> None:
    """Unmark one; a key of another link is none."""
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    found = look.marks.select_related("recording").filter(pk=number).first()
    if found is not None:
        looking.mark(look=look, recording=found.recording, within=(found.start_ms, found.end_ms), spans=())


def _place(look: NarratorsLook, one: LookMark) -> dict[str, Any]:
    """A mark with the words that are spoken there."""
    transcript = look.transcripts(one.recording).filter(kind="original").first()
    said, marked = [], ((one.start_ms, one.end_ms),)
    for segment in look.words(transcript) if transcript else ():
        if segment.start_ms < one.end_ms and one.start_ms < segment.end_ms and not segment.withheld:
            words = [text for start, end, text, *_rest in segment.words if redaction.touches(marked, start, end)]
            said.append(" ".join(words) or segment.text)
    return {"mark": one, "words": " ".join(said), "transcript": transcript}
