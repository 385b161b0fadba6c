"""What actions, campaigns and their forms are shown with in the style guide."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from archive.styleguide.samples import Sample

__all__ = ["CHOICES"]

CHOICES = {
    "label": _("Day"),
    "none_label": "",
    "choices": [
        Sample(label=_("1 May"), address="#", count=12, now=True),
        Sample(label=_("18 December"), address="#", count=7, now=False),
    ],
}
