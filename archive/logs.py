"""What no log may hold: keys out of letters, and secrets of narrators' links, which are part of an address that Django
writes down when it fails."""

from __future__ import annotations

import logging
import re

__all__ = ["WithoutSecrets"]

_SECRET_BELOW = ("/account/", "/look/", "/posted/")
_LONG = re.compile(rf"({'|'.join(_SECRET_BELOW)})[^\s?]+")


class WithoutSecrets(logging.Filter):
    """Cuts addresses off behind ``/account/``, ``/look/`` and ``/posted/``. Never drops a line."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if any(place in text for place in _SECRET_BELOW):
            record.msg, record.args = _LONG.sub(r"\1…", text), ()
        return True
