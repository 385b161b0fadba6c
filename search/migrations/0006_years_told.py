"""What the timeline counts follows from the years that passages tell of; the database notes their changes as well."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

noted = import_module("search.migrations.0003_noted_by_the_database")
OLD = {"testimonies_passage": noted.NOTED["testimonies_passage"]}
RENEWED = {
    name: (key, concerned, (*columns, "first_year", "last_year")) for name, (key, concerned, columns) in OLD.items()
}


class Migration(migrations.Migration):
    dependencies = [("search", "0005_counted_while_unchanged"), ("testimonies", "0024_passage_years")]

    operations = [
        migrations.RunSQL([*noted.dropping(OLD), *noted.noting(RENEWED)], [*noted.dropping(RENEWED), *noted.noting(OLD)]),
    ]
