"""What a listener is told of before they hear it: a small vocabulary of our own, chosen by the editor."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["WARNING_HELP", "ContentWarning"]

WARNING_HELP = _(
    "Tick what somebody may not want to hear unprepared. It is shown before the words and the sound, with the "
    "choice to go on or to leave. Example: a beating told in detail is “violence”; a wage not paid is not."
)


class ContentWarning(models.TextChoices):
    """Each label goes on from “It speaks of:”."""

    VIOLENCE = "violence", _("violence")
    SEXUAL_VIOLENCE = "sexual_violence", _("sexual violence")
    CHILD_ABUSE = "child_abuse", _("the abuse of children")
    TRAFFICKING = "trafficking", _("trafficking or forced labour")
    DETENTION = "detention", _("imprisonment or being locked in")
    DEATH = "death", _("death and grief")
    SELF_HARM = "self_harm", _("self-harm or suicide")
    ILLNESS = "illness", _("injury or illness")
    DISCRIMINATION = "discrimination", _("racism or discrimination, with the words that were used")
