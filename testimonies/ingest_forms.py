"""The form of a batch ingest: where to, which sheet, and where the sound files are."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Collection

from testimonies.actions.batches import folders_of
from testimonies.interchange.sheets.reading import MOST_BYTES
from testimonies.models import collections_of

__all__ = ["IngestForm"]


class IngestForm(forms.Form):
    collection = forms.ModelChoiceField(
        queryset=Collection.objects.none(), label=gettext_lazy("Collection"), empty_label=None
    )
    sheet = forms.FileField(
        label=gettext_lazy("Sheet"),
        help_text=gettext_lazy("A CSV file, from any office program. Its columns are explained below."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        max_length=255,
    )
    folder = forms.ChoiceField(label=gettext_lazy("The sound files"), required=False)
    all_or_nothing = forms.BooleanField(
        label=gettext_lazy("All or nothing"),
        required=False,
        help_text=gettext_lazy("With one fault, nothing at all is taken in."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = collections_of(user, "add")
        cast("forms.ModelChoiceField[Collection]", self.fields["collection"]).queryset = mine
        self._folders = {one.pk: folders_of(one) for one in mine}
        names = {name: f"{one.name}: {name.partition('/')[2]}" for one in mine for name in self._folders[one.pk]}
        cast(forms.ChoiceField, self.fields["folder"]).choices = [
            ("", _("have been uploaded by me")),
            *((name, _("lie on the server, in %(folder)s") % {"folder": shown}) for name, shown in names.items()),
        ]

    def clean_sheet(self) -> Any:
        sheet = self.cleaned_data["sheet"]
        if sheet.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The sheet is larger than %(limit)s MB. Divide it.") % {"limit": MOST_BYTES // 1_000_000}
            )
        return sheet

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        collection, folder = cleaned.get("collection"), cleaned.get("folder")
        if collection and folder and folder not in self._folders[collection.pk]:
            self.add_error("folder", _("This folder belongs to another collection."))
        return cleaned
