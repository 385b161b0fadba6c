"""The vocabulary as a graph of SKOS (W3C, 2009): two schemes, the themes in their groups, and the articles in their
parts. A theme is related to the articles that guard it.

rdflib writes the three forms. It is imported where it is needed: no process pays for it that nobody asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils import translation

from archive.models import Explanation, Loaded
from archive.reference_data import NAME
from archive.ways.articles import PARTS
from testimonies.description.languages import INTERFACE_LANGUAGES
from testimonies.models import Article, Theme, ThemeGroup

__all__ = ["FORMS", "graph", "written"]

FORMS = {
    "rdf": ("application/rdf+xml", "pretty-xml"),
    "ttl": ("text/turtle", "turtle"),
    "jsonld": ("application/ld+json", "json-ld"),
}
"""Ending of the address → media type, and rdflib's name."""
TITLES = {
    "themes": {
        "en": "Rights themes of migrant workers",
        "es": "Temas de derechos de los trabajadores migratorios",
        "fr": "Thèmes des droits des travailleurs migrants",
        "ar": "موضوعات حقوق العمال المهاجرين",
    },
    "articles": {
        "en": "Articles of the Convention on migrant workers",
        "es": "Artículos de la Convención sobre los trabajadores migratorios",
        "fr": "Articles de la Convention sur les travailleurs migrants",
        "ar": "مواد اتفاقية العمال المهاجرين",
    },
}


def written(form: str, base: str) -> bytes:
    """The whole vocabulary; made once for each state of the reference data."""
    loaded = Loaded.objects.filter(name=NAME).values_list("digest", flat=True).first()
    return _written(form, base, loaded or "")


@lru_cache(maxsize=len(FORMS))
def _written(form: str, base: str, loaded: str) -> bytes:
    return bytes(graph(base).serialize(format=FORMS[form][1], encoding="utf-8"))


def graph(base: str) -> Any:
    """``base`` is the address before ``themes``, for example ``https://archive.example/vocabulary/``. Six queries."""
    from rdflib import Graph, Literal, Namespace, URIRef
    from rdflib.namespace import DCTERMS, RDF, SKOS

    made, here = Graph(), Namespace(base)
    made.bind("skos", SKOS)
    made.bind("dcterms", DCTERMS)
    told: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for row in Explanation.objects.all():
        told[row.subject][row.language] = (row.title, row.text)

    def say(one: URIRef, what: URIRef, labels: Mapping[str, str]) -> None:
        for tag, text in labels.items():
            if text:
                made.add((one, what, Literal(text, lang=tag)))

    def concept(name: str, scheme: URIRef, above: URIRef | None = None) -> URIRef:
        one = here[name]
        made.add((one, RDF.type, SKOS.Concept))
        made.add((one, SKOS.inScheme, scheme))
        if above is None:
            made.add((one, SKOS.topConceptOf, scheme))
            made.add((scheme, SKOS.hasTopConcept, one))
        else:
            made.add((one, SKOS.broader, above))
            made.add((above, SKOS.narrower, one))
        return one

    for name, titles in TITLES.items():
        made.add((here[name], RDF.type, SKOS.ConceptScheme))
        say(here[name], DCTERMS.title, titles)
    groups = {}
    for group in ThemeGroup.objects.all():
        groups[group.pk] = concept(f"groups/{group.slug}", here["themes"])
        say(groups[group.pk], SKOS.prefLabel, group.labels)
    for part, label in PARTS.items():
        one = concept(f"parts/{part}", here["articles"])
        made.add((one, SKOS.notation, Literal(part)))
        say(one, SKOS.prefLabel, _in_every_language(label))
    articles = {}
    for article in Article.objects.all():
        articles[article.pk] = one = concept(
            f"articles/{article.number}", here["articles"], here[f"parts/{article.part}"]
        )
        words = told[f"article/{article.number}"]
        made.add((one, SKOS.notation, Literal(str(article.number))))
        say(one, SKOS.prefLabel, {"en": article.title, **{tag: title for tag, (title, _text) in words.items()}})
        say(one, SKOS.scopeNote, {"en": article.summary, **{tag: text for tag, (_title, text) in words.items()}})
    for theme in Theme.objects.prefetch_related("articles"):
        one = concept(f"themes/{theme.slug}", here["themes"], groups[theme.group_id])
        words = told[f"theme/{theme.slug}"]
        say(one, SKOS.prefLabel, theme.labels)
        say(one, SKOS.scopeNote, {"en": theme.scope_note, **{tag: text for tag, (_title, text) in words.items()}})
        for article in theme.articles.all():
            made.add((one, SKOS.related, articles[article.pk]))
            made.add((articles[article.pk], SKOS.related, one))
    return made


def _in_every_language(label: Any) -> dict[str, str]:
    found = {}
    for tag in INTERFACE_LANGUAGES:
        with translation.override(tag):
            found[tag] = str(label)
    return found
