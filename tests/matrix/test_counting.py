"""What the catalogue and the search count: numbers tell as much as words do."""

from __future__ import annotations

from itertools import product
from typing import Any

from tests.matrix.oracle import ASKERS, Asker, finds
from tests.matrix.planting import SHARED, Planted
from tests.matrix.walking import Garden, takes_turn

SEALED = ("real_name", "local_identifier", "original_name", "word_list")


def test_a_search_counts_and_finds_what_the_asker_may_read(garden: Garden, client_of: Any) -> None:
    """Asked for a word that one testimony alone holds."""
    wrong = []
    for asker, (number, one) in product(ASKERS, enumerate(garden.planted)):
        for kind in asked(garden, asker, number, one):
            found = client_of(asker).get("/en/search/", {"q": one.marks[kind]}).context["answer"]
            expected = finds(asker, kind, one.plan) and kind not in SEALED
            if (found.testimonies, len(found.groups), bool(found.hits)) != (expected, expected, expected):
                wrong.append((asker.name, one.plan.name, kind, found.testimonies, found.hits))
    assert not wrong


def asked(garden: Garden, asker: Asker, number: int, one: Planted) -> list[str]:
    """The kinds of marks that this asker searches for: title or words of each; of one for each closure, all others.

    Those of whom the rule knows the same take turns, and never search for the same word.
    """
    kinds = ["title", "words"] + (["passage", *SEALED] if one in garden.a_few else [])
    return [kind for turn, kind in enumerate(kinds) if takes_turn(asker, number + turn)]


def test_a_search_counts_what_the_asker_may_read(garden: Garden, client_of: Any) -> None:
    """Asked for a word that all of them hold."""
    for asker in ASKERS:
        every = client_of(asker).get("/en/search/", {"q": SHARED}).context["answer"]
        readable = sum(any(finds(asker, kind, one.plan) for kind in ("words", "summary")) for one in garden.planted)
        assert every.testimonies == readable
        assert sum(facet.testimonies for facet in every.facets["country"]) == readable


def test_the_catalogue_counts_what_the_asker_may_see(garden: Garden, client_of: Any) -> None:
    for asker in ASKERS:
        page = client_of(asker).get("/en/testimonies/").context
        seen = sum(finds(asker, "title", one.plan) for one in garden.planted)
        assert page["count"] == seen
        for filter_ in page["filters"]:
            if filter_["name"] in ("country", "theme"):
                assert [option.count for option in filter_["options"]] == ([seen] if seen else [])
