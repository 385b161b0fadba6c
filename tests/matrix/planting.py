"""Testimonies with a mark of its own in every field, so that whatever shows a field shows whose it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from testimonies.actions import naming
from testimonies.models import (
    Article,
    Participation,
    Passage,
    PassageDescription,
    PassageTheme,
    Person,
    Recording,
    State,
    Testimony,
    WordList,
)
from tests.factories.testimony import (
    consent,
    make_recording,
    make_segment,
    make_testimony,
    make_theme,
    make_transcript,
)
from tests.matrix.plans import Plan

__all__ = ["MARKS", "SHARED", "Planted", "plant"]

SHARED = "qqshared"
"""A word that every planted transcript and summary holds, to count by."""

MARKS = (
    "title", "summary", "context", "keyword", "narrator", "passage", "words", "translated",
    "sound", "waveform", "real_name", "original_name", "local_identifier", "word_list", "digest",
)  # fmt: skip
_LETTERS = "bcdfghjklm"


@dataclass(frozen=True, eq=False)
class Planted:
    """A planted testimony; ``marks`` by kind."""

    plan: Plan
    testimony: Testimony
    recording: Recording
    marks: dict[str, str]


def mark(kind: str, number: int) -> str:
    """A word of letters alone (a search must take it for one word), of one length for each kind."""
    spelled = "".join(_LETTERS[int(digit)] for digit in f"{number:03}")
    return f"qz{kind.replace('_', '')}{spelled}z"


def plant(plan: Plan, number: int, *, collection: Any, owner: Any) -> Planted:
    """One testimony as ``plan`` says, with words, a translation, a passage, a person, and a file that is its sound."""
    marks = {kind: mark(kind, number) for kind in MARKS} | {"waveform": str(7_000_000 + number)}
    marks["digest"] = hashlib.sha256(marks["digest"].encode()).hexdigest()
    testimony = make_testimony(
        collection,
        owner=owner,
        state=plan.state,
        titles={"en": marks["title"]},
        keywords=[marks["keyword"]],
        countries=[("PH", "origin")],
        themes=["matrix"],
        local_identifier=marks["local_identifier"],
    )
    described = testimony.descriptions.get()
    described.summary, described.context = f"{marks['summary']} {SHARED}", marks["context"]
    described.save()
    for use, said in plan.allowed.items():
        consent(testimony, use, said.audience, valid_from=said.since, valid_until=said.until)
    if plan.state in (State.PUBLISHED, State.WITHDRAWN):
        Testimony.objects.filter(pk=testimony.pk).update(first_published_at="2020-01-01T00:00:00Z")
    person = Person.objects.create(collection=collection, pseudonym=marks["narrator"], shown_as="pseudonym")
    naming.hold(person=person, name=marks["real_name"], by=owner)
    Participation.objects.create(testimony=testimony, person=person)
    WordList.objects.create(testimony=testimony, words=marks["word_list"])
    testimony = Testimony.objects.get(pk=testimony.pk)
    return Planted(plan, testimony, _recorded(plan, testimony, marks), marks)


def _recorded(plan: Plan, testimony: Testimony, marks: dict[str, str]) -> Recording:
    recording = make_recording(
        testimony, released=plan.released, sha256=marks["digest"], original_name=f"{marks['original_name']}.mp3"
    )
    copy = recording.access_copy
    copy.sha256 = hashlib.sha256(marks["sound"].encode()).hexdigest()
    copy.peaks = {"version": 2, "length": 1, "data": [-5, int(marks["waveform"])]}
    copy.save()
    path = Path(settings.MEDIA_ROOT) / copy.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(f"{marks['sound']}\n".encode() * 100)
    spoken = make_transcript(recording, [f"{marks['words']} {SHARED}"])
    translated = make_transcript(recording, language="fr", kind="translation")
    for one in spoken.segments.all():
        make_segment(translated, marks["translated"], start_ms=one.start_ms, end_ms=one.end_ms, language="fr")
    passage = Passage.objects.create(recording=recording, start_ms=0, end_ms=5_000, first_year=2012, last_year=2013)
    PassageDescription.objects.create(passage=passage, language="en", title=marks["passage"])
    PassageTheme.objects.create(content_object=passage, tag=make_theme("matrix"))
    passage.articles.add(_article())
    return recording


def _article() -> Article:
    told = {"part": "III", "part_title": "Part", "applies_to": "all", "title": "An article", "verified": "yes"}
    return Article.objects.get_or_create(number=22, defaults=told)[0]
