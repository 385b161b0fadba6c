"""The timeline in the editors' rooms. What is entered or changed here stays when the reference data is loaded again."""

from __future__ import annotations

from typing import Any, ClassVar

from django.forms import Select
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from archive.models import TimelineEntry
from testimonies.description.languages import INTERFACE_LANGUAGES, own_name

__all__ = ["TimelineEntries"]

FIELDS = ("date", "date_end", "title", "description", "language", "category", "verified", "source")
WIDGETS = {"language": Select(choices=[(tag, own_name(tag)) for tag in INTERFACE_LANGUAGES])}


class TimelineEntryForm(WagtailAdminModelForm):
    """Marks what is saved as the archive's own."""

    def save(self, commit: bool = True) -> Any:
        self.instance.is_own = True
        return super().save(commit)


@register_snippet
class TimelineEntries(SnippetViewSet):
    model = TimelineEntry
    icon = "history"
    menu_label = _("Timeline")
    list_display: ClassVar[list[str]] = ["title", "date", "category", "verified", "is_own"]
    list_filter: ClassVar[list[str]] = ["category", "verified"]
    search_fields: ClassVar[list[str]] = ["title", "description", "source"]
    edit_handler = ObjectList(
        [FieldPanel(name, widget=WIDGETS.get(name)) for name in FIELDS], base_form_class=TimelineEntryForm
    )
