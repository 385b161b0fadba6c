"""How well Whisper does in a language, so that nobody trusts its words where they do not deserve it.

Source: OpenAI's published word error rates on FLEURS (Radford et al., "Robust Speech Recognition via Large-Scale Weak
Supervision", 2022, appendix D, for large-v2; and the figure by language published with large-v3, 2023). They are given
here as bands, not as figures: read speech in quiet rooms is easier than an interview, so every band is the best case.
Japanese, Chinese, Korean, Thai, Lao, Burmese and Khmer were counted in characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePath

from django.utils.translation import gettext as _

from testimonies.transcription import dialect, weights


class Grade(StrEnum):
    """The share of words that the largest published models get wrong in read speech."""

    GOOD = "under 10 %"
    FAIR = "10 to 25 %"
    POOR = "25 to 50 %"
    BAD = "over 50 %"
    UNMEASURED = "not published"
    UNKNOWN = "not known to Whisper"


NAMES: Mapping[Grade, str] = {
    Grade.GOOD: (
        "ca Catalan, de German, en English, es Spanish, fi Finnish, fr French, id Indonesian, it Italian, ja Japanese,"
        " ko Korean, ms Malay, nl Dutch, no Norwegian, pl Polish, pt Portuguese, ru Russian, sv Swedish, tr Turkish,"
        " uk Ukrainian, zh Chinese"
    ),
    Grade.FAIR: (
        "ar Arabic, az Azerbaijani, bg Bulgarian, bs Bosnian, cs Czech, da Danish, el Greek, et Estonian, gl Galician,"
        " hi Hindi, hr Croatian, hu Hungarian, lv Latvian, mk Macedonian, ro Romanian, sk Slovak, sl Slovenian,"
        " sr Serbian, ta Tamil, th Thai, tl Tagalog and Filipino, ur Urdu, vi Vietnamese"
    ),
    Grade.POOR: (
        "af Afrikaans, be Belarusian, bn Bengali, cy Welsh, fa Persian, gu Gujarati, he Hebrew, hy Armenian,"
        " is Icelandic, kk Kazakh, kn Kannada, lt Lithuanian, mi Maori, mr Marathi, ne Nepali, pa Punjabi, sw Swahili,"
        " te Telugu"
    ),
    Grade.BAD: (
        "am Amharic, as Assamese, ha Hausa, jv Javanese, ka Georgian, km Khmer, lb Luxembourgish, ln Lingala, lo Lao,"
        " ml Malayalam, mn Mongolian, mt Maltese, my Burmese, oc Occitan, ps Pashto, sd Sindhi, sn Shona, so Somali,"
        " tg Tajik, uz Uzbek, yo Yoruba"
    ),
    Grade.UNMEASURED: (
        "ba Bashkir, bo Tibetan, br Breton, eu Basque, fo Faroese, haw Hawaiian, ht Haitian Creole, la Latin,"
        " mg Malagasy, nn Nynorsk, sa Sanskrit, si Sinhala, sq Albanian, su Sundanese, tk Turkmen, tt Tatar,"
        " yi Yiddish, yue Cantonese"
    ),
    Grade.UNKNOWN: (
        "ak Akan and Twi, ay Aymara, bho Bhojpuri, bm Bambara, ceb Cebuano, ckb Sorani Kurdish, dv Dhivehi,"
        " dz Dzongkha, ff Fula, gn Guarani, hil Hiligaynon, ig Igbo, ilo Ilocano, kmr Kurmanji Kurdish, kri Krio,"
        " ku Kurdish, ky Kyrgyz, lg Ganda, mai Maithili, ny Chichewa, om Oromo, or Odia, qu Quechua, rhg Rohingya,"
        " rw Kinyarwanda, st Sotho, tet Tetum, ti Tigrinya, ug Uyghur, war Waray, wo Wolof, xh Xhosa, zu Zulu"
    ),
}
"""BCP 47 tag and English name, by grade. Whatever stands nowhere is not known to Whisper either."""

SMALLER: Mapping[str, Mapping[Grade, Grade]] = {
    "tiny": {Grade.GOOD: Grade.POOR, Grade.FAIR: Grade.BAD, Grade.POOR: Grade.BAD},
    "base": {Grade.GOOD: Grade.FAIR, Grade.FAIR: Grade.BAD, Grade.POOR: Grade.BAD},
    "small": {Grade.FAIR: Grade.POOR, Grade.POOR: Grade.BAD},
    "medium": {Grade.POOR: Grade.BAD},
}
"""What a language's grade becomes in a smaller model, roughly, after the same paper."""

GRADES: Mapping[str, Grade] = {
    entry.split(" ", 1)[0]: grade for grade, names in NAMES.items() for entry in names.split(", ")
}
_SIZES = (*SMALLER, "large", "turbo")


def grade(tag: str, model: str = "large-v3") -> Grade:
    """The grade of the language of a BCP 47 tag, region and script aside, in a published model of that name."""
    known = GRADES.get(dialect.tag(dialect.code(tag)), Grade.UNKNOWN)
    return SMALLER.get(_size(model), {}).get(known, known)


def weakness(tag: str, model: str) -> str | None:
    """What the owner of a recording in that language should know of the model before they trust its words, as a
    sentence; ``None`` where it does well enough, and for a checkpoint of somebody's own, of which nothing is known.

    ``model`` is what ``WHISPER_MODEL`` may be.
    """
    name = PurePath(model).name
    if name in weights.CARRIED:
        return _(
            "The model that comes with the archive, %(model)s, knows the synthetic voices of the demonstration only."
            " What people say it gets wrong: ask for a model such as large-v3."
        ) % {"model": name}
    if not _size(name) or PurePath(model).suffix == ".pt":
        return None
    if (name.endswith(".en") or name.startswith("distil")) and dialect.code(tag) != "en":
        return _("The model “%(model)s” writes English only.") % {"model": name}
    sentence = {
        Grade.POOR: _(
            "In this language the model “%(model)s” gets a quarter to a half of the words wrong, even in a quiet room."
            " Its transcript needs a person who corrects every sentence."
        ),
        Grade.BAD: _(
            "In this language the model “%(model)s” gets more than half of the words wrong. Its transcript is hardly"
            " worth correcting: let a person write it."
        ),
        Grade.UNMEASURED: _(
            "Nobody has published how well the model “%(model)s” does in this language. Expect many errors, and let a"
            " person who speaks it read the transcript before anybody relies on it."
        ),
        Grade.UNKNOWN: _(
            "The model “%(model)s” does not know this language. It would write words of another one: let a person"
            " write the transcript."
        ),
    }.get(grade(tag, name))
    return sentence % {"model": name} if sentence else None


def table() -> str:
    """The table of the model card, in Markdown."""
    rows = [f"| {_named(names)} | {grade.value} |" for grade, names in NAMES.items()]
    return "\n".join(["| languages | words wrong, at best |", "| --- | --- |", *rows])


def _named(names: str) -> str:
    return ", ".join("{1} `{0}`".format(*entry.split(" ", 1)) for entry in names.split(", "))


def _size(model: str) -> str:
    """Of a published name; ``""`` for any other."""
    return next((size for size in _SIZES if size in model.lower()), "")
