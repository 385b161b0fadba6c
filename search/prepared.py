"""A query set that is put into SQL once and asked again and again with other keys.

To build and compile one with the rule of consent in it takes longer than the database needs to answer it. Nothing of a
condition is written here: it is what the query set says, word for word, with a place left open for the keys.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, F, Func, QuerySet

__all__ = ["Keyed", "Prepared"]


@dataclass(frozen=True)
class _Keys:
    """Stands among the parameters where the keys belong."""


class Keyed(Func):
    """The condition that ``field`` is one of the keys that are given with each asking."""

    output_field = BooleanField()

    def __init__(self, field: str) -> None:
        super().__init__(F(field))

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_more: Any) -> tuple[str, Any]:
        column, given = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(%s::bigint[])", (*given, _Keys())


class Prepared:
    """``columns`` of the rows of ``queryset``, of which some condition is :class:`Keyed`.

    What else its conditions hold (the asker, the day) is as it was when it was compiled.
    """

    def __init__(self, queryset: QuerySet[Any], *columns: str) -> None:
        self.columns = columns
        compiler = queryset.values_list(*columns).query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, self._given = "", []
        try:
            self._sql, self._given = compiler.as_sql()
        except EmptyResultSet:  # nothing can ever answer
            return
        selected = [expression for expression, *_ in compiler.select[: compiler.col_count]]
        self._converted = compiler.get_converters(selected).items()

    def rows(self, keys: Collection[int]) -> list[dict[str, Any]]:
        """The rows for these keys, in no order, as they are now; none without asking where there are no keys."""
        if not keys or not self._sql:
            return []
        wanted = list(keys)
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [wanted if isinstance(one, _Keys) else one for one in self._given])
            rows = cursor.fetchall()
        return [dict(zip(self.columns, self._value(row), strict=True)) for row in rows]

    def by(self, column: str, keys: Collection[int]) -> dict[int, dict[str, Any]]:
        """The same, by a column that is different in each."""
        which = itemgetter(column)
        return {which(row): row for row in self.rows(keys)}

    def _value(self, row: tuple[Any, ...]) -> list[Any]:
        held = list(row)
        for place, (converters, expression) in self._converted:
            for convert in converters:
                held[place] = convert(held[place], expression, connection)
        return held
