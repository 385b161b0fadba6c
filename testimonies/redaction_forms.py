"""The forms by which a span is kept back and a name is replaced. They work with typed times alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.consent import redaction as rule
from testimonies.consent.audiences import Audience
from testimonies.forms import ClockField
from testimonies.models import Reason

__all__ = ["NameForm", "RedactionForm"]

MARGINS = ((rule.MARGIN_MS, _("a quarter of a second")), (500, _("half a second")), (1_000, _("one second")))


class RedactionForm(forms.Form):
    """A span, why, and for whom it stays open; cleans to what ``redacting.redact`` takes."""

    start_ms = ClockField(label=_("From"), max_length=20, help_text=_("Such as 1:15.5, or choose words above."))
    end_ms = ClockField(label=_("Until"), max_length=20)
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *Reason.choices])
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, help_text=_("For the staff alone. Leave names out.")
    )
    open_to = forms.ChoiceField(
        label=_("Who may still hear and read it"),
        choices=[(one.value, one.label) for one in rule.OPEN_TO],
        initial=Audience.STAFF,
        widget=forms.RadioSelect,
    )
    margin_ms = forms.TypedChoiceField(
        label=_("Margin on each side"), choices=MARGINS, coerce=int, initial=rule.MARGIN_MS, required=False
    )  # fmt: skip

    def clean_margin_ms(self) -> int:
        return int(self.cleaned_data["margin_ms"] or rule.MARGIN_MS)


class NameForm(forms.Form):
    """A name, and what is shown in its place."""

    name = forms.CharField(label=_("Name as it is written in the transcript"), max_length=120)
    shown = forms.CharField(label=_("Show instead"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.update(dir="auto", autocomplete="off")
