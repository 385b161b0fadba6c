"""Registered researchers, requests for access, and what of the consent ledger governs, kept by triggers."""

import datetime
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


OPEN_TO = """
CREATE FUNCTION testimonies_open_to(
    asking text, entry_audience text, entry_from date, entry_until date, audience text, opens date, closes date
) RETURNS daterange LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- each audience takes in those before it; where nothing is recorded, or nobody, none is taken in
    SELECT CASE
        WHEN array_position(ARRAY['public', 'researcher', 'reading_room', 'staff'], entry_audience)
             <= array_position(ARRAY['public', 'researcher', 'reading_room', 'staff'], asking)
         AND array_position(ARRAY['public', 'researcher', 'reading_room', 'staff'], audience)
             <= array_position(ARRAY['public', 'researcher', 'reading_room', 'staff'], asking)
         AND greatest(entry_from, opens) <= least(entry_until, closes)
        THEN daterange(greatest(entry_from, opens), nullif(least(entry_until, closes), DATE '9999-12-31'), '[]')
        ELSE 'empty'::daterange
    END
$$;
"""

GOVERNING = """
CREATE FUNCTION testimonies_governing_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO testimonies_governing (testimony_id) VALUES (NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION testimonies_consent_governs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- the line with the highest key governs, in whatever order transactions end: the update waits for the row
    EXECUTE format(
        'UPDATE testimonies_governing SET %1$I = $1, %2$I = $2, %3$I = $3, %4$I = $4 WHERE testimony_id = $5 AND %4$I < $4',
        NEW.use || '_audience', NEW.use || '_from', NEW.use || '_until', NEW.use || '_line'
    ) USING NEW.audience, NEW.valid_from, coalesce(NEW.valid_until, DATE '9999-12-31'), NEW.id, NEW.testimony_id;
    IF NEW.use = 'catalogue' THEN
        UPDATE testimonies_governing SET catalogue_places = NEW.places
            WHERE testimony_id = NEW.testimony_id AND catalogue_line = NEW.id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER testimony_governing_begins AFTER INSERT ON testimonies_testimony
    FOR EACH ROW EXECUTE FUNCTION testimonies_governing_begins();
CREATE TRIGGER consent_governs AFTER INSERT ON testimonies_consent
    FOR EACH ROW EXECUTE FUNCTION testimonies_consent_governs();

INSERT INTO testimonies_governing (testimony_id) SELECT id FROM testimonies_testimony;
DO $$
DECLARE line RECORD;
BEGIN
    FOR line IN SELECT DISTINCT ON (testimony_id, use) * FROM testimonies_consent ORDER BY testimony_id, use, id DESC LOOP
        EXECUTE format(
            'UPDATE testimonies_governing SET %1$I = $1, %2$I = $2, %3$I = $3, %4$I = $4 WHERE testimony_id = $5',
            line.use || '_audience', line.use || '_from', line.use || '_until', line.use || '_line'
        ) USING line.audience, line.valid_from, coalesce(line.valid_until, DATE '9999-12-31'), line.id,
            line.testimony_id;
    END LOOP;
    UPDATE testimonies_governing AS held SET catalogue_places = written.places
        FROM testimonies_consent AS written WHERE written.id = held.catalogue_line;
END $$;
"""

