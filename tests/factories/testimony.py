"""Testimonies, recordings and transcripts put straight into the database, for tests that need no sound.

What goes through the doors of the product is tested through them; these are for tests that begin after that.

    testimony = make_published(north, text="the contract was not the contract")
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Collection

from testimonies.consent.audiences import Audience, Use
from testimonies.models import (
    AccessCopy,
    Article,
    Consent,
    Country,
    CountryRole,
    Description,
    Given,
    Keyword,
    Participation,
    Person,
    Preparation,
    Progress,
    Recording,
    Run,
    Segment,
    ShownAs,
    State,
    Testimony,
    TestimonyKeyword,
    TestimonyTheme,
    Theme,
    ThemeGroup,
    Transcript,
)

EVERYTHING: tuple[str, ...] = tuple(Use.values)
LONG_AGO = date(2000, 1, 1)
A_WAVE = {"version": 2, "length": 1, "data": [-5, 5]}
_numbers = itertools.count(1)


def make_testimony(
    collection: Collection,
    *,
    owner: Any = None,
    titles: dict[str, str] | None = None,
    state: str = State.DRAFT,
    interview_date: str = "2014-12-18",
    countries: Iterable[tuple[str, str]] = (),
    themes: Iterable[str] = (),
    keywords: Iterable[str] = (),
    narrator: str = "",
    allows: Iterable[str] = (),
    **more: Any,
) -> Testimony:
    """A testimony with descriptions (``titles`` by language), countries as ``(ISO 3166-1 code, role)``, themes by slug.

    ``allows`` names the uses that are open to everyone since long ago.
    """
    testimony = Testimony(
        collection=collection,
        owner=owner,
        state=state,
        live=state == State.PUBLISHED,
        interview_date=interview_date,
        **more,
    )
    testimony.save()
    for language, title in (titles or {"en": "A testimony"}).items():
        Description.objects.create(testimony=testimony, language=language, title=title, summary=f"Summary of {title}.")
    for iso2, role in countries:
        CountryRole.objects.create(testimony=testimony, country=make_country(iso2), role=role)
    for slug in themes:
        TestimonyTheme.objects.create(content_object=testimony, tag=make_theme(slug))
    for name in keywords:
        tag, _ = Keyword.objects.get_or_create(name=name, defaults={"slug": slugify(name, allow_unicode=True)})
        TestimonyKeyword.objects.create(content_object=testimony, tag=tag)
    if narrator:
        person = Person.objects.create(collection=collection, pseudonym=narrator, shown_as=ShownAs.PSEUDONYM)
        Participation.objects.create(testimony=testimony, person=person)
    for use in allows:
        consent(testimony, use)
    return testimony


def make_published(
    collection: Collection,
    *,
    text: str | Sequence[str] = "",
    language: str = "en",
    allows: Iterable[str] = EVERYTHING,
    **more: Any,
) -> Testimony:
    """A published testimony with one released recording that can be heard, and its words (a segment per text)."""
    testimony = make_testimony(collection, state=State.PUBLISHED, allows=allows, **more)
    recording = make_recording(testimony, spoken_languages=[language], released=True)
    texts = [text] if isinstance(text, str) else list(text)
    make_transcript(recording, [one for one in texts if one], language=language)
    return testimony


def consent(
    testimony: Testimony,
    use: str,
    audience: str = Audience.PUBLIC,
    *,
    valid_from: date = LONG_AGO,
    valid_until: date | None = None,
) -> Consent:
    """One more line of the ledger; it governs from now on."""
    return Consent.objects.create(
        testimony=testimony,
        use=use,
        audience=audience,
        valid_from=valid_from,
        valid_until=valid_until,
        given=Given.FORM,
        language="en",
    )


def make_recording(
    testimony: Testimony, *, duration_ms: int = 60_000, preparation: str = Preparation.READY, **more: Any
) -> Recording:
    """A recording that says it was kept and prepared. No file lies behind it; see the upload tests for real ones."""
    number = next(_numbers)
    recording = Recording.objects.create(
        testimony=testimony,
        position=testimony.recordings.count() + 1,
        preparation=preparation,
        duration_ms=duration_ms if preparation == Preparation.READY else None,
        **{
            "sha256": hashlib.sha256(str(number).encode()).hexdigest(),
            "size_bytes": 1_000 + number,
            "media_type": "audio/ogg",
            "container": "ogg",
            "codec": "opus",
            "channels": 1,
            "sample_rate_hz": 48_000,
            "spoken_languages": ["en"],
            **more,
        },
    )
    if preparation == Preparation.READY:
        AccessCopy.objects.create(
            recording=recording,
            file=f"access/{recording.uuid}.m4a",
            sha256=recording.sha256,
            size_bytes=1_000,
            peaks=A_WAVE,
        )
    return recording


def make_transcript(
    recording: Recording, texts: Sequence[str] = (), *, language: str = "en", kind: str = "original", **more: Any
) -> Transcript:
    """A finished transcript, one segment of 5 s per text, its words spread evenly, each with probability 0.9.

    ``more`` are fields of the run that wrote it.
    """
    transcript = Transcript.objects.create(recording=recording, kind=kind, language=language)
    transcript.run = make_run(transcript, **more)
    transcript.save()
    for number, text in enumerate(texts):
        make_segment(transcript, text, start_ms=number * 5_000, language=language)
    return transcript


def make_run(transcript: Transcript, **more: Any) -> Run:
    """A run that is done, as far as the database can tell; nothing of it was heard."""
    return Run.objects.create(
        transcript=transcript,
        **{
            "progress": Progress.DONE,
            "finished_at": timezone.now(),
            "total_ms": transcript.recording.duration_ms,
            "engine": "whisper",
            "model": "whisper-mini",
            **more,
        },
    )


def make_segment(
    transcript: Transcript, text: str, *, start_ms: int = 0, end_ms: int | None = None, language: str = "en"
) -> Segment:
    end_ms = start_ms + 5_000 if end_ms is None else end_ms
    words = text.split()
    each_ms = (end_ms - start_ms) // max(1, len(words))
    return Segment.objects.create(
        transcript=transcript,
        run=transcript.run,
        start_ms=start_ms,
        end_ms=end_ms,
        text=text,
        language=language,
        words=[
            [start_ms + number * each_ms, start_ms + (number + 1) * each_ms, word, 0.9]
            for number, word in enumerate(words)
        ],
    )


def make_country(iso2: str) -> Country:
    """The country of the reference data, or one that stands in for it where a test has not loaded them."""
    found = Country.objects.filter(iso2=iso2).first()
    if found:
        return found
    return Country.objects.create(
        iso2=iso2,
        iso3=f"{iso2}X",
        m49=f"{1 + Country.objects.count():03}",
        un_status="member",
        **{f"label_{tag}": f"{iso2} ({tag})" for tag in ("en", "es", "fr", "ar")},
    )


def make_theme(slug: str, *, articles: Iterable[int] = ()) -> Theme:
    """The rights theme of the reference data, or one that stands in for it."""
    found = Theme.objects.filter(slug=slug).first()
    if found:
        return found
    labels = {f"label_{tag}": f"{slug} ({tag})" for tag in ("en", "es", "fr", "ar")}
    group, _ = ThemeGroup.objects.get_or_create(
        slug="a-group", defaults={f"label_{tag}": f"A group ({tag})" for tag in ("en", "es", "fr", "ar")}
    )
    theme = Theme.objects.create(slug=slug, name=slug, group=group, **labels)
    for number in articles:
        article, _ = Article.objects.get_or_create(
            number=number,
            defaults={"part": "III", "part_title": "Part", "applies_to": "all", "title": f"Article {number}"},
        )
        theme.articles.add(article)
    return theme
