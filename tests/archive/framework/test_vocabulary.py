"""The vocabulary as SKOS: three files of one graph that holds the rules of SKOS, and an address for every concept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SKOS

from archive import reference_data
from testimonies.models import Article, Theme, ThemeGroup

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings(
        "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
    ),  # rdflib's own JSON-LD reader
]

FILES = {"rdf": "xml", "ttl": "turtle", "jsonld": "json-ld"}
LANGUAGES = {"en", "es", "fr", "ar"}


@pytest.fixture
def loaded(db: None) -> None:
    reference_data.load()


def read(client: Client, form: str) -> Any:
    answer = client.get(f"/vocabulary/themes.{form}")
    assert answer.status_code == 200
    return Graph().parse(data=answer.content, format=FILES[form])


@pytest.fixture
def graph(loaded: None, client: Client) -> Any:
    return read(client, "ttl")


def test_the_three_files_are_one_graph(loaded: None, client: Client, graph: Any) -> None:
    assert len(graph) > 1_000
    assert isomorphic(graph, read(client, "rdf")) and isomorphic(graph, read(client, "jsonld"))


def test_every_theme_group_part_and_article_is_a_concept(graph: Any) -> None:
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) == Theme.objects.count() + ThemeGroup.objects.count() + Article.objects.count() + 9
    assert len(set(graph.subjects(RDF.type, SKOS.ConceptScheme))) == 2


def test_every_concept_stands_in_one_scheme_with_one_label_in_each_language(graph: Any) -> None:
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        assert len(set(graph.objects(concept, SKOS.inScheme))) == 1, concept
        labels = [label.language for label in graph.objects(concept, SKOS.prefLabel)]
        assert len(labels) == 4 and set(labels) == LANGUAGES, concept
        notes = [note.language for note in graph.objects(concept, SKOS.scopeNote)]
        assert len(notes) == len(set(notes)), concept


def test_broader_has_no_circle_and_narrower_is_its_inverse(graph: Any) -> None:
    pairs = set(graph.subject_objects(SKOS.broader))
    assert {(narrow, broad) for broad, narrow in graph.subject_objects(SKOS.narrower)} == pairs
    above = dict(pairs)
    assert len(above) == len(pairs), "each has one broader concept at most"
    for concept in above:
        seen, here = {concept}, concept
        while here in above:
            here = above[here]
            assert here not in seen, concept
            seen.add(here)
        assert (None, SKOS.hasTopConcept, here) in graph, "it ends at the top of a scheme"


def test_related_goes_both_ways_and_never_up_or_down(graph: Any) -> None:
    """SKOS S23 and S27: skos:related is symmetric, and disjoint with skos:broaderTransitive."""
    related = set(graph.subject_objects(SKOS.related))
    assert related and related == {(two, one) for one, two in related}
    assert not related & set(graph.subject_objects(SKOS.broader))
    pairs = sum(theme.articles.count() for theme in Theme.objects.all())
    assert len(related) == 2 * pairs


def test_what_it_says_of_a_theme_is_what_the_archive_says(graph: Any) -> None:
    theme = Theme.objects.get(slug="recruitment-fees")
    (concept,) = graph.subjects(SKOS.prefLabel, Literal(theme.label_ar, lang="ar"))
    assert str(concept).endswith("/vocabulary/themes/recruitment-fees")
    articles = {str(one).rsplit("/", 1)[1] for one in graph.objects(concept, SKOS.related)}
    assert articles == {"66", "68"}


def test_every_address_of_the_graph_leads_to_a_page_or_a_file(client: Client, graph: Any) -> None:
    kinds = {SKOS.Concept, SKOS.ConceptScheme}
    for one in {one for kind in kinds for one in graph.subjects(RDF.type, kind)}:
        assert isinstance(one, URIRef)
        path = "/vocabulary/" + str(one).split("/vocabulary/")[1]
        page = client.get(path, HTTP_ACCEPT="text/html", HTTP_ACCEPT_LANGUAGE="ar")
        assert page.status_code == 303 and page["Location"].startswith("/ar/"), path
        file = client.get(path, HTTP_ACCEPT="text/turtle")
        assert file.status_code == 303 and file["Location"] == "/vocabulary/themes.ttl", path
    assert client.get(page["Location"].split("#")[0]).status_code == 200


ASKED = [
    ("", "/en/themes/"),
    ("*/*", "/en/themes/"),
    ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "/en/themes/"),
    ("application/ld+json", "/vocabulary/themes.jsonld"),
    ("text/turtle;q=0.5, application/rdf+xml", "/vocabulary/themes.rdf"),
    ("image/png", "/en/themes/"),
    (",;;q=x", "/en/themes/"),
]


def test_who_asks_is_led_to_what_they_read(loaded: None, client: Client) -> None:
    for accept, leads in ASKED:
        answer = client.get("/vocabulary/themes", HTTP_ACCEPT=accept, HTTP_ACCEPT_LANGUAGE="en")
        assert answer["Location"] == leads, accept
        assert "Accept" in answer["Vary"] and "Accept-Language" in answer["Vary"]


NOWHERE = ("themes/nothing", "articles/0", "articles/94", "articles/1e1", "articles/٢٢", "parts/X", "groups/x", "zzz")


def test_what_there_is_not_is_nowhere(loaded: None, client: Client) -> None:
    for path in NOWHERE:
        assert client.get(f"/vocabulary/{path}", follow=True).status_code == 404, path


def test_pages_lead_to_the_files(loaded: None, client: Client) -> None:
    for path in ("themes/", "convention/", "themes/women/", "convention/articles/22/"):
        head = client.get(f"/fr/{path}").content.decode().split("</head>")[0]
        assert 'rel="alternate" type="text/turtle" href="/vocabulary/themes.ttl"' in head, path
