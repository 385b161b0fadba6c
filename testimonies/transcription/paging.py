"""Memory that a recogniser asks for again and again is kept, not given back to the system and asked for anew.

CTranslate2 writes down how far each moment of a window looks at each other one: 36 MB a layer in whisper-mini, 72 MB in
``base``. The C library gives a piece of more than 32 MB back at once, and the system fills it with zeros again, page by
page, at the next layer: measured, 26,000 page faults a window and nearly half of the processor's time
(whisper-mini, 157 ms a window against 85).
"""

from __future__ import annotations

import ctypes
from functools import cache

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""The numbers of three settings of glibc's ``mallopt`` (malloc.h)."""
LARGEST_KEPT_BYTES = 1 << 30
"""What is larger is still asked of the system each time. The largest model's layer takes 180 MB."""
MOST_KEPT_BYTES = 1 << 29
"""Of free memory at the end of the heap: what lies beyond goes back to the system."""


@cache
def keep() -> bool:
    """Set it for this process, once; whether the C library knows how (glibc does, others need not)."""
    setting = getattr(ctypes.CDLL(None), "mallopt", None)
    if setting is None:
        return False
    # One heap for all threads: those of a thread's own hold 64 MB, and what is freed in them is given back.
    kept = {M_MMAP_THRESHOLD: LARGEST_KEPT_BYTES, M_TRIM_THRESHOLD: MOST_KEPT_BYTES, M_ARENA_MAX: 1}
    return all([setting(number, value) for number, value in kept.items()])
