"""Narrators' private links and their answers; the correction queue; tasks.

Counts in each segment the words that the machine gave less than an even chance (``strict`` in the path: each word is
an array itself). The table of segments is written anew for it, which takes about a minute for a million of them.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import testimonies.models.transcript
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('testimonies', '0017_translating'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CollectionPriority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('priority', models.SmallIntegerField(choices=[(-1, 'later'), (0, 'as usual'), (1, 'sooner')], default=0)),
            ],
            options={
                'verbose_name': 'priority of a collection',
                'verbose_name_plural': 'priorities of collections',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='LookAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('removed', 'took words out: listen whether enough is silent, and look for the same words elsewhere'), ('changes', 'asks for changes'), ('agreed', 'said what may be done with it'), ('withdrew', 'took the testimony back')], max_length=10)),
                ('text', models.TextField(blank=True)),
                ('data', models.JSONField(default=dict)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('told_at', models.DateTimeField(blank=True, help_text='When the editors were written to.', null=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'answer of a narrator',
                'verbose_name_plural': 'answers of narrators',
                'ordering': ('-pk',),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='LookMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_ms', models.PositiveBigIntegerField()),
                ('end_ms', models.PositiveBigIntegerField()),
                ('marked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'narrator’s mark',
                'verbose_name_plural': 'narrators’ marks',
                'ordering': ('recording', 'start_ms'),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='NarratorsLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(help_text="SHA-256 of the link's secret.", max_length=64, unique=True)),
                ('language', models.CharField(max_length=12, verbose_name='language of the link')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('expires_at', models.DateTimeField(verbose_name='until')),
                ('opened_at', models.DateTimeField(blank=True, help_text='When the words were first asked for by it.', null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'narrator’s own look',
                'verbose_name_plural': 'narrators’ own looks',
                'ordering': ('-pk',),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Stretch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='Counts the stretches of the transcript, from 0 on.')),
                ('taken_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('held_until', models.DateTimeField()),
                ('left_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'stretch in hand',
                'verbose_name_plural': 'stretches in hand',
                'ordering': ('-pk',),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='TranscriptTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('correct', 'correct'), ('verify', 'verify')], max_length=10, verbose_name='what')),
                ('due', models.DateField(blank=True, null=True, verbose_name='until')),
                ('state', models.CharField(choices=[('given', 'in hand'), ('handed_in', 'handed in'), ('sent_back', 'sent back'), ('done', 'done'), ('called_off', 'called off')], default='given', max_length=10)),
                ('note', models.TextField(blank=True)),
                ('given_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('told_state', models.CharField(blank=True, help_text='What was written about by e-mail last.', max_length=10)),
            ],
            options={
                'verbose_name': 'task',
                'verbose_name_plural': 'tasks',
                'ordering': (models.OrderBy(models.F('due'), nulls_last=True), 'pk'),
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='segment',
            name='unsure',
            field=models.GeneratedField(db_persist=True, expression=testimonies.models.transcript.UnsureWords('words'), help_text='How many of its words the machine gave less than an even chance.', output_field=models.IntegerField()),
        ),
        migrations.AlterField(
            model_name='consent',
            name='given',
            field=models.CharField(choices=[('form', 'on a signed form'), ('spoken', 'spoken in the recording'), ('both', 'on a signed form and in the recording'), ('ticked', 'ticked by the interviewer, as the narrator said'), ('spoken_and_ticked', 'spoken in the recording, and ticked by the interviewer'), ('own_look', 'by the narrator themselves, through their private link')], max_length=20, verbose_name='how it was given'),
        ),
        migrations.AddIndex(
            model_name='segment',
            index=models.Index(condition=models.Q(('review_state', 'verified'), _negated=True), fields=['transcript', 'start_ms'], include=('review_state', 'doubts', 'unsure', 'corrected_by', 'id'), name='segment_to_look_after'),
        ),
        migrations.AddField(
            model_name='collectionpriority',
            name='collection',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='desk_priority', to='wagtailcore.collection'),
        ),
        migrations.AddField(
            model_name='lookanswer',
            name='settled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lookmark',
            name='recording',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='testimonies.recording'),
        ),
        migrations.AddField(
            model_name='narratorslook',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='narratorslook',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='testimonies.person'),
        ),
        migrations.AddField(
            model_name='narratorslook',
            name='revoked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='narratorslook',
            name='testimony',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='testimonies.testimony'),
        ),
        migrations.AddField(
            model_name='narratorslook',
            name='withdrawal',
            field=models.ForeignKey(blank=True, help_text='The testimony was taken back by this link; from then on it shows the receipt alone.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='testimonies.withdrawal'),
        ),
        migrations.AddField(
            model_name='lookmark',
            name='look',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='testimonies.narratorslook'),
        ),
        migrations.AddField(
            model_name='lookanswer',
            name='look',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='testimonies.narratorslook'),
        ),
        migrations.AddField(
            model_name='stretch',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stretch',
            name='transcript',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stretches', to='testimonies.transcript'),
        ),
        migrations.AddField(
            model_name='transcripttask',
            name='given_to',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='transcripttask',
            name='supervisor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='transcripttask',
            name='transcript',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='testimonies.transcript'),
        ),
        migrations.AddConstraint(
            model_name='narratorslook',
            constraint=models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$')), name='look_digest_form'),
        ),
        migrations.AddConstraint(
            model_name='narratorslook',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='look_ends'),
        ),
        migrations.AddConstraint(
            model_name='lookmark',
            constraint=models.CheckConstraint(condition=models.Q(('end_ms__gt', models.F('start_ms'))), name='look_mark_has_length'),
        ),
        migrations.AddIndex(
            model_name='lookanswer',
            index=models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['look'], name='look_answer_waiting'),
        ),
        migrations.AddConstraint(
            model_name='stretch',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('transcript', 'number'), name='stretch_in_one_hand'),
        ),
        migrations.AddConstraint(
            model_name='transcripttask',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['given', 'handed_in', 'sent_back'])), fields=('transcript', 'kind'), name='task_once_open'),
        ),
        migrations.AddConstraint(
            model_name='transcripttask',
            constraint=models.CheckConstraint(condition=models.Q(('given_to', models.F('supervisor')), _negated=True), name='task_two_people'),
        ),
    ]
