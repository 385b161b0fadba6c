"""Reads JSON of the database four times as fast as Python's own reader: an interview of two hours has 18,000 words."""

from __future__ import annotations

import json
from typing import Any

import orjson

__all__ = ["QuickDecoder"]


class QuickDecoder(json.JSONDecoder):
    """For a ``JSONField`` that holds much, as its ``decoder``. PostgreSQL lets nothing in that JSON does not know."""

    def decode(self, s: str | bytes, *args: Any) -> Any:
        return orjson.loads(s)
