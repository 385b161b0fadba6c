"""Labels of the controlled vocabulary in further languages: themes, their groups, countries.

The archive's own four languages come with its reference data; a label that was translated and checked here goes before
them. What waits to be checked is shown to nobody but translators.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from testimonies.actions.translating import texts
from testimonies.actions.translating.row import Row
from testimonies.exceptions import NotPermitted
from testimonies.models import Country, Theme, ThemeGroup, collections_of

__all__ = ["KINDS", "OfVocabulary"]

KINDS: dict[str, tuple[Any, str]] = {
    "themes": (Theme, "slug"),
    "groups": (ThemeGroup, "slug"),
    "countries": (Country, "iso2"),
}
"""What has labels, and by which field one is known."""
LONGEST_LABEL = 200


class OfVocabulary:
    kind = "vocabulary"
    testimony = None
    recording = None

    def __init__(self, words: str, language: str, user: Any) -> None:
        self.words, self.language, self.user = words, language, user
        self.address = f"vocabulary/{words}"
        self.source_language = "en" if language != "en" else "es"
        self._model, self._key = KINDS[words]

    @classmethod
    def find(cls, words: str, language: str, user: Any) -> OfVocabulary | None:
        """For whoever works or translates in any collection."""
        if words not in KINDS or not collections_of(user, "add", "change", "publish", "translate").exists():
            return None
        return cls(words, language, user)

    def rows(self, keys: Iterable[str] | None = None) -> list[Row]:
        held = texts.held_texts(self.address, self.language)
        rows = []
        for record in self._model._default_manager.order_by(*self._model._meta.ordering):
            key = getattr(record, self._key)
            source = record.labels.get(self.source_language, "")
            row = Row(
                key=key,
                label=key,
                source=source,
                source_language=self.source_language,
                language=self.language,
                raw=source,
                most=LONGEST_LABEL,
            )
            rows.append(texts.with_held(row, held.get(key), record.labels.get(self.language, "")))
        return texts.wanted_keys(rows, keys)

    def standing(self) -> list[tuple[str, str]]:
        return [(row.key, row.wants) for row in self.rows()]

    def hold(self) -> None:
        list(self._model._default_manager.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))

    def put(self, row: Row, text: str, *, made_from: str, by: Any) -> None:
        texts.put(row, text, made_from=made_from, by=by, address=self.address)

    def check(self, row: Row, *, by: Any) -> None:
        if not collections_of(by, "change", "publish").exists():
            raise NotPermitted(_("Labels of the vocabulary are checked by editors."))
        held = row.record
        record = self._model._default_manager.get(**{self._key: row.key})
        record.other_labels = {**record.other_labels, self.language: held.text}
        record.save(update_fields=["other_labels"])
        held.checked_by(by)
        held.save()

    def absorb(self, row: Row, left_over: Sequence[int]) -> None:
        """Nothing is ever left over of a label."""

    def settle(self, *, by: Any) -> None:
        """Labels are asked for anew wherever they are shown."""
