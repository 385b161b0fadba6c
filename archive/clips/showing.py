"""What of some clips one listener may read and hear at this moment. Asked anew each time; nothing of it is kept.

A clip shows a voice away from its own page: it needs the narrator's consent for excerpts in stories, and that for the
words to show the words, that for the sound to give the sound. What is withheld, redacted or renamed is so here too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language

from archive.clips.place import Place
from testimonies.consent import scopes
from testimonies.consent.audiences import VISITOR, Listener, Use
from testimonies.description import languages
from testimonies.models import Reader, Recording, Segment, Testimony, conceal_names, copies_for
from testimonies.models.quotation import Line, line_of, meets
from testimonies.views.cards import narrators

__all__ = ["Clip", "clips"]

MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Clip:
    """An open clip. ``translation`` is in the reader's language, empty where the words are in it or none may be read.

    ``only_staff``: a visitor does not see all of what this listener sees here.
    """

    place: Place
    recording: Recording
    lines: tuple[Line, ...]
    translation: tuple[Line, ...]
    audible: bool
    only_staff: bool = field(default=False, compare=False)

    @property
    def testimony(self) -> Testimony:
        return self.recording.testimony

    @property
    def description(self) -> Any:
        return self.testimony.description_for()

    @property
    def said_by(self) -> tuple[str, ...]:
        """The narrators, by the names they chose."""
        return narrators(self.testimony)

    @property
    def has_words(self) -> bool:
        return any(not line.segment.withheld for line in self.lines)

    @property
    def sound_url(self) -> str:
        return self.recording.sound_url

    @property
    def until_ms(self) -> int:
        return min(self.place.end_ms, self.recording.duration_ms or self.place.end_ms)

    @property
    def length_ms(self) -> int:
        return max(0, self.until_ms - self.place.start_ms)

    @property
    def is_machine_translated(self) -> bool:
        return any(line.segment.review_state == MACHINE for line in self.translation)

    @property
    def is_machine_written(self) -> bool:
        return any(line.segment.review_state == MACHINE for line in self.lines if not line.segment.withheld)

    def get_absolute_url(self) -> str:
        """The page of the quotation."""
        where = [self.testimony.accession_number, self.recording.position, self.place.start_ms, self.until_ms]
        return reverse("testimonies:quotation", args=where)


def clips(places: Iterable[Place], listener: Listener, language: str = "") -> Mapping[Place, Clip]:
    """Those of ``places`` that are open to ``listener`` (on ``listener.day``, else today), in a fixed number of
    queries. ``language``: the reader's, by default the active one."""
    wanted, tag = list(dict.fromkeys(places)), languages.base(language or get_language() or "en")
    found = _open(wanted, listener, tag) if wanted else {}
    if not found or not scopes.works_anywhere(listener):
        return found
    visitors = _open(list(found), VISITOR.on(listener.day) if listener.day else VISITOR, tag)
    return {
        place: Clip(
            one.place, one.recording, one.lines, one.translation, one.audible, not _alike(one, visitors.get(place))
        )
        for place, one in found.items()
    }


def _alike(one: Clip, other: Clip | None) -> bool:
    return other is not None and (one.has_words, one.audible) == (other.has_words, other.audible)


def _open(places: Sequence[Place], listener: Listener, language: str) -> dict[Place, Clip]:
    uuids = {place.recording for place in places}
    allowed = Recording.objects.allowing(Use.EXCERPT, listener).filter(uuid__in=uuids)
    recordings = {one.uuid: one for one in allowed.select_related("testimony__collection").order_by("pk")}
    if not recordings:
        return {}
    keys = [one.pk for one in recordings.values()]
    testimonies = list({one.testimony_id: one.testimony for one in recordings.values()}.values())
    for one in recordings.values():  # one object for each testimony, so that its names are concealed wherever it stands
        one.testimony = next(testimony for testimony in testimonies if testimony.pk == one.testimony_id)
    prefetch_related_objects(testimonies, "descriptions", "participations__person", "recordings")
    reader = Reader.of(listener, keys, [one.pk for one in testimonies])
    conceal_names(testimonies, listener, reader=reader)
    heard = copies_for(listener, keys)
    known = [place for place in places if place.recording in recordings]
    spoken = _segments(known, recordings, listener, language, reader)
    found = {}
    for place in known:
        recording = recordings[place.recording]
        lines = _lines(spoken[recording.pk, "original"], place)
        clip = Clip(
            place=place,
            recording=recording,
            lines=lines,
            translation=_translation(lines, _lines(spoken[recording.pk, "translation"], place), language),
            audible=recording.pk in heard and place.start_ms < (recording.duration_ms or 0),
        )
        if clip.audible or clip.has_words:
            found[place] = clip
    return found


def _segments(
    places: Sequence[Place], recordings: Mapping[Any, Recording], listener: Listener, language: str, reader: Reader
) -> dict[tuple[int, str], list[Segment]]:
    """What was said around the places, in the language spoken and the reader's, by recording and kind."""
    spans = [
        Q(
            transcript__recording=recordings[place.recording],
            start_ms__lt=place.end_ms,
            end_ms__gte=place.start_ms,
        )
        for place in places
    ]
    theirs = Q(transcript__kind="original") | Q(transcript__language__iregex=rf"^{language}(-|$)")
    some = Segment.objects.filter(reduce(or_, spans)).filter(theirs).order_by("start_ms", "pk")
    found: dict[tuple[int, str], list[Segment]] = defaultdict(list)
    for segment in some.as_shown_to(listener, reader=reader):
        found[segment.transcript.recording_id, segment.transcript.kind].append(segment)
    return found


def _lines(segments: Iterable[Segment], place: Place) -> tuple[Line, ...]:
    inside = (one for one in segments if meets(one, place.start_ms, place.end_ms))
    return tuple(line for one in inside if (line := line_of(one, place.start_ms, place.end_ms)))


def _translation(lines: Sequence[Line], translated: tuple[Line, ...], language: str) -> tuple[Line, ...]:
    """None for whoever reads the language that was spoken."""
    if lines and all(languages.base(line.language) == language for line in lines):
        return ()
    return tuple(line for line in translated if not line.segment.withheld)
