"""Forms that no rule brings together, and words that the rules would wrongly bring together.

Forms that are words of their own as well (``left``, ``saw``, ``found``) are left out: finding too little is mended with
OR, finding the wrong word is not.
"""

from __future__ import annotations

from types import MappingProxyType

_ENGLISH = """
paid pay; kept keep; took taken take; went gone go; came come; gave given give; told tell; said say; sent send;
spent spend; slept sleep; held hold; brought bring; bought buy; sold sell; thought think; taught teach; caught catch;
fought fight; began begun begin; broke broken break; spoke spoken speak; stole stolen steal; wrote written write;
drove driven drive; ate eaten eat; fell fallen fall; fled flee; forgot forgotten forget; forbade forbidden forbid;
got gotten get; hid hidden hide; knew known know; made make; met meet; ran run; shown show; stood stand;
understood understand; thrown throw; wept weep; withheld withhold; children child; women woman; men man; feet foot;
teeth tooth; wives wife
"""

_FRENCH = "travailleur travailleurs travailleuse; travaux travail; yeux œil; employeur employeurs employeuse"
_PERSIAN = "زنان زن; مردان مرد; پسران پسر"

_INDONESIAN = """
sehari hari; seminggu minggu; sebulan bulan; setahun tahun; sejam jam; seorang orang;
mengirim mengirimkan pengiriman kirim; memukul memukuli pemukulan pukul; menipu penipuan penipu tipu;
menahan penahanan tahan; memotong pemotongan potong; menolong tolong; meninggal meninggalkan tinggal;
menulis penulis tulis; memakai pakai; menyiksa penyiksaan siksa; menyita penyitaan sita; memulangkan pemulangan pulang
"""


def _table(lines: str) -> dict[str, str]:
    return {form: forms[-1] for line in lines.split(";") for forms in [line.split()] for form in forms[:-1]}


LIKE = MappingProxyType(
    {"en": _table(_ENGLISH), "fr": _table(_FRENCH), "fa": _table(_PERSIAN), "id": _table(_INDONESIAN)}
)
"""For each language its irregular forms, each with the word whose stem it has. Those of Indonesian lost the first
letter of their root to a prefix (Sneddon, *Indonesian Reference Grammar*, 2010, 1.5)."""

_WHOLE = {
    "university": ("university", "universities"),
    "universe": ("universe", "universes"),
    "international": ("international", "internationally"),
    "important": ("important", "importantly", "importance"),
    "general": ("general", "generally"),
    "organ": ("organ", "organs"),
}

WHOLE = MappingProxyType({"en": {form: stem for stem, forms in _WHOLE.items() for form in forms}})
"""For each language words that share their stem with these forms alone: the rules would give ``universe`` and
``university``, ``import`` and ``important``, ``intern`` and ``international`` one stem."""
