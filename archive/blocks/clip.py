"""A clip in a page: its place, chosen by listening. No word of it is kept here, so that none is left anywhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import FieldBlock, ListBlock, StructBlock

from archive.blocks.lines import line
from archive.clips.place import Place
from archive.clips.widget import ClipChooser
from testimonies.models import Recording

__all__ = ["ClipBlock", "ClipField", "SequenceBlock", "VoicesBlock", "places_in"]


class ClipField(forms.CharField):
    """A place as text, ``<uuid>/<from>-<until>`` in milliseconds."""

    widget = ClipChooser

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text:
            return text
        place = Place.parse(text)
        if place is None:
            raise forms.ValidationError(_("This is no clip. Choose one with the button; it may last ten minutes."))
        recording = Recording.objects.filter(uuid=place.recording).values_list("duration_ms", flat=True)
        if not recording or place.start_ms >= (recording[0] or place.end_ms):
            raise forms.ValidationError(_("There is no such recording, or it ends before. Choose the clip again."))
        return str(place)


class ClipBlock(FieldBlock):
    """Its value is a :class:`Place`, or ``None``."""

    def __init__(self, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        self.field_options = {"required": required, "help_text": help_text or self._meta_class.help_text}
        super().__init__(**kwargs)

    @cached_property
    def field(self) -> ClipField:
        return ClipField(**self.field_options)

    def to_python(self, value: Any) -> Place | None:
        return value if isinstance(value, Place) else Place.of_json(value)

    def get_prep_value(self, value: Place | None) -> Any:
        return value.as_json() if value else None

    def value_for_form(self, value: Place | None) -> str:
        return str(value) if value else ""

    def value_from_form(self, value: Any) -> Place | None:
        return value if isinstance(value, Place) else Place.parse(value or "")

    def get_searchable_content(self, value: Any) -> list[str]:
        return []

    def get_translatable_segments(self, value: Any) -> list[Any]:
        """Nothing of it is translated: a translated page takes the place from its original."""
        return []

    def restore_translated_segments(self, value: Any, segments: Any) -> Any:
        return value

    def get_context(self, value: Place | None, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["clip"] = context.get("clips", {}).get(value)
        context["key"] = context.get("clip_keys", {}).get(value, "")
        context["mark"] = context.get("clip_marks", {}).get(context["key"], "")
        return context

    class Meta:
        icon = "openquote"
        label = gettext_lazy("Clip")
        template = "archive/blocks/clip.html"
        group = gettext_lazy("Voices")
        help_text = gettext_lazy(
            "Search for words, hear them, and mark from which word to which. Example: search for “passport”, and take "
            "the sentence in which the narrator tells who kept it. What visitors see of it follows the narrator’s "
            "consent at every moment."
        )
        description = gettext_lazy("A narrator’s own words, to be read and heard.")


class SequenceBlock(StructBlock):
    title = line(
        gettext_lazy("Title"), gettext_lazy("What the voices speak about. Example: “Who kept the passport”."), most=120
    )
    clips = ListBlock(
        ClipBlock(),
        default=[None, None],
        min_num=2,
        max_num=12,
        label=gettext_lazy("Clips, in the order in which they are heard"),
    )

    class Meta:
        icon = "list-ol"
        label = gettext_lazy("Clips that play as one")
        template = "archive/blocks/sequence.html"
        group = gettext_lazy("Voices")
        help_text = gettext_lazy(
            "Several clips with one button, heard one after another. Those that are closed are passed over. Example: "
            "four narrators on the day on which they left."
        )
        description = gettext_lazy("Several voices, heard one after another.")


class VoicesBlock(StructBlock):
    title = line(
        gettext_lazy("Title"),
        gettext_lazy("What the two have in common, or do not. Example: “The same factory, two contracts”."),
        most=120,
    )
    first = ClipBlock(label=gettext_lazy("One voice"))
    second = ClipBlock(label=gettext_lazy("The other voice"))

    class Meta:
        icon = "group"
        label = gettext_lazy("Two voices side by side")
        template = "archive/blocks/voices.html"
        group = gettext_lazy("Voices")
        help_text = gettext_lazy(
            "Two clips beside each other, on a phone one below the other. Example: a mother and a daughter on the same "
            "journey."
        )
        description = gettext_lazy("Two narrators on one thing.")


def places_in(stream: Any) -> list[Place]:
    """The place of each clip of a stream in the order of the page, also of those within other blocks."""
    found: list[Place] = []
    for child in stream:
        value = child.value
        if isinstance(child.block, ClipBlock):
            found += [value] if value else []
        elif isinstance(child.block, SequenceBlock):
            found += [one for one in value["clips"] if one]
        elif isinstance(child.block, VoicesBlock):
            found += [one for one in (value["first"], value["second"]) if one]
    return found
