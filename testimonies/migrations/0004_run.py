"""Runs: what a transcript said of the engine that made it becomes a noun of its own, and chunks belong to a run.

Finished transcriptions keep their words, chunks and provenance. Those that were not finished begin from the start: the
chunks that were still to be heard had not been written down.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


MOVE = """
DELETE FROM testimonies_segment s USING testimonies_transcript t
 WHERE s.transcript_id = t.id AND t.progress <> 'done' AND s.review_state = 'machine';
DELETE FROM testimonies_chunk c USING testimonies_transcript t WHERE c.transcript_id = t.id AND t.progress <> 'done';

INSERT INTO testimonies_run (
    transcript_id, task, languages, engine_asked, model_asked, compute_asked, prompt, priority, asked_at, progress,
    failure, needs, done_ms, total_ms, begun_at, planned_at, finished_at, adopted_at, engine, engine_version, model,
    model_digest, options)
SELECT t.id, CASE t.kind WHEN 'translation' THEN 'translate' ELSE 'transcribe' END, '{}', '', '', '', '', 0,
       r.uploaded_at, CASE WHEN t.progress IN ('done', 'failed') THEN t.progress ELSE 'waiting' END,
       t.failure, '', CASE t.progress WHEN 'done' THEN t.done_ms ELSE 0 END, t.total_ms, t.begun_at,
       CASE t.progress WHEN 'done' THEN t.finished_at END, t.finished_at, t.finished_at,
       t.engine, t.engine_version, t.model, CASE t.progress WHEN 'done' THEN t.model_digest ELSE '' END, t.options
  FROM testimonies_transcript t JOIN testimonies_recording r ON r.id = t.recording_id
 WHERE t.kind = 'original' OR t.engine <> '';

