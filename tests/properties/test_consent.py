"""The rule of consent is written twice: in Python, and as a query. Here the two must agree on every question.

A world of testimonies is made once, with ledgers as wild as a ledger may be; hypothesis then asks it questions. What
hangs below a testimony, recordings and segments, is asked against an oracle that is slow and obvious.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Collection

from testimonies.consent import rules, statement
from testimonies.consent.audiences import Audience, Listener, Places, Use
from testimonies.exceptions import NotPermitted
from testimonies.models import Consent, CountryRole, Given, Recording, Role, Segment, State, Testimony, Transcript
from tests.cast import account, collection
from tests.factories.testimony import make_country

TESTIMONIES = 160
BEGINNING = date(2014, 12, 10)
LONGEST = 8
"""Consents begin and end within so many days of the beginning, so that many of them share an edge."""

questions = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@dataclass
class World:
    standings: dict[int, rules.Standing] = field(default_factory=dict)
    recordings: dict[int, tuple[int, bool]] = field(default_factory=dict)
    """Key: (testimony, released)."""
    segments: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Key: (recording, kind of transcript)."""
    collections: list[int] = field(default_factory=list)
    users: list[int] = field(default_factory=list)


@pytest.fixture
def world(db: None) -> World:
    made = World(
        collections=[collection(name).pk for name in ("North", "South", "East")],
        users=[account(name).pk for name in ("ada", "bo", "cy")],
    )
    lots = random.Random(18121990)
    testimonies = Testimony.objects.bulk_create(_testimony(number, made, lots) for number in range(TESTIMONIES))
    Consent.objects.bulk_create(line for testimony in testimonies for line in _ledger(testimony, lots))
    recordings = Recording.objects.bulk_create(
        _recording(testimony, position, lots.random() < 0.6) for testimony in testimonies for position in (1, 2)
    )
    transcripts = Transcript.objects.bulk_create(
        Transcript(recording=recording, kind=kind, language=language)
        for recording in recordings
        for kind, language in (("original", "en"), ("translation", "fr"))
    )
    segments = Segment.objects.bulk_create(
        Segment(transcript=transcript, start_ms=0, end_ms=1, text="words") for transcript in transcripts
    )
    country = make_country("PH")
    CountryRole.objects.bulk_create(
        CountryRole(testimony=one, country=country, role=Role.ORIGIN) for one in testimonies
    )
    made.recordings = {one.pk: (one.testimony_id, one.released) for one in recordings}
    made.segments = {one.pk: (one.transcript.recording_id, one.transcript.kind) for one in segments}
    for testimony in Testimony.objects.prefetch_related("consents"):
        made.standings[testimony.pk] = testimony.standing
    return made


def _testimony(number: int, made: World, lots: random.Random) -> Testimony:
    state = lots.choice(State.values)
    return Testimony(
        accession_number=f"2014-{number:04}",
        state=state,
        live=state == State.PUBLISHED,
        collection_id=lots.choice(made.collections),
        owner_id=lots.choice([None, *made.users]),
    )


def _ledger(testimony: Testimony, lots: random.Random) -> Iterator[Consent]:
    """From nothing at all to several contradicting lines for the same use, in any order of days."""
    uses = [lots.choice([Use.CATALOGUE, Use.TRANSCRIPT, Use.SOUND, lots.choice(list(Use))]) for _ in range(9)]
    for use in uses[: lots.choice([0, 2, 5, 9])]:
        begins = BEGINNING + timedelta(days=lots.randint(0, LONGEST))
        ends = lots.choice([None, None, begins + timedelta(days=lots.randint(0, 4))])
        audience = lots.choice([Audience.PUBLIC, Audience.PUBLIC, Audience.PUBLIC, *Audience])
        places = lots.choice(list(Places)) if use == Use.CATALOGUE else Places.COUNTRY
        yield Consent(
            testimony=testimony, use=use, audience=audience, valid_from=begins, valid_until=ends, given=Given.FORM,
            places=places,
        )  # fmt: skip


def _recording(testimony: Testimony, position: int, released: bool) -> Recording:
    return Recording(
        testimony=testimony, position=position, sha256=f"{testimony.pk * 2 + position:064x}", size_bytes=1,
        media_type="audio/ogg", container="ogg", codec="opus", channels=1, sample_rate_hz=48_000, released=released,
    )  # fmt: skip


days = st.integers(-1, LONGEST + 6).map(lambda after: BEGINNING + timedelta(days=after))


@st.composite
def listeners(draw: st.DrawFn, world: World) -> Listener:
    some = st.frozensets(st.sampled_from(world.collections), max_size=2)
    return Listener(
        audience=draw(st.sampled_from(list(Audience))),
        user_id=draw(st.sampled_from([None, *world.users])),
        staff_of=draw(st.one_of(st.just(frozenset()), some)),
        contributes_to=draw(some),
        reading_room=frozenset(draw(st.lists(st.sampled_from(sorted(world.standings)), max_size=60))),
    )


def test_the_query_is_the_rule(world: World) -> None:
    seen: set[tuple[str, bool]] = set()

    @questions
    @given(st.data(), st.sampled_from(list(Use)), days)
    def ask(data: Any, use: Use, day: date) -> None:
        listener = data.draw(listeners(world))
        by_rule = {pk for pk, standing in world.standings.items() if rules.may(use, standing, listener, day)}
        by_query = set(Testimony.objects.allowing(use, listener, day).values_list("pk", flat=True))
        assert by_query == by_rule
        seen.add((use, bool(by_rule)))

    ask()
    assert len({use for use, some in seen if some}) >= 4, "a world in which nothing is ever allowed proves nothing"


