"""Addresses of the ways in, below a language."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from archive.ways import (
    articles,
    chance,
    collections,
    countries,
    explore,
    feeds,
    journeys,
    regions,
    themes,
    tongues,
    years,
)


class CountryCode(StringConverter):
    """ISO 3166-1, two letters: small in addresses, capitals everywhere else."""

    regex = r"[A-Za-z]{2}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return str(value).lower()


class LanguageTag(StringConverter):
    regex = r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}"


class ArticleNumber(IntConverter):
    regex = r"[1-9][0-9]?"


class YearNumber(IntConverter):
    regex = r"[12][0-9]{3}"


register_converter(CountryCode, "iso2")
register_converter(LanguageTag, "spoken")
register_converter(ArticleNumber, "article")
register_converter(YearNumber, "year")

urlpatterns = [
    path("explore/", explore.explore, name="explore"),
    path("listen/", chance.at_random, name="random"),
    path("countries/", countries.countries, name="countries"),
    path("countries/<iso2:iso2>/", countries.country, name="country"),
    path("countries/<iso2:iso2>/feed.atom", feeds.of_country, name="country-feed"),
    path("regions/<slug:slug>/", regions.region, name="region"),
    path("themes/", themes.themes, name="themes"),
    path("themes/<slug:slug>/", themes.theme, name="theme"),
    path("themes/<slug:slug>/feed.atom", feeds.of_theme, name="theme-feed"),
    path("convention/articles/", articles.articles, name="articles"),
    path("convention/articles/<article:number>/", articles.article, name="article"),
    path("collections/", collections.collections, name="collections"),
    path("collections/<slug:slug>/", collections.collection, name="collection"),
    path("collections/<slug:slug>/feed.atom", feeds.of_collection, name="collection-feed"),
    path("languages/", tongues.tongues, name="tongues"),
    path("languages/<spoken:tag>/", tongues.tongue, name="tongue"),
    path("journeys/", journeys.journeys, name="journeys"),
    path("years/", years.years, name="years"),
    path("years/<year:number>/", years.year, name="year"),
    path("feed.atom", feeds.newest, name="feed"),
]
