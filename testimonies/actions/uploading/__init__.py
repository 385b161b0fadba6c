"""Uploads that go on where they broke off: begun, added to, put together, handed over, forgotten.

An offset that was told to a client is on disk: bytes are flushed first, then the offset is committed.
"""

from __future__ import annotations

from testimonies.actions.uploading.adding import append
from testimonies.actions.uploading.allotting import room_for
from testimonies.actions.uploading.beginning import begin
from testimonies.actions.uploading.forgetting import agree, sweep, terminate
from testimonies.actions.uploading.handing_over import arrived, settled, settled_together
from testimonies.actions.uploading.joining import finish

__all__ = [
    "agree",
    "append",
    "arrived",
    "begin",
    "finish",
    "room_for",
    "settled",
    "settled_together",
    "sweep",
    "terminate",
]
