"""With the indexer stopped: what is taken back, closed or kept back is gone at once from hits, counts, facets,
suggestions, collocates and the concordance, whichever door it came by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from search.answering import answer, counts, occurrences
from search.engine import Engine
from search.index import Follower
from testimonies.actions import consenting, redacting, renaming, withdrawing
from testimonies.consent.audiences import VISITOR
from testimonies.models import Article, Segment, State, Testimony, Theme
from tests.cast import account, collection
from tests.factories.testimony import make_published, make_theme

pytestmark = pytest.mark.django_db(transaction=True)

WORD = "quartermaster"
MISSPELT = "quartermasterr"


@pytest.fixture
def indexed(settings: Any) -> tuple[Testimony, Testimony]:
    """Two testimonies that both say the word; nobody follows what changes from now on."""
    north = collection("North")
    theme = make_theme("housing", articles=[43])
    made = tuple(
        make_published(
            north, text=[f"the {WORD} kept the keys", "something else"], titles={"en": f"With a {WORD}"},
            countries=[("NP", "origin")], themes=[theme.slug],
        )
        for _ in range(2)
    )  # fmt: skip
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        Follower(engine).catch_up()
    closed, stays = made
    assert told() == {closed.pk: 2, stays.pk: 2}
    return closed, stays


def told() -> dict[int, int]:
    """Who is found, with how many hits; every count that is told must say the same."""
    found = answer(WORD, listener=VISITOR)
    shown = {testimony.pk: count for testimony, count, _ in found.groups}
    assert (found.hits, found.testimonies) == (sum(shown.values()), len(shown))
    for facet in ("country", "theme", "collection", "decade", "kind"):
        assert [one.testimonies for one in found.facets[facet]] == ([len(shown)] if shown else []), facet
        assert [one.hits for one in found.facets[facet]] == ([found.hits] if shown else []), facet
    assert [one.hits for one in found.facets["language"]] == ([found.hits] if shown else [])
    spoken = occurrences(WORD, listener=VISITOR)
    assert spoken.total == len(spoken.hits) == sum(facet.hits for facet in found.facets["state"])
    assert {hit.testimony for hit in spoken.hits} <= shown.keys()
    [number], everything, _ = counts([WORD], listener=VISITOR)
    assert number == spoken.total <= everything
    assert answer(MISSPELT, listener=VISITOR).suggestion == (WORD if shown else "")
    return shown


def embargo(testimony: Testimony) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    for use in ("catalogue", "transcript"):
        consenting.record(testimony=testimony, by=None, use=use, audience="public", given="form", valid_from=tomorrow)


def for_researchers(testimony: Testimony) -> None:
    consenting.record(testimony=testimony, by=None, use="catalogue", audience="researcher", given="form")


def redact(testimony: Testimony) -> None:
    by = account("superuser", is_superuser=True)
    redacting.redact(
        recording=testimony.recordings.get(), start_ms=0, end_ms=3_000, open_to="staff", reason="other", by=by
    )


def rename(testimony: Testimony) -> None:
    renaming.replace(testimony=testimony, name=WORD, shown="somebody", by=account("superuser", is_superuser=True))


def withdraw(testimony: Testimony) -> None:
    withdrawing.withdraw(testimony=testimony, by=account("superuser", is_superuser=True))


def behind_everybodys_back(testimony: Testimony) -> None:
    Testimony.objects.filter(pk=testimony.pk).update(state=State.CLOSED, live=False)


def doubt(testimony: Testimony) -> None:
    Segment.objects.filter(transcript__recording__testimony=testimony).update(doubts=["repeated"])


def hold_back(testimony: Testimony) -> None:
    testimony.recordings.update(released=False)


def reword(testimony: Testimony) -> None:
    Segment.objects.filter(transcript__recording__testimony=testimony).update(text="nothing of it")


@pytest.mark.parametrize(
    "close",
    [embargo, for_researchers, redact, rename, withdraw, behind_everybodys_back, doubt, hold_back, reword],
)
def test_it_is_gone_at_once(close: Callable[[Testimony], None], indexed: tuple[Testimony, Testimony]) -> None:
    closed, stays = indexed
    close(closed)
    assert told() == {stays.pk: 2}
    close_again = {redact: behind_everybodys_back, rename: behind_everybodys_back, withdraw: behind_everybodys_back}
    close_again.get(close, close)(stays)
    assert told() == {}


def test_a_move_to_another_collection_is_told_at_once(
    indexed: tuple[Testimony, Testimony], settings: Any, south: Any
) -> None:
    closed, _ = indexed
    Testimony.objects.filter(pk=closed.pk).update(collection=south)
    assert [one.testimonies for one in answer(WORD, listener=VISITOR).facets["collection"]] == [1]
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        Follower(engine).catch_up()
    names = {one.label: one.testimonies for one in answer(WORD, listener=VISITOR).facets["collection"]}
    assert names == {"North": 1, "South": 1}


def test_a_theme_that_was_named_anew_or_given_an_article_is_so_at_once(indexed: tuple[Testimony, Testimony]) -> None:
    theme = Theme.objects.get(slug="housing")
    theme.label_en = "A roof"
    theme.save()
    theme.articles.set([Article.objects.get_or_create(number=64, defaults={"part": "VI"})[0]])
    found = answer(WORD, listener=VISITOR)
    assert [one.label for one in found.facets["theme"][0].children] == ["A roof"]
    assert [(one.value, one.testimonies) for one in found.facets["article"]] == [("64", 2)]
    assert answer(f'{WORD} theme:"a roof"', listener=VISITOR).testimonies == 2
