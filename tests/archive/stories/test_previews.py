"""A story before it is published, as others will find it; nothing is changed by looking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from archive.models import ClipUse, StoryPage
from testimonies.consent.audiences import Audience, Use
from testimonies.models import Testimony
from tests.factories.stories import block, clip, make_index, make_story
from tests.factories.testimony import consent, make_published, make_segment, make_transcript

pytestmark = pytest.mark.django_db
WORDS = "the contract was not the contract"


@pytest.fixture
def told(north: Any) -> Testimony:
    return make_published(north, text=[WORDS])


def looked(page: StoryPage, mode: str, user: Any) -> str:
    request = RequestFactory().get("/")
    request.user = user
    answer = page.make_preview_request(request, mode)
    assert answer.status_code == 200
    return answer.content.decode()


def test_staff_see_in_a_preview_what_a_visitor_will_see(told: Testimony, superuser: Any, client: Client) -> None:
    page = make_story(clip(told))
    consent(told, Use.EXCERPT, Audience.STAFF)
    client.force_login(superuser)
    assert WORDS in client.get(page.url).content.decode()
    assert WORDS not in looked(page, "", superuser) and WORDS not in looked(page, "researcher", superuser)


def test_as_a_researcher(told: Testimony, superuser: Any) -> None:
    page = make_story(clip(told))
    consent(told, Use.EXCERPT, Audience.RESEARCHER)
    assert WORDS not in looked(page, "", superuser) and WORDS in looked(page, "researcher", superuser)


def test_on_a_later_day_by_the_consent_of_today(told: Testimony, superuser: Any) -> None:
    opens, closes = timezone.localdate() + timedelta(days=30), timezone.localdate() + timedelta(days=60)
    consent(told, Use.EXCERPT, valid_from=opens, valid_until=closes)
    page = make_story(clip(told))
    modes = dict(page.preview_modes)
    assert {f"on-{opens}", f"on-{closes + timedelta(days=1)}"} <= set(modes)
    assert WORDS in looked(page, f"on-{opens}", superuser)
    assert WORDS not in looked(page, f"on-{closes + timedelta(days=1)}", superuser)
    assert WORDS not in looked(page, "", superuser)


@pytest.mark.parametrize("mode", ["on-yesterday", "on-2001-01-01", "in-xx", "nothing"])
def test_a_mode_that_is_not_offered_shows_what_a_visitor_sees(mode: str, told: Testimony, superuser: Any) -> None:
    page = make_story(clip(told))
    consent(told, Use.EXCERPT, Audience.STAFF)
    assert WORDS not in looked(page, mode, superuser)


def test_in_each_language_with_the_translation_of_words_and_page(told: Testimony, superuser: Any) -> None:
    translated = make_transcript(told.recordings.get(), language="fr", kind="translation")
    make_segment(translated, "le contrat", end_ms=5_000, language="fr")
    page = make_story(clip(told))
    in_french = looked(page, "in-fr", superuser)
    assert 'lang="fr"' in in_french and "le contrat" in in_french and "A story" in in_french
    make_index("fr")
    made = page.copy_for_translation(Locale.objects.get(language_code="fr"))
    made.title = "Un récit"
    made.save_revision()
    assert "Un récit" in looked(page, "in-fr", superuser)
    arabic = looked(page, "in-ar", superuser)
    assert 'dir="rtl"' in arabic and WORDS in arabic


def test_a_preview_follows_nothing_and_writes_nothing(told: Testimony, superuser: Any) -> None:
    page = make_story(clip(told), block("text", "<p>Hello</p>"))
    before = list(ClipUse.objects.values())
    assert "data-clip=" not in looked(page, "", superuser)
    assert list(ClipUse.objects.values()) == before


def test_the_editors_frame_shows_it(told: Testimony, superuser: Any, client: Client) -> None:
    page = make_story(clip(told))
    client.force_login(superuser)
    answer = client.get(reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]), {"mode": "researcher"})
    assert answer.status_code == 200 and answer.headers["X-Frame-Options"] == "SAMEORIGIN"
