"""Light stemmers of our own, for languages in which Snowball has none: endings and beginnings that grammar adds.

Each takes a folded word and gives what the forms of the word share. They take off little: two forms that are not
brought together are found by their exact forms still, while two words made one are a false answer. The tables follow
the grammars named beside them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from types import MappingProxyType

from search.language.folding import folded

Endings = tuple[tuple[str, str], ...]


def _without(word: str, endings: Endings, shortest: int) -> str:
    """``word`` less one ending after another; at least ``shortest`` letters (marks not counted) remain."""
    for _ in range(4):
        for ending, instead in endings:
            rest = word.removesuffix(ending)
            if rest != word and _letters(rest) >= shortest:
                word = rest + instead
                break
        else:
            return word
    return word


def _letters(word: str) -> int:
    return sum(unicodedata.category(char)[0] == "L" for char in word)


_BENGALI: Endings = tuple(
    (ending, "")
    for ending in (
        *("গুলোকে", "গুলোর", "গুলোতে", "গুলো", "গুলিকে", "গুলির", "গুলি"),
        *("দেরকে", "দের", "েরা", "রা", "টিকে", "টির", "টাকে", "টার", "টি", "টা", "ের", "কে", "তে", "ে"),
    )
)
_BENGALI_VOWELS = "ািীুূেোৈৌ"


def _bengali(word: str) -> str:
    """Classifier, number and case (Thompson, *Bengali*, 2012, chapters 5 and 6). -র after a vowel is the genitive."""
    for _ in range(3):
        before = word
        word = _without(word, _BENGALI, 2)
        if word.endswith("র") and word[-2:-1] in _BENGALI_VOWELS and _letters(word) > 2:
            word = word[:-1]
        if word == before:
            break
    return word


_URDU: Endings = (("يوں", "ي"), ("ياں", "ي"), ("يں", ""), ("وں", ""))
_URDU_VOWELS: Endings = (("ے", ""), ("ا", ""), ("ه", ""))


def _urdu(word: str) -> str:
    """Number and case of nouns (Schmidt, *Urdu: An Essential Grammar*, 1999, chapter 1): the feminine keeps its ی."""
    return _without(_without(word, _URDU, 2), _URDU_VOWELS, 3)


_SINHALA: Endings = tuple(
    (ending, "")
    for ending in (
        *("වන්ගෙන්", "වන්ගේ", "වන්ට", "වන්", "වාගේ", "වාට", "වෝ", "වා", "වලින්", "වලට", "වල"),
        *("ලාගේ", "ලාට", "ලා", "න්ගෙන්", "න්ගේ", "න්ට", "යන්", "යාගේ", "යාට", "යෝ", "යා", "යෙන්", "යේ", "යට", "ය"),
        *("ගෙන්", "ගේ", "වක්", "යක්", "ක්", "ෙන්", "ෙහි", "ේ", "ට", "ව", "්"),
    )
)


def _sinhala(word: str) -> str:
    """Number, definiteness and case (Gair and Paolillo, *Sinhala*, 1997, section 3)."""
    return _without(word, _SINHALA, 2)


_SWAHILI_CLASSES = (("mwa", "m", 3), ("wa", "m", 3), ("mi", "m", 4), ("vy", "ch", 4), ("vi", "ki", 3), ("ma", "", 5))
_SWAHILI_VERB = re.compile(r"(?:ha)?(?:ni|tu|wa|u|a|m|i|zi|ki|vi|li|ya)(?:na|li|ta|me|ku|ja|nge)(?=[^aeiou].*[aeiou]$)")
_SWAHILI_INFINITIVE = re.compile(r"ku(?=[^aeiou].*[aeiou]$)")
_SWAHILI_PEOPLE = re.compile(r"(?:wa|mwa)na[a-z]+")


def _swahili(word: str) -> str:
    """Plural classes as their singular, verbs without subject and tense (Ashton, *Swahili Grammar*, 1944, parts 1, 2).

    ``wana-`` begins too many names of people (``wanawake``, ``wanafunzi``) to be read as a verb.
    """
    for pattern in (_SWAHILI_VERB, _SWAHILI_INFINITIVE):
        found = pattern.match(word)
        if found and len(word) - found.end() >= 4 and not _SWAHILI_PEOPLE.fullmatch(word):
            return word[found.end() :]
    for beginning, instead, shortest in _SWAHILI_CLASSES:
        if word.startswith(beginning) and len(word) - len(beginning) >= shortest:
            return _swahili_singular(instead + word.removeprefix(beginning))
    return word


def _swahili_singular(word: str) -> str:
    """``mawakala`` loses its ``ma-`` and is then read as ``wakala`` is."""
    return f"m{word.removeprefix('wa')}" if word.startswith("wa") and len(word) > 5 else word


_TAGALOG_BEGINNING = re.compile(
    r"(?:ipinag|pinag|nakapag|makapag|nagpa|magpa|pagpa|nag|mag|pag|naka|maka|ipina|ipa)(?=.{4})"
)
_TAGALOG_INFIX = re.compile(r"([bcdghklmnpstwy])(?:in|um)(?=[aeiou].{2})")
_TAGALOG_TWICE = re.compile(r"([^aeiou]?[aeiou])(?=\1|([^aeiou])[^aeiou])")
_TAGALOG_LINKER = re.compile(r"(?<=[aeiou])ng$")
_TAGALOG_WHOLE = frozenset({"binata", "magulang", "maganda", "pagod", "tinapay", "magkano", "sumbrero", "utang"})


def _tagalog(word: str) -> str:
    """Linker, focus and aspect (Schachter and Otanes, *Tagalog Reference Grammar*, 1972, chapters 3 and 5)."""
    if len(word) > 5:
        word = _TAGALOG_LINKER.sub("", word)
    if word in _TAGALOG_WHOLE:
        return word
    begun = _TAGALOG_BEGINNING.sub("", word, count=1)
    if begun != word:
        return _once(begun)
    return _once(_TAGALOG_INFIX.sub(r"\1", word, count=1)) if _TAGALOG_INFIX.match(word) else word


def _once(word: str) -> str:
    """``tatrabaho`` as ``trabaho``: the first syllable is said twice for what is not finished."""
    for length in (2, 1):
        if len(word) > length + 3 and word[length:].startswith(word[: length if length == 1 else 1]):
            rest = word[length:]
            if rest.startswith(word[:length]) or (length == 2 and rest[0] == word[0] and word[1] in rest[1:4]):
                return rest
    return word


_AMHARIC_BEFORE = ("ስለ", "እንደ", "የ", "በ", "ለ", "ከ")
_AMHARIC_AFTER = ("ና", "ም", "ን", "ች", "ው")
_AMHARIC_PLURAL = re.compile(f"[{''.join(chr(point) for point in range(0x1206, 0x1357, 8))}]ች$")
"""-ኦች: the last syllable in the seventh order."""
_SYLLABLES_IN_A_ROW = 8
_SIXTH = 5


_AMHARIC_BEGINS_SO = ("ከተማ", "ከባድ", "ከፍተ", "በሽታ", "በአል", "ለሊት", "የካቲት")


def _amharic(word: str) -> str:
    """Prepositions before, case, number and owner after (Leslau, *Reference Grammar of Amharic*, 1995, chapters 7, 8).

    The owner and the number change the vowel of the last syllable: it is left out, as in the sixth order of the script.
    """
    for beginning in _AMHARIC_BEFORE:
        if word.startswith(beginning) and len(word) - len(beginning) >= 2 and not word.startswith(_AMHARIC_BEGINS_SO):
            word = word.removeprefix(beginning)
            break
    for ending in (*_AMHARIC_AFTER, *_AMHARIC_AFTER):
        word = _last_in_sixth_order(word)
        if word.endswith(ending) and (len(word) >= 4 or _AMHARIC_PLURAL.search(word)):
            word = word.removesuffix(ending)
    return _last_in_sixth_order(word)


def _last_in_sixth_order(word: str) -> str:
    last = ord(word[-1:] or " ")
    return word[:-1] + chr(last - last % _SYLLABLES_IN_A_ROW + _SIXTH) if 0x1200 <= last <= 0x1357 else word


_ARABIC_ARTICLES = ("وال", "فال", "بال", "كال", "ولل", "لل", "ال")
_ARABIC_ENDINGS = (("هما", "هم", "ها", "نا", "كم"), ("ان", "ات", "ون", "ين", "يه", "ه", "ي"))
"""Owner, then number and gender: one of each."""

_ARABIC_BEGINS_SO = (
    *("وثي", "وثائ", "وطن", "وقت", "ورق", "وزار", "وزير", "وكي", "وكال", "وظي", "وظائ", "ولد", "والد", "وصل", "وصول"),
    *("وجد", "وجود", "وعد", "وعود", "وحد", "وحيد", "وسي", "وسط", "ورش", "وجه", "وضع", "وفا", "وقع", "وقف", "واحد"),
)
_ARABIC_BROKEN = (
    "عمال عامل; رواتب راتب; عقود عقد; بيوت بيت; اولاد ولد; اطفال طفل; رجال رجل; اجور اجر; ديون دين; قوانين قانون; "
    "محاكم محكمه; مكاتب مكتب; وثائق وثيقه; اوراق ورقه; شهور شهر; اشهر شهر; ايام يوم; مشاكل مشكله; منازل منزل; "
    "كفلاء كفيل; وكلاء وكيل; سماسره سمسار; غرف غرفه; مدن مدينه; دول دوله; اسر اسره"
)
_ARABIC_SINGULAR = {folded(many): folded(one) for many, one in (line.split() for line in _ARABIC_BROKEN.split("; "))}


def _arabic(word: str) -> str:
    """Article with its particles, sound plurals and owners (the light stemmer of Larkey, Ballesteros and Connell 2002,
    light10), and some broken plurals. ``و`` is “and” only where no word of this language begins so."""
    bare = next(
        (word.removeprefix(one) for one in _ARABIC_ARTICLES if word.startswith(one) and len(word) > len(one) + 1), ""
    )
    if not bare:
        bare = word[1:] if word.startswith("و") and len(word) > 3 and not word.startswith(_ARABIC_BEGINS_SO) else word
    bare = _ARABIC_SINGULAR.get(bare, bare)
    if bare.endswith("ا") and not bare.endswith(("يا", "ها", "نا", "ما")) and len(bare) > 4:
        bare = bare[:-1]  # the accusative, its tanwin written or not
    for endings in _ARABIC_ENDINGS:
        ending = next((one for one in endings if bare.endswith(one) and len(bare) - len(one) >= 3), "")
        bare = bare.removesuffix(ending)
    return _ARABIC_SINGULAR.get(bare, bare)


_HINDI: Endings = (
    ("ियों", "ी"),
    ("ियां", "ी"),
    ("ियं", "ी"),
    ("ाओं", "ा"),
    ("ुओं", "ु"),
    ("ओं", ""),
    ("एं", ""),
    ("ों", ""),
    ("ें", ""),
)


_HINDI_SHORT = {"पैसों": "पैसा", "बेटों": "बेटा", "घंटों": "घंटा", "जूतों": "जूता"}
"""Of nouns as short as these nobody sees whether they end in -ा."""


def _hindi(word: str) -> str:
    """Number and case (Ramanathan and Rao, A lightweight stemmer for Hindi, 2003). The feminine -ी is kept: ``मज़दूरी``
    is the wage, not the worker."""
    word = _without(_HINDI_SHORT.get(word, word), _HINDI, 2)
    if word.endswith(("ा", "े")):
        return word[:-1] if _letters(word) > 2 else word[:-1] + "ा"
    return word


_KOREAN = (
    *("에게서", "으로서", "이라고", "에서", "에게", "으로", "부터", "까지", "처럼", "한테", "이나", "라고", "들"),
    *("은", "는", "이", "가", "을", "를", "의", "에", "로", "와", "과", "도", "만"),
)


def _korean(word: str) -> str:
    """Particles and the plural (Sohn, *The Korean Language*, 1999, chapter 9); two syllables at least remain."""
    for _ in range(3):
        ending = next((one for one in _KOREAN if word.endswith(one) and len(word) - len(one) >= 2), "")
        word = word.removesuffix(ending)
    return word


_TAMIL: Endings = tuple(
    (ending, "")
    for ending in (
        *("ங்களுக்கு", "ங்களிடம்", "ங்களில்", "ங்களின்", "ங்களை", "ங்கள்", "களுக்கு", "களிடம்", "களில்", "களின்", "களை", "களால்", "கள்"),
        *("த்திலிருந்து", "த்திற்கு", "த்துக்கு", "த்தில்", "த்தின்", "த்தால்", "த்தை", "ிலிருந்து", "ிடமிருந்து", "ிற்கு", "ுக்கு"),
        *("ுக்காக", "க்கு", "ிடம்", "ில்", "ின்", "ால்", "ோடு", "ுடன்", "ை", "ம்", "ு"),
    )
)


def _tamil(word: str) -> str:
    """Number and case (Lehmann, *A Grammar of Modern Tamil*, 1993, chapter 2). A stop doubled before them is one."""
    return _TAMIL_DOUBLED.sub(r"\1", _without(word, _TAMIL, 2))


_TAMIL_DOUBLED = re.compile("([டற])்\\1$")


LIGHT: MappingProxyType[str, Callable[[str], str]] = MappingProxyType(
    {
        **{"bn": _bengali, "as": _bengali, "ur": _urdu, "si": _sinhala, "sw": _swahili},
        **{"tl": _tagalog, "fil": _tagalog, "am": _amharic, "ar": _arabic, "hi": _hindi, "ta": _tamil, "ko": _korean},
    }
)
"""Language subtag to its stemmer."""
