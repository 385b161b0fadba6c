"""Which rows a purge removes: whatever hangs from the testimony, found from the models themselves.

A noun that is added later hangs from a testimony by its foreign key and is removed with it, unless it is named in
:data:`STAYS`. Of those that stay, each field that is not named there is emptied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction

from testimonies import signals
from testimonies.models import (
    Consent,
    Event,
    Exported,
    Ingest,
    IngestEntry,
    Keyword,
    Participation,
    Person,
    Recording,
    Run,
    Testimony,
    TestimonyKeyword,
    Withdrawal,
)

__all__ = ["STAYS", "Rows", "belonging_to", "remove", "tables", "with_files"]

Rows = dict[type[models.Model], set[Any]]

_WHEN_PUBLIC = ("first_published_at", "last_published_at")
STAYS: Mapping[type[models.Model], frozenset[str]] = {
    Testimony: frozenset(
        ("id", "accession_number", "state", "live", "collection", "demonstration", "created_at", *_WHEN_PUBLIC)
    ),
    Recording: frozenset(("id", "uuid", "testimony", "position", "uploaded_at")),
    Consent: frozenset(
        (
            *("id", "testimony", "use", "audience", "valid_from", "valid_until", "given", "recorded_by", "recorded_at"),
            *("places", "recording", "spoken_at_ms"),
        )
    ),
    Event: frozenset(("id", "at", "by", "verb", "testimony", "recording", "data")),
    Exported: frozenset(("id", "testimony", "what", "to", "account", "day", "times")),
    Withdrawal: frozenset(field.name for field in Withdrawal._meta.concrete_fields) - {"reason"},
}
"""What stays, and which of its fields: that there was a testimony, what was allowed in its time, what was done when."""

_GENERIC = (
    ("content_type", "object_id"),
    ("base_content_type", "object_id"),
    ("to_content_type", "to_object_id"),
)
"""How a row may point at any record: Wagtail's versions, reviews, log and references do."""


def belonging_to(testimony: Testimony) -> Rows:
    """The keys of every row that goes, by model."""
    found: Rows = defaultdict(set)
    begun: list[tuple[type[models.Model], set[Any]]] = [
        (Testimony, {testimony.pk}),
        (Recording, set(testimony.recordings.values_list("pk", flat=True))),
        (Person, _people_of_it_alone(testimony)),
        (Keyword, _keywords_of_it_alone(testimony)),
    ]
    while begun:
        model, keys = begun.pop()
        if model in STAYS:
            new = keys
        else:
            new = keys - found[model]
            found[model] |= new
        if new:
            begun += [(one, more) for one, more in _hanging_from(model, new) if one not in STAYS]
    return {model: keys for model, keys in found.items() if keys}


def with_files(testimony: Testimony) -> Iterator[Any]:
    """Every row that goes and that says by ``path`` where its file lies."""
    for model, keys in belonging_to(testimony).items():
        if hasattr(model, "path") and not any(field.name == "path" for field in model._meta.concrete_fields):
            yield from model._base_manager.filter(pk__in=keys)


@transaction.atomic
def remove(testimony: Testimony) -> bool:
    """Remove them. Returns whether it was taken in from a sheet that may still lie somewhere."""
    locked = Testimony.objects.select_for_update().get(pk=testimony.pk)
    recordings = list(locked.recordings.values_list("pk", flat=True))
    runs = list(Run.objects.filter(transcript__recording__in=recordings).values_list("pk", flat=True))
    digests = [digest for digest in locked.recordings.values_list("sha256", flat=True) if digest]
    requests = list(locked.access_requests.values_list("pk", flat=True))
    rows = belonging_to(locked)
    from_sheet = bool(rows.get(IngestEntry)) or locked.events.filter(verb="ingested").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('archive.purging', %s, true)", [str(locked.pk)])
        _forget_sheets(rows)
        for model, keys in rows.items():  # foreign keys are looked at when the transaction ends
            named = (model._meta.db_table, str(model._meta.pk.column))
            table, key = (connection.ops.quote_name(name) for name in named)
            as_text = [str(one) for one in keys]
            cursor.execute(f"DELETE FROM {table} WHERE {key}::text = ANY(%s)", [as_text])
        for kept, of_it in _kept(locked).items():
            of_it.update(**_emptied(kept))
        _blank_digests(cursor, locked, digests)
        cursor.execute("SELECT set_config('archive.purging', '', true)")
    signals.testimony_purged.send(Testimony, testimony=locked, recordings=recordings, runs=runs, requests=requests)
    signals.testimony_changed.send(Testimony, testimony_id=locked.pk, words_gone=True)
    return from_sheet


