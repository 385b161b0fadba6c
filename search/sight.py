"""What the database lets one asker see, at this very moment, of the rows that a question found.

The index is never the guard, nor is what a process knows in memory: every row is fetched through ``visible_to``,
``audible_to``, ``told_to`` and ``known_to``, and every text passes a ``Reader`` that was asked for after the text was
fetched. These query sets are put into SQL once for each asker and day (:mod:`testimonies.models.prepared`): to build
them anew for each question would take ten times longer than to answer them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from search.seen import Card, Described, Heard, Seen, Titled, Transcribed, card
from testimonies.consent.audiences import Listener
from testimonies.models import (
    Country,
    CountryRole,
    Description,
    Keyed,
    NameReplacement,
    Participation,
    PassageDescription,
    PreparedRows,
    Reader,
    Recording,
    Redaction,
    Segment,
    ShownSegment,
    Testimony,
    by_asker,
)
from testimonies.models.shown_segment import FETCHED

__all__ = ["Sight", "sight_of"]

NOTHING_KEPT = Reader({}, {})


class Sight:
    """The questions to the database in the name of one asker, as :func:`testimonies.models.asker` gives them."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener

    def look(
        self,
        *,
        segments: Collection[int] = (),
        descriptions: Collection[int] = (),
        passages: Collection[int] = (),
        testimonies: Collection[int] = (),
    ) -> Seen:
        """What there is of these, by key; what the asker may not see is absent, what is kept from them blanked, and
        names are replaced."""
        said = self._segments.tuples(segments)
        described = self._descriptions.by("pk", descriptions)
        titled = self._passages.by("pk", passages)
        recordings = self._recordings.by(
            "pk",
            {row[_RECORDING] for row in said} | {row["passage__recording_id"] for row in titled.values()},
        )
        cards = self._cards.by("pk", testimonies)
        reader = self._reader(recordings.values(), described.values(), cards.values())
        heard = {pk: _heard(row) for pk, row in recordings.items()}
        return Seen(
            segments=_shown(said, heard, reader),
            descriptions={pk: _described(row, reader) for pk, row in described.items()},
            passages={
                pk: _titled(row, reader)
                for pk, row in titled.items()
                if not reader.hides(row["passage__recording_id"], row["passage__start_ms"], row["passage__end_ms"])
            },
            recordings=heard,
            cards={pk: card(row, reader) for pk, row in cards.items()},
        )

    def cards(self, testimonies: Collection[int]) -> Mapping[int, Card]:
        return self.look(testimonies=testimonies).cards

    def translated_from(self, translations: Collection[int]) -> dict[int, ShownSegment]:
        """What is said in the original while these segments of a translation last, as the asker may read it."""
        said = self._originals.tuples(translations)
        recordings = self._recordings.by("pk", {row[_RECORDING] for row in said})
        heard = {pk: _heard(row) for pk, row in recordings.items()}
        return _shown(said, heard, self._reader(recordings.values()))

    def countries(self, testimonies: Collection[int]) -> dict[int, list[str]]:
        """The labels of the countries that the asker is told, each once, by testimony."""
        told = self._countries.tuples(testimonies)
        named = {country: labelled for _pk, _testimony, country, *labelled in told}
        labels = {pk: Country(**dict(zip(_LABELS, some, strict=True))).label for pk, some in named.items()}
        found: dict[int, dict[str, None]] = {}
        for _pk, testimony, country in sorted(tuple(row[:3]) for row in told):
            found.setdefault(testimony, {})[labels[country]] = None
        return {pk: list(some) for pk, some in found.items()}

    def days(self, testimonies: Collection[int]) -> dict[int, Any]:
        """The first day on which the interview may have been, where any is known."""
        rows = self._days.rows(testimonies)
        return {row["pk"]: row["interview_earliest"] for row in rows if row["interview_earliest"] is not None}

    def _reader(self, recordings: Iterable[Mapping[str, Any]], *others: Iterable[Mapping[str, Any]]) -> Reader:
        """What is kept from the asker in these. It is looked for only where anything is kept from anybody, which each
        row says of its recording and testimony."""
        held = list(recordings)
        about = [row for some in (held, *others) for row in some]
        if not any(row["something_kept"] for row in about):
            return NOTHING_KEPT
        return Reader.of(self.listener, {row["pk"] for row in held}, {row["of_testimony"] for row in about})

    @cached_property
    def _segments(self) -> PreparedRows:
        return self._words(Segment.objects.filter(Keyed("pk")))

    @cached_property
    def _originals(self) -> PreparedRows:
        meanwhile = Segment.objects.filter(
            Keyed("pk"),
            transcript__recording=OuterRef("transcript__recording"),
            start_ms__lt=OuterRef("end_ms"),
            end_ms__gt=OuterRef("start_ms"),
        )
        return self._words(Segment.objects.filter(Exists(meanwhile), transcript__kind="original"))

    def _words(self, segments: Any) -> PreparedRows:
        return PreparedRows(segments.known_to(self.listener).order_by(), *_WORDS)

    @cached_property
    def _recordings(self) -> PreparedRows:
        held = Recording.objects.visible_to(self.listener).filter(Keyed("pk")).order_by()
        audible = Recording.objects.audible_to(self.listener).filter(pk=OuterRef("pk"))
        redacted = Redaction.objects.in_force().filter(recording=OuterRef("pk"))
        return PreparedRows(
            held.annotate(audible=Exists(audible), something_kept=Exists(redacted) | _renamed("testimony")).annotate(
                of_testimony=F("testimony_id")
            ),
            *("pk", "of_testimony", "position", "uuid", "testimony__accession_number", "audible", "something_kept"),
        )

    @cached_property
    def _descriptions(self) -> PreparedRows:
        held = Description.objects.filter(Keyed("pk"), testimony__in=Testimony.objects.visible_to(self.listener))
        return PreparedRows(
            held.order_by().annotate(something_kept=_renamed("testimony"), of_testimony=F("testimony_id")),
            *("pk", "of_testimony", "language", "title", "summary", "context", "something_kept"),
        )

    @cached_property
    def _passages(self) -> PreparedRows:
        held = PassageDescription.objects.filter(
            Keyed("pk"), passage__recording__in=Recording.objects.visible_to(self.listener)
        )
        return PreparedRows(
            held.order_by(),
            *("pk", "language", "title", "synopsis", "passage__start_ms", "passage__end_ms", "passage__recording_id"),
            "passage__recording__testimony_id",
        )

    @cached_property
    def _cards(self) -> PreparedRows:
        def beside(rows: QuerySet[Any], **fields: str) -> ArraySubquery:
            own = rows.filter(testimony=OuterRef("pk"))
            return ArraySubquery(own.values(held=JSONObject(**fields)))

        return PreparedRows(
            Testimony.objects.visible_to(self.listener)
            .filter(Keyed("pk"))
            .order_by()
            .annotate(
                of_testimony=F("pk"),
                something_kept=_renamed("pk"),
                described=beside(Description.objects.order_by("pk"), language="language", title="title"),
                people=beside(Participation.objects.order_by("pk"), part="part", **_PERSON),
                heard=beside(Recording.objects.order_by("position", "pk"), spoken="spoken_languages"),
            ),
            *("pk", "accession_number", "interview_date", "demonstration", "collection__name"),
            *("of_testimony", "something_kept", "described", "people", "heard"),
        )

    @cached_property
    def _countries(self) -> PreparedRows:
        told = CountryRole.objects.told_to(self.listener).filter(Keyed("testimony_id")).order_by()
        return PreparedRows(told, "pk", "testimony_id", "country_id", *(f"country__{name}" for name in _LABELS))

    @cached_property
    def _days(self) -> PreparedRows:
        held = Testimony.objects.visible_to(self.listener).filter(Keyed("pk")).order_by()
        return PreparedRows(held, "pk", "interview_earliest")


