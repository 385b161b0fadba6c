"""What the parts of a story, and what a listener is offered, are shown with in the style guide."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from archive.styleguide.samples import SOUND, SPOKEN, TESTIMONY, Sample, about, kept, listening

__all__ = [
    "JOURNEY",
    "LISTENER",
    "NUMBER",
    "QUOTE",
    "TIMELINE",
    "WARNED",
    "clip",
    "redacted",
    "sequence",
    "translated",
    "voices",
]


def clip(language: str, **more: Any) -> dict[str, Any]:
    """The context of ``archive/blocks/clip.html`` for a clip that is open."""
    pieces = [Sample(text=SPOKEN[language], kept=False)]
    line = Sample(speaker="", segment=Sample(), language=language, cut=Sample(pieces=pieces, text=SPOKEN[language]))
    shown = {
        "has_words": True, "lines": [line], "audible": True, "sound_url": SOUND, "place": Sample(start_ms=0),
        "until_ms": 4_000, "length_ms": 4_000, "said_by": ["A kitchen worker"], "get_absolute_url": "/",
        "description": about("en", "A factory far from the village"), "testimony": TESTIMONY,
    }  # fmt: skip
    return {"clip": Sample(**shown | more)}


def redacted() -> dict[str, Any]:
    line = Sample(speaker="", segment=Sample(), language="en", cut=Sample(pieces=kept()))
    return clip("en", lines=[line], audible=False, is_machine_written=True)


def translated() -> dict[str, Any]:
    line = Sample(language="en", cut=Sample(text=SPOKEN["en"]))
    return clip("ar", translation=[line], is_machine_translated=True)


def _block(language: str) -> str:
    return render_to_string("archive/blocks/clip.html", clip(language))


def voices() -> dict[str, Any]:
    two = Sample(first=_block("ne"), second=_block("es"))
    return {"self": Sample(title="A contract and its price", bound_blocks=two)}


def sequence() -> dict[str, Any]:
    return {"self": Sample(title="Three doors", clips=Sample(bound_blocks=[_block("bn"), _block("th")]))}


NUMBER = {"self": Sample(number="1 / 3", says="of them said it", source="1990-0045")}
QUOTE = {"self": Sample(text=SPOKEN["en"], said_by="A kitchen worker")}
TIMELINE = {
    "self": Sample(title="2014"),
    "entries": [Sample(on="1990", title=_("The Convention"), text=""), Sample(on="2014", title="Nepal", text="Qatar")],
}
JOURNEY = {
    "self": Sample(title="A house with a door"),
    "drawing": Sample(legs=["M60 120L300 60"], points=[(1, 60, 120), (2, 300, 60)]),
    "width": 360,
    "height": 180,
    "stops": [Sample(place="Pokhara", country="Nepal", when="2011"), Sample(place="الدوحة", when="2014")],
}
WARNED = {
    "testimony": Sample(**{**vars(TESTIMONY), "content_warnings": ["violence"], "warned_of": ["violence"]}),
    "warning": Sample(language="ar", direction="rtl", warning=SPOKEN["ar"]),
}
LISTENER = {
    "listening": listening(passages=[Sample(start_ms=0), Sample(start_ms=2_000)]),
    "more": True,
    "testimony": TESTIMONY,
    "narrators": ["A kitchen worker"],
    "address": "/",
}
