"""A line of work as it is told: the same words for the page and for the script that keeps the page true."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from testimonies.models import Line, Step, StepState
from testimonies.models.pace import about

__all__ = ["WISHES", "line_told", "step_told"]

WISHES = (
    (2, gettext_lazy("before all others")),
    (1, gettext_lazy("sooner")),
    (0, gettext_lazy("in its turn")),
    (-1, gettext_lazy("later")),
    (-2, gettext_lazy("after all others")),
)
"""The five steps of priority, as people say them."""


SELF_EVIDENT = (StepState.DONE, StepState.NOT_ASKED)
"""States whose own sentence says no more than their name does."""


def step_told(step: Step) -> dict[str, Any]:
    """What is shown of a step."""
    return {
        "kind": step.kind.value,
        "name": str(step.kind.label),
        "state": step.state.value,
        "state_name": str(step.state.label),
        "sentence": step.sentence if step.state in SELF_EVIDENT else step.told,
        "percent": step.progress,
        "retry": step.retry,
    }


def line_told(line: Line) -> dict[str, Any]:
    """What is shown of a line: an accession number and a place in it, and never anybody's name."""
    under_way = line.step.state in (StepState.WAITING, StepState.WORKING)
    return {
        "key": line.key,
        "name": f"{line.recording.testimony.accession_number}/{line.recording.position}",
        "uuid": str(line.recording.uuid),
        "step": str(line.step.kind.label),
        "state": "stuck" if line.stuck else line.step.state.value,
        "state_name": _("stuck") if line.stuck else str(line.step.state.label),
        "sentence": line.stuck or line.step.told,
        "percent": line.step.progress,
        "speed": "" if line.speed is None else speed_told(line.speed),
        "left": about(line.left_s) if under_way and line.run else "",
        "workers": _workers(line.workers),
        "since": "" if line.since is None else _("for %(time)s") % {"time": timesince(line.since, depth=1)},
        "wish": line.run.priority if line.run else 0,
        "may_retry": line.step.retry,
        "may_cancel": line.may_cancel,
        "may_wish": line.may_wish,
        "is_settled": line.is_settled,
    }


def speed_told(speed: float) -> str:
    """``3.24`` → “3.2 × real time”."""
    return _("%(times)s × real time") % {"times": number_format(speed, 1)}


def _workers(number: int) -> str:
    return ngettext("%(number)d worker", "%(number)d workers", number) % {"number": number} if number else ""
