"""What is said to people of words that a machine is unsure of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REASONS: Mapping[str, str | Promise] = {
    "loop": gettext_lazy("the same words come again and again"),
    "compression": gettext_lazy("hardly anything in it is new"),
    "speed": gettext_lazy("nobody can speak so fast"),
    "probability": gettext_lazy("the machine itself hardly believes its words"),
    "silence": gettext_lazy("hardly anything can be heard there"),
    "no_speech": gettext_lazy("the machine heard no speech there"),
    "prompt": gettext_lazy("it reads out the word list it was given"),
}
"""For each reason of :class:`testimonies.transcription.suspicion.Reason` what speaks against the words."""


def reasons(doubts: Iterable[str]) -> str:
    """What speaks against words, for those who work on them: ``"nobody can speak so fast; …"``."""
    return "; ".join(str(REASONS.get(doubt, doubt)) for doubt in doubts)


def withheld() -> str:
    """What a reader is told in the place of doubtful words."""
    return _("Words the machine is unsure of are not shown until a person has listened.")
