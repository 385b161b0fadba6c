"""The fields a question may name before a colon, in the words of the four interface languages.

Every name is understood in every interface: a question that is sent on to somebody else keeps its meaning.
"""

from __future__ import annotations

from types import MappingProxyType

from search.language.distance import distance
from search.language.folding import folded

FIELDS = MappingProxyType(
    {
        "country": ("country", "país", "pays", "بلد", "البلد"),
        "role": ("role", "papel", "rol", "rôle", "دور", "الدور"),
        "theme": ("theme", "tema", "thème", "موضوع", "الموضوع"),
        "article": ("article", "artículo", "مادة", "المادة"),
        "language": ("language", "idioma", "lengua", "langue", "لغة", "اللغة"),
        "speaker": ("speaker", "hablante", "voz", "locuteur", "voix", "متحدث", "المتحدث"),
        "date": ("date", "fecha", "تاريخ", "التاريخ"),
        "decade": ("decade", "década", "décennie", "عقد", "العقد"),
        "collection": ("collection", "colección", "fonds", "مجموعة", "المجموعة"),
        "state": ("state", "estado", "état", "حالة", "الحالة"),
        "kind": ("kind", "tipo", "genre", "نوع", "النوع"),
    }
)
"""The name a field has in the archive's addresses, and how people write it: English, Spanish, French, Arabic."""

VALUES = MappingProxyType(
    {
        "role": {
            "origin": ("origin", "origen", "origine", "منشأ", "المنشأ"),
            "transit": ("transit", "tránsito", "عبور", "العبور"),
            "destination": ("destination", "destino", "مقصد", "المقصد", "وجهة"),
            "return": ("return", "retorno", "retour", "عودة", "العودة"),
            "interview": ("interview", "entrevista", "entretien", "مقابلة", "المقابلة"),
        },
        "state": {
            "machine": ("machine", "máquina", "آلي", "آلية"),
            "corrected": ("corrected", "corregido", "corregida", "corrigé", "مصحح"),
            "verified": ("verified", "verificado", "verificada", "vérifié", "مدقق"),
        },
        "speaker": {
            "narrator": ("narrator", "narrador", "narradora", "témoin", "narrateur", "narratrice", "راوي", "الراوي"),
            "interviewer": ("interviewer", "entrevistador", "entrevistadora", "intervieweur", "محاور", "المحاور"),
            "interpreter": ("interpreter", "intérprete", "interprète", "مترجم", "المترجم"),
        },
        "kind": {
            "life": ("life", "vida", "vie", "حياة", "الحياة"),
            "ratification": ("ratification", "ratificación", "تصديق", "التصديق"),
        },
    }
)
"""Values of the fields that have but a few, in the same four languages; those of the others stand in the database."""

_BY_NAME = {folded(name): field for field, names in FIELDS.items() for name in names}
_BY_VALUE = {
    field: {folded(name): value for value, names in values.items() for name in names}
    for field, values in VALUES.items()
}
_LIKE_ENOUGH = 3
"""A field is suggested from so many letters on; a longer name may differ in two of them."""


def field_named(typed: str) -> str | None:
    """The field that somebody means by ``typed``, capitals and accents aside; ``None`` where there is none."""
    return _BY_NAME.get(folded(typed))


def value_named(field: str, typed: str) -> str:
    """The value that somebody means by ``typed``; ``typed`` itself where the field has no list of values of its own."""
    return _BY_VALUE.get(field, {}).get(folded(typed), typed)


def nearest_field(typed: str) -> str | None:
    """The name of a field, as people write it, that ``typed`` is like enough to be a slip of the finger."""
    wanted = folded(typed)
    if len(wanted) < _LIKE_ENOUGH:
        return None
    most = 2 if len(wanted) > 2 * _LIKE_ENOUGH else 1
    near = [(distance(wanted, folded(name), most), name) for names in FIELDS.values() for name in names]
    best = min(near, key=lambda pair: pair[0])
    return best[1] if best[0] <= most else None
