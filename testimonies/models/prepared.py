"""A query set that is put into SQL once and asked again and again with other keys.

To build and compile one with the rule of consent in it takes longer than the database needs to answer it. Nothing of a
condition is written here: it is what the query set says, word for word, with a place left open for the keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from operator import itemgetter
from types import SimpleNamespace
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.postgresql.base import CursorMixin
from django.db.backends.signals import connection_created
from django.db.models import BooleanField, F, Func, QuerySet
from django.db.models.query import ModelIterable
from django.dispatch import receiver
from modelcluster.queryset import FakeQuerySet
from psycopg import RawCursor

from testimonies.consent.audiences import Listener
from testimonies.models.permission import asker

__all__ = ["Keyed", "Prepared", "PreparedRows", "by_asker", "forget_prepared", "keep_below"]

AT_ONCE = 0
MOST_ASKERS = 50
"""Half a megabyte each, where all is asked in their name."""
_FORGETTING: list[Callable[[], None]] = []

Asked = TypeVar("Asked")


@dataclass(frozen=True)
class _Keys:
    """Stands among the parameters where the keys belong."""


class Keyed(Func):
    """The condition that ``field`` is one of the keys that are given with each asking. ``kind``: their type in SQL."""

    output_field = BooleanField()

    def __init__(self, field: str, kind: str = "bigint") -> None:
        super().__init__(F(field))
        self.kind = kind

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_more: Any) -> tuple[str, Any]:
        column, given = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(%s::{self.kind}[])", (*given, _Keys())


@dataclass(frozen=True)
class _Statement:
    """``sql`` with places for what is ``given``, among it the keys; ``numbered``: the same with the number of each."""

    sql: str
    numbered: str
    given: tuple[Any, ...]

    @classmethod
    def of(cls, compiler: Any) -> _Statement | None:
        """``None`` where nothing can ever answer."""
        try:
            sql, given = compiler.as_sql()
        except EmptyResultSet:
            return None
        numbers = count(1)
        numbered = re.sub("%[s%]", lambda found: f"${next(numbers)}" if found[0] == "%s" else "%", sql)
        return cls(sql, numbered, tuple(given))

    def filled(self, keys: Collection[Any]) -> list[Any]:
        wanted = list(keys)
        return [wanted if isinstance(one, _Keys) else one for one in self.given]


class Prepared:
    """The objects of ``queryset``, of which some condition is :class:`Keyed`; with what it joins (``select_related``)
    and annotates. What it would prefetch is not fetched."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self._compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self._statement = _Statement.of(self._compiler)

    def objects(self, keys: Collection[Any]) -> list[Any]:
        """Those for these keys, in the order of the query set, as they are now; none without asking where there are no
        keys."""
        if not keys or self._statement is None:
            return []
        compiler, given = copy(self._compiler), self._statement.filled(keys)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # of this thread
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        asked: Any = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=query, _known_related_objects={})
        with _planned_once(self._statement) as sql:
            compiler.as_sql = lambda *_args, **_more: (sql, given)
            return list(ModelIterable(asked))


class PreparedRows:
    """``columns`` (names, or expressions) of the rows of ``queryset``, of which some condition is :class:`Keyed`.

    What else its conditions hold (the asker, the day) is as it was when it was compiled.
    """

    def __init__(self, queryset: QuerySet[Any], *columns: Any) -> None:
        self.columns = columns
        compiler = queryset.values_list(*columns).query.get_compiler(DEFAULT_DB_ALIAS)
        self._statement = _Statement.of(compiler)
        if self._statement is None:
            return
        selected = [expression for expression, *_ in compiler.select[: compiler.col_count]]
        self._converted = compiler.get_converters(selected).items()

    def rows(self, keys: Collection[Any]) -> list[dict[str, Any]]:
        """The rows for these keys, in no order, as they are now; none without asking where there are no keys."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.tuples(keys)]

    def tuples(self, keys: Collection[Any]) -> list[Sequence[Any]]:
        """The same, each row in the order of the columns, and all in that of the query set."""
        if not keys or self._statement is None:
            return []
        with _planned_once(self._statement) as sql, connection.cursor() as cursor:
            cursor.execute(sql, self._statement.filled(keys))
            rows: list[Any] = cursor.fetchall()
        return [self._value(row) for row in rows] if self._converted else rows

    def by(self, column: str, keys: Collection[Any]) -> dict[int, dict[str, Any]]:
        """The same, by a column that is different in each."""
        which = itemgetter(column)
        return {which(row): row for row in self.rows(keys)}

    def _value(self, row: tuple[Any, ...]) -> list[Any]:
        held = list(row)
        for place, (converters, expression) in self._converted:
            for convert in converters:
                held[place] = convert(held[place], expression, connection)
        return held


def by_asker(prepare: Callable[[Listener], Asked]) -> Callable[[Listener], Asked]:
    """``prepare``, once for each asker on their day; whoever asks alike shares what it gives."""
    kept = lru_cache(maxsize=MOST_ASKERS)(prepare)
    _FORGETTING.append(kept.cache_clear)
    return lambda listener: kept(asker(listener))


def forget_prepared() -> None:
    """Of all askers. Needed where a rule itself is another one from now on, as in a test that takes it away."""
    for forget in _FORGETTING:
        forget()


def keep_below(owner: Any, name: str, rows: list[Any]) -> None:
    """Let ``owner`` have these rows under ``name``, as if they had been prefetched. Whoever narrows them further does
    so among these alone."""
    if not hasattr(owner, "_prefetched_objects_cache"):
        owner._prefetched_objects_cache = {}
    owner._prefetched_objects_cache[name] = FakeQuerySet(owner._meta.get_field(name).related_model, rows)


@receiver(connection_created)
def plan_for_any_keys(connection: Any, **_about: Any) -> None:
    """What is prepared is planned for whatever keys come: by itself the server plans the first five askings each anew,
    to see whether that pays."""
    if settings.PREPARED_STATEMENTS:
        connection.connection.execute("SET plan_cache_mode = force_generic_plan")


class _NumberedCursor(CursorMixin, RawCursor[Any]):
    """Takes parameters by their numbers: SQL of some thousand letters is not looked through for them each time."""


@contextmanager
def _planned_once(statement: _Statement) -> Iterator[str]:
    """Its SQL for cursors that are made here. The server prepares what they execute, and plans it once for the
    connection of this thread: to plan such a query takes it longer than to answer it. Not where questions are logged:
    Django knows the text of those alone that it binds itself."""
    if not settings.PREPARED_STATEMENTS or connection.queries_logged:
        yield statement.sql
        return
    connection.ensure_connection()
    raw: Any = connection.connection
    ordinary = raw.cursor_factory
    raw.cursor_factory, raw.prepare_threshold = _NumberedCursor, AT_ONCE
    try:
        yield statement.numbered
    finally:
        raw.cursor_factory = ordinary
