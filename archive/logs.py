"""What no log may hold: keys out of letters, which are part of an address that Django writes down when it fails."""

from __future__ import annotations

import logging
import re

__all__ = ["WithoutSecrets"]

_LONG = re.compile(r"(?<=/account/)[^\s?]+")


class WithoutSecrets(logging.Filter):
    """Cuts addresses off behind ``/account/``. Never drops a line."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if "/account/" in text:
            record.msg, record.args = _LONG.sub("…", text), ()
        return True
