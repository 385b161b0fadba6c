"""What is missing in a language, of all that one person may translate: counted by the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from testimonies.actions.translating.vocabulary import KINDS
from testimonies.consent.audiences import Use
from testimonies.description import languages
from testimonies.models import (
    Description,
    ReviewState,
    Segment,
    Testimony,
    Transcript,
    TranslatedSegment,
    TranslatedText,
    listener_for,
    translated_by,
)

__all__ = ["Labels", "Standing", "Words", "labels_in", "standings", "testimonies_for", "words_in"]


@dataclass(slots=True)
class Words:
    """The segments of one transcript: how many, how many without any translation, and of the translated ones how many
    are a machine's draft, wait for somebody else's check, or speak of an original that changed since."""

    transcript: Transcript
    total: int = 0
    missing: int = 0
    drafts: int = 0
    unchecked: int = 0
    changed: int = 0

    @property
    def address(self) -> str:
        return f"{self.transcript.recording.testimony.accession_number}/{self.transcript.pk}"

    @property
    def done(self) -> int:
        return self.total - self.missing

    @property
    def settled(self) -> bool:
        return not (self.missing or self.drafts or self.unchecked or self.changed)


@dataclass(frozen=True, slots=True)
class Labels:
    kind: str
    total: int
    done: int
    waiting: int

    @property
    def address(self) -> str:
        return f"vocabulary/{self.kind}"


@dataclass(slots=True)
class Standing:
    """How far a language is, over all: segments, descriptions, labels, each with how many there could be."""

    language: str
    people: int = 0
    drafts: int = 0
    described: int = 0
    labelled: int = 0
    totals: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return languages.name(self.language)

    @property
    def own_name(self) -> str:
        return languages.own_name(self.language)

    @property
    def direction(self) -> str:
        return languages.direction(self.language)


def testimonies_for(user: Any, language: str) -> Any:
    """The testimonies that ``user`` may translate, those with nothing in ``language`` first."""
    described = Description.objects.filter(testimony=OuterRef("pk"), language=language)
    begun = Transcript.objects.filter(recording__testimony=OuterRef("pk"), kind="translation", language=language)
    return (
        translated_by(user, Use.CATALOGUE)
        .annotate(is_described=Exists(described), is_begun=Exists(begun))
        .order_by("is_begun", "is_described", "-accession_number")
        .prefetch_related("descriptions", "recordings", "participations__person")
    )


def words_in(user: Any, language: str, testimonies: Iterable[Testimony]) -> dict[int, list[Words]]:
    """For each of these testimonies (by key) its transcripts that ``user`` may translate into ``language``."""
    originals = _originals(user).filter(recording__testimony__in=list(testimonies))
    found = {
        one.pk: Words(one)
        for one in originals.select_related("recording__testimony").order_by("recording__position")
        if languages.base(one.language) != language
    }
    readable = Segment.objects.visible_to(listener_for(user)).filter(transcript__in=found).order_by()
    linked = TranslatedSegment.objects.filter(original=OuterRef("pk"), segment__transcript__language=language)
    beside = Segment.objects.filter(
        transcript__recording=OuterRef("transcript__recording"),
        transcript__kind="translation",
        transcript__language=language,
        start_ms=OuterRef("start_ms"),
        end_ms=OuterRef("end_ms"),
    )
    counted = readable.annotate(there=Exists(linked) | Exists(beside.order_by())).values("transcript")
    row: Any
    for row in counted.annotate(total=Count("pk"), missing=Count("pk", filter=Q(there=False))):
        found[row["transcript"]].total, found[row["transcript"]].missing = row["total"], row["missing"]
    by_recording = {one.transcript.recording_id: one for one in found.values()}
    theirs = Segment.objects.order_by().filter(
        transcript__recording__in=by_recording, transcript__kind="translation", transcript__language=language
    )
    for row in theirs.values("transcript__recording").annotate(
        drafts=Count("pk", filter=Q(review_state=ReviewState.MACHINE)),
        unchecked=Count("pk", filter=Q(review_state=ReviewState.CORRECTED)),
        changed=Count("pk", filter=~Q(translated__made_from=F("translated__original__text"))
                      & Q(translated__original__isnull=False)),
    ):  # fmt: skip
        one = by_recording[row["transcript__recording"]]
        one.drafts, one.unchecked, one.changed = row["drafts"], row["unchecked"], row["changed"]
    by_testimony: dict[int, list[Words]] = defaultdict(list)
    for one in found.values():
        if one.total:
            by_testimony[one.transcript.recording.testimony_id].append(one)
    return by_testimony


def labels_in(language: str) -> list[Labels]:
    """How many labels there are in ``language``, of each kind."""
    waiting = TranslatedText.objects.filter(language=language).exclude(state=ReviewState.VERIFIED)
    by_subject = dict(waiting.values_list("subject").annotate(number=Count("pk")))
    found = []
    for kind, (model, _key) in KINDS.items():
        has_own = Q(other_labels__has_key=language)
        if language in languages.INTERFACE_LANGUAGES:
            has_own |= ~Q(**{f"label_{language}": ""})
        counted = model._default_manager.aggregate(total=Count("pk"), done=Count("pk", filter=has_own))
        found.append(Labels(kind, counted["total"], counted["done"], by_subject.get(f"vocabulary/{kind}", 0)))
    return found


def standings(user: Any, more: Iterable[str] = ()) -> list[Standing]:
    """The interface's languages, those that anything was translated into, and ``more``."""
    originals = _originals(user)
    readable = Segment.objects.visible_to(listener_for(user)).filter(transcript__in=originals).order_by()
    described = Description.objects.filter(testimony__in=translated_by(user, Use.CATALOGUE)).order_by()
    spoken: dict[str, int] = defaultdict(int)
    for tag, number in readable.values_list("transcript__language").annotate(number=Count("pk")):
        spoken[languages.base(tag)] += number
    totals = {
        "testimonies": translated_by(user, Use.CATALOGUE).count(),
        "labels": sum(model._default_manager.count() for model, _key in KINDS.values()),
    }
    found: dict[str, Standing] = {}

    def of(tag: str) -> Standing:
        tag = languages.base(tag)
        segments = sum(spoken.values()) - spoken[tag]
        return found.setdefault(tag, Standing(tag, totals={**totals, "segments": segments}))

    for tag in (*languages.INTERFACE_LANGUAGES, *more):
        of(tag)
    theirs = Segment.objects.order_by().filter(
        transcript__kind="translation", transcript__recording__in=originals.values("recording")
    )
    is_draft = Q(review_state=ReviewState.MACHINE)
    row: Any
    for row in theirs.values("transcript__language").annotate(
        drafts=Count("pk", filter=is_draft), people=Count("pk", filter=~is_draft)
    ):
        of(row["transcript__language"]).drafts += row["drafts"]
        of(row["transcript__language"]).people += row["people"]
    for row in described.values("language").annotate(number=Count("pk")):
        of(row["language"]).described += row["number"]
    for standing in found.values():
        standing.labelled = sum(labels.done for labels in labels_in(standing.language))
    return sorted(found.values(), key=lambda one: one.own_name.casefold())


def _originals(user: Any) -> Any:
    return Transcript.objects.visible_to(listener_for(user)).filter(
        kind="original", recording__testimony__in=translated_by(user).order_by()
    )