def _renamed(testimony: str) -> Exists:
    return Exists(NameReplacement.objects.in_force().filter(testimony=OuterRef(testimony)))


def _shown(rows: Iterable[Sequence[Any]], recordings: Mapping[int, Heard], reader: Reader) -> dict[int, ShownSegment]:
    """As they may be read; without those of recordings that the asker may not know of."""
    shown: dict[int, ShownSegment] = {}
    transcripts: dict[int, Transcribed] = {}
    for row in rows:
        kind, language, recording = row[-len(_OF_TRANSCRIPT) :]
        if recording not in recordings:
            continue
        segment = ShownSegment(*row[: -len(_OF_TRANSCRIPT)])
        if segment.transcript_id not in transcripts:
            transcripts[segment.transcript_id] = Transcribed(kind, language, recordings[recording])
        segment.transcript = transcripts[segment.transcript_id]
        reader.show(segment)
        shown[segment.pk] = segment
    return shown


def _heard(row: Mapping[str, Any]) -> Heard:
    sound = row["uuid"] if row["audible"] else None
    return Heard(row["pk"], row["of_testimony"], row["position"], row["testimony__accession_number"], sound)


def _described(row: Mapping[str, Any], reader: Reader) -> Described:
    texts = (reader.renamed(row[name], row["of_testimony"]) for name in ("title", "summary", "context"))
    return Described(row["language"], *texts)


def _titled(row: Mapping[str, Any], reader: Reader) -> Titled:
    testimony = row["passage__recording__testimony_id"]
    return Titled(
        row["language"],
        reader.renamed(row["title"], testimony),
        reader.renamed(row["synopsis"], testimony),
        row["passage__recording_id"],
        row["passage__start_ms"],
        row["passage__end_ms"],
    )


_OF_TRANSCRIPT = ("transcript__kind", "transcript__language", "transcript__recording_id")
_WORDS = (*FETCHED, "kept_back", *_OF_TRANSCRIPT)
_LABELS = tuple(one.name for one in Country._meta.fields if one.name.startswith("label_") or one.name == "other_labels")
_RECORDING = -1
"""The place of the recording's key in a row of these."""
_PERSON = {name: f"person__{name}" for name in ("name", "pseudonym", "shown_as", "called")}


sight_of = by_asker(Sight)
"""For a listener."""
