"""What States did about the treaties, in the editors' rooms. The figures of ratification follow what is entered."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from archive.models import TreatyAction
from archive.models.deeds import in_force_from

__all__ = ["TreatyActions"]

FIELDS = ("country", "instrument", "kind", "day", "in_force_from", "verified", "source", "note")


class TreatyActionForm(WagtailAdminModelForm):
    """Works out the day from which a State is bound, where it is left empty; what is entered here is kept."""

    def save(self, commit: bool = True) -> Any:
        action = self.instance
        action.is_own = True
        binds = action.kind in TreatyAction.BINDING and action.day
        if binds and action.in_force_from is None:
            instrument = action.instrument
            action.in_force_from = in_force_from(instrument.code, instrument.organization, action.day)
        return super().save(commit)


@register_snippet
class TreatyActions(SnippetViewSet):
    model = TreatyAction
    icon = "doc-full-inverse"
    menu_label = _("Signatures and ratifications")
    list_display: ClassVar[list[str]] = ["country", "instrument", "kind", "shown_day", "verified"]
    list_filter: ClassVar[list[str]] = ["instrument", "kind", "verified"]
    search_fields: ClassVar[list[str]] = ["country__label_en", "country__iso3", "source"]
    edit_handler = ObjectList([FieldPanel(name) for name in FIELDS], base_form_class=TreatyActionForm)
