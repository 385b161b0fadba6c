"""Withdrawal: what was taken back stays hidden, and a purge alone may blank what the ledgers hold of it.

A transaction that purges a testimony says so by the setting ``archive.purging`` (the key of that testimony), one that
restores it by ``archive.restoring``. Both end with the transaction.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE OR REPLACE FUNCTION testimonies_ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    purging text := current_setting('archive.purging', true);
    was jsonb := to_jsonb(OLD);
    becomes jsonb;
BEGIN
    IF TG_OP = 'UPDATE' AND purging <> '' AND coalesce(was ->> 'testimony_id', purging) = purging THEN
        becomes := to_jsonb(NEW);
        IF TG_TABLE_NAME = 'testimonies_event' AND was - 'data' = becomes - 'data' THEN
            RETURN NEW;
        END IF;
        IF TG_TABLE_NAME = 'testimonies_consent' AND NOT EXISTS (
            SELECT 1 FROM unnest(ARRAY['id', 'testimony_id', 'use', 'audience', 'valid_from', 'valid_until', 'given',
                                       'recorded_at', 'recorded_by_id']) AS stays
            WHERE was -> stays IS DISTINCT FROM becomes -> stays) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only: add a row instead of changing one', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE FUNCTION testimonies_original_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('archive.purging', true) = OLD.testimony_id::text AND NEW.sha256 = '' AND NEW.size_bytes = 0
       AND NEW.preparation = 'purged' AND NEW.uuid = OLD.uuid AND NEW.testimony_id = OLD.testimony_id THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the original of a recording never changes'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION testimonies_withdrawn_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('archive.restoring', true) = OLD.id::text THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what a narrator took back stays hidden: restore it first'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER testimony_withdrawn_stays BEFORE UPDATE ON testimonies_testimony
    FOR EACH ROW WHEN (OLD.state = 'withdrawn' AND (NEW.state <> 'withdrawn' OR NEW.live))
    EXECUTE FUNCTION testimonies_withdrawn_stays();
"""

BACKWARD = """
DROP TRIGGER testimony_withdrawn_stays ON testimonies_testimony;
DROP FUNCTION testimonies_withdrawn_stays();

CREATE OR REPLACE FUNCTION testimonies_ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: add a row instead of changing one', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE FUNCTION testimonies_original_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the original of a recording never changes'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('testimonies', '0013_redaction'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Exported',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=40, verbose_name='what')),
                ('to', models.CharField(blank=True, max_length=200, verbose_name='to')),
                ('day', models.DateField(default=django.utils.timezone.localdate, verbose_name='day')),
                ('times', models.PositiveIntegerField(default=1, verbose_name='times')),
            ],
            options={
                'verbose_name': 'export',
                'verbose_name_plural': 'exports',
                'ordering': ('day', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(help_text='Counts the withdrawals of this testimony.')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('reason', models.TextField(blank=True, help_text='For the staff alone; nobody must give one.', verbose_name='reason')),
                ('language', models.CharField(default='en', max_length=12, verbose_name='language of the receipt')),
                ('was_public', models.BooleanField(default=False)),
                ('restorable_until', models.DateTimeField()),
                ('restored_at', models.DateTimeField(blank=True, null=True)),
                ('purge_asked_at', models.DateTimeField(blank=True, null=True)),
                ('purge_step', models.CharField(blank=True, choices=[('', 'not begun'), ('files', 'sound and every other file'), ('rows', 'words, descriptions, people and earlier versions'), ('bytes', 'what the database kept of deleted rows'), ('done', 'everything')], default='', max_length=6)),
                ('purged_at', models.DateTimeField(blank=True, null=True)),
                ('backups_until', models.DateField(blank=True, help_text='Until when backups may hold what was purged.', null=True)),
                ('left', models.JSONField(blank=True, default=list, help_text='What a purge could not remove, as values of Left.')),
            ],
            options={
                'verbose_name': 'withdrawal',
                'verbose_name_plural': 'withdrawals',
                'ordering': ('-pk',),
            },
        ),
        migrations.RemoveConstraint(
            model_name='recording',
            name='recording_once_per_testimony',
        ),
        migrations.RemoveConstraint(
            model_name='recording',
            name='recording_digest_form',
        ),
        migrations.RemoveConstraint(
            model_name='recording',
            name='recording_not_empty',
        ),
        migrations.AlterField(
            model_name='recording',
            name='preparation',
            field=models.CharField(choices=[('waiting', 'Kept safely. Waiting for its listening copy.'), ('preparing', 'Kept safely. The listening copy is being made.'), ('ready', 'Kept safely, and ready to be heard.'), ('failed', 'Kept safely, but no listening copy could be made.'), ('purged', 'Removed for good, as the narrator wished.')], default='waiting', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='recording',
            constraint=models.UniqueConstraint(condition=models.Q(('sha256', ''), _negated=True), fields=('testimony', 'sha256'), name='recording_once_per_testimony'),
        ),
        migrations.AddConstraint(
            model_name='recording',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$'), models.Q(('preparation', 'purged'), ('sha256', '')), _connector='OR'), name='recording_digest_form'),
        ),
        migrations.AddConstraint(
            model_name='recording',
            constraint=models.CheckConstraint(condition=models.Q(('size_bytes__gt', 0), ('preparation', 'purged'), _connector='OR'), name='recording_not_empty'),
        ),
        migrations.AddField(
            model_name='exported',
            name='account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AddField(
            model_name='exported',
            name='testimony',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to='testimonies.testimony'),
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='restored_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='testimony',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawals', to='testimonies.testimony'),
        ),
        migrations.AddConstraint(
            model_name='exported',
            constraint=models.UniqueConstraint(condition=models.Q(('account__isnull', True)), fields=('testimony', 'what', 'to', 'day'), name='export_by_visitors_counted_once'),
        ),
        migrations.AddConstraint(
            model_name='exported',
            constraint=models.UniqueConstraint(condition=models.Q(('account__isnull', False)), fields=('testimony', 'what', 'to', 'account', 'day'), name='export_by_account_counted_once'),
        ),
        migrations.AddConstraint(
            model_name='withdrawal',
            constraint=models.UniqueConstraint(fields=('testimony', 'number'), name='withdrawal_number_once'),
        ),
        migrations.AddConstraint(
            model_name='withdrawal',
            constraint=models.UniqueConstraint(condition=models.Q(('restored_at__isnull', True)), fields=('testimony',), name='withdrawal_standing_once'),
        ),
        migrations.AddConstraint(
            model_name='withdrawal',
            constraint=models.CheckConstraint(condition=models.Q(('restored_at__isnull', True), ('purge_step', ''), _connector='OR'), name='withdrawal_restored_or_purged'),
        ),
        migrations.AddConstraint(
            model_name='withdrawal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('purge_step', 'done'), ('purged_at__isnull', False)), models.Q(models.Q(('purge_step', 'done'), _negated=True), ('purged_at__isnull', True)), _connector='OR'), name='withdrawal_purged_has_a_time'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
