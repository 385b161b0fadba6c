"""The database itself notes what changed of a testimony, in the transaction of the change, by whichever door it came."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import migrations

FUNCTION = """
CREATE FUNCTION search_notes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- the argument selects the testimonies that are concerned; once in a transaction is enough
    EXECUTE 'INSERT INTO search_change (testimony_id) SELECT DISTINCT concerned.testimony FROM (' || TG_ARGV[0] || ')
        AS concerned (testimony) WHERE concerned.testimony IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM search_change AS noted WHERE noted.testimony_id = concerned.testimony
            AND noted.transaction = pg_current_xact_id()::text::bigint)';
    RETURN NULL;
END $$;
"""

OWN = "SELECT testimony_id FROM changed"
OF_RECORDING = "SELECT r.testimony_id FROM changed JOIN testimonies_recording r ON r.id = changed.recording_id"
OF_ALL = "SELECT 0 FROM changed"

NOTED: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "testimonies_testimony": (
        "id",
        "SELECT id FROM changed",
        ("state", "live", "owner_id", "collection_id", "interview_earliest", "interview_latest", "kind"),
    ),
    "testimonies_governing": ("testimony_id", OWN, ()),
    "testimonies_recording": ("id", OWN, ("testimony_id", "position", "released", "duration_ms")),
    "testimonies_transcript": ("id", OF_RECORDING, ("recording_id", "kind", "language")),
    "testimonies_segment": (
        "id",
        """SELECT r.testimony_id FROM changed JOIN testimonies_transcript t ON t.id = changed.transcript_id
           JOIN testimonies_recording r ON r.id = t.recording_id""",
        (
            *("transcript_id", "start_ms", "end_ms", "text", "language", "speaker", "words", "doubts"),
            "review_state",
        ),
    ),
    "testimonies_description": ("id", OWN, ()),
    "testimonies_passage": ("id", OF_RECORDING, ("recording_id", "start_ms", "end_ms")),
    "testimonies_passagedescription": (
        "id",
        """SELECT r.testimony_id FROM changed JOIN testimonies_passage p ON p.id = changed.passage_id
           JOIN testimonies_recording r ON r.id = p.recording_id""",
        (),
    ),
    "testimonies_redaction": ("id", OF_RECORDING, ()),
    "testimonies_namereplacement": ("id", OWN, ()),
    "testimonies_countryrole": ("id", OWN, ()),
    "testimonies_testimonytheme": ("id", "SELECT content_object_id FROM changed", ()),
    "testimonies_participation": ("id", OWN, ()),
    "testimonies_person": (
        "id",
        "SELECT p.testimony_id FROM changed JOIN testimonies_participation p ON p.person_id = changed.id",
        ("name", "pseudonym", "shown_as"),
    ),
    **{
        name: ("id", OF_ALL, ())
        for name in (
            *("testimonies_country", "testimonies_article", "testimonies_themegroup", "testimonies_theme"),
            *("testimonies_theme_articles", "wagtailcore_collection"),
        )
    },
}
"""For each table its key, which testimonies are concerned (0: all, by a controlled word), and the columns that matter
where a row is changed; all where none are named."""


def noting(tables_noted: dict[str, tuple[str, str, tuple[str, ...]]]) -> list[str]:
    """The statements that make these tables' triggers."""
    made = []
    for table, (key, concerned, columns) in tables_noted.items():
        was, is_now = (
            "({})".format(", ".join(f"{rows}.{column}" for column in columns) if columns else f"{rows}.*")
            for rows in ("was", "is_now")
        )
        differs = f"{was} IS DISTINCT FROM {is_now}" if columns else "was.* IS DISTINCT FROM is_now.*"
        both = (
            f"SELECT was.* FROM was JOIN is_now USING ({key}) WHERE {differs} "
            f"UNION ALL SELECT is_now.* FROM was JOIN is_now USING ({key}) WHERE {differs}"
        )
        for event, rows, tables in (
            ("INSERT", "SELECT * FROM is_now", "NEW TABLE AS is_now"),
            ("UPDATE", both, "OLD TABLE AS was NEW TABLE AS is_now"),
            ("DELETE", "SELECT * FROM was", "OLD TABLE AS was"),
        ):
            argument = f"WITH changed AS ({rows}) {concerned}".replace("'", "''")
            made.append(
                f"CREATE TRIGGER search_notes_{event.lower()} AFTER {event} ON {table} REFERENCING {tables} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION search_notes('{argument}');"
            )
    return made


def dropping(tables: Iterable[str]) -> list[str]:
    events = ("insert", "update", "delete")
    return [f"DROP TRIGGER search_notes_{event} ON {table};" for table in tables for event in events]


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_words_gone"),
        ("testimonies", "0019_kind"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunSQL([FUNCTION, *noting(NOTED)], [*dropping(NOTED), "DROP FUNCTION search_notes();"]),
    ]
