"""A series as a podcast: apps accept it, other programs read it, and it closes with the first clip that does."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import av
import feedparser
import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from archive.models import StoryPage, StorySeriesPage
from archive.podcast import kept
from archive.podcast.episodes import episodes, folder
from testimonies.actions import consenting, withdrawing
from testimonies.audio import access_copy, joined, joining
from testimonies.consent.audiences import Audience, Use
from testimonies.models import AccessCopy, Recording, Testimony
from tests.archive.stories import feed_rules
from tests.factories.sound import silence, tone, write
from tests.factories.stories import clip, make_series, make_story, place_of
from tests.factories.testimony import consent, make_published

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:.*:DeprecationWarning:feedparser"),
]


def heard(north: Any, hz: float, folder: Path, **more: Any) -> Testimony:
    """A testimony whose listening copy is two seconds of a tone, and then of silence."""
    testimony = make_published(north, text=["words"], **more)
    recording = testimony.recordings.get()
    original = folder / f"{recording.uuid}.wav"
    write(original, np.concatenate([tone(2, hz), silence(2)]))
    copy = AccessCopy.objects.get(recording=recording)
    copy.path.parent.mkdir(parents=True, exist_ok=True)
    made = access_copy.make(original, copy.path)
    AccessCopy.objects.filter(pk=copy.pk).update(sha256=made.digest, size_bytes=made.size_bytes)
    Recording.objects.filter(pk=recording.pk).update(duration_ms=made.duration_ms)
    return testimony


@pytest.fixture
def told(north: Any, tmp_path: Path) -> tuple[Testimony, Testimony]:
    return heard(north, 440, tmp_path, titles={"en": "First"}), heard(north, 880, tmp_path, titles={"en": "Second"})


@pytest.fixture
def series(db: None) -> StorySeriesPage:
    return make_series()


@pytest.fixture
def story(series: StorySeriesPage, told: tuple[Testimony, Testimony]) -> StoryPage:
    return make_story(clip(told[0], 500, 1_500), clip(told[1], 1_000, 1_800), below=series)


def feed(client: Client, series: StorySeriesPage) -> bytes:
    answer = client.get(reverse("podcast", args=[series.pk]))
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("application/rss+xml")
    return answer.content


def sound(client: Client, story: StoryPage, **headers: str) -> Any:
    return client.get(reverse("episode", args=[story.pk]), headers=headers)


def fetched(client: Client, story: StoryPage) -> bytes:
    return b"".join(sound(client, story).streaming_content)


def test_no_rule_of_a_feed_is_broken(series: StorySeriesPage, story: StoryPage, client: Client) -> None:
    assert feed_rules.broken(feed(client, series)) == []


def test_an_empty_series_and_one_of_another_script_break_none_either(client: Client) -> None:
    assert feed_rules.broken(feed(client, make_series())) == []
    arabic = make_series("ar", title="عقود & وعود <b>", introduction="<p>ما وُعدوا به &amp; ما وجدوه</p>")
    assert feed_rules.broken(feed(client, arabic)) == []
    assert ET.fromstring(feed(client, arabic)).findtext("channel/title") == "عقود & وعود <b>"


def test_the_checker_finds_what_is_broken(series: StorySeriesPage, story: StoryPage, client: Client) -> None:
    good = feed(client, series).decode()
    for old, new in (
        ('rel="self"', 'rel="alternate"'),
        ('type="audio/mpeg"', 'type="audio/ogg"'),
        ("<itunes:explicit>false", "<itunes:explicit>no"),
        ("</pubDate>", " x</pubDate>"),
        ("<language>en", "<language>English"),
        ("<podcast:guid>", "<podcast:guid>0"),
        ("<itunes:duration>", "<itunes:duration>0:"),
        ('length="', 'length="-'),
    ):
        assert old in good and feed_rules.broken(good.replace(old, new).encode()), old


def test_another_program_reads_it(series: StorySeriesPage, story: StoryPage, client: Client) -> None:
    read = feedparser.parse(io.BytesIO(feed(client, series)))
    assert not read.bozo and read.version == "rss20" and read.feed.title == "Contracts" and read.feed.language == "en"
    (entry,) = read.entries
    (enclosure,) = entry.enclosures
    assert entry.title == "A story" and enclosure.type == "audio/mpeg" and int(enclosure.length) > 1_000
    assert entry.itunes_duration == "3" and entry.published_parsed


def test_the_sound_is_the_clips_joined_and_as_long_as_the_feed_says(
    series: StorySeriesPage, story: StoryPage, client: Client
) -> None:
    answer = sound(client, story)
    body = b"".join(answer.streaming_content)
    item = ET.fromstring(feed(client, series)).find("channel/item/enclosure")
    assert item is not None and int(item.get("length", "0")) == len(body) == int(answer.headers["Content-Length"])
    assert answer.headers["Content-Type"] == "audio/mpeg"
    with av.open(io.BytesIO(body)) as made:
        samples = np.concatenate([frame.to_ndarray()[0] for frame in made.decode(audio=0)])
        assert not made.metadata
    loud = lambda start, end: float(np.abs(samples[int(start * 48_000) : int(end * 48_000)]).max())  # noqa: E731
    assert loud(0.2, 0.8) > 0.2 and loud(1.2, 1.6) < 0.02 and loud(2.0, 2.5) > 0.2
    part = sound(client, story, Range="bytes=0-99")
    assert part.status_code == 206 and len(b"".join(part.streaming_content)) == 100


@pytest.mark.parametrize("samples_ms", [1, 24, 999, 1_152, 3_333])
def test_the_length_is_known_before_it_is_made(samples_ms: int, told: Any, tmp_path: Path) -> None:
    copy = AccessCopy.objects.get(recording__testimony=told[0])
    parts = [joined.Part(copy.path, 100, 100 + samples_ms), joined.Part(copy.path, 3_900, 9_000)]
    target = tmp_path / "joined.mp3"
    with target.open("wb") as file:
        joining.join(parts, file)
    assert target.stat().st_size == joined.length_bytes(parts)


@pytest.mark.parametrize("use", [Use.EXCERPT, Use.EXPORT, Use.SOUND, Use.CATALOGUE])
def test_it_closes_with_the_first_clip_that_closes(
    use: str, series: StorySeriesPage, story: StoryPage, told: Any, editor: Any, client: Client,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    fetched(client, story)
    (made,) = folder().glob("*.mp3")
    with django_capture_on_commit_callbacks(execute=True):
        consenting.record(testimony=told[1], by=editor, use=use, audience=Audience.RESEARCHER, given="spoken")
    assert not made.exists()
    assert sound(client, story).status_code == 404
    assert b"<item>" not in feed(client, series) and feed_rules.broken(feed(client, series)) == []


def test_nothing_is_kept_of_what_was_taken_back(
    story: StoryPage, told: Any, editor: Any, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    fetched(client, story)
    with django_capture_on_commit_callbacks(execute=True):
        withdrawing.withdraw(testimony=told[0], by=editor)
    assert not list(folder().glob("*.mp3")) and sound(client, story).status_code == 404


def test_what_a_killed_process_left_is_swept(story: StoryPage, told: Any, client: Client) -> None:
    fetched(client, story)
    (made,) = folder().glob("*.mp3")
    (folder() / ".half.part").write_bytes(b"x")
    kept.sweep()
    assert made.exists() and not (folder() / ".half.part").exists()
    consent(told[0], Use.EXPORT, Audience.NOBODY)
    kept.sweep()
    assert not made.exists()


def test_a_listener_in_the_middle_hears_no_more(story: StoryPage, told: Any, client: Client, monkeypatch: Any) -> None:
    from testimonies.views import flowing

    monkeypatch.setattr(flowing, "ASKED_EVERY_S", 0.0)
    monkeypatch.setattr(flowing, "BLOCK_BYTES", 1_000)
    flow = iter(sound(client, story).streaming_content)
    assert next(flow)
    consent(told[0], Use.EXCERPT, Audience.NOBODY)
    assert not list(flow)


def test_nothing_is_offered_of_a_draft_a_story_without_series_or_a_series_without_podcast(
    series: StorySeriesPage, told: Any, client: Client
) -> None:
    alone = make_story(clip(told[0], 0, 1_000), slug="alone")
    assert sound(client, alone).status_code == 404
    inside = make_story(clip(told[0], 0, 1_000), below=series, slug="inside")
    assert sound(client, inside).status_code == 200
    StorySeriesPage.objects.update(podcast=False)
    assert sound(client, inside).status_code == 404
    assert client.get(reverse("podcast", args=[series.pk])).status_code == 404
    StorySeriesPage.objects.update(podcast=True)
    inside.unpublish()
    assert sound(client, inside).status_code == 404 and b"<item>" not in feed(client, series)


def test_staff_get_no_more_of_it_than_anybody(story: StoryPage, told: Any, superuser: Any, client: Client) -> None:
    consent(told[0], Use.EXPORT, Audience.STAFF)
    client.force_login(superuser)
    assert sound(client, story).status_code == 404


def test_the_number_of_queries_does_not_grow_with_stories(
    series: StorySeriesPage, told: Any, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        make_story(clip(told[number % 2], 0, 1_000), below=series, slug=f"s{number}")
    with django_assert_max_num_queries(25):
        assert feed(client, series).count(b"<item>") == 6


def test_a_forged_place_makes_no_episode(series: StorySeriesPage, told: Any) -> None:
    beyond = place_of(told[0], 10**8, 10**8 + 5)
    page = make_story({"type": "clip", "value": beyond.as_json(), "id": "1"}, below=series)
    assert not episodes([page])
