from django.db import migrations, models

TABLES = ("archive_salt", "archive_asked", "archive_count")
UNLOGGED = [f"ALTER TABLE {table} SET UNLOGGED" for table in TABLES]
LOGGED = [f"ALTER TABLE {table} SET LOGGED" for table in TABLES]


class Migration(migrations.Migration):
    dependencies = [("archive", "0002_initial")]

    operations = [
        migrations.CreateModel(
            name="Salt",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("secret", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Asked",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("who", models.CharField(max_length=40)),
                ("what", models.CharField(max_length=40)),
                ("since", models.DateTimeField(db_index=True)),
                ("times", models.PositiveIntegerField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="asked",
            constraint=models.UniqueConstraint(fields=("who", "what"), name="asked_once_per_window"),
        ),
        migrations.CreateModel(
            name="Count",
            fields=[
                ("key", models.CharField(max_length=250, primary_key=True, serialize=False)),
                ("value", models.JSONField()),
                ("until", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RunSQL(UNLOGGED, LOGGED),
    ]
