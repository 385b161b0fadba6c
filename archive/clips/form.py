"""The form of a story: nobody puts in a clip of what they may not see themselves."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from archive.blocks.clip import places_in
from testimonies.models import Recording, listener_for

__all__ = ["StoryForm"]


class StoryForm(WagtailAdminPageForm):
    """What stands in the page already may stay: it shows itself to whoever may see it, and to nobody else."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        stream = cleaned.get("body")
        if stream is not None and self.for_user is not None:
            kept = {place.recording for place in places_in(self.instance.body)} if self.instance.pk else set()
            new = {place.recording for place in places_in(stream)} - kept
            if new and new - self._known(new):
                self.add_error("body", _("One of the clips is not there for you. Choose it again."))
        return cleaned

    def _known(self, recordings: set[Any]) -> set[Any]:
        visible = Recording.objects.visible_to(listener_for(self.for_user)).filter(uuid__in=recordings)
        return set(visible.values_list("uuid", flat=True))
