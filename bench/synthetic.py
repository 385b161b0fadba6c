"""A seeded archive of so many segments, with consent, countries, themes and people, put into the database with COPY.

Words are invented; how often each is said follows Zipf's law, as in speech. A testimony has 250 segments of 20 words in
one of five languages, every word with its time; one in ten is closed or unpublished, one in four open to researchers or
the reading room alone.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

SEGMENTS_PER_TESTIMONY = 250
WORDS_PER_SEGMENT = 20
VOCABULARY = 40_000
LANGUAGES = ("en", "es", "fr", "ar", "th")
COLLECTIONS = ("North", "South", "East", "West", "Harbour")
APPROVED = 50
SEED = 7
USES = ("catalogue", "transcript", "sound", "translation")
AUDIENCES = ("public",) * 13 + ("researcher",) * 3 + ("reading_room",) * 2 + ("staff", "nobody")
_EVERY_WORD_MS = 250


@dataclass
class Synthetic:
    """What was made: ``words`` from the commonest on, some ``texts`` to take phrases from, ``listeners`` by name."""

    segments: int
    testimonies: int
    words: list[str]
    texts: list[str] = field(default_factory=list)
    listeners: dict[str, Any] = field(default_factory=dict)


def build(segments: int, progress: Callable[[float], object] = lambda part: None) -> Synthetic:
    """Fill a migrated database, into which the reference data were loaded. ``progress`` is told what part is there."""
    from django.db import connection

    chance = random.Random(SEED)
    words = list(dict.fromkeys(_word(chance) for _ in range(VOCABULARY)))
    made = Synthetic(segments, segments // SEGMENTS_PER_TESTIMONY, words)
    with connection.cursor() as cursor, _unnoted(cursor):
        collections = _testimonies(made, chance)
        _words(cursor, made, chance, progress)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    made.listeners = _listeners(collections, made)
    return made


def _testimonies(made: Synthetic, chance: random.Random) -> list[Any]:
    from wagtail.models import Collection

    from testimonies.models import Consent, Country, CountryRole, Testimony, TestimonyTheme, Theme

    root = Collection.get_first_root_node()
    collections = [root.add_child(name=name) for name in COLLECTIONS]
    keys = range(1, made.testimonies + 1)
    _put(
        Testimony(
            pk=key, accession_number=f"2014-{key:06}", state="published" if key % 20 else "draft", live=bool(key % 20),
            collection=collections[key % len(collections)], interview_date=str(year),
            interview_earliest=date(year, 1, 1), interview_latest=date(year, 12, 31),
            kind="life" if key % 8 else "ratification",
        )
        for key in keys
        for year in [1990 + key % 30]
    )  # fmt: skip
    _put(
        Consent(
            testimony_id=key, use=use, valid_from="2000-01-01", given="form",
            audience="public" if use == "catalogue" and audience != "nobody" else audience,
        )
        for key in keys
        for audience in [chance.choice(AUDIENCES)]
        for use in USES
    )  # fmt: skip
    countries = list(Country.objects.order_by("iso2").values_list("pk", flat=True))
    _put(
        CountryRole(testimony_id=key, country_id=country, role=role)
        for key in keys
        for role, country in zip(("origin", "destination", "transit"), _few(chance, countries), strict=True)
    )
    themes = list(Theme.objects.order_by("slug").values_list("pk", flat=True))
    _put(
        TestimonyTheme(content_object_id=key, tag_id=theme)
        for key in keys
        for theme in chance.sample(themes, 1 + key % 4)
    )
    return collections


def _words(cursor: Any, made: Synthetic, chance: random.Random, progress: Callable[[float], object]) -> None:
    """One recording, transcript and description each, and the segments."""
    from testimonies.models import AccessCopy, Description, Recording, Transcript

    keys = range(1, made.testimonies + 1)
    _put(
        Recording(
            pk=key, testimony_id=key, sha256=f"{key:064x}", size_bytes=1, media_type="audio/ogg", container="ogg",
            codec="opus", channels=1, sample_rate_hz=48_000, released=True, preparation="ready",
            duration_ms=SEGMENTS_PER_TESTIMONY * 5_000, spoken_languages=[_language(key)],
        )
        for key in keys
    )  # fmt: skip
    _put(AccessCopy(recording_id=key, file=f"access/{key}.m4a", sha256=f"{key:064x}", size_bytes=1) for key in keys)
    _put(Transcript(pk=key, recording_id=key, kind="original", language=_language(key)) for key in keys)
    cumulated = np.cumsum(1 / (np.arange(len(made.words)) + 3))
    drawing = np.random.default_rng(SEED)
    written = [json.dumps(word) for word in made.words]

    def said(number: int) -> Any:
        """The places of so many words in the vocabulary."""
        return np.searchsorted(cumulated, drawing.random(number) * cumulated[-1])

    def words(places: Any) -> str:
        return " ".join(made.words[place] for place in places)

    _put(
        Description(testimony_id=key, language="en", title=words(said(5)), summary=words(said(WORDS_PER_SEGMENT)))
        for key in keys
    )

    def segments() -> Iterator[tuple[Any, ...]]:
        for testimony in keys:
            drawn = said(SEGMENTS_PER_TESTIMONY * WORDS_PER_SEGMENT).reshape(SEGMENTS_PER_TESTIMONY, -1).tolist()
            language, number = _language(testimony), (testimony - 1) * SEGMENTS_PER_TESTIMONY
            for place, places in enumerate(drawn):
                text, start_ms = words(places), place * 5_000
                if number % 97 == 0 and len(made.texts) < 5_000:
                    made.texts.append(text)
                number += 1
                yield (
                    number, testimony, start_ms, start_ms + 5_000, text, language,
                    "Interviewer" if place % 5 == 0 else "Narrator", _timed(places, written, start_ms), "{}",
                    ("machine", "corrected", "verified")[place % 3],
                )  # fmt: skip
            if testimony % 500 == 0:
                progress(testimony / made.testimonies)

    cursor.execute("SET session_replication_role = replica")  # no foreign key of these is asked for, one by one
    _copy(
        cursor, "testimonies_segment",
        "id transcript_id start_ms end_ms text language speaker words doubts review_state", segments(),
    )  # fmt: skip
    cursor.execute("RESET session_replication_role")
    for name in ("testimony", "recording", "transcript", "segment"):
        table = f"testimonies_{name}"
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def _timed(places: Sequence[int], written: Sequence[str], start_ms: int) -> str:
    """Words with their times, as the archive keeps them."""
    timed = (
        f"[{start_ms + at * _EVERY_WORD_MS}, {start_ms + (at + 1) * _EVERY_WORD_MS}, {written[place]}, 0.9]"
        for at, place in enumerate(places)
    )
    return f"[{', '.join(timed)}]"


def _listeners(collections: Sequence[Any], made: Synthetic) -> dict[str, Any]:
    from testimonies.consent.audiences import VISITOR, Audience, Listener

    approved = frozenset(range(3, made.testimonies, max(1, made.testimonies // APPROVED)))
    return {
        "visitor": VISITOR,
        "researcher": Listener(audience=Audience.RESEARCHER),
        "researcher let in": Listener(audience=Audience.RESEARCHER, reading_room=approved),
        "staff": Listener(staff_of=frozenset({collections[0].pk})),
    }


@contextmanager
def _unnoted(cursor: Any) -> Iterator[None]:
    """Without a line in the change sequence for each row: the index is built afterwards."""
    tables = ("testimony", "governing", "recording", "transcript", "segment", "description", "countryrole")
    for order in ("DISABLE", "ENABLE"):
        for table in (*tables, "testimonytheme"):
            cursor.execute(f"ALTER TABLE testimonies_{table} {order} TRIGGER search_notes_insert")
        cursor.execute(f"ALTER TABLE testimonies_governing {order} TRIGGER search_notes_update")
        if order == "DISABLE":
            yield


def _copy(cursor: Any, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns.split())}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _put(rows: Iterable[Any]) -> None:
    """Rows of one model, a thousand at a time."""
    waiting = iter(rows)
    while some := list(itertools.islice(waiting, 1_000)):
        type(some[0]).objects.bulk_create(some)


def _few(chance: random.Random, countries: Sequence[int]) -> list[int]:
    """Three countries; a few are named in most testimonies, as it is."""
    return [countries[min(int(chance.expovariate(0.08)), len(countries) - 1)] for _ in range(3)]


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(chance.randint(1, 4)))


def _language(testimony: int) -> str:
    return LANGUAGES[testimony % len(LANGUAGES)]
