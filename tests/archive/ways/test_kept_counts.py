"""What is counted is kept until something changes: after every kind of change it is as a new count says, at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.ways import counting, passages, routes
from testimonies.actions import redacting, withdrawing
from testimonies.consent.audiences import VISITOR, Audience, Listener, Use
from testimonies.counted import counted
from testimonies.models import (
    Article,
    Country,
    CountryRole,
    Passage,
    PassageTheme,
    Recording,
    Role,
    Testimony,
    TestimonyTheme,
    Theme,
)
from tests.archive.ways.conftest import make_passage
from tests.factories.testimony import consent, make_published

pytestmark = pytest.mark.django_db(transaction=True)

COUNTS: tuple[Callable[[Listener], Any], ...] = (
    *(counting.by_country, counting.by_region, counting.by_theme, counting.by_article, counting.by_collection),
    *(counting.by_language, counting.by_year, counting.numbers, counting.undated, counting.published),
    *(counting.shows_demonstration, passages.passages_by_article, passages.passages_by_theme, routes._counted),
    passages.passages_by_years,
)
RESEARCHER = Listener(audience=Audience.RESEARCHER)


def kept() -> list[Any]:
    return [count(asker) for asker in (VISITOR, RESEARCHER) for count in COUNTS]


def anew() -> list[Any]:
    return [count.__wrapped__(asker) for asker in (VISITOR, RESEARCHER) for count in COUNTS]  # type: ignore[attr-defined]


def test_nothing_is_counted_twice(told: Testimony, closed: Testimony) -> None:
    first = kept()
    with CaptureQueriesContext(connection) as asked:
        assert kept() == first
    assert len(asked) == 2 * len(COUNTS)  # has anything changed?
    assert all("search_change" in one["sql"] for one in asked)


def test_after_every_change_it_is_as_a_new_count_says(told: Testimony, superuser: Any, south: Any) -> None:
    recording, passage = told.recordings.get(), Passage.objects.get()
    tomorrow = timezone.localdate() + timedelta(days=1)
    through: Any = Passage.articles.through

    changes: dict[str, Callable[[], Any]] = {
        "another testimony": lambda: make_published(south, countries=[("PH", "origin"), ("QA", "destination")]),
        "a country more": lambda: CountryRole.objects.create(
            testimony=told, country=Country.objects.get(iso2="NP"), role=Role.RETURN
        ),
        "a country less": lambda: CountryRole.objects.get(testimony=told, role=Role.RETURN).delete(),
        "a theme more": lambda: TestimonyTheme.objects.create(
            content_object=told, tag=Theme.objects.get(slug="wage-theft")
        ),
        "a theme guards another article": lambda: Theme.objects.get(slug="wage-theft").articles.add(
            Article.objects.get(number=71)
        ),
        "another language": lambda: Recording.objects.filter(pk=recording.pk).update(spoken_languages=["tl", "en"]),
        "not released": lambda: Recording.objects.filter(pk=recording.pk).update(released=False),
        "released": lambda: Recording.objects.filter(pk=recording.pk).update(released=True),
        "longer": lambda: Recording.objects.filter(pk=recording.pk).update(duration_ms=7_200_000),
        "a year": lambda: Testimony.objects.filter(pk=told.pk).update(
            interview_earliest="2009-01-01", interview_latest="2009-12-31"
        ),
        "a demonstration": lambda: Testimony.objects.filter(pk=told.pk).update(demonstration=True),
        "another collection": lambda: Testimony.objects.filter(pk=told.pk).update(collection=south),
        "a passage more": lambda: make_passage(told, "More", article=22, theme="deportation", country="QA"),
        "an article of a passage": lambda: through.objects.create(
            passage=passage, article=Article.objects.get(number=33)
        ),
        "a theme of a passage": lambda: PassageTheme.objects.create(
            content_object=passage, tag=Theme.objects.get(slug="wage-theft")
        ),
        "the years of a passage": lambda: Passage.objects.filter(pk=passage.pk).update(first_year=2009, last_year=2011),
        "something is kept back": lambda: redacting.redact(
            recording=recording, start_ms=6_000, end_ms=7_000, open_to="staff", reason="other", by=superuser
        ),
        "another region": lambda: Country.objects.filter(iso2="PH").update(region="Oceania"),
        "for researchers alone": lambda: consent(told, Use.CATALOGUE, Audience.RESEARCHER),
        "closed until tomorrow": lambda: consent(told, Use.CATALOGUE, valid_from=tomorrow),
        "taken back": lambda: withdrawing.withdraw(testimony=Testimony.objects.exclude(pk=told.pk).get(), by=superuser),
    }
    for name, change in changes.items():
        before = kept()
        change()
        after = kept()
        assert after == anew(), name
        assert after != before, f"{name}: nothing follows from it, so that this shows nothing"


def test_what_is_not_committed_is_nobody_elses(told: Testimony) -> None:
    before = kept()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Testimony.objects.filter(pk=told.pk).update(interview_earliest="1999-01-01", interview_latest="1999-12-31")
        assert counting.by_year(VISITOR) == counting.by_year.__wrapped__(VISITOR) != before[6]  # type: ignore[attr-defined]
        raise ZeroDivisionError
    assert kept() == before


def test_what_changed_while_it_was_counted_is_not_kept(told: Testimony) -> None:
    def slow() -> int:
        number = Testimony.objects.filter(interview_earliest__year=1999).count()
        Testimony.objects.filter(pk=told.pk).update(interview_earliest="1999-01-01", interview_latest="1999-12-31")
        return number

    assert counted(slow, VISITOR, "slow") == 0
    assert counted(slow, VISITOR, "slow") == 1


def test_no_asker_is_given_anothers_count(told: Testimony, north: Any) -> None:
    consent(told, Use.CATALOGUE, Audience.RESEARCHER)
    assert counting.published(VISITOR) == 0
    assert counting.published(RESEARCHER) == 1
    assert counting.published(Listener(staff_of=frozenset({north.pk}))) == 1
    assert counting.published(VISITOR) == 0


def test_tomorrow_is_another_day(told: Testimony) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    consent(told, Use.CATALOGUE, valid_until=timezone.localdate())
    assert counting.published(VISITOR) == 1
    assert counting.published(VISITOR.on(tomorrow)) == 0


def test_the_catalogue_forgets_a_testimony_at_once(told: Testimony, client: Client, superuser: Any) -> None:
    addresses = ("", "?theme=recruitment-fees", "?country=PH", "?language=en")
    for address in addresses:
        assert told.title in client.get(f"/en/testimonies/{address}").content.decode()
    withdrawing.withdraw(testimony=told, by=superuser)
    for address in addresses:
        page = client.get(f"/en/testimonies/{address}").content.decode()
        assert told.title not in page
        assert "Philippines (" not in page