@pytest.mark.parametrize("asking", list(Audience))
def test_it_is_the_rule_for_every_audience_on_every_day_of_every_edge(asking: Audience, world: World) -> None:
    """Nobody of the house: as this audience, and as one of it who was let in to every second testimony."""
    admitted = frozenset(sorted(world.standings)[::2])
    for after in range(-1, LONGEST + 6):
        day = BEGINNING + timedelta(days=after)
        for listener in (Listener(audience=asking), Listener(audience=asking, reading_room=admitted)):
            for use in (Use.CATALOGUE, Use.SOUND, Use.EXCERPT):
                by_rule = {pk for pk, standing in world.standings.items() if rules.may(use, standing, listener, day)}
                by_query = set(Testimony.objects.allowing(use, listener.on(day)).values_list("pk", flat=True))
                assert by_query == by_rule, (use, day)


def test_places_are_told_as_finely_as_the_rule_says(world: World) -> None:
    seen: set[Places] = set()

    @questions
    @given(st.data(), days)
    def ask(data: Any, day: date) -> None:
        listener = data.draw(listeners(world)).on(day)
        visible = Testimony.objects.visible_to(listener)
        told = {pk: rules.places(world.standings[pk], listener) for pk in visible.values_list("pk", flat=True)}
        by_query = set(
            visible.filter(pk__in=Testimony.objects.telling_countries_to(listener)).values_list("pk", flat=True)
        )
        assert by_query == {pk for pk, fineness in told.items() if fineness == Places.COUNTRY}
        roles = CountryRole.objects.told_to(listener).filter(testimony__in=visible)
        assert set(roles.values_list("testimony", flat=True)) == by_query
        seen.update(told.values())

    ask()
    assert seen == set(Places)


def test_what_is_said_of_a_testimony_is_what_the_rule_does(world: World) -> None:
    """The statement names, for each refusal, the line that refused: without it the answer would be another."""
    day = BEGINNING + timedelta(days=LONGEST // 2)
    for standing in world.standings.values():
        listeners = {
            Audience.PUBLIC: Listener(),
            Audience.RESEARCHER: Listener(audience=Audience.RESEARCHER),
            Audience.READING_ROOM: Listener(reading_room=frozenset({standing.testimony_id})),
            Audience.STAFF: Listener(staff_of=frozenset({standing.collection_id})),
        }
        answers = list(statement.answers(standing, day))
        assert len(answers) == len(listeners) * len(Use)
        lines = sorted(standing.grants, key=lambda grant: grant.sequence)
        for answer in answers:
            listener = listeners[Audience(answer.audience)]
            assert answer.open == rules.may(answer.use, standing, listener, day) and answer.why
            if answer.line:
                assert lines[answer.line - 1] in [rules.governing(lines, use) for use in (answer.use, Use.CATALOGUE)]
            if not answer.open:
                with pytest.raises(NotPermitted) as refusal:
                    rules.check_may(answer.use, standing, listener, day)
                assert str(refusal.value) == answer.why


def test_recordings_and_words_follow_their_testimony(world: World) -> None:
    @questions
    @given(st.data(), st.sampled_from([Use.CATALOGUE, Use.SOUND, Use.TRANSCRIPT, Use.TRANSLATION]), days)
    def ask(data: Any, use: Use, day: date) -> None:
        listener = data.draw(listeners(world))

        def may(recording: int, use: str) -> bool:
            testimony, released = world.recordings[recording]
            standing = world.standings[testimony]
            return rules.may(use, standing, listener, day) and (released or rules.works_on(listener, standing))

        def may_read(recording: int, kind: str) -> bool:
            return may(recording, Use.TRANSCRIPT) and (kind == "original" or may(recording, Use.TRANSLATION))

        allowed = set(Recording.objects.allowing(use, listener, day).values_list("pk", flat=True))
        assert allowed == {pk for pk in world.recordings if may(pk, use)}
        readable = set(Segment.objects.visible_to(listener, day).values_list("pk", flat=True))
        assert readable == {pk for pk, (recording, kind) in world.segments.items() if may_read(recording, kind)}

    ask()


def test_each_audience_takes_in_those_below_it_and_the_reading_room_lowers_nobody(north: Collection) -> None:
    """The rule itself, against a table that needs no thinking."""
    ladder = [Audience.PUBLIC, Audience.RESEARCHER, Audience.READING_ROOM, Audience.STAFF]
    day = BEGINNING
    for (at, asking), (height, granted) in itertools.product(enumerate(ladder), enumerate(ladder)):
        grants = tuple(rules.Grant(number, use, granted, day) for number, use in enumerate(Use))
        standing = rules.Standing(1, State.PUBLISHED, north.pk, None, grants)
        assert rules.may(Use.SOUND, standing, Listener(audience=asking), day) == (height <= at)
        admitted = Listener(audience=asking, reading_room=frozenset({1}))
        assert rules.may(Use.SOUND, standing, admitted, day) == (height <= max(at, 2))


@pytest.mark.parametrize(
    ("day", "allowed"), [("2014-12-09", False), ("2014-12-10", True), ("2014-12-12", True), ("2014-12-13", False)]
)
def test_both_days_are_inclusive(day: str, allowed: bool) -> None:
    grants = tuple(
        rules.Grant(number, use, Audience.PUBLIC, date(2014, 12, 10), date(2014, 12, 12))
        for number, use in enumerate((Use.CATALOGUE, Use.SOUND))
    )
    standing = rules.Standing(1, State.PUBLISHED, 1, None, grants)
    assert rules.may(Use.SOUND, standing, Listener(), date.fromisoformat(day)) is allowed
