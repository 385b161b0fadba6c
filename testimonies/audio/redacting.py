"""The copy that is given out where spans are kept back: silent there, of equal length, checked before it is offered."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from testimonies.audio import access_copy, confinement, signatures
from testimonies.audio.access_copy import AccessCopy
from testimonies.audio.confinement import whole
from testimonies.audio.limits import COPYING, Limits
from testimonies.exceptions import DecodingFailed, NotSilent, UnsoundFile

SILENT = 100
"""The loudest sample allowed in a span, in millionths of full scale: −80 dBFS."""
MOST_DIFFERENCE = 500_000
"""What outside the spans may differ: half the energy of any fifth of a second, in the band of voices. Both copies are
encoded from the same samples, but a coder spends its bits differently after a silence; lost sound differs by all of
it, sound that moved by twice as much. ``docs/decisions/0015-redaction.md`` has the measurements."""

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """``loudest`` sample within the spans and the largest relative ``difference`` outside, in millionths; lengths in
    samples of both."""

    loudest: int
    difference: int
    samples: int
    samples_full: int


def make(original: Path, target: Path, *, spans: Spans, full: Path, limits: Limits = COPYING) -> AccessCopy:
    """Make a copy of ``original`` at ``target`` that is silent in ``spans``, and look at what was made beside the
    ``full`` copy. Only what passed takes its place; else nothing is there.

    Raises NotSilent for a copy that did not pass, DecodingFailed and OSError.
    """
    if not spans:
        raise ValueError("a copy without a span to silence is the access copy itself")
    return access_copy.make(
        original, target, limits=limits, spans=spans, check=lambda made: check(made, full, spans, limits=limits)
    )


def check(made: Path, full: Path, spans: Spans, *, limits: Limits = COPYING) -> None:
    """Raise NotSilent unless ``made`` is silent in ``spans`` and otherwise as long and as it sounds in ``full``."""
    found = compare(made, full, spans, limits=limits)
    if found.samples != found.samples_full:
        raise NotSilent("length")
    if found.loudest > SILENT:
        raise NotSilent("loud")
    if found.difference > MOST_DIFFERENCE:
        raise NotSilent("changed")


def compare(made: Path, full: Path, spans: Spans, *, limits: Limits = COPYING) -> Comparison:
    """Decode both and measure, in a limited process. Raises DecodingFailed and OSError."""
    with full.open("rb") as beside:
        arguments = {"container": _container(made), "container_full": _container(full), "spans": list(spans)}
        work = confinement.converse("compare", made, limits, arguments, target=beside.fileno())
        with closing(work) as frames:
            _kind, payload = next(frames)
    values = confinement.answer(payload)
    return Comparison(*(whole(values, name) for name in ("loudest", "difference", "samples", "samples_full")))


def _container(path: Path) -> str:
    try:
        return signatures.container_of(path)
    except UnsoundFile as error:
        raise DecodingFailed(str(error)) from error
