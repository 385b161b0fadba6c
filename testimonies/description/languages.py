"""Languages: their names, their direction, and which one to show a reader who cannot have the one they asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

Kept = TypeVar("Kept")

INTERFACE_LANGUAGES: tuple[str, ...] = tuple(tag for tag, _name in settings.LANGUAGES)
"""The campaign's four and what an installation added, in the order in which a reader is helped on when their own
language is missing."""

RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "he", "ps", "sd", "ug", "yi", "dv", "ckb"})

# Languages of narrators that Django has no name for: name in English (translated by gettext) and in itself.
_OTHERS = {
    "am": (gettext_noop("Amharic"), "አማርኛ"),
    "tl": (gettext_noop("Tagalog"), "Tagalog"),
    "si": (gettext_noop("Sinhala"), "සිංහල"),
    "ti": (gettext_noop("Tigrinya"), "ትግርኛ"),
    "so": (gettext_noop("Somali"), "Soomaali"),
    "om": (gettext_noop("Oromo"), "Oromoo"),
    "wo": (gettext_noop("Wolof"), "Wolof"),
    "ha": (gettext_noop("Hausa"), "Hausa"),
    "ps": (gettext_noop("Pashto"), "پښتو"),
    "qu": (gettext_noop("Quechua"), "Runa Simi"),
    "ht": (gettext_noop("Haitian Creole"), "Kreyòl ayisyen"),
    "lo": (gettext_noop("Lao"), "ລາວ"),
    "my": (gettext_noop("Burmese"), "မြန်မာဘာသာ"),
    "km": (gettext_noop("Khmer"), "ភាសាខ្មែរ"),
    "zh": (gettext_noop("Chinese"), "中文"),
    "yue": (gettext_noop("Cantonese"), "粵語"),
    "ceb": (gettext_noop("Cebuano"), "Sinugboanon"),
    "ilo": (gettext_noop("Ilocano"), "Ilokano"),
}

SPOKEN_LANGUAGES: tuple[str, ...] = tuple(
    sorted(
        {code for code in LANG_INFO if "-" not in code and code not in {"io", "ia", "eo", "dsb", "hsb"}} | set(_OTHERS)
    )
)
"""BCP 47 primary tags offered for speech and metadata."""


@lru_cache(maxsize=2_000)
def base(tag: str) -> str:
    """The primary language of a BCP 47 tag: ``pt-BR`` gives ``pt``."""
    return tag.replace("_", "-").split("-")[0].lower()


def direction(tag: str) -> str:
    """``rtl`` or ``ltr``, for the ``dir`` attribute."""
    return "rtl" if base(tag) in RIGHT_TO_LEFT else "ltr"


def name(tag: str) -> str:
    """The language's name in the active language, else its own name, else the tag."""
    code = base(tag)
    if code in _OTHERS:
        return _(_OTHERS[code][0])
    info = LANG_INFO.get(code)
    return _(info["name"]) if info and "name" in info else tag


def own_name(tag: str) -> str:
    """The language's name in itself."""
    code = base(tag)
    if code in _OTHERS:
        return _OTHERS[code][1]
    info = LANG_INFO.get(code)
    return str(info["name_local"]) if info and "name_local" in info else tag


def best(available: Mapping[str, Kept], wanted: str, also: Sequence[str] = ()) -> tuple[str, Kept] | None:
    """What to show a reader of ``wanted``, with its language.

    Their own language, then another variety of it, then those in ``also`` (the languages spoken in the testimony are a
    good choice), then the interface's languages, then whatever there is in the order of the tags. ``None`` for nothing.
    """
    chain = [wanted, base(wanted), *(tag for tag in available if base(tag) == base(wanted))]
    chain += [*also, *INTERFACE_LANGUAGES, *sorted(available)]
    for tag in chain:
        if tag in available:
            return tag, available[tag]
    return None


def choices() -> list[tuple[str, str]]:
    """Every language offered in a form, by its name in the active language; those of the interface first."""
    first = [(tag, own_name(tag)) for tag in INTERFACE_LANGUAGES]
    rest = [(tag, name(tag)) for tag in SPOKEN_LANGUAGES if tag not in INTERFACE_LANGUAGES]
    return first + sorted(rest, key=lambda pair: pair[1])
