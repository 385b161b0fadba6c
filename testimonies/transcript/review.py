"""How far people have looked after words, as readers are told: in every format, wherever it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from testimonies.transcript.document import Segment

__all__ = ["LABELS", "with_changes"]

LABELS: Mapping[str, str | Promise] = {
    "machine": gettext_lazy("machine-made"),
    "corrected": gettext_lazy("corrected"),
    "verified": gettext_lazy("verified"),
}
"""By :attr:`testimonies.transcript.document.Segment.review`."""


def with_changes(segments: Iterable[Segment]) -> Iterator[tuple[Segment, str]]:
    """Each segment with what is said of it where it is looked after otherwise than the one before: “corrected”; else
    empty, and of withheld words, and where nobody says."""
    said = ""
    for segment in segments:
        changed = "" if segment.withheld or segment.review == said else segment.review
        said = changed or said
        yield segment, str(LABELS.get(changed, ""))
