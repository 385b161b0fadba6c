"""Property: every count equals a plain recount, whoever asks."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from archive.ways import counting, passages
from testimonies.consent.audiences import VISITOR, Audience, Listener, Use
from testimonies.models import Passage, Testimony, Theme
from tests.archive.ways.conftest import make_passage
from tests.factories.testimony import consent, make_published

pytestmark = pytest.mark.django_db

COUNTRIES = ("PH", "SG", "QA", "KW", "NP", "MX", "US")
THEMES = ("recruitment-fees", "deportation", "women")
AUDIENCES = (*Audience.values, None)


@pytest.fixture
def many(site: None, north: Any, south: Any, interviewer: Any) -> list[Testimony]:
    """Forty, by lot: anywhere, about anything, open to anybody or nobody, published or not."""
    chance = random.Random(1990)
    made = []
    for number in range(40):
        testimony = make_published(
            chance.choice([north, south]),
            text="Words.",
            owner=interviewer,
            allows=(),
            language=chance.choice(["en", "es", "ne"]),
            countries={(chance.choice(COUNTRIES), chance.choice([*counting.ROLES, "interview"])) for _ in range(4)},
            themes=chance.sample(THEMES, chance.randint(0, 3)),
            interview_date=str(chance.randint(2010, 2014)),
        )
        for use in (Use.CATALOGUE, Use.SOUND):
            audience = chance.choice(AUDIENCES)
            if audience:
                consent(testimony, use, audience)
        if number % 7 == 0:
            testimony.live = False
            testimony.save()
        make_passage(testimony, "A passage", article=chance.choice([22, 66]), theme=chance.choice(THEMES))
        made.append(testimony)
    return made


@pytest.fixture
def askers(many: list[Testimony], north: Any, interviewer: Any) -> list[Listener]:
    return [
        VISITOR,
        Listener(audience=Audience.RESEARCHER),
        Listener(audience=Audience.RESEARCHER, reading_room=frozenset(one.pk for one in many[::3])),
        Listener(audience=Audience.STAFF, staff_of=frozenset({north.pk})),
        Listener(user_id=interviewer.pk, contributes_to=frozenset({north.pk})),
    ]


def test_countries_and_regions(many: list[Testimony], askers: list[Listener]) -> None:
    for asker in askers:
        seen = [one for one in many if one.may(Use.CATALOGUE, asker)]
        roles: Counter[Any] = Counter()
        countries: Counter[Any] = Counter()
        regions: Counter[Any] = Counter()
        for one in seen:
            told = [role for role in one.country_roles.select_related("country") if role.role in counting.ROLES]
            roles.update((role.country_id, role.role) for role in told)
            countries.update({role.country_id for role in told})
            regions.update({role.country.region for role in told})
        counted = counting.by_country(asker)
        assert {country: tally.testimonies for country, tally in counted.items()} == dict(countries)
        assert {(pk, role): n for pk, tally in counted.items() for role, n in tally.in_role.items()} == dict(roles)
        assert counting.by_region(asker) == dict(regions)
        assert counting.numbers(asker).countries == len(countries)


def test_themes_articles_collections_years(many: list[Testimony], askers: list[Listener]) -> None:
    articles = {theme.pk: {one.number for one in theme.articles.all()} for theme in Theme.objects.all()}
    for asker in askers:
        seen = [one for one in many if one.may(Use.CATALOGUE, asker)]
        themes = {one.pk: set(one.themes.values_list("pk", flat=True)) for one in seen}
        assert counting.by_theme(asker) == dict(Counter(theme for some in themes.values() for theme in some))
        guarded = [set().union(*(articles[theme] for theme in some)) for some in themes.values()]
        assert counting.by_article(asker) == dict(Counter(number for some in guarded for number in some))
        assert counting.by_collection(asker) == dict(Counter(one.collection_id for one in seen))
        assert counting.by_year(asker) == dict(Counter(one.interview_earliest.year for one in seen))
        assert counting.numbers(asker).testimonies == len(seen)


def test_languages_and_passages(many: list[Testimony], askers: list[Listener]) -> None:
    for asker in askers:
        seen = {one.pk for one in many if one.may(Use.CATALOGUE, asker)}
        spoken = Counter(tag for one in many if one.pk in seen for tag in one.spoken_languages)
        assert counting.by_language(asker) == dict(spoken)
        known = [one for one in Passage.objects.all() if one.recording.testimony_id in seen]
        assert set(passages.told_to(asker)) == set(known)
        numbers = Counter(article.number for one in known for article in one.articles.all())
        assert passages.passages_by_article(asker) == dict(numbers)
        assert sum(passages.passages_by_theme(asker).values()) == len(known)
