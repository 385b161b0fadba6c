"""How long the server works on each way in: ``python -m bench.ways [TESTIMONIES [ROUNDS]]``.

A seeded archive (:mod:`bench.synthetic`, five segments to a testimony, a passage in each) in a PostgreSQL of its own,
asked through Django's test client as a visitor. Prints JSON: for each page milliseconds of the processor, of this
process and of the database's together, which other work on the machine hardly lengthens (mean), and of the clock
(median); bytes as they are and compressed; and how many questions were put to the database.
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import sys
import tempfile
import time
from datetime import date
from typing import Any

TESTIMONIES = 10_000
ROUNDS = 7
PATHS = (
    *("", "explore/", "countries/", "countries/{iso2}/", "countries/{iso2}/?role=origin", "regions/asia/", "themes/"),
    *("themes/recruitment-fees/", "convention/articles/", "convention/articles/66/", "collections/", "languages/"),
    *("collections/{collection}/", "languages/en/", "journeys/", "years/", "years/2000/", "listen/", "feed.atom"),
    *("countries/{iso2}/feed.atom", "testimonies/", "testimonies/?theme=wage-theft", "nothing-here/"),
    *(
        "convention/",
        "convention/status/",
        "convention/instruments/",
        "convention/instruments/C189/",
        "timeline/",
        "timeline/2010/",
    ),
    *("calendar/", "calendar/?month=2015-05", "calendar/?view=map", "documents/", "progress/", "actions/"),
    *("campaigns/", "take-part/", "actions/report/", "campaigns/describe/", "take-part/interview/", "partners/"),
)


def main(testimonies: int, rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="b") as folder:
        os.environ |= {"LOCAL_ROOT": f"{folder}/local", "MEDIA_ROOT": f"{folder}/media", "ALLOWED_HOSTS": "testserver"}
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
        import django

        from archive import embedded_database

        django.setup()
        from django.conf import settings

        embedded_database.ensure_running(settings.POSTGRES_ROOT)
        try:
            return _measured(testimonies, rounds)
        finally:
            embedded_database.stop(settings.POSTGRES_ROOT)


def _measured(testimonies: int, rounds: int) -> dict[str, Any]:
    from django.core.management import call_command
    from django.db import connection

    for command, options in (
        ("migrate", {}),
        ("collectstatic", {"interactive": False}),
        ("load_reference_data", {}),
        ("set_up_site", {}),
    ):
        call_command(command, verbosity=0, **options)
    fill(testimonies)
    names = _names()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    paths = [f"/en/{path.format(**names)}" for path in PATHS] + ["/sitemap.xml", "/sitemap-0.xml", "/sitemap-1.xml"]
    return {"testimonies": testimonies, "rounds": rounds, "pages": {path: _asked(path, rounds) for path in paths}}


def fill(testimonies: int) -> Any:
    """Fill the database: what :func:`bench.synthetic.build` gives, with a passage in each of its testimonies."""
    from bench import synthetic
    from testimonies.models import Consent, Passage, PassageDescription, PassageTheme, Theme

    synthetic.SEGMENTS_PER_TESTIMONY = 5
    made = synthetic.build(testimonies * 5)
    themes = list(Theme.objects.prefetch_related("articles").order_by("slug"))
    keys = range(1, testimonies + 1)
    excerpts = {"use": "excerpt", "audience": "public", "valid_from": date(2000, 1, 1), "given": "form"}
    Consent.objects.bulk_create([Consent(testimony_id=key, **excerpts) for key in keys], batch_size=1_000)
    spans = {"start_ms": 5_000, "end_ms": 20_000}
    told = {key: {"first_year": 1980 + key % 40, "last_year": 1982 + key % 40} for key in keys}
    Passage.objects.bulk_create([Passage(recording_id=key, **spans, **told[key]) for key in keys], 1_000)
    PassageDescription.objects.bulk_create(
        [PassageDescription(passage_id=key, language="en", title=f"Passage {key}") for key in keys], batch_size=1_000
    )
    of_each = [(key, themes[key % len(themes)]) for key in keys]
    PassageTheme.objects.bulk_create([PassageTheme(content_object_id=key, tag=one) for key, one in of_each], 1_000)
    tagged: Any = Passage.articles.through
    articles = [(key, article.pk) for key, one in of_each for article in one.articles.all()[:1]]
    tagged.objects.bulk_create([tagged(passage_id=key, article_id=article) for key, article in articles], 1_000)
    return made


def _names() -> dict[str, Any]:
    """The country and the collection that most is told of."""
    from django.db.models import Count

    from testimonies.models import CountryRole, Testimony

    most = CountryRole.objects.values_list("country__iso2").annotate(n=Count("pk")).order_by("-n").first()
    assert most is not None
    return {"iso2": most[0].lower(), "collection": Testimony.objects.values_list("collection", flat=True)[0]}


def _asked(path: str, rounds: int) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client

    client = Client()
    body = client.get(path).content
    queries: list[str] = []

    def noted(execute: Any, sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(noted):
        client.get(path)
    wall, before = [], _processor_s(connection)
    for _round in range(rounds):
        began = time.perf_counter()
        client.get(path)
        wall.append(time.perf_counter() - began)
    return {
        "cpu_ms": round((_processor_s(connection) - before) / rounds * 1000),
        "wall_ms": round(statistics.median(wall) * 1000),
        "queries": len(queries),
        "bytes": len(body),
        "compressed": len(gzip.compress(body, 6)),
    }


def _processor_s(connection: Any) -> float:
    """Seconds that this process and the one of the database that answers it have worked."""
    import psutil

    connection.ensure_connection()
    theirs = psutil.Process(connection.connection.info.backend_pid).cpu_times()
    return time.process_time() + theirs.user + theirs.system


if __name__ == "__main__":
    asked = [int(one) for one in sys.argv[1:3]]
    print(json.dumps(main(*(asked + [TESTIMONIES, ROUNDS][len(asked) :])), indent=2))
