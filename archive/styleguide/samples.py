"""What the components of the style guide are shown with: invented, in no database, in many scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.templatetags.static import static
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from testimonies.description import languages

__all__ = [
    "AT",
    "COLLOCATES",
    "FILTERS",
    "FREQUENCY",
    "SPOKEN",
    "TESTIMONY",
    "Rows",
    "Sample",
    "about",
    "card",
    "choices",
    "concordance",
    "fields",
    "hit",
    "kept",
    "listening",
    "message",
    "page",
    "segment",
    "transcript",
]  # fmt: skip

SOUND = lazy(static, str)("sound/sample.ogg")
"""Four seconds of a soft tone, made for this page."""
AT = datetime(2026, 2, 3, 9, 30, tzinfo=UTC)
UUID_OF_A_SAMPLE = UUID(int=1)
SPOKEN = {
    "en": "The boss took my passport. He said that it was for safety.",
    "fr": "J’ai signé le contrat dans la ville. Ils ont promis un bon salaire.",
    "es": "Firmé el contrato en la ciudad. El jefe guardó mi pasaporte.",
    "ar": "أخذ صاحب العمل جواز سفري، وقال إن ذلك من أجل سلامتي.",
    "ne": "मालिकले मेरो राहदानी लियो। सुरक्षाका लागि हो भन्यो।",
    "bn": "মালিক আমার পাসপোর্ট নিয়ে গেল। বলল, নিরাপত্তার জন্য।",
    "ta": "முதலாளி என் கடவுச்சீட்டை எடுத்துக்கொண்டார்.",
    "si": "හාම්පුතා මගේ විදේශ ගමන් බලපත්‍රය ගත්තා.",
    "th": "นายจ้างยึดหนังสือเดินทางของฉันไป เขาบอกว่าเพื่อความปลอดภัย",
    "zh": "老板拿走了我的护照，说是为了安全。",
}


class Sample(SimpleNamespace):
    """Holds what it was given; whatever else a template asks of it is empty."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return ""

    def __str__(self) -> str:
        return str(self.label)


class Rows(list[Any]):
    """Stands for what a relation would give."""

    def all(self) -> Rows:
        return self


def about(language: str, title: str, summary: str = "") -> Sample:
    direction, name = languages.direction(language), languages.name(language)
    return Sample(language=language, direction=direction, language_name=name, title=title, summary=summary)


TESTIMONY = Sample(
    accession_number="1990-0045",
    get_absolute_url="/",
    demonstration=True,
    live=True,
    participations=Rows(),
    description_for=partial(about, "en", "A factory far from the village"),
    get_kind_display="life testimony",
    interviewed_on=Sample(sentence="18 December 2014"),
    collection=Sample(name="North"),
)


def card(
    language: str, *, words: bool = True, audible: bool = True, summary: bool = False, live: bool = True
) -> Sample:
    text = SPOKEN[language]
    return Sample(
        testimony=Sample(**{**vars(TESTIMONY), "live": live, "get_state_display": _("draft")}),
        description=about(language if summary else "en", "A house with a door", text if summary else ""),
        words=Sample(text=text, language=language, direction=languages.direction(language)) if words else "",
        spoken=(language,),
        duration_ms=43_000,
        audible=audible,
        narrators=("A kitchen worker",),
        way=(
            Sample(get_role_display="country of origin", label="Cameroon"),
            Sample(get_role_display="country of transit", label="Morocco"),
            Sample(get_role_display="country of destination", label="Kuwait"),
        ),
    )


def segment(language: str, start_ms: int = 0, **more: Any) -> Sample:
    return Sample(
        **{
            "pk": 1,
            "start_ms": start_ms,
            "end_ms": start_ms + 4_000,
            "text": SPOKEN[language],
            "language": language,
            "direction": languages.direction(language),
            "words": [],
            "pieces": [],
            "review_state": "machine",
            "is_doubtful": False,
            "withheld": False,
            "get_review_state_display": _("corrected"),
            "reasons": "…",
        }
        | more
    )


def listening(**more: Any) -> Sample:
    recording = Sample(
        uuid=UUID_OF_A_SAMPLE,
        position=1,
        duration_ms=4_000,
        sound_url=SOUND,
        small_sound_url=SOUND,
    )
    return Sample(
        **{
            "recording": recording,
            "prefix": "sample-",
            "audible": True,
            "review": "machine",
            "beside": None,
            "chosen": None,
        }
        | more
    )


def kept() -> list[Sample]:
    """A name in the middle that somebody is not to read."""
    return [
        Sample(text="I worked for ", kept=False),
        Sample(text="▒▒▒▒▒▒", kept=True),
        Sample(text=" in the city.", kept=False),
    ]


