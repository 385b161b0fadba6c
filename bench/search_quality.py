"""How much of what a question means is found, and how much else: ``python -m bench.search_quality`` prints JSON.

The rows of the gold set (``tests/data/gold``) are asked of our engine and, on the same segments, of what a site usually
has: PostgreSQL's full text with the English stemmer for every language, the same with its ``simple`` configuration,
and Wagtail's own search. Precision: how much of what was found was meant. Recall: how much of what was meant was found.
Rows: how many of the questions were answered with all that was meant and nothing else.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "tests" / "data" / "gold"
Search = Callable[[str], set[int]]
"""From a question to the numbers of the segments that it finds."""


def main() -> dict[str, Any]:
    gold = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.json"))]
    numbered = [(one["language"], key, text) for one in gold for key, text in one["segments"].items()]
    with tempfile.TemporaryDirectory(prefix="b") as folder:
        os.environ |= {"LOCAL_ROOT": f"{folder}/local", "MEDIA_ROOT": f"{folder}/media"}
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
        import django

        from archive import embedded_database

        django.setup()
        from django.conf import settings

        embedded_database.ensure_running(settings.POSTGRES_ROOT)
        try:
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
            texts = [text for _, _, text in numbered]
            engines = {
                "ours": _ours(Path(folder) / "index", [(language, text) for language, _, text in numbered]),
                "postgresql_english": _postgresql("english", texts),
                "postgresql_simple": _postgresql("simple", texts),
                "wagtail": _wagtail(texts),
            }
            return _judged(gold, numbered, engines)
        finally:
            embedded_database.stop(settings.POSTGRES_ROOT)


def _judged(
    gold: list[dict[str, Any]], numbered: list[tuple[str, str, str]], engines: dict[str, Search]
) -> dict[str, Any]:
    """Only hits among the segments of the question's own language are judged: the rows say nothing of the others."""
    told: dict[str, Any] = {"rows": sum(len(one["rows"]) for one in gold), "languages": len(gold)}
    for name, search in engines.items():
        counts = {one["language"]: _counted(one, numbered, search) for one in gold}
        total = [sum(column) for column in zip(*counts.values(), strict=True)]
        told[name] = _figures(*total) | {"by_language": {language: _figures(*one) for language, one in counts.items()}}
    return told


def _counted(
    one: dict[str, Any], numbered: list[tuple[str, str, str]], search: Search
) -> tuple[int, int, int, int, int]:
    """Meant and found, found, meant, rows right, rows."""
    both = found_in_all = meant_in_all = right = 0
    for row in one["rows"]:
        hits = search(row["query"])
        found = {numbered[number][1] for number in hits if numbered[number][0] == one["language"]}
        meant = set(row["finds"])
        both, found_in_all, meant_in_all = (
            both + len(found & meant),
            found_in_all + len(found),
            meant_in_all + len(meant),
        )
        right += found == meant
    return both, found_in_all, meant_in_all, right, len(one["rows"])


def _figures(both: int, found: int, meant: int, right: int, rows: int) -> dict[str, float | str]:
    return {
        "precision": round(both / found, 3) if found else 1.0,
        "recall": round(both / meant, 3),
        "rows": f"{right}/{rows}",
    }


def _ours(folder: Path, segments: list[tuple[str, str]]) -> Search:
    from search.engine import Engine, IndexDocument
    from search.language.parser import parse

    engine = Engine(folder)
    for number, (language, text) in enumerate(segments):
        engine.replace(number + 1, [IndexDocument(f"segment:{number}", "segment", number + 1, language, text)])
    engine.commit(1)
    engine.close()
    everything = {"segment": range(1, len(segments) + 1)}

    def search(question: str) -> set[int]:
        node = parse(question).node
        return {one - 1 for one in engine.search(node, among=everything, limit=1).counts} if node else set()

    return search


def _postgresql(configuration: str, texts: list[str]) -> Search:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS quality_{configuration} (number integer, words tsvector)")
        cursor.executemany(
            f"INSERT INTO quality_{configuration} VALUES (%s, to_tsvector('{configuration}', %s))",
            list(enumerate(texts)),
        )

    def search(question: str) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT number FROM quality_{configuration}"
                f" WHERE words @@ websearch_to_tsquery('{configuration}', %s)",
                [question],
            )
            return {number for (number,) in cursor.fetchall()}

    return search


def _wagtail(texts: list[str]) -> Search:
    """Each segment is the title of a page."""
    from wagtail.models import Page
    from wagtail.search.utils import parse_query_string

    root = Page.get_first_root_node()
    pages = [root.add_child(instance=Page(title=text, slug=f"quality-{number}")) for number, text in enumerate(texts)]
    numbers = {page.pk: number for number, page in enumerate(pages)}

    def search(question: str) -> set[int]:
        _filters, query = parse_query_string(question, operator="and")
        found = Page.objects.search(query, fields=["title"])
        return {numbers[page.pk] for page in found if page.pk in numbers}

    return search


if __name__ == "__main__":
    print(json.dumps(main(), indent=2, ensure_ascii=False))