UPDATE testimonies_transcript t SET run_id = n.id FROM testimonies_run n WHERE n.transcript_id = t.id;
UPDATE testimonies_segment s SET run_id = n.id FROM testimonies_run n WHERE n.transcript_id = s.transcript_id;
UPDATE testimonies_chunk c SET run_id = n.id, heard_at = n.finished_at, segments = coalesce((
    SELECT jsonb_agg(jsonb_build_object(
               'start_ms', s.start_ms, 'end_ms', s.end_ms, 'text', s.text, 'language', s.language,
               'speaker', s.speaker, 'doubts', '[]'::jsonb, 'words', s.words) ORDER BY s.start_ms)
      FROM testimonies_segment s
     WHERE s.transcript_id = c.transcript_id AND s.start_ms >= c.start_ms AND s.start_ms < c.end_ms), '[]')
  FROM testimonies_run n WHERE n.transcript_id = c.transcript_id;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('testimonies', '0003_upload'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.CharField(choices=[('transcribe', 'the words in the language spoken'), ('translate', 'a translation into English')], default='transcribe', max_length=12)),
                ('from_ms', models.PositiveBigIntegerField(blank=True, null=True)),
                ('until_ms', models.PositiveBigIntegerField(blank=True, null=True)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None)),
                ('engine_asked', models.CharField(blank=True, max_length=60)),
                ('model_asked', models.CharField(blank=True, max_length=200)),
                ('compute_asked', models.CharField(blank=True, max_length=12)),
                ('prompt', models.TextField(blank=True, help_text='The word list it was given. Sealed: it holds names.')),
                ('priority', models.SmallIntegerField(default=0, help_text="A person's wish: higher comes first.")),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('progress', models.CharField(choices=[('waiting', 'waiting'), ('decoding', 'decoding'), ('transcribing', 'transcribing'), ('needs_weights', "needs the model's weights"), ('failed', 'failed'), ('cancelled', 'cancelled'), ('done', 'done')], default='waiting', max_length=14)),
                ('failure', models.CharField(blank=True, choices=[('', ''), ('undecodable', 'the sound could not be decoded'), ('engine', 'the speech recognition engine stopped with an error'), ('original_missing', 'the original is not where it was kept')], default='', max_length=20)),
                ('needs', models.CharField(blank=True, help_text='The model whose weights are waited for.', max_length=120)),
                ('done_ms', models.PositiveBigIntegerField(default=0)),
                ('total_ms', models.PositiveBigIntegerField(blank=True, null=True)),
                ('begun_at', models.DateTimeField(blank=True, null=True)),
                ('planned_at', models.DateTimeField(blank=True, help_text='When speech was found and cut into chunks.', null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('adopted_at', models.DateTimeField(blank=True, help_text='When words of it went into the transcript.', null=True)),
                ('engine', models.CharField(blank=True, max_length=60)),
                ('engine_version', models.CharField(blank=True, max_length=60)),
                ('model', models.CharField(blank=True, max_length=120)),
                ('model_digest', models.CharField(blank=True, max_length=64)),
                ('options', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'verbose_name': 'run of speech recognition',
                'verbose_name_plural': 'runs of speech recognition',
                'ordering': ('transcript', 'pk'),
            },
        ),
        migrations.AlterModelOptions(
            name='chunk',
            options={'ordering': ('run', 'start_ms')},
        ),
        migrations.RemoveConstraint(
            model_name='chunk',
            name='chunk_once',
        ),
        migrations.RemoveConstraint(
            model_name='transcript',
            name='transcript_failed_says_why',
        ),
        migrations.RemoveConstraint(
            model_name='transcript',
            name='transcript_done_is_finished',
        ),
        migrations.AddField(
            model_name='chunk',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0, help_text='How often a worker took it in hand.'),
        ),
        migrations.AddField(
            model_name='chunk',
            name='failed',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='chunk',
            name='heard_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='chunk',
            name='segments',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='chunk',
            name='took_ms',
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='segment',
            name='doubts',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, help_text='Why the machine may err.', size=None),
        ),
        migrations.AddField(
            model_name='run',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='run',
            name='transcript',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='testimonies.transcript'),
        ),
        migrations.AddField(
            model_name='chunk',
            name='run',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='testimonies.run'),
        ),
        migrations.AddField(
            model_name='segment',
            name='run',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='testimonies.run'),
        ),
        migrations.AddField(
            model_name='transcript',
            name='run',
            field=models.OneToOneField(help_text='The run that writes straight into this transcript, or whose words were taken over last.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='testimonies.run'),
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='chunk',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='testimonies.run'),
        ),
        migrations.RemoveField(
            model_name='chunk',
            name='transcript',
        ),
        migrations.RemoveField(
            model_name='transcript',
            name='begun_at',
        ),
        migrations.RemoveField(
            model_name='transcript',
            name='done_ms',
        ),
        migrations.RemoveField(
            model_name='transcript',
            name='engine',
        ),
        migrations.RemoveField(
            model_name='transcript',
            name='engine_version',
        ),
        migrations.RemoveField(
            model_name='transcript',
            name='failure',
        ),
        migrations.RemoveField(
            model_name='transcript',
            name='finished_at',
        ),
        migrations.RemoveField(
            model_name='transcript',
            name='model',
        ),
        migrations.RemoveField(
            model_name='transcript',
            name='model_digest',
        ),
        migrations.RemoveField(
            model_name='transcript',
            name='needs',
        ),
        migrations.RemoveField(
            model_name='transcript',
            name='options',
        ),
        migrations.RemoveField(
            model_name='transcript',
            name='progress',
        ),
        migrations.RemoveField(
            model_name='transcript',
            name='total_ms',
        ),
        migrations.AddConstraint(
            model_name='chunk',
            constraint=models.UniqueConstraint(fields=('run', 'start_ms'), name='chunk_once'),
        ),
        migrations.AddConstraint(
            model_name='chunk',
            constraint=models.CheckConstraint(condition=models.Q(('failed', False), ('heard_at__isnull', True), _connector='OR'), name='chunk_failed_is_not_heard'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('progress', 'failed'), models.Q(('failure', ''), _negated=True)), models.Q(models.Q(('progress', 'failed'), _negated=True), ('failure', '')), _connector='OR'), name='run_failed_says_why'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('progress', 'done'), _negated=True), ('finished_at__isnull', False), _connector='OR'), name='run_done_is_finished'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('from_ms__isnull', True), ('until_ms__isnull', True)), models.Q(('from_ms__isnull', False), ('until_ms__gt', models.F('from_ms'))), _connector='OR'), name='run_span_runs_forward'),
        ),
    ]