BACKWARD = """
DROP TRIGGER consent_governs ON testimonies_consent;
DROP TRIGGER testimony_governing_begins ON testimonies_testimony;
DROP FUNCTION testimonies_consent_governs();
DROP FUNCTION testimonies_governing_begins();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("testimonies", "0011_ledger"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(OPEN_TO, "DROP FUNCTION testimonies_open_to(text, text, date, date, text, date, date)"),
        migrations.CreateModel(
            name="Governing",
            fields=[
                (
                    "testimony",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="governing",
                        serialize=False,
                        to="testimonies.testimony",
                    ),
                ),
                ("catalogue_places", models.CharField(db_default="", default="", max_length=10)),
                ("catalogue_audience", models.CharField(db_default="", default="", max_length=20)),
                (
                    "catalogue_from",
                    models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31)),
                ),
                (
                    "catalogue_until",
                    models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31)),
                ),
                ("catalogue_line", models.BigIntegerField(db_default=0, default=0)),
                ("transcript_audience", models.CharField(db_default="", default="", max_length=20)),
                (
                    "transcript_from",
                    models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31)),
                ),
                (
                    "transcript_until",
                    models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31)),
                ),
                ("transcript_line", models.BigIntegerField(db_default=0, default=0)),
                ("sound_audience", models.CharField(db_default="", default="", max_length=20)),
                (
                    "sound_from",
                    models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31)),
                ),
                (
                    "sound_until",
                    models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31)),
                ),
                ("sound_line", models.BigIntegerField(db_default=0, default=0)),
                ("translation_audience", models.CharField(db_default="", default="", max_length=20)),
                (
                    "translation_from",
                    models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31)),
                ),
                (
                    "translation_until",
                    models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31)),
                ),
                ("translation_line", models.BigIntegerField(db_default=0, default=0)),
                ("excerpt_audience", models.CharField(db_default="", default="", max_length=20)),
                (
                    "excerpt_from",
                    models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31)),
                ),
                (
                    "excerpt_until",
                    models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31)),
                ),
                ("excerpt_line", models.BigIntegerField(db_default=0, default=0)),
                ("reuse_audience", models.CharField(db_default="", default="", max_length=20)),
                (
                    "reuse_from",
                    models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31)),
                ),
                (
                    "reuse_until",
                    models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31)),
                ),
                ("reuse_line", models.BigIntegerField(db_default=0, default=0)),
                ("machine_processing_audience", models.CharField(db_default="", default="", max_length=20)),
                (
                    "machine_processing_from",
                    models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31)),
                ),
                (
                    "machine_processing_until",
                    models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31)),
                ),
                ("machine_processing_line", models.BigIntegerField(db_default=0, default=0)),
                ("export_audience", models.CharField(db_default="", default="", max_length=20)),
                (
                    "export_from",
                    models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31)),
                ),
                (
                    "export_until",
                    models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31)),
                ),
                ("export_line", models.BigIntegerField(db_default=0, default=0)),
                (
                    "catalogue_public",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("public"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "catalogue_researcher",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("researcher"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "catalogue_reading_room",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("reading_room"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "catalogue_staff",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("staff"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "transcript_public",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("public"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "transcript_audience",
                            "transcript_from",
                            "transcript_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "transcript_researcher",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("researcher"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "transcript_audience",
                            "transcript_from",
                            "transcript_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "transcript_reading_room",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("reading_room"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "transcript_audience",
                            "transcript_from",
                            "transcript_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "transcript_staff",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("staff"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "transcript_audience",
                            "transcript_from",
                            "transcript_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "sound_public",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("public"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "sound_audience",
                            "sound_from",
                            "sound_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "sound_researcher",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("researcher"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "sound_audience",
                            "sound_from",
                            "sound_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "sound_reading_room",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("reading_room"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "sound_audience",
                            "sound_from",
                            "sound_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "sound_staff",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("staff"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "sound_audience",
                            "sound_from",
                            "sound_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "translation_public",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("public"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "translation_audience",
                            "translation_from",
                            "translation_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "translation_researcher",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("researcher"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "translation_audience",
                            "translation_from",
                            "translation_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "translation_reading_room",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("reading_room"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "translation_audience",
                            "translation_from",
                            "translation_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "translation_staff",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("staff"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "translation_audience",
                            "translation_from",
                            "translation_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "excerpt_public",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("public"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "excerpt_audience",
                            "excerpt_from",
                            "excerpt_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "excerpt_researcher",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("researcher"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "excerpt_audience",
                            "excerpt_from",
                            "excerpt_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "excerpt_reading_room",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("reading_room"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "excerpt_audience",
                            "excerpt_from",
                            "excerpt_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "excerpt_staff",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("staff"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "excerpt_audience",
                            "excerpt_from",
                            "excerpt_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "reuse_public",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("public"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "reuse_audience",
                            "reuse_from",
                            "reuse_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "reuse_researcher",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("researcher"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "reuse_audience",
                            "reuse_from",
                            "reuse_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "reuse_reading_room",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("reading_room"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "reuse_audience",
                            "reuse_from",
                            "reuse_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "reuse_staff",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("staff"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "reuse_audience",
                            "reuse_from",
                            "reuse_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "machine_processing_public",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("public"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "machine_processing_audience",
                            "machine_processing_from",
                            "machine_processing_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "machine_processing_researcher",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("researcher"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "machine_processing_audience",
                            "machine_processing_from",
                            "machine_processing_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "machine_processing_reading_room",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("reading_room"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "machine_processing_audience",
                            "machine_processing_from",
                            "machine_processing_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "machine_processing_staff",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("staff"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "machine_processing_audience",
                            "machine_processing_from",
                            "machine_processing_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "export_public",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("public"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "export_audience",
                            "export_from",
                            "export_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "export_researcher",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("researcher"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "export_audience",
                            "export_from",
                            "export_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "export_reading_room",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("reading_room"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "export_audience",
                            "export_from",
                            "export_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
                (
                    "export_staff",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value("staff"),
                            "catalogue_audience",
                            "catalogue_from",
                            "catalogue_until",
                            "export_audience",
                            "export_from",
                            "export_until",
                            function="testimonies_open_to",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                    ),
                ),
            ],
            options={
                "verbose_name": "governing consent",
                "verbose_name_plural": "governing consents",
            },
        ),
        migrations.CreateModel(
            name="AccessRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("letter", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("purpose", models.TextField(max_length=2000, verbose_name="what you want to use it for")),
                (
                    "language",
                    models.CharField(blank=True, help_text="In which whoever asked is written to.", max_length=12),
                ),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="asked"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("granted", "granted"),
                            ("refused", "refused"),
                            ("revoked", "taken back"),
                            ("given_up", "given up"),
                            ("renewed", "renewed by a later one"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("granted_until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("editors_told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "told_state",
                    models.CharField(blank=True, help_text="What whoever asked was last written about.", max_length=10),
                ),
                (
                    "asker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="access_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "testimony",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access_requests",
                        to="testimonies.testimony",
                        verbose_name="testimony",
                    ),
                ),
            ],
            options={
                "verbose_name": "access request",
                "verbose_name_plural": "access requests",
                "ordering": ("-pk",),
                "indexes": [models.Index(fields=["state", "testimony"], name="accessrequest_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("waiting", "granted"))),
                        fields=("asker", "testimony", "state"),
                        name="accessrequest_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "granted", "refused", "revoked", "given_up", "renewed"])
                        ),
                        name="accessrequest_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose", ""), _negated=True), name="accessrequest_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("granted", "revoked", "renewed")), _negated=True),
                            ("granted_until__isnull", False),
                            _connector="OR",
                        ),
                        name="accessrequest_granted_until_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "waiting")),
                            ("state", "given_up"),
                            models.Q(
                                models.Q(("state__in", ("waiting", "given_up")), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="accessrequest_decided_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="accessrequest_refused_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("state__in", ("revoked", "given_up", "renewed"))),
                            models.Q(
                                models.Q(("state__in", ("revoked", "given_up", "renewed")), _negated=True),
                                ("ended_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="accessrequest_ended_has_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Researcher",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "affiliation",
                    models.CharField(blank=True, max_length=200, verbose_name="where you work or study, if anywhere"),
                ),
                ("purpose", models.TextField(max_length=2000, verbose_name="what you want to use the testimonies for")),
                ("terms_version", models.CharField(max_length=20, verbose_name="version of the terms")),
                (
                    "accepted_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="accepted"),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acceptances",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "registered researcher",
                "verbose_name_plural": "registered researchers",
                "ordering": ("-pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("user", "terms_version"),
                        name="researcher_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("purpose", ""), _negated=True), models.Q(("terms_version", ""), _negated=True)
                        ),
                        name="researcher_says_who_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("revoked_by", None), ("revoked_at__isnull", False), _connector="OR"),
                        name="researcher_revoked_by_after_it",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="testimony",
            index=models.Index(
                condition=models.Q(("demonstration", True)), fields=["id"], name="testimony_demonstration"
            ),
        ),
        migrations.RunSQL(GOVERNING, BACKWARD),
    ]
