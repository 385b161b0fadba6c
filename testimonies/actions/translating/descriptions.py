"""Title, summary and context of a testimony in another language.

What a person translates waits until somebody else who may change the testimony has checked it. Then it stands in the
testimony's draft, and goes the way of every change to it: review, publication.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonies import signals
from testimonies.actions.translating import texts
from testimonies.actions.translating.row import Row
from testimonies.consent.audiences import Use
from testimonies.description import languages
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import (
    Description,
    Reader,
    State,
    Testimony,
    TestimonyPermissionPolicy,
    listener_for,
    translated_by,
)

__all__ = ["OfDescription"]

LABELS = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Summary"),
    "context": gettext_lazy("Context"),
    "warning": gettext_lazy("Warning"),
}
LONGEST_TITLE = 200


class OfDescription:
    kind = "description"
    recording = None

    def __init__(self, testimony: Testimony, language: str, user: Any) -> None:
        self.testimony, self.language, self.user = testimony, language, user
        self.address = f"{testimony.accession_number}/description"
        listener = listener_for(user)
        self._works = Testimony.objects.worked_on_by(listener).filter(pk=testimony.pk).exists()
        self._reader = Reader.of(listener, (), [testimony.pk])
        self._described = {one.language: one for one in self._record().descriptions.all()}
        others = {tag: one for tag, one in self._described.items() if languages.base(tag) != language}
        found = languages.best(others, "en", also=testimony.spoken_languages)
        self.source_language = found[0] if found else ""
        self._source: Any = found[1] if found else None

    @classmethod
    def find(cls, accession: str, language: str, user: Any) -> OfDescription | None:
        own = translated_by(user, Use.CATALOGUE).prefetch_related("recordings")
        found = own.filter(accession_number=accession).first()
        subject = cls(found, language, user) if found is not None else None
        return subject if subject is not None and subject._source is not None else None

    def rows(self, keys: Iterable[str] | None = None) -> list[Row]:
        held = texts.held_texts(self.address, self.language)
        there = self._described.get(self.language)
        rows = []
        for name, label in LABELS.items():
            raw = getattr(self._source, name)
            if not raw.strip():
                continue
            row = Row(
                key=name,
                label=str(label),
                source=self._renamed(raw),
                source_language=self.source_language,
                language=self.language,
                raw=raw,
                most=LONGEST_TITLE if name == "title" else 20_000,
                lines=name != "title",
            )
            standing = getattr(there, name) if there is not None else ""
            waiting = held.get(name)
            texts.with_held(row, waiting, standing)
            if row.changed and not self._works:  # it may have been made from a draft that nobody else has seen
                row.text, row.before, row.translator, row.reviewer = standing, "", "", ""
                row.locked = _("Those who work on the testimony are translating another text of it.")
            row.text, row.before = self._renamed(row.text), self._renamed(row.before)
            rows.append(row)
        return texts.wanted_keys(rows, keys)

    def standing(self) -> list[tuple[str, str]]:
        return [(row.key, row.wants) for row in self.rows()]

    def hold(self) -> None:
        Testimony.objects.select_for_update().get(pk=self.testimony.pk)

    def put(self, row: Row, text: str, *, made_from: str, by: Any) -> None:
        texts.put(row, text, made_from=made_from, by=by, address=self.address, testimony=self.testimony)

    def check(self, row: Row, *, by: Any) -> None:
        policy = TestimonyPermissionPolicy(Testimony)
        if not policy.user_has_permission_for_instance(by, "change", self.testimony):
            raise NotPermitted(_("What is translated of a description is checked by those who may change it."))
        if self.testimony.locked:
            raise StateForbids(_("The testimony is locked. Ask an editor to unlock it, then check this."))
        held = row.record
        draft = self.testimony.get_latest_revision_as_object()
        described = list(draft.descriptions.all())
        there = next((one for one in described if one.language == self.language), None)
        if there is None:
            if row.key != "title":
                raise StateForbids(_("Check the title first: a description cannot be without one."))
            there = Description(language=self.language, title=held.text)
        setattr(there, row.key, held.text)
        draft.descriptions.add(there)  # also where it is among them: without a revision they are read anew each time
        if self.testimony.state == State.DRAFT:
            self._put_at_once(row.key, held.text)
        draft.save_revision(user=by)
        held.checked_by(by)
        held.save()

    def absorb(self, row: Row, left_over: Sequence[int]) -> None:
        """Nothing is ever left over of a description."""

    def settle(self, *, by: Any) -> None:
        signals.testimony_changed.send(Testimony, testimony_id=self.testimony.pk)

    def _record(self) -> Testimony:
        """The latest draft for those who work on it; for others what is published."""
        return self.testimony.get_latest_revision_as_object() if self._works else self.testimony

    def _renamed(self, text: str) -> str:
        return self._reader.renamed(text, self.testimony.pk)

    def _put_at_once(self, name: str, text: str) -> None:
        """A draft has no other face than its rows: nobody but its own people sees it."""
        row, _made = Description.objects.get_or_create(
            testimony=self.testimony, language=self.language, defaults={"title": text}
        )
        setattr(row, name, text)
        row.save(update_fields=[name])
