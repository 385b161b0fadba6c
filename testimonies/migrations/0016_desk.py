"""The desk: versions of segments, and the ledger of what was done to them, which only a purge may empty."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION testimonies_segment_change_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND coalesce(current_setting('archive.purging', true), '') <> '' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only: add a row instead of changing one', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER segment_change_only_grows BEFORE UPDATE OR DELETE ON testimonies_segmentchange
    FOR EACH ROW EXECUTE FUNCTION testimonies_segment_change_stays();

CREATE FUNCTION testimonies_segment_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;

CREATE TRIGGER segment_counts BEFORE UPDATE ON testimonies_segment
    FOR EACH ROW
    WHEN (NEW.version <= OLD.version
          AND (OLD.text, OLD.words, OLD.start_ms, OLD.end_ms, OLD.speaker, OLD.language, OLD.review_state)
              IS DISTINCT FROM
              (NEW.text, NEW.words, NEW.start_ms, NEW.end_ms, NEW.speaker, NEW.language, NEW.review_state))
    EXECUTE FUNCTION testimonies_segment_counts();
"""

BACKWARD = """
DROP TRIGGER segment_counts ON testimonies_segment;
DROP FUNCTION testimonies_segment_counts();
DROP TRIGGER segment_change_only_grows ON testimonies_segmentchange;
DROP FUNCTION testimonies_segment_change_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('testimonies', '0015_risk'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='segment',
            name='corrected_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='segment',
            name='verified_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='segment',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1, help_text='Grows with each change; a trigger sees to it where a writer does not.'),
        ),
        migrations.AddField(
            model_name='passage',
            name='version',
            field=models.PositiveIntegerField(db_default=0, default=0, help_text='Grows with each change.'),
        ),
        migrations.CreateModel(
            name='SegmentChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(choices=[('written', 'changed the words'), ('split', 'split the segment'), ('merged', 'merged two segments'), ('assigned', 'said who speaks'), ('renamed', 'named a speaker anew'), ('timed', 'moved the times'), ('reviewed', 'said how far the words are checked'), ('replaced', 'replaced in several segments'), ('restored', 'brought back an earlier version'), ('struck', 'struck out what nobody said'), ('coarsened', 'put coarser words in the place of dangerous ones'), ('adopted', 'took over the words of another run'), ('redacted', 'marked a span for redaction'), ('passage_made', 'made a passage'), ('passage_changed', 'changed a passage'), ('passage_removed', 'removed a passage'), ('undone', 'undid it'), ('redone', 'did it again')], max_length=20)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('stroke', models.UUIDField(help_text='Given by the desk: the same stroke is done once.', null=True, unique=True)),
                ('before', models.JSONField(default=list)),
                ('after', models.JSONField(default=list)),
                ('concerns', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, help_text='The keys of the segments.', size=None)),
                ('data', models.JSONField(default=dict, help_text='What was done that is no segment: run, redaction, passage.')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('transcript', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='testimonies.transcript')),
                ('undoes', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='testimonies.segmentchange')),
            ],
            options={
                'verbose_name': 'change of a transcript',
                'verbose_name_plural': 'changes of transcripts',
                'ordering': ('pk',),
                'default_permissions': (),
                'indexes': [models.Index(fields=['transcript', 'id'], name='segment_change_in_order'), django.contrib.postgres.indexes.GinIndex(fields=['concerns'], name='segment_change_concerns')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