def tables() -> list[str]:
    """Every table in which rows of a testimony can lie, or did: those whose deleted rows are to be overwritten."""
    models_of_it: dict[type[models.Model], None] = {}
    begun: list[type[models.Model]] = [Testimony, Recording, Person, Keyword]
    while begun:
        model = begun.pop()
        if model not in models_of_it:
            models_of_it[model] = None
            begun += [relation.field.model for relation in _relations(model)]
            begun += [one for one, _type, _key in _generic()]
    models_of_it.update(dict.fromkeys((*STAYS, Ingest)))
    named = {model._meta.db_table for model in models_of_it if model._meta.managed and not model._meta.proxy}
    return sorted(named | {"procrastinate_jobs", "procrastinate_events"})


def _hanging_from(model: type[models.Model], keys: set[Any]) -> Iterator[tuple[type[models.Model], set[Any]]]:
    for relation in _relations(model):
        other = relation.field.model
        yield (
            other,
            set(other._base_manager.filter(**{f"{relation.field.name}__in": keys}).values_list("pk", flat=True)),
        )
    kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
    named = [str(key) for key in keys]
    for other, type_field, key_field in _generic():
        pointing = other._base_manager.filter(**{type_field: kind, f"{key_field}__in": named})
        yield other, set(pointing.values_list("pk", flat=True))


def _relations(model: type[models.Model]) -> Iterator[Any]:
    relation: Any
    for relation in model._meta.get_fields(include_hidden=True):
        points_here = relation.auto_created and not relation.concrete
        if points_here and (relation.one_to_many or relation.one_to_one) and relation.field.model._meta.managed:
            yield relation


def _generic() -> Iterator[tuple[type[models.Model], str, str]]:
    for model in apps.get_models():
        fields = {field.name: field for field in model._meta.concrete_fields}
        for type_field, key_field in _GENERIC:
            if type_field in fields and key_field in fields and fields[type_field].related_model is ContentType:
                yield model, type_field, key_field


def _people_of_it_alone(testimony: Testimony) -> set[Any]:
    mine = Participation.objects.filter(testimony=testimony).values("person")
    elsewhere = Participation.objects.exclude(testimony=testimony).values("person")
    return set(Person.objects.filter(pk__in=mine).exclude(pk__in=elsewhere).values_list("pk", flat=True))


def _keywords_of_it_alone(testimony: Testimony) -> set[Any]:
    mine = TestimonyKeyword.objects.filter(content_object=testimony).values("tag")
    elsewhere = TestimonyKeyword.objects.exclude(content_object=testimony).values("tag")
    return set(Keyword.objects.filter(pk__in=mine).exclude(pk__in=elsewhere).values_list("pk", flat=True))


def _forget_sheets(rows: Rows) -> None:
    """The whole sheet holds what was said of this testimony: it is blanked for the others too, whose turn is over."""
    entries = IngestEntry.objects.filter(pk__in=rows.get(IngestEntry, ()))
    Ingest.objects.filter(pk__in=entries.values("ingest")).update(sheet=b"", sheet_name="")


def _kept(testimony: Testimony) -> dict[type[models.Model], models.QuerySet[Any]]:
    kept: dict[type[models.Model], models.QuerySet[Any]] = {Testimony: Testimony.objects.filter(pk=testimony.pk)}
    for model in (Recording, Consent, Withdrawal):
        kept[model] = model._base_manager.filter(testimony=testimony)
    return kept


def _emptied(model: type[models.Model]) -> dict[str, Any]:
    """Each field that does not stay, with the emptiest value that it takes."""
    emptied = {field.name: _emptiest(field) for field in model._meta.concrete_fields if field.name not in STAYS[model]}
    return emptied | ({"preparation": "purged"} if model is Recording else {})


def _emptiest(field: Any) -> Any:
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    if isinstance(field, models.CharField | models.TextField):
        return ""
    if isinstance(field, models.IntegerField):
        return 0
    raise TypeError(
        f"{field.model.__name__}.{field.name} can be emptied to nothing: name it in STAYS, or let it be null"
    )


def _blank_digests(cursor: Any, testimony: Testimony, digests: list[str]) -> None:
    """An event tells that a file came, not which: who holds a copy shall not prove by it that it was here."""
    blank = "UPDATE testimonies_event SET data = data - 'sha256' WHERE data ? 'sha256' AND "
    cursor.execute(f"{blank} testimony_id = %s", [testimony.pk])
    cursor.execute(f"{blank} testimony_id IS NULL AND data ->> 'sha256' = ANY(%s)", [digests])
