"""What the ways in are shown with in the style guide."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.ratification.curve import Curve
from archive.ratification.record import Standing
from archive.styleguide.samples import SOUND, SPOKEN, TESTIMONY, Sample
from archive.ways.journeys import drawn
from archive.ways.named import Named
from testimonies.description import languages

__all__ = ["CURVE", "HOME", "JOURNEYS", "STANDINGS", "crumbs", "playlist"]

HOME = {"numbers": Sample(testimonies=1_204, hours=860, languages=31, countries=58), "value": Sample()}
JOURNEYS = {
    "here": _("Map of journeys"),
    "world": Sample(width=360, height=180, land="M20 40H150V120H60ZM200 30H330V140H240Z"),
    "countries": [
        Sample(
            country=Sample(iso2=iso2, label=label, address="#"), shape=Sample(path=path, x=x, y=y), pattern=pattern,
            roles=[(role, count)],
        )
        for iso2, label, path, x, y, pattern, role, count in (
            ("np", "Nepal", "M90 50H130V80H90Z", 110, 65, "left", "country of origin", 12),
            ("qa", "Qatar", "M240 90H280V120H240Z", 260, 105, "came", "country of destination", 7),
            ("om", "Oman", "", 220, 130, "through", "country of transit", 2),
        )
    ],
    "arcs": drawn(
        [(Sample(x=110, y=65), Sample(x=260, y=105), 4.5), (Sample(x=110, y=65), Sample(x=220, y=130), 1.5)]
    ),
}  # fmt: skip
STANDINGS = {
    "world": JOURNEYS["world"],
    "is_signed": True,
    "standings": Standing,
    "record": Sample(figures=Sample(undated=1)),
    "on_map": [
        Sample(
            state=Sample(standing=standing),
            country=Named(iso2, label, "#"),
            standing=str(standing.label),
            shape=Sample(path=path, x=x, y=y),
        )
        for iso2, label, path, x, y, standing in (
            ("ph", "Philippines", "M60 50H100V80H60Z", 80, 65, Standing.PARTY),
            ("kh", "Cambodia", "M110 50H150V80H110Z", 130, 65, Standing.SIGNATORY),
            ("np", "Nepal", "M240 90H280V120H240Z", 260, 105, Standing.NONE),
            ("tv", "Tuvalu", "", 220, 130, Standing.UNDATED),
        )
    ],
}
CURVE = {
    "is_signed": True,
    "curve": Curve(
        parties="M0 220H200V180H400V90H720",
        signatories="M0 220H100V190H500V150H720",
        years=((2003, 22, 10), (2014, 47, 19)),
        ticks=((2005, 120.0), (2010, 430.0)),
        lines=((0, 220.0), (20, 130.0), (40, 40.0)),
        here=640.0,
    ),
}


def crumbs() -> dict[str, Any]:
    above = [Sample(label=gettext(label), address="#") for label in ("Explore", "Countries")]
    return {"crumbs": above, "here": "Nepal"}


def _track(language: str, *, sound: bool = True, words: bool = True) -> Sample:
    direction = languages.direction(language)
    return Sample(
        passage=Sample(pk=1, start_ms=0, end_ms=4_000),
        testimony=TESTIMONY,
        title=SPOKEN[language].split(".")[0],
        synopsis="" if words else SPOKEN[language],
        language=language,
        direction=direction,
        narrators=("A kitchen worker",),
        sound=SOUND if sound else "",
        words=Sample(text=SPOKEN[language], language=language, direction=direction) if words else "",
    )


def playlist() -> dict[str, Any]:
    tracks = [_track("en"), _track("ar"), _track("fr", sound=False, words=False)]
    return {"tracks": tracks, "playlist": Paginator(range(30), 10).page(2)}
