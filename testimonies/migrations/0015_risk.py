"""The risk review, and real names: a name that nobody is shown by leaves the table of people and is sealed.

Wants the key (NAMES_KEY, or LOCAL_ROOT/names_key) only where there are such names; without it nothing is changed.
``docs/risk-review.md`` says what a database keeps of rows that were emptied, and how to be rid of that.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


def seal_names(apps, schema_editor):
    from testimonies.actions.naming import keys
    from testimonies.sealing.seal import seal

    person_model, name_model = apps.get_model("testimonies", "Person"), apps.get_model("testimonies", "RealName")
    held = person_model.objects.exclude(shown_as="name").exclude(name="")
    ring = keys() if held.exists() else None
    for person in held.order_by("pk").iterator():
        name = " ".join(person.name.split())
        if name:
            key_id, sealed = seal(ring, name, f"person:{person.pk}")
            name_model.objects.create(person=person, sealed=sealed, key_id=key_id)
    held.update(name="")


def give_names_back(apps, schema_editor):
    from testimonies.actions.naming import keys
    from testimonies.sealing.seal import unseal

    name_model = apps.get_model("testimonies", "RealName")
    for held in name_model.objects.select_related("person").filter(person__name="").iterator():
        held.person.name = unseal(keys(), held.key_id, bytes(held.sealed), f"person:{held.person_id}")[:200]
        held.person.save(update_fields=["name"])


class Migration(migrations.Migration):

    dependencies = [
        ('testimonies', '0014_withdrawal'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.CharField(max_length=64)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'approval',
                'verbose_name_plural': 'approvals',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(choices=[('segment', 'in the words'), ('description', 'in the description'), ('passage', 'in a passage'), ('keyword', 'in the keywords'), ('person', 'in what a person is called')], max_length=12)),
                ('scope', models.CharField(help_text='transcript:12, description:en:summary, passage:4:en:title …', max_length=60)),
                ('record', models.BigIntegerField(help_text='The segment, keyword or person; 0 where the scope says enough.')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('name', 'name of another person'), ('child', 'a child'), ('address', 'address'), ('telephone', 'telephone number'), ('email', 'e-mail address'), ('document', 'number of a passport, visa or permit'), ('bank', 'bank account or card'), ('employer', 'employer with a place'), ('entry', 'way into a country, with place or date'), ('membership', 'member of a union or party'), ('conviction', 'arrest or conviction'), ('health', 'health')], max_length=12)),
                ('why', models.CharField(max_length=16)),
                ('mark', models.CharField(max_length=64)),
                ('decision', models.CharField(choices=[('open', 'not decided yet'), ('kept', 'kept as it is'), ('redacted', 'redacted'), ('coarsened', 'made coarser')], default='open', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('found_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'finding',
                'verbose_name_plural': 'findings',
                'ordering': ('testimony', 'pk'),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='NameReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('named_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'reader of sealed names',
                'verbose_name_plural': 'readers of sealed names',
                'ordering': ('collection', 'user'),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RealName',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='real_name', serialize=False, to='testimonies.person')),
                ('sealed', models.BinaryField()),
                ('key_id', models.CharField(db_index=True, max_length=16)),
                ('sealed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'sealed name',
                'verbose_name_plural': 'sealed names',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RiskReview',
            fields=[
                ('testimony', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='risk_review', serialize=False, to='testimonies.testimony')),
                ('level', models.CharField(blank=True, choices=[('low', 'low'), ('raised', 'raised'), ('high', 'high')], max_length=6, verbose_name='risk')),
                ('level_at', models.DateTimeField(null=True)),
                ('scanned_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'risk review',
                'verbose_name_plural': 'risk reviews',
                'default_permissions': (),
            },
        ),
        migrations.AlterField(
            model_name='person',
            name='name',
            field=models.CharField(blank=True, help_text='Only where the person chose to be shown by it, to everyone. Otherwise leave it empty.', max_length=200, verbose_name='own name, to be shown'),
        ),
        migrations.AddField(
            model_name='approval',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='approval',
            name='testimony',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='testimonies.testimony'),
        ),
        migrations.AddField(
            model_name='finding',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='finding',
            name='testimony',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='testimonies.testimony'),
        ),
        migrations.AddField(
            model_name='namereader',
            name='collection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection'),
        ),
        migrations.AddField(
            model_name='namereader',
            name='named_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='namereader',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='realname',
            name='sealed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='riskreview',
            name='level_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(fields=('testimony', 'of', 'by'), name='approval_once_per_person'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['testimony', 'decision'], name='finding_by_decision'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='finding_runs_forward'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decision', 'open')), models.Q(models.Q(('decision', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='finding_decided_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='namereader',
            constraint=models.UniqueConstraint(fields=('collection', 'user'), name='name_reader_once'),
        ),
        migrations.RunPython(seal_names, give_names_back),
        # what was just written is checked now: a table with checks to come cannot be altered
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), ('shown_as', 'name'), _connector='OR'), name='person_has_a_plain_name_only_to_be_shown'),
        ),
    ]
