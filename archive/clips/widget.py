"""The field in which an editor chooses a clip: what is chosen, as visitors see it now, and a button to choose."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

__all__ = ["ClipChooser"]


class _Module:
    """A script of ours for the editors' rooms; asked for its address only when a page is made."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __html__(self) -> str:
        return format_html('<script type="module" src="{}"></script>', static(self.name))

    def __hash__(self) -> int:
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Module) and other.name == self.name


class ClipChooser(forms.TextInput):
    """A text field, ``<uuid>/<from>-<until>``, which the script turns into a button and a look at the clip."""

    template_name = "archive/clips/widget.html"
    show_add_comment_button = False

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["choose_address"], context["seen_address"] = reverse("clip_choose"), reverse("clip_seen")
        return context

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        return render_to_string(template_name, context)

    class Media:
        css = {"all": ["css/admin/clips.css"]}
        js = [_Module("js/admin/clip_field.js")]
