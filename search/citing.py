"""A line of a concordance as one cites it: who says it, where it is kept, at which second."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from search.concordance import Shown
from testimonies.description import languages
from testimonies.interchange.citation import STYLES, Cited, Day, Quoted, plain
from testimonies.transcript import speakers

__all__ = ["citation"]

STYLE = "chicago-note"


def citation(one: Shown, address: str) -> str:
    """A note of the Chicago style, as plain text. ``address`` is the lasting one, whole."""
    testimony, spoken = one.testimony, one.line.spoken
    day = testimony.interviewed_on
    segment, translated = spoken.segment, spoken.segment.transcript.kind == "translation"
    cited = Cited(
        number=testimony.accession_number,
        title=testimony.title or testimony.accession_number,
        title_language=testimony.title_language,
        narrators=testimony.narrators,
        interviewers=testimony.interviewers,
        day=Day(day.year, day.month, day.day, day.about) if day else None,
        collection=testimony.collection,
        archive=_("Oral History Archive of the Migrant Workers Convention"),
        address=address,
        accessed=timezone.localdate(),
        languages=(languages.base(spoken.language),),
        quoted=Quoted(
            position=spoken.recording.position,
            start_ms=segment.start_ms,
            end_ms=segment.end_ms,
            words=spoken.text,
            speakers=(speakers.named(segment.speaker),) if segment.speaker else (),
            translated_into=languages.name(spoken.language) if translated else "",
        ),
    )
    return plain(STYLES[STYLE].entry(cited))
