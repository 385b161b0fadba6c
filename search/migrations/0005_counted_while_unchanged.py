"""What the ways in count follows from a few more tables and columns; the database notes their changes as well."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

noted = import_module("search.migrations.0003_noted_by_the_database")

OF_PASSAGE = """SELECT r.testimony_id FROM changed JOIN testimonies_passage p ON p.id = changed.{} JOIN testimonies_recording r
                ON r.id = p.recording_id"""
RENEWED = {
    name: (key, concerned, (*columns, *more))
    for name, more in {"testimonies_recording": ("spoken_languages",), "testimonies_testimony": ("demonstration",)}.items()
    for key, concerned, columns in (noted.NOTED[name],)
}
NEW = {
    "testimonies_passage_articles": ("id", OF_PASSAGE.format("passage_id"), ()),
    "testimonies_passagetheme": ("id", OF_PASSAGE.format("content_object_id"), ()),
    "testimonies_passagecountry": ("id", OF_PASSAGE.format("passage_id"), ()),
}
OLD = {name: noted.NOTED[name] for name in RENEWED}


class Migration(migrations.Migration):
    dependencies = [("search", "0004_saved_search"), ("testimonies", "0023_quick_json")]

    operations = [
        migrations.RunSQL([*noted.dropping(OLD), *noted.noting(RENEWED)], [*noted.dropping(RENEWED), *noted.noting(OLD)]),
        migrations.RunSQL(noted.noting(NEW), noted.dropping(NEW)),
    ]
