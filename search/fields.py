"""The filters of a question: what they mean among cells, and what is left of the question without them.

A filter that must hold of the whole answer (``country:Nepal passport``, ``passport -speaker:interviewer``) is one pass
over an array; one inside an alternative (``passport OR country:Nepal``) is asked of the index, among the cells that
have it. A value that nobody knows is answered with the nearest ones, and searched as words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import tantivy

from search.cells import Cells, Mask
from search.documents import SCHEMA
from search.holdings import COUNTRY_ROLES
from search.knowledge import View
from search.labels import called, nearest
from search.language.lexing import Mistake, Slip
from search.language.nodes import And, Filter, Node, Not, Or, Term
from search.language.words import tokens
from search.narrowing import links_told, narrowed
from search.reading import Reading
from search.tallying import Sees, at
from testimonies.description.partial_dates import PartialDate

__all__ = ["Fields", "ask"]


@dataclass(frozen=True)
class Fields:
    """A question taken apart: ``node`` as it is asked, unknown values as words; ``words`` what of it the index must
    answer (``None``: nothing, all documents do); ``conditions`` what must hold of the whole answer."""

    node: Node
    words: Node | None
    conditions: tuple[Sees, ...]
    known: Mapping[Filter, Sees | tantivy.Query]
    mistakes: tuple[Mistake, ...]

    def sees(self, cells: Cells) -> Mask:
        kept = np.ones(len(cells), bool)
        for condition in self.conditions:
            kept &= condition(cells)
        return kept

    @property
    def plain(self) -> bool:
        """Whether the index is asked for words alone, so that its answer is the same for everybody."""
        return self.words is None or not _filters(self.words)

    def resolved(self, reading: Reading, one: Filter) -> tantivy.Query:
        """A filter as a query."""
        held = self.known[one]
        if isinstance(held, tantivy.Query):
            return held
        everything = reading.everything
        numbers = everything.numbers[held(everything)].tolist()
        return tantivy.Query.term_set_query(SCHEMA, "cell", numbers) if numbers else tantivy.Query.empty_query()


@dataclass
class _Taking:
    view: View
    known: dict[Filter, Sees | tantivy.Query] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def node(self, node: Node) -> Node:
        """The same with what is not known as plain words."""
        match node:
            case Filter(name, value, position):
                condition = _condition(name, value, self.view)
                if condition is None:
                    suggestions = nearest(name, value, self.view) if name != "date" else ("2009", "2009..2015")
                    self.mistakes.append(Mistake(position, Slip.UNKNOWN_VALUE, value, suggestions))
                    return Term(value)
                self.known[node] = condition
                return node
            case And(parts):
                return And(tuple(map(self.node, parts)))
            case Or(parts):
                return Or(tuple(map(self.node, parts)))
            case Not(part):
                return Not(self.node(part))
            case _:
                return node


def ask(node: Node, view: View) -> Fields:
    """Take the filters out of ``node``, as ``view`` knows their values."""
    taking = _Taking(view)
    whole = taking.node(node)
    left, conditions = [], []
    for part in whole.parts if isinstance(whole, And) else (whole,):
        inner = part.part if isinstance(part, Not) else part
        held = taking.known.get(inner) if isinstance(inner, Filter) else None
        if held is None or isinstance(held, tantivy.Query):
            left.append(part)
        else:
            conditions.append(_not(held) if isinstance(part, Not) else held)
    words = And(tuple(left)) if len(left) > 1 else left[0] if left else None
    return Fields(whole, words, tuple(conditions), taking.known, tuple(taking.mistakes))


def _condition(name: str, value: str, view: View) -> Sees | tantivy.Query | None:
    """``None`` where the value is not known."""
    if name == "date":
        return _date(value, view)
    if name == "country" and "." in value:
        code, _, role = value.partition(".")
        country, part = called("country", code, view), called("role", role, view)
        return narrowed({name: (f"{country}.{part}",)}, view).all if country and part else None
    known = called(name, value.removeprefix("group."), view)
    if known is None:
        return _speaker(value) if name == "speaker" else None
    if name == "role":
        return _role(known, view)
    return narrowed({name: (known,)}, view).all


def _role(role: str, view: View) -> Sees:
    """Testimonies with any country in this role, of those whose countries the asker is told."""
    links = links_told(view, "country_role")
    having = np.zeros(len(view.permit.bits), np.int64)
    having[links.testimonies[links.values % len(COUNTRY_ROLES) == COUNTRY_ROLES.index(role)]] = 1
    return lambda cells: at(having, cells.testimony) > 0


def _speaker(value: str) -> tantivy.Query | None:
    """Segments of whoever is called so."""
    label = " ".join(token.exact for token in tokens(value))
    return tantivy.Query.term_query(SCHEMA, "speaker", label, "basic") if label else None


_SPAN = re.compile(r"(?P<first>[^.]*?)\s*(?P<to>\.\.+|…|–)?\s*(?P<last>[^.]*)")


def _date(value: str, view: View) -> Sees | None:
    """``2009``, ``2009-03``, ``2009..2015``, ``2009..`` and ``..2015``: interviews within these days."""
    digits = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in value)
    match = _SPAN.fullmatch(digits.strip())
    if match is None or not (match["first"] or match["last"]):
        return None
    try:
        first = PartialDate.parse(match["first"]) if match["first"] else None
        last = PartialDate.parse(match["last"]) if match["to"] and match["last"] else None
    except ValueError:
        return None
    if not match["to"]:
        last = first
    begin = (first.earliest if first else date.min).toordinal()
    end = (last.latest if last else date.max).toordinal()
    first_day, last_day = view.holdings.column("first_day"), view.holdings.column("last_day")
    having = ((first_day > 0) & (first_day >= begin) & (last_day <= end)).astype(np.int64)
    return lambda cells: at(having, cells.testimony) > 0


def _not(condition: Sees) -> Sees:
    return lambda cells: ~condition(cells)


def _filters(node: Node) -> list[Filter]:
    match node:
        case Filter():
            return [node]
        case And(parts) | Or(parts):
            return [one for part in parts for one in _filters(part)]
        case Not(part):
            return _filters(part)
        case _:
            return []
