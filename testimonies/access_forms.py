"""The forms of access: accepting the terms of use, asking to be let in, deciding about a request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

__all__ = ["AskForm", "DecisionForm", "TermsForm"]

USUAL_DAYS = 90


class TermsForm(forms.Form):
    """``version`` is the one that was read: the verb compares."""

    affiliation = forms.CharField(label=_("Where you work or study, if anywhere"), max_length=200, required=False)
    purpose = forms.CharField(
        label=_("What you want to use the testimonies for"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences are enough. The editors of the collections can read them."),
    )
    version = forms.CharField(max_length=20, widget=forms.HiddenInput)
    agreed = forms.BooleanField(label=_("I have read the terms of use and will keep to them."))


class AskForm(forms.Form):
    """``also`` are accession numbers; which ones may be asked for is for the view to say."""

    purpose = forms.CharField(
        label=_("What you want to use them for"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "The editors of the collection read this and decide, with the narrator's interest first. Say what you are "
            "working on, and what you would do with what you hear."
        ),
    )
    also = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["also"].choices = others  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """``until`` is wanted for a yes alone; the verb says what else is lacking."""

    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=lambda: timezone.localdate() + timedelta(days=USUAL_DAYS),
        help_text=_("This day is the last. Afterwards it closes by itself."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever asked reads it. Wanted where you say no."),
    )
