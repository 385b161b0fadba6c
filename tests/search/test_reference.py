"""For random archives, consents, redactions, questions and askers: hits, counts and facets equal those of a slow,
obvious search in plain Python; at rest, and at once after anything changed while the indexer stands still."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from search.answering import Sort, answer, occurrences
from search.engine import Engine
from search.index import Follower, waiting
from search.searchable import FACETS, Narrowing
from testimonies.consent.audiences import VISITOR, Audience, Listener, Use
from testimonies.models import (
    Consent,
    NameReplacement,
    Redaction,
    Segment,
    State,
    Testimony,
    TestimonyTheme,
    Transcript,
)
from tests.cast import account, collection
from tests.factories.testimony import make_country, make_published, make_segment, make_theme, make_transcript
from tests.search.random_questions import COUNTRIES, LANGUAGES, ROLES, THEMES, WORDS, question
from tests.search.reference import Document, everything, may_find, values

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = timezone.localdate()


@pytest.mark.parametrize("seed", range(4))
def test_hits_counts_and_facets_equal_those_of_the_slow_search(seed: int, settings: Any) -> None:
    chance = random.Random(seed)
    archive = _Archive(chance)
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        follower = Follower(engine)
        follower.catch_up()
        for _ in range(2):
            _compare(chance, archive, late=set())
            changed = {archive.change() for _ in range(3)}
            late = set(waiting().values_list("testimony_id", flat=True))
            assert late <= changed, "what changed is left out until the index holds it, and nothing else is"
            _compare(chance, archive, late=late)
            follower.catch_up()
        _compare(chance, archive, late=set())


def _compare(chance: random.Random, archive: _Archive, *, late: set[int]) -> None:
    documents = [one for one in everything() if one.testimony.pk not in late]
    for _ in range(10):
        listener = chance.choice(archive.listeners)
        text, holds = question(chance, archive, depth=2)
        narrowing = _narrowing(chance, archive)
        seen = [one for one in documents if may_find(one, listener, TODAY) and holds(one, listener)]
        seen = [one for one in seen if _of_words(one, narrowing.words)]
        told = answer(text, listener=listener, narrowing=narrowing)
        assert not told.mistakes, (text, told.mistakes)
        wanted = [one for one in seen if _chosen(one, narrowing, listener)]
        about = (text, narrowing, listener)
        counts = Counter(one.testimony.pk for one in wanted)
        assert (told.hits, told.testimonies) == (len(wanted), len(counts)), about
        sort = chance.choice(list(Sort))
        groups = answer(text, listener=listener, narrowing=narrowing, sort=sort).groups
        assert {testimony.pk: count for testimony, count, _ in groups} == counts, (sort, *about)
        assert all(len(found) == min(count, 3) for _, count, found in groups), (sort, *about)
        spoken = [one for one in wanted if Use.CATALOGUE not in one.needs]
        held = occurrences(text, listener=listener, narrowing=narrowing)
        assert held.total == len(held.hits) == len(spoken), about
        assert Counter(hit.testimony for hit in held.hits) == Counter(one.testimony.pk for one in spoken), about
        for facet in FACETS:
            narrowed = [one for one in seen if _chosen(one, narrowing, listener, besides=facet)]
            offered = {
                one.value: (one.testimonies, one.hits)
                for whole in told.facets[facet]
                for one in (whole, *whole.children)
                if one.hits
            }
            assert offered == _counted(narrowed, facet, listener), (facet, *about)


def _counted(documents: list[Document], facet: str, listener: Listener) -> dict[str, tuple[int, int]]:
    hits: Counter[str] = Counter()
    testimonies: dict[str, set[int]] = {}
    for one in documents:
        for value in values(one, facet, listener):
            hits[value] += 1
            testimonies.setdefault(value, set()).add(one.testimony.pk)
    return {value: (len(testimonies[value]), number) for value, number in hits.items()}


def _chosen(document: Document, narrowing: Narrowing, listener: Listener, besides: str = "") -> bool:
    return all(
        facet == besides or not values(document, facet, listener).isdisjoint(chosen)
        for facet, chosen in narrowing.chosen.items()
    )


def _of_words(document: Document, words: str) -> bool:
    return words == "both" or document.translated == (words == "translation")


class _Archive:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.owner = account("owner")
        self.collections = [collection("North"), collection("South")]
        for slug in THEMES:
            make_theme(slug)
        for code in COUNTRIES:
            make_country(code)
        self.testimonies = [self._testimony() for _ in range(9)]
        keys = [one.pk for one in self.testimonies]
        self.listeners = [
            VISITOR,
            Listener(audience=Audience.RESEARCHER),
            Listener(audience=Audience.RESEARCHER, reading_room=frozenset(keys[::2])),
            Listener(staff_of=frozenset({self.collections[0].pk})),
            Listener(user_id=self.owner.pk, contributes_to=frozenset(one.pk for one in self.collections)),
        ]
        for _ in range(6):
            self.change()

    def text(self) -> str:
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(2, 7)))

    def _testimony(self) -> Testimony:
        chance = self.chance
        testimony = make_published(
            chance.choice(self.collections),
            titles={chance.choice(("am", "ti")): f"{self.text()}"},
            language=chance.choice(LANGUAGES),
            interview_date=chance.choice(("1994", "2003-05", "2009-12-18", "")),
            countries={(code, chance.choice(ROLES)) for code in chance.sample(COUNTRIES, chance.randint(0, 2))},
            themes=chance.sample(THEMES, chance.randint(0, 2)),
            kind=chance.choice(("life", "ratification")),
            owner=self.owner if chance.random() < 0.4 else None,
        )
        transcript = testimony.recordings.get().transcripts.get()
        for number in range(chance.randint(2, 6)):
            made = make_segment(transcript, self.text(), start_ms=6_000 * (number + 1), language=transcript.language)
            Segment.objects.filter(pk=made.pk).update(
                review_state=chance.choice(("machine", "corrected", "verified")),
                speaker=chance.choice(("", "Narrator", "Interviewer")),
                doubts=chance.choice(([], [], ["repeated"])),
            )
        if chance.random() < 0.5:
            made = make_transcript(testimony.recordings.get(), [self.text()], language="am", kind="translation")
            assert isinstance(made, Transcript)
        return testimony

    def change(self) -> int:
        """Change something of a testimony, and tell which."""
        testimony = self.chance.choice(self.testimonies)
        self.chance.choice(
            (self._consent, self._consent, self._close, self._withdraw, self._redact, self._rename, self._reword,
             self._doubt, self._tag, self._move, self._hold_back)
        )(testimony)  # fmt: skip
        return testimony.pk

    def _consent(self, testimony: Testimony) -> None:
        day = self.chance.choice((date(2000, 1, 1), TODAY, TODAY + timedelta(days=1)))
        use, audience = self.chance.choice(list(Use)), self.chance.choice(list(Audience))
        places = self.chance.choice(("country", "region")) if use == Use.CATALOGUE else "country"
        Consent.objects.create(
            testimony=testimony, use=use, audience=audience, valid_from=day, given="form", language="en", places=places
        )

    def _close(self, testimony: Testimony) -> None:
        self._set(testimony, state=State.CLOSED, live=False)

    def _withdraw(self, testimony: Testimony) -> None:
        if self.chance.random() < 0.3:
            self._set(testimony, state=State.WITHDRAWN, live=False)

    def _move(self, testimony: Testimony) -> None:
        self._set(testimony, collection=self.chance.choice(self.collections))

    def _set(self, testimony: Testimony, **what: Any) -> None:
        Testimony.objects.filter(pk=testimony.pk).exclude(state=State.WITHDRAWN).update(**what)

    def _redact(self, testimony: Testimony) -> None:
        at = self.chance.randrange(0, 30_000, 100) + 51
        Redaction.objects.create(
            recording=testimony.recordings.first(), start_ms=at, end_ms=at + 1_500, reason="other",
            open_to=self.chance.choice(("researcher", "staff", "nobody")),
        )  # fmt: skip

    def _rename(self, testimony: Testimony) -> None:
        name = self.chance.choice(WORDS)
        NameReplacement.objects.get_or_create(
            testimony=testimony, name=name, lifted_at=None, defaults={"shown": "someonex"}
        )

    def _reword(self, testimony: Testimony) -> None:
        segment = Segment.objects.filter(transcript__recording__testimony=testimony).first()
        text = self.text()
        each_ms = 5_000 // len(text.split())
        words = [
            [segment.start_ms + place * each_ms, segment.start_ms + (place + 1) * each_ms, word, 0.9]
            for place, word in enumerate(text.split())
        ]
        Segment.objects.filter(pk=segment.pk).update(text=text, words=words, review_state="corrected")

    def _doubt(self, testimony: Testimony) -> None:
        segment = Segment.objects.filter(transcript__recording__testimony=testimony).last()
        Segment.objects.filter(pk=segment.pk).update(doubts=["repeated"], review_state="machine")

    def _tag(self, testimony: Testimony) -> None:
        TestimonyTheme.objects.filter(content_object=testimony).delete()
        TestimonyTheme.objects.create(content_object=testimony, tag=make_theme(self.chance.choice(THEMES)))

    def _hold_back(self, testimony: Testimony) -> None:
        testimony.recordings.update(released=False)


def _narrowing(chance: random.Random, archive: _Archive) -> Narrowing:
    offers: dict[str, tuple[str, ...]] = {
        "country": ("NP", "QA", "PH.origin"),
        "theme": (*THEMES, "group.a-group"),
        "language": LANGUAGES,
        "state": ("machine", "corrected", "verified"),
        "speaker": ("narrator", "interviewer"),
        "kind": ("life", "ratification"),
        "decade": ("1990", "2000"),
        "collection": tuple(str(one.pk) for one in archive.collections),
    }
    facets = chance.sample(sorted(offers), chance.choice((0, 0, 1, 2)))
    chosen = {facet: tuple(chance.sample(offers[facet], chance.randint(1, 2))) for facet in facets}
    return Narrowing(chosen, chance.choice(("both", "both", "original", "translation")))
