"""The form by which a passage is made or changed where no script runs. It works with typed times alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from testimonies.actions.passages import About, Said
from testimonies.description import languages
from testimonies.forms import ClockField
from testimonies.models import Article, Country, Passage, Role, Theme
from testimonies.transcript.timecode import format_clock

__all__ = ["PassageForm", "initial_of", "typed"]

COUNTRIES = 3


class PassageForm(forms.Form):
    """A passage with its title in one language; what it is called in others stays as it is."""

    start_ms = ClockField(label=_("From"), max_length=20, help_text=_("Such as 1:15."))
    end_ms = ClockField(label=_("Until"), max_length=20)
    language = forms.ChoiceField(label=_("Language of the title"))
    title = forms.CharField(label=_("Title"), max_length=200)
    synopsis = forms.CharField(
        label=_("Synopsis"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 3})
    )
    themes: Any = forms.ModelMultipleChoiceField(
        label=_("Themes"), queryset=Theme.objects.none(), required=False, to_field_name="slug"
    )
    first_year = forms.IntegerField(
        label=_("It tells of the years from"), required=False, help_text=_("Not when it was recorded. Such as 1991.")
    )
    last_year = forms.IntegerField(
        label=_("Last year"), required=False, help_text=_("Leave it empty where it tells of one year.")
    )
    articles: Any = forms.ModelMultipleChoiceField(
        label=_("Articles of the Convention"), queryset=Article.objects.none(), required=False, to_field_name="number"
    )

    def __init__(self, *args: Any, passage: Passage | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passage = passage
        fields: dict[str, Any] = self.fields
        fields["language"].choices = languages.choices()
        fields["language"].initial = get_language()
        fields["themes"].queryset = Theme.objects.all()
        fields["articles"].queryset = Article.objects.all()
        fields["title"].widget.attrs.update(dir="auto")
        fields["synopsis"].widget.attrs.update(dir="auto")
        countries = [("", "—"), *((one.iso2, one.label) for one in sorted(Country.objects.all(), key=str))]
        for number in range(COUNTRIES):
            fields[f"country_{number}"] = forms.ChoiceField(label=_("Country"), choices=countries, required=False)
            fields[f"role_{number}"] = forms.ChoiceField(
                label=_("Its role"), choices=[("", "—"), *Role.choices], required=False
            )

    @property
    def countries(self) -> list[tuple[Any, Any]]:
        """Country and role, field by field."""
        return [(self[f"country_{number}"], self[f"role_{number}"]) for number in range(COUNTRIES)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(COUNTRIES):
            if bool(cleaned.get(f"country_{number}")) != bool(cleaned.get(f"role_{number}")):
                self.add_error(f"country_{number}", _("Choose both the country and its role."))
        if cleaned.get("last_year") is not None and cleaned.get("first_year") is None and not self.errors:
            self.add_error("first_year", _("Give the first year, too."))
        return cleaned

    def said(self) -> Said:
        """What the verbs take."""
        cleaned = self.cleaned_data
        about = (
            {}
            if self.passage is None
            else {one.language: About(one.title, one.synopsis) for one in self.passage.descriptions.all()}
        )
        about[cleaned["language"]] = About(cleaned["title"], cleaned["synopsis"])
        named = [(cleaned[f"country_{number}"], cleaned[f"role_{number}"]) for number in range(COUNTRIES)]
        beyond = [] if self.passage is None else countries_of(self.passage)[COUNTRIES:]
        return Said(
            start_ms=cleaned["start_ms"],
            end_ms=cleaned["end_ms"],
            about=about,
            themes=tuple(one.slug for one in cleaned["themes"]),
            countries=(*(one for one in named if one[0]), *beyond),
            articles=tuple(one.number for one in cleaned["articles"]),
            years=years_of(cleaned["first_year"], cleaned["last_year"]),
        )


def initial_of(passage: Passage) -> dict[str, Any]:
    """The values of the form for a passage that is there: in the active language, else the next best."""
    about = passage.description_for()
    found: dict[str, Any] = {
        "start_ms": typed(passage.start_ms),
        "end_ms": typed(passage.end_ms),
        "language": about.language if about else get_language(),
        "title": about.title if about else "",
        "synopsis": about.synopsis if about else "",
        "themes": list(passage.theme_items.values_list("tag__slug", flat=True)),
        "articles": list(passage.articles.values_list("number", flat=True)),
        "first_year": passage.first_year,
        "last_year": None if passage.last_year == passage.first_year else passage.last_year,
    }
    for number, (iso2, role) in enumerate(countries_of(passage)[:COUNTRIES]):
        found |= {f"country_{number}": iso2, f"role_{number}": role}
    return found


def typed(ms: int) -> str:
    """A time as it can be typed, to the millisecond: ``1:15.250``."""
    return f"{format_clock(ms)}.{ms % 1_000:03}" if ms % 1_000 else format_clock(ms)


def years_of(first: int | None, last: int | None) -> tuple[int, int] | None:
    """One year alone is the first and the last."""
    return None if first is None else (first, first if last is None else last)


def countries_of(passage: Passage) -> list[tuple[str, str]]:
    return sorted(passage.country_roles.values_list("country__iso2", "role"))
