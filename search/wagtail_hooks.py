"""What search adds to the steps of a recording: whether its words can be found yet."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks

from search import index
from testimonies.models.recording import Recording
from testimonies.models.steps import STEPS_HOOK, Step, StepKind, StepState

LATE_S = 120
"""An index that has not taken a change in for so long is not being followed."""


@hooks.register(STEPS_HOOK)
def indexing_of(recording: Recording) -> Step:
    """Read from the change sequence and from how far this machine's index has come."""
    oldest = index.waiting().filter(testimony_id=recording.testimony_id).first()
    if oldest is None:
        return Step(StepKind.INDEX, StepState.DONE, _("All that is known so far can be found."))
    if (timezone.now() - oldest.at).total_seconds() > LATE_S:
        late = _("The search index has not taken the last change in for some minutes.")
        return Step(StepKind.INDEX, StepState.FAILED, late, failure=late, retry=True)
    return Step(StepKind.INDEX, StepState.WAITING, _("The last change will be found within seconds."))