def transcript() -> dict[str, Any]:
    heard = [
        segment("en", 0, speaker="1"),
        segment("ne", 4_000, speaker="1"),
        segment("en", 8_000, speaker="2", review_state="corrected"),
        segment("en", 12_000, speaker="2", withheld=True),
        segment("ar", 16_000, speaker="2", is_doubtful=True),
    ]
    passage = Sample(start_ms=0, description_for=partial(about, "en", "A contract and its price"))
    words = Sample(language="en", provenance=Sample(model="whisper-mini"), progress="done", pk=1)
    lines = [((passage,) if one.start_ms == 0 else (), one) for one in heard]
    shown = listening(transcript=words, lines=lines, segments=heard, worked_on=True)
    return {"listening": shown, "formats": {"txt": Sample(label="Text")}, "testimony": TESTIMONY, "next": "#"}


def concordance() -> dict[str, Any]:
    def line(before: str, key: str, after: str, tag: str, at_ms: int) -> Sample:
        spoken = Sample(segment=segment(tag, speaker="1"), language=tag)
        return Sample(
            line=Sample(spoken=spoken, at_ms=at_ms), before=before, key=key, after=after, sound_url=SOUND,
            read_address="#", cite_address="#", testimony=TESTIMONY, countries=["Nepal", "Qatar"],
        )  # fmt: skip

    lines = [
        line("The boss took my ", "passport", ". He said that it was for safety.", "en", 12_000),
        line("أخذ صاحب العمل ", "جواز", " سفري، وقال إن ذلك من أجل سلامتي.", "ar", 75_000),
    ]
    sorts = [(_("Position"), [(_("Position"), _("Position"), "#", True)])]
    shown = Sample(lines=lines, total=2, among=2)
    return {"page": shown, "pages": Sample(total=1), "sorts": sorts, "file_address": "#", "asked": Sample()}


def message(level_tag: str, sentence: Any) -> Sample:
    return Sample(level_tag=level_tag, label=sentence)


def page(number: int) -> Any:
    return Paginator(range(100), 20).page(number)


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Name"), help_text=_("The name you are shown by, the title, the summary."))
    language = forms.ChoiceField(label=_("Language"), choices=[("ne", "नेपाली"), ("ar", "العربية")])
    words = forms.CharField(label=_("Words"), widget=forms.Textarea(attrs={"rows": 3}))
    sure = forms.BooleanField(label=_("I know that it exists nowhere else."))
    sound = forms.FileField(label=_("Recording"))
    closed = forms.CharField(label=_("Number"), disabled=True, initial="1990-0045")


def fields(prefix: str, *, bound: bool = False) -> Callable[[], list[Any]]:
    """Every kind of field, empty, or sent with everything missing. Made anew for each page, in its language."""
    return lambda: list(SampleForm({} if bound else None, prefix=prefix, auto_id="sample-%s"))


FILTERS = [
    Sample(
        name="sample-country",
        label=_("Country"),
        everything=_("All countries"),
        options=[Sample(value="NP", label="Nepal", count=3, chosen=True), Sample(value="QA", label="Qatar", count=2)],
    )
]


def hit(language: str, **more: Any) -> Sample:
    first, _space, rest = SPOKEN[language].partition(" ")
    return Sample(
        **{
            "start_ms": 12_000, "play_ms": 12_000, "sound_url": SOUND, "page_url": "#", "cite_url": "#",
            "kind": "segment", "language": language, "direction": languages.direction(language),
            "runs": [(f"{first} ", True), (rest, False)], "review_state": "",
        }
        | more
    )  # fmt: skip


def choices(*, is_long: bool = False) -> list[Sample]:
    options = [
        Sample(address="#", label="Nepal", testimonies=3, hits=12, chosen=True, value="NP"),
        Sample(address="#", label="قطر", testimonies=2, hits=5, value="QA"),
    ]
    return [Sample(name="sample-facet", label=_("Country"), is_open=True, options=options, left=4, more_address="#")]


COLLOCATES = {
    "company": Sample(collocates=[1, 2], total=12, segments=940, looked_at=12),
    "windows": [(1, "#", False), (3, "#", True)],
    "measures": [
        ("word", _("Word"), "#", False),
        ("together", _("Together"), "#", True),
        ("alone", _("Altogether"), "#", False),
        ("log_dice", "logDice", "#", False),
        ("log_likelihood", "G²", "#", False),
    ],
    "together": [
        (Sample(written="took", language="en", together=7, alone=31, log_dice=11.42, log_likelihood=48.1), "#"),
        (Sample(written="جواز", language="ar", together=3, alone=9, log_dice=9.2, log_likelihood=21.7), "#"),
    ],
    "asked": Sample(),
    "file_address": "#",
}
FREQUENCY = {
    "tables": [
        (
            Sample(label=_("Country"), left=2),
            [
                (Sample(label="Nepal", places=12, testimonies=3, per_thousand=8.4, bar=100.0), "#"),
                (Sample(label="Qatar", places=5, testimonies=2, per_thousand=3.1, bar=36.9), "#"),
            ],
        )
    ],
    "told": Sample(hits=17, testimonies=5),
    "file_address": "#",
}
