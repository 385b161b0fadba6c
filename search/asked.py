"""A question by one asker, of the index as it is at this moment: what answers it, and what of that they may see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import tantivy

from search.answers import Sort
from search.asking import Asking, is_dear
from search.cells import NOTHING, Cells, Mask, Numbers
from search.fields import Fields, ask
from search.joining import joined
from search.knowledge import View, knowledge
from search.language.mistakes import cut_short
from search.language.nodes import Node, Term
from search.narrowing import Chosen, narrowed, of_words
from search.reading import ALL, Counted, Reading, Scored
from search.searchable import EVERYTHING, Narrowing
from search.suggesting import Lexicon, suggestion
from search.tallying import Sees, Tally, at
from testimonies.consent.audiences import Listener

__all__ = ["Asked"]


@dataclass(frozen=True)
class Asked:
    """A question by one asker of the index as it is."""

    reading: Reading
    view: View
    narrowing: Narrowing
    fields: Fields
    chosen: Chosen
    query: tantivy.Query | None
    cut: tuple[str, ...] = ()
    most: int = 0

    @classmethod
    def of(
        cls,
        node: Node | None,
        reading: Reading,
        listener: Listener,
        narrowing: Narrowing,
        *,
        view: View | None = None,
    ) -> Asked:
        """``node``: ``None`` for everything. ``view``: what the asker knows, where it was asked a moment ago."""
        view = view or knowledge.view(listener, reading)
        chosen = narrowed(narrowing.chosen, view)
        if node is None:
            return cls(reading, view, narrowing, Fields(Term(""), None, (), {}, ()), chosen, ALL)
        fields = ask(node, view)
        if fields.words is None:
            return cls(reading, view, narrowing, fields, chosen, ALL)
        asking = Asking(reading.languages, lambda one: fields.resolved(reading, one), reading.searcher)
        query = asking.query(fields.words)
        fields = replace(fields, mistakes=(*fields.mistakes, *cut_short(asking.cut)))
        most = asking.most(fields.words) if fields.plain else 0
        return cls(reading, view, narrowing, fields, chosen, query, tuple(asking.cut), most)

    def tally(self, besides: Sees | None = None) -> Tally:
        """What answers, may be seen, and is what was narrowed to."""

        def wanted(cells: Cells) -> Mask:
            kept = self.chosen.all(cells)
            return kept & besides(cells) if besides else kept

        def sees(cells: Cells) -> Mask:
            return self._may_see(cells) & wanted(cells)

        seen = self.allowed.only(wanted(self.allowed))
        return Tally.of(self.reading, self.query or tantivy.Query.empty_query(), self._everything, sees, seen)

    def wanted(self, besides: Sees, cells: Cells | None = None) -> Cells:
        """Of these cells, or of all that answers, those of a tally: nothing of it is ranked, nor kept for a next
        question."""
        if self.query is None:
            return NOTHING
        if cells is None:
            cells = self.reading.everything if self.query is ALL else self.reading.cells(self.query)
        return cells.only(self._may_see(cells) & self.chosen.all(cells) & besides(cells))

    @cached_property
    def allowed(self) -> Cells:
        """What answers and may be seen, whatever was chosen of facets."""
        return self._everything.cells.only(self._may_see(self._everything.cells))

    @cached_property
    def _everything(self) -> Counted:
        if self.query is None:
            return Counted(NOTHING, Scored((), (), NOTHING))
        if self.query is ALL:
            return Counted(self.reading.everything, Scored((), (), NOTHING))
        key = self.fields.words if self.fields.plain else None
        return self.reading.remembered(key, self.query, dear=is_dear(self.fields.words), most=self.most)

    def _may_see(self, cells: Cells) -> Mask:
        return self.view.sees(cells) & self.fields.sees(cells) & of_words(self.narrowing.words)(cells)

    def ordered(self, tally: Tally, sort: Sort) -> tuple[Numbers, Scored]:
        if sort == Sort.RELEVANCE:
            return tally.by_relevance()
        keys = tally.testimonies
        if sort == Sort.TIME:
            return keys, tally.unscored()
        day = at(self.view.holdings.column("first_day"), keys)
        undated = day == 0
        return keys[np.lexsort((keys, -day if sort == Sort.NEWEST else day, undated))], tally.unscored()

    def suggestion(self, query: str) -> str:
        """What finds more where this finds nothing: from words that this asker may read, and no others."""
        searcher = self.reading.searcher
        lexicon = Lexicon(
            held=lambda form: searcher.doc_freq("words", form),
            beginning=lambda start, most: [form for form, _ in searcher.terms_with_prefix("words", start, limit=most)],
            count=lambda node: self._instead(node).tally().total,
            shown=self._shown,
            languages=self.reading.languages,
        )
        return suggestion(query, self.fields.node, lexicon)

    def _instead(self, node: Node) -> Asked:
        """The same asker with another question, of everything they may see."""
        return Asked.of(node, self.reading, self.view.permit.listener, EVERYTHING, view=self.view)

    def _shown(self, node: Node) -> list[tuple[str, bool]]:
        asked = self._instead(node)
        tally = asked.tally()
        ordered, scored = tally.by_relevance()
        groups = tally.groups(ordered[:1].tolist(), scored, each=1, in_time=False)
        shown = joined(groups, node, self.view.permit.listener)
        return shown[0][2][0].runs if shown else []
