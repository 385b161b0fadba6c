"""The calendar and the library in the editors' rooms. What is entered here stays when reference data is loaded anew."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from archive.models import LibraryItem, Occasion, RecurringDay
from archive.models.in_languages import WRITTEN_IN
from testimonies.description import languages
from testimonies.models import Testimony, listener_for

__all__ = ["LibraryItems", "Occasions", "RecurringDays"]

_NUMBER = re.compile(r"[^\s,;]+")
_LISTED = 5
"""Numbers of testimonies that a sentence names."""


class Languages(forms.TypedMultipleChoiceField):
    """Any that is offered anywhere, by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=languages.choices, coerce=str, required=False, **kwargs)


class OwnForm(WagtailAdminModelForm):
    """Marks what is entered here, so that it stays."""

    def save(self, commit: bool = True) -> Any:
        self.instance.is_own = True
        return super().save(commit)


class LibraryItemForm(OwnForm):
    languages = Languages(
        label=LibraryItem._meta.get_field("languages").verbose_name,
        help_text=LibraryItem._meta.get_field("languages").help_text,
    )


class OccasionForm(OwnForm):
    """The testimonies are named by their numbers: nobody is offered a list of what they may not see."""

    languages = Languages(
        label=Occasion._meta.get_field("languages").verbose_name,
        help_text=Occasion._meta.get_field("languages").help_text,
    )
    recorded = forms.CharField(
        label=_("testimonies recorded there"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Their numbers, for example 2014-0007 2014-0012. Each visitor sees those alone that are open to them and "
            "whose narrators let their countries be known."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            known = self.instance.testimonies.filter(pk__in=self._seen()).order_by("accession_number")
            self.initial["recorded"] = " ".join(known.values_list("accession_number", flat=True))

    def _seen(self) -> Any:
        """Those that this editor may see."""
        return Testimony.objects.visible_to(listener_for(self.for_user)).order_by().values("pk")

    def clean_recorded(self) -> list[Any]:
        asked = dict.fromkeys(_NUMBER.findall(self.cleaned_data["recorded"].replace("\0", " ")))
        found = list(Testimony.objects.filter(pk__in=self._seen(), accession_number__in=list(asked)))
        missing = [one for one in asked if one not in {testimony.accession_number for testimony in found}]
        if missing:
            told = {"numbers": ", ".join(one[:20] for one in missing[:_LISTED])}
            raise forms.ValidationError(
                _t("There is no testimony that you may see with the number %(numbers)s. Please look at it again.")
                % told
            )
        return found

    def _save_m2m(self) -> None:
        """What this editor may not see stays as it was."""
        super()._save_m2m()
        unseen = list(self.instance.testimonies.exclude(pk__in=self._seen()))
        self.instance.testimonies.set([*unseen, *self.cleaned_data["recorded"]])


def _in_each(*names: str) -> list[Any]:
    return [FieldPanel(f"{name}_{tag}") for tag in WRITTEN_IN for name in names]


@register_snippet
class Occasions(SnippetViewSet):
    model = Occasion
    icon = "calendar-alt"
    menu_label = _("Calendar")
    list_display: ClassVar[list[str]] = ["__str__", "kind", "country", "live", "cancelled"]
    list_filter: ClassVar[list[str]] = ["kind", "live", "cancelled"]
    search_fields: ClassVar[list[str]] = [*(f"title_{tag}" for tag in WRITTEN_IN), "place"]
    edit_handler = ObjectList(
        [
            FieldPanel("live"),
            FieldPanel("cancelled"),
            FieldPanel("kind"),
            MultiFieldPanel(_in_each("title", "about"), heading=_("Title and description")),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("begins"), FieldPanel("begins_at"), FieldPanel("begins_which")]),
                    FieldRowPanel([FieldPanel("ends"), FieldPanel("ends_at"), FieldPanel("ends_which")]),
                    FieldPanel("time_zone"),
                ],
                heading=_("When"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("place"),
                    FieldPanel("country"),
                    FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                ],
                heading=_("Where"),
            ),
            FieldPanel("organisations", widget=forms.CheckboxSelectMultiple),
            FieldPanel("organisers"),
            FieldPanel("languages"),
            FieldPanel("website"),
            FieldPanel("documents", widget=forms.CheckboxSelectMultiple),
            MultiFieldPanel(
                [*_in_each("report"), FieldPanel("pictures"), FieldPanel("recorded")], heading=_("Afterwards")
            ),
            FieldPanel("verified"),
            FieldPanel("source"),
        ],
        base_form_class=OccasionForm,
    )


@register_snippet
class RecurringDays(SnippetViewSet):
    model = RecurringDay
    icon = "repeat"
    menu_label = _("Days kept each year")
    list_display: ClassVar[list[str]] = ["__str__", "sentence", "since"]
    edit_handler = ObjectList(RecurringDay.panels, base_form_class=OwnForm)


@register_snippet
class LibraryItems(SnippetViewSet):
    model = LibraryItem
    icon = "doc-full"
    menu_label = _("Library of documents")
    list_display: ClassVar[list[str]] = ["__str__", "kind", "dated", "verified", "live"]
    list_filter: ClassVar[list[str]] = ["kind", "verified", "live"]
    search_fields: ClassVar[list[str]] = [*(f"title_{tag}" for tag in WRITTEN_IN), "signatories", "addressees"]
    edit_handler = ObjectList(
        [
            FieldPanel("live"),
            FieldPanel("slug"),
            FieldPanel("kind"),
            MultiFieldPanel(_in_each("title", "about"), heading=_("Title and description")),
            FieldPanel("date"),
            FieldPanel("place"),
            FieldPanel("country"),
            FieldPanel("languages"),
            FieldPanel("signatories"),
            FieldPanel("addressees"),
            FieldPanel("instruments", widget=forms.CheckboxSelectMultiple),
            FieldPanel("articles"),
            FieldPanel("themes"),
            FieldPanel("citation"),
            FieldPanel("website"),
            FieldPanel("file"),
            FieldPanel("verified"),
            FieldPanel("source"),
            FieldPanel("note"),
        ],
        base_form_class=LibraryItemForm,
    )
