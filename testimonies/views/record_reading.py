"""What a recorder sends, read strictly: a JSON object becomes values, or it is refused."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies.actions.delivering import Spoken
from testimonies.actions.describing import Allowed, Particulars, Someone, Text, Where
from testimonies.description import languages
from testimonies.exceptions import Fault, FaultyParticulars, TestimoniesError
from testimonies.models import Given, Participation, ShownAs, TestimonyKind

__all__ = ["Handed", "Take", "Unreadable", "read"]

MOST_TAKES = 200
LONGEST_TAKE_MS = 7 * 24 * 3_600_000
_NAME = re.compile(r"take-[0-9]{1,4}\.(webm|m4a|ogg)")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
T = TypeVar("T")


class Unreadable(TestimoniesError):
    """This did not come from our recorder, or from a version that is out of date."""

    def __init__(self) -> None:
        super().__init__(_("The archive cannot read what was sent. Reload the recorder while there is a line."))


@dataclass(frozen=True, slots=True)
class Take:
    """One sound file: where its upload lies, and the SHA-256 that the device counted."""

    upload: str
    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class Handed:
    """One interview, as it is handed over."""

    key: uuid.UUID
    collection: int
    takes: tuple[Take, ...]
    spoken_languages: tuple[str, ...]
    spoken: Spoken | None
    particulars: Particulars
    kind: TestimonyKind = TestimonyKind.LIFE


def read(body: bytes) -> Handed:
    """Raises :class:`Unreadable` for what has not the form of it, ``FaultyParticulars`` for an unknown language."""
    try:
        sent = json.loads(body)
        return _handed(sent)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable from error


def _handed(sent: dict[str, Any]) -> Handed:
    marks = [_text(take["id"]) for take in _list(sent["takes"])]
    spoken = _spoken(sent["spoken"], marks)
    return Handed(
        key=uuid.UUID(_text(sent["key"])),
        collection=_number(sent["collection"]),
        takes=tuple(_take(one) for one in _list(sent["takes"], least=1, most=MOST_TAKES)),
        spoken_languages=_tongues(_list(sent["spoken_languages"])),
        spoken=spoken,
        particulars=Particulars(
            descriptions={_text(sent["language"]): Text(title=_text(sent["title"]).strip())},
            interview_date=_day(_text(sent["recorded_on"])),
            countries=tuple(
                dict.fromkeys(Where(_text(one["country"]), _text(one["role"])) for one in _list(sent["countries"]))
            ),
            themes=tuple(_text(one) for one in _list(sent["themes"])),
            people=_people(_list(sent["people"])),
            consents=_consents(sent["consent"], Given.SPOKEN_AND_TICKED if spoken else Given.TICKED),
        ),
        kind=TestimonyKind(sent.get("kind", TestimonyKind.LIFE)),  # devices keep pages that did not ask for it yet
    )


def _take(sent: dict[str, Any]) -> Take:
    name = _text(sent["name"])
    return Take(
        upload=_text(sent["upload"]),
        sha256=_matching(_DIGEST, sent["sha256"]),
        name=name if _NAME.fullmatch(name) else "take",
    )


def _spoken(sent: dict[str, Any] | None, marks: list[str]) -> Spoken | None:
    """``None`` too where the take in which it was said was thrown away."""
    if sent is None or _text(sent["take"]) not in marks:
        return None
    at_ms = _number(sent["at_ms"])
    if not 0 <= at_ms <= LONGEST_TAKE_MS:
        raise ValueError
    return Spoken(marks.index(sent["take"]), at_ms)


def _people(sent: list[Any]) -> tuple[Someone, ...]:
    """Two narrators may bear one name; who helps them speak is there once. A name nobody is shown by is not taken."""
    people: list[Someone] = []
    for one in sent:
        shown_as = _text(one["shown_as"])
        someone = Someone(
            part=_text(one["part"]),
            shown_as=shown_as,
            name=_text(one["name"]).strip() if shown_as == ShownAs.NAME else "",
            pseudonym=_text(one["pseudonym"]).strip(),
        )
        if someone.part == Participation.Part.NARRATOR or someone not in people:
            people.append(someone)
    return tuple(people)


def _consents(sent: dict[str, Any], given: str) -> tuple[Allowed, ...]:
    language = _text(sent["language"])
    return tuple(
        Allowed(use=use, audience=_text(audience), given=given, language=language)
        for use, audience in dict(sent["uses"]).items()
    )


def _tongues(sent: list[Any]) -> tuple[str, ...]:
    tongues = tuple(dict.fromkeys(_text(one) for one in sent))
    unknown = [one for one in tongues if one not in languages.SPOKEN_LANGUAGES]
    if unknown:
        sentence = _("“%(text)s” is not known here.") % {"text": unknown[0]}
        raise FaultyParticulars((Fault("spoken_languages", sentence),))
    return tongues


def _day(written: str) -> str:
    """East of us it may be tomorrow already: the day that is written is theirs, and no mistake."""
    if not _DAY.fullmatch(written):
        return written
    today = timezone.localdate()
    return str(today) if date.fromisoformat(written) == today + timedelta(days=1) else written


def _list(value: Any, least: int = 0, most: int = 1000) -> list[Any]:
    found: list[Any] = _kind(list, value)
    if not least <= len(found) <= most:
        raise ValueError
    return found


def _text(value: Any) -> str:
    return _kind(str, value)


def _number(value: Any) -> int:
    return int(_kind(int, value))


def _kind(kind: Callable[..., T], value: Any) -> T:
    if type(value) is not kind:
        raise TypeError
    return value


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    if not pattern.fullmatch(_text(value)):
        raise ValueError
    return _text(value)
