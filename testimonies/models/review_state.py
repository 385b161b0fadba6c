"""How far people have looked after a segment."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["ReviewState"]


class ReviewState(models.TextChoices):
    """By whom its words are: the machine, a person who corrected them, and another who found them right."""

    MACHINE = "machine", _("machine-made")
    CORRECTED = "corrected", _("corrected")
    VERIFIED = "verified", _("verified")
