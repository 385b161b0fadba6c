"""Translations by people, and labels of the vocabulary in further languages.

Where a segment of an original moves in time, what was translated from it is widened over the new place, so that what is
kept back by time is kept back there too; nobody has to remember it.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


FOLLOW = '''
CREATE FUNCTION testimonies_translation_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    one record;
    until_ms bigint;
BEGIN
    FOR one IN
        SELECT held.id, held.transcript_id, LEAST(held.start_ms, NEW.start_ms) AS from_ms,
               GREATEST(held.end_ms, NEW.end_ms) AS to_ms
        FROM testimonies_translatedsegment link JOIN testimonies_segment held ON held.id = link.segment_id
        WHERE link.original_id = NEW.id AND (held.start_ms > NEW.start_ms OR held.end_ms < NEW.end_ms)
    LOOP
        until_ms := one.to_ms;
        WHILE EXISTS (
            SELECT 1 FROM testimonies_segment WHERE transcript_id = one.transcript_id AND start_ms = one.from_ms
                AND end_ms = until_ms AND id <> one.id
        ) LOOP
            until_ms := until_ms + 1;
        END LOOP;
        UPDATE testimonies_segment SET start_ms = one.from_ms, end_ms = until_ms WHERE id = one.id;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER testimonies_translation_follows AFTER UPDATE OF start_ms, end_ms ON testimonies_segment
    FOR EACH ROW EXECUTE FUNCTION testimonies_translation_follows();
'''
FOLLOW_NO_MORE = '''
DROP TRIGGER testimonies_translation_follows ON testimonies_segment;
DROP FUNCTION testimonies_translation_follows();
'''


class Migration(migrations.Migration):

    dependencies = [
        ('testimonies', '0016_desk'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='testimony',
            options={'ordering': ('-accession_number',), 'permissions': [('publish_testimony', 'Can approve and publish testimonies'), ('translate_testimony', 'Can translate testimonies that they may read')], 'verbose_name': 'testimony', 'verbose_name_plural': 'testimonies'},
        ),
        migrations.AddField(
            model_name='country',
            name='other_labels',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='theme',
            name='other_labels',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='themegroup',
            name='other_labels',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.CreateModel(
            name='TranslatedSegment',
            fields=[
                ('made_from', models.TextField(help_text="The original's words as they stood when this was translated.")),
                ('translated_at', models.DateTimeField(null=True)),
                ('segment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='translated', serialize=False, to='testimonies.segment')),
                ('version', models.PositiveIntegerField(default=1)),
                ('memory_key', models.CharField(blank=True, db_index=True, max_length=32)),
                ('memory_words', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None)),
                ('original', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='translations', to='testimonies.segment')),
            ],
            options={
                'verbose_name': 'translated segment',
                'verbose_name_plural': 'translated segments',
                'default_permissions': (),
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['memory_words'], name='translated_segment_words')],
            },
        ),
        migrations.CreateModel(
            name='TranslatedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_from', models.TextField(help_text="The original's words as they stood when this was translated.")),
                ('translated_at', models.DateTimeField(null=True)),
                ('subject', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=80)),
                ('language', models.CharField(max_length=12)),
                ('text', models.TextField()),
                ('state', models.CharField(choices=[('machine', 'machine-made'), ('corrected', 'corrected'), ('verified', 'verified')], default='corrected', max_length=10)),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('earlier', models.JSONField(blank=True, default=list)),
                ('reviewer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('testimony', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='translated_texts', to='testimonies.testimony')),
                ('translator', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'translated text',
                'verbose_name_plural': 'translated texts',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('subject', 'key', 'language'), name='translated_text_once'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='translated_text_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('subject__startswith', 'vocabulary/'), ('testimony', None)), models.Q(('testimony__isnull', False), models.Q(('subject__startswith', 'vocabulary/'), _negated=True)), _connector='OR'), name='translated_text_of_a_testimony_or_the_vocabulary')],
            },
        ),
        migrations.RunSQL(FOLLOW, FOLLOW_NO_MORE),
    ]
