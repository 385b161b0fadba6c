"""What speakers are called who are known by their microphone's channel alone."""

from __future__ import annotations

from django.utils.translation import gettext as _

NUMBERED = ("1", "2")


def named(speaker: str) -> str:
    """``"1"`` → ``"Speaker 1"`` in the active language; a name that a person gave stays as it is."""
    return _("Speaker %(number)s") % {"number": speaker} if speaker in NUMBERED else speaker
