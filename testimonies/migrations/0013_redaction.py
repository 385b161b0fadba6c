"""Redactions: kept back spans, silenced copies, replaced names; a redaction is only ever lifted."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


FORWARD = """
CREATE FUNCTION testimonies_redaction_only_lifted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a redaction never changes; it can be lifted once'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER redaction_only_lifted BEFORE UPDATE ON testimonies_redaction
    FOR EACH ROW
    WHEN (OLD.recording_id IS DISTINCT FROM NEW.recording_id OR OLD.start_ms IS DISTINCT FROM NEW.start_ms
          OR OLD.end_ms IS DISTINCT FROM NEW.end_ms OR OLD.margin_ms IS DISTINCT FROM NEW.margin_ms
          OR OLD.open_to IS DISTINCT FROM NEW.open_to OR OLD.reason IS DISTINCT FROM NEW.reason
          OR OLD.replacement_id IS DISTINCT FROM NEW.replacement_id
          OR OLD.by_id IS DISTINCT FROM NEW.by_id OR OLD.at IS DISTINCT FROM NEW.at
          OR (OLD.note IS DISTINCT FROM NEW.note AND NEW.note <> '')
          OR (OLD.lifted_at IS NOT NULL
              AND (OLD.lifted_at, OLD.lifted_by_id) IS DISTINCT FROM (NEW.lifted_at, NEW.lifted_by_id)))
    EXECUTE FUNCTION testimonies_redaction_only_lifted();
"""

BACKWARD = """
DROP TRIGGER redaction_only_lifted ON testimonies_redaction;
DROP FUNCTION testimonies_redaction_only_lifted();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('testimonies', '0012_rooms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='accesscopy',
            name='must_move',
            field=models.BooleanField(default=False, help_text='A redaction came after it was given out: its bytes must go to another file.'),
        ),
        migrations.CreateModel(
            name='NameReplacement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('shown', models.CharField(max_length=120, verbose_name='shown instead')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('testimony', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='name_replacements', to='testimonies.testimony')),
            ],
            options={
                'verbose_name': 'name that is replaced',
                'verbose_name_plural': 'names that are replaced',
                'ordering': ('testimony', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='RedactedCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('spans', models.JSONField()),
                ('state', models.CharField(choices=[('waiting', 'The silenced copy is being made. Until then nobody outside the staff hears the recording.'), ('checked', 'The silenced copy was made and checked.'), ('failed', 'No silenced copy could be made. Nobody outside the staff hears the recording.')], default='waiting', max_length=10)),
                ('failure', models.CharField(blank=True, help_text='What the check or the encoder found wrong.', max_length=40)),
                ('file', models.CharField(help_text='Path below MEDIA_ROOT.', max_length=200, unique=True)),
                ('media_type', models.CharField(default='audio/mp4', max_length=80)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('size_bytes', models.BigIntegerField(null=True)),
                ('peaks', models.JSONField(blank=True, help_text='Waveform, drawn from the silenced sound.', null=True)),
                ('must_move', models.BooleanField(default=False, help_text='As of an access copy.')),
                ('made_at', models.DateTimeField(help_text='When it was made and checked.', null=True)),
                ('recording', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='redacted_copies', to='testimonies.recording')),
            ],
            options={
                'verbose_name': 'silenced copy',
                'verbose_name_plural': 'silenced copies',
            },
        ),
        migrations.CreateModel(
            name='Redaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_ms', models.PositiveBigIntegerField(verbose_name='from')),
                ('end_ms', models.PositiveBigIntegerField(verbose_name='until')),
                ('margin_ms', models.PositiveIntegerField(default=250, verbose_name='margin on each side')),
                ('open_to', models.CharField(choices=[('researcher', 'registered researchers'), ('reading_room', 'people whose request was approved'), ('staff', 'staff of the collection'), ('nobody', 'nobody')], default='staff', max_length=20, verbose_name='who may still hear and read it')),
                ('reason', models.CharField(choices=[('narrator_asked', 'the narrator asked for it'), ('third_person', 'it names or describes a third person'), ('child', 'it is about a child'), ('whereabouts', 'an address, a telephone number or a place where somebody can be found'), ('papers', 'the number of a passport, visa or other document'), ('employer', 'an employer who could be recognised'), ('route', 'how and when a border was crossed'), ('membership', 'membership of a union, party or group'), ('health', 'health, violence or grief'), ('law', 'a conviction or proceedings at law'), ('other', 'another reason, in the note')], max_length=20, verbose_name='reason')),
                ('note', models.CharField(blank=True, help_text='For staff alone; never in an event.', max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recording', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redactions', to='testimonies.recording')),
                ('replacement', models.ForeignKey(blank=True, help_text='The name that is spoken there. As long as it is replaced, its other form stands in the text.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='redactions', to='testimonies.namereplacement')),
            ],
            options={
                'verbose_name': 'redaction',
                'verbose_name_plural': 'redactions',
                'ordering': ('recording', 'start_ms', 'pk'),
            },
        ),
        migrations.AddConstraint(
            model_name='namereplacement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('shown', ''), _negated=True)), name='name_replacement_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='namereplacement',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('testimony', 'name'), name='name_replaced_once'),
        ),
        migrations.AddIndex(
            model_name='redactedcopy',
            index=models.Index(condition=models.Q(('state', 'checked'), _negated=True), fields=['recording'], name='redacted_copy_owed'),
        ),
        migrations.AddConstraint(
            model_name='redactedcopy',
            constraint=models.UniqueConstraint(fields=('recording', 'spans'), name='redacted_copy_once_for_its_spans'),
        ),
        migrations.AddConstraint(
            model_name='redactedcopy',
            constraint=models.CheckConstraint(condition=models.Q(('spans', []), _negated=True), name='redacted_copy_has_spans'),
        ),
        migrations.AddConstraint(
            model_name='redactedcopy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'checked'), _negated=True), models.Q(('made_at__isnull', False), ('sha256__regex', '^[0-9a-f]{64}$'), ('size_bytes__gt', 0)), _connector='OR'), name='redacted_copy_checked_is_whole'),
        ),
        migrations.AddIndex(
            model_name='redaction',
            index=models.Index(condition=models.Q(('lifted_at__isnull', True)), fields=['recording'], name='redaction_in_force'),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.CheckConstraint(condition=models.Q(('end_ms__gt', models.F('start_ms'))), name='redaction_has_length'),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.CheckConstraint(condition=models.Q(('margin_ms__gte', 250), ('margin_ms__lte', 10000)), name='redaction_margin_is_kept'),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.CheckConstraint(condition=models.Q(('open_to__in', ('researcher', 'reading_room', 'staff', 'nobody'))), name='redaction_audience_known'),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['narrator_asked', 'third_person', 'child', 'whereabouts', 'papers', 'employer', 'route', 'membership', 'health', 'law', 'other'])), name='redaction_reason_known'),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.CheckConstraint(condition=models.Q(('lifted_by', None), ('lifted_at__isnull', False), _connector='OR'), name='redaction_lifted_by_someone_at_a_time'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
