"""Runs one work of ``inside`` in a process of its own, within limits, and reads what it says.

The process is given no path: only the opened file, a pipe and, where it writes, one more descriptor.
What it sends is checked like any stranger's words, for the file it read may have taken it over.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from testimonies.audio.inside import messages
from testimonies.audio.limits import MEBIBYTE, Limits
from testimonies.exceptions import DecodingFailed, TestimoniesError

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]

UNFIT: dict[str, str | Promise] = {
    "unknown": gettext_lazy("This is no sound file that the archive knows, or it is damaged from its first byte on."),
    "undecodable": gettext_lazy("The file begins like a recording, but no sound in it can be decoded."),
    "index_missing": gettext_lazy(
        "The recording is incomplete: its index, which recorders write last, is missing. Copy it from the device again."
    ),
    "no_sound_stream": gettext_lazy("The file has no sound stream."),
    "zero_length": gettext_lazy("The file holds no sound: its length is zero."),
    "codec": gettext_lazy("The sound is stored in a way that the archive cannot read (%(codec)s)."),
    "absurd": gettext_lazy("The file claims %(channels)s channels at %(rate_hz)s Hz, which no recorder writes."),
}
"""What is wrong with the file itself."""

STOPPED: dict[str, str | Promise] = {
    "memory": gettext_lazy("Decoding was stopped: it needed more memory than the allowed %(memory_mib)s MiB."),
    "time": gettext_lazy("Decoding was stopped: it needed more computing time than the allowed %(cpu_s)s seconds."),
    "stall": gettext_lazy("Decoding was stopped: nothing came of it for %(stall_s)s seconds."),
    "too_long": gettext_lazy("Decoding was stopped: the recording is longer than %(hours)s hours."),
    "disk": gettext_lazy("The access copy could not be written: the disk is full, or the copy larger than is allowed."),
    "crash": gettext_lazy("Decoding failed unexpectedly. The original is kept as it is."),
}
"""What went wrong with the work."""

MOST = 1 << 53
"""No honest number is larger: milliseconds, bytes, hertz. Databases and scripts count so far without a mistake."""
DYING_S = 5.0


def converse(
    work: str,
    original: Path,
    limits: Limits,
    arguments: Mapping[str, object],
    *,
    unfit: type[TestimoniesError] = DecodingFailed,
    target: int | None = None,
) -> Generator[tuple[bytes, bytes], None, None]:
    """Yield the frames ``(kind, payload)`` of ``work`` on ``original``; the last one is ``RESULT``.

    Closing the iterator kills the process. Raises ``unfit`` for a file that is no good, DecodingFailed where the
    process had to be stopped or died, OSError where ``original`` cannot be opened.
    """
    with original.open("rb") as file:
        process, held = _started(work, file, limits, {**arguments, "target": target})
    try:
        while True:
            kind, payload = _frame(process, limits)
            if kind == messages.FAILURE:
                raise _error(answer(payload), limits, unfit)
            yield kind, payload
            if kind == messages.RESULT:
                return
    finally:
        process.kill()
        process.wait()
        os.close(held)
        assert process.stdout is not None
        process.stdout.close()


def _started(
    work: str, file: BinaryIO, limits: Limits, arguments: Mapping[str, object]
) -> tuple[subprocess.Popen[bytes], int]:
    """The process, and the end of a line that it lives by: it is killed when that end is closed, or we die."""
    line, held = os.pipe()
    target = arguments["target"]
    try:
        process = subprocess.Popen(
            [
                *(sys.executable, "-P", "-B", "-m", "testimonies.audio.inside", work),
                json.dumps(dataclasses.asdict(limits)),
                json.dumps({**arguments, "line": line}),
            ],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"},
            pass_fds=(line, target) if isinstance(target, int) else (line,),
            start_new_session=True,
        )
    except BaseException:
        os.close(held)
        raise
    finally:
        os.close(line)
    return process, held


def answer(payload: bytes) -> dict[str, Any]:
    """The values of a frame in JSON. Raises DecodingFailed for anything but a JSON object."""
    try:
        values = json.loads(payload)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise DecodingFailed(str(STOPPED["crash"]))
    return values


def whole(values: Mapping[str, object], name: str, default: int | None = None) -> int:
    """A whole number of 0 to ``MOST`` out of an answer. Raises DecodingFailed where the answer holds none."""
    value = values.get(name, default)
    if not isinstance(value, int) or not 0 <= value <= MOST:
        raise DecodingFailed(str(STOPPED["crash"]))
    return value


def whole_or_none(values: Mapping[str, object], name: str) -> int | None:
    return None if values.get(name) is None else whole(values, name)


def word(values: Mapping[str, object], name: str) -> str:
    """A short word out of an answer, fit to be shown and kept. Raises DecodingFailed where the answer holds none."""
    value = values.get(name)
    if not isinstance(value, str) or not value.isprintable() or not value.isascii():
        raise DecodingFailed(str(STOPPED["crash"]))
    return value[:40]


def _frame(process: subprocess.Popen[bytes], limits: Limits) -> tuple[bytes, bytes]:
    deadline = time.monotonic() + limits.stall_s
    kind, length = messages.HEADER.unpack(_read(process, messages.HEADER.size, deadline, limits))
    if length > messages.LONGEST:
        raise DecodingFailed(str(STOPPED["crash"]))
    return kind, _read(process, length, deadline, limits)


def _read(process: subprocess.Popen[bytes], size: int, deadline: float, limits: Limits) -> bytes:
    assert process.stdout is not None
    descriptor = process.stdout.fileno()
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    pieces = bytearray()
    while len(pieces) < size:
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise _error({"kind": "stall"}, limits, DecodingFailed)
        piece = os.read(descriptor, size - len(pieces))
        if not piece:
            raise _error({"kind": _cause_of_death(process)}, limits, DecodingFailed)
        pieces += piece
    return bytes(pieces)


def _cause_of_death(process: subprocess.Popen[bytes]) -> str:
    """A process that says no more ends at once; one that was taken over need not."""
    try:
        code = process.wait(DYING_S)
    except subprocess.TimeoutExpired:
        return "stall"
    log.error("a decoding process ended with code %s before it was done", code)
    return {-signal.SIGXCPU: "time", -signal.SIGKILL: "memory"}.get(code, "crash")


def _error(failure: Mapping[str, object], limits: Limits, unfit: type[TestimoniesError]) -> TestimoniesError:
    kind = str(failure.get("kind"))
    if "trace" in failure:
        log.error("a decoding process failed:\n%s", str(failure["trace"])[-2000:])
    facts = {
        **{name: str(fact)[:40] for name, fact in failure.items()},
        "memory_mib": limits.memory_bytes // MEBIBYTE,
        "cpu_s": limits.cpu_s,
        "stall_s": round(limits.stall_s),
    }
    if kind in UNFIT:
        return unfit(_fill(UNFIT[kind], facts))
    return DecodingFailed(_fill(STOPPED.get(kind, STOPPED["crash"]), facts))


def _fill(sentence: str | Promise, facts: Mapping[str, object]) -> str:
    return str(sentence) % defaultdict(lambda: "?", facts) if "%(" in str(sentence) else str(sentence)
