"""A picture with what it shows in words. It is given in sizes and formats made here, none of which tells more."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StructBlock
from wagtail.images.blocks import ImageChooserBlock

from archive.blocks.lines import line

__all__ = ["PictureBlock"]


class PictureBlock(StructBlock):
    image = ImageChooserBlock(
        label=_("Picture"),
        help_text=_(
            "At least 1,200 pixels wide. No face and no place by which somebody at risk could be recognised. What the "
            "file tells of camera, day and place is taken out."
        ),
    )
    alt = line(
        _("What the picture shows"),
        _("For those who do not see it. Example: “A blue school bag beside a packed suitcase, in an empty room.”"),
        most=250,
    )
    caption = line(
        _("Caption"),
        _("Stands below the picture. Example: “What she took along in 2009.” May stay empty."),
        required=False,
        most=250,
    )
    credit = line(
        _("Whose picture it is"),
        _("Who made it, and by whose leave it stands here. Example: “Photograph: Asha’s sister, with her consent”."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "archive/blocks/picture.html"
        group = _("Pictures and facts")
        help_text = _("One picture, with what it shows in words. Example: an object that a narrator speaks of.")
        description = _("A picture with its description and its maker.")
