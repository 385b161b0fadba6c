"""While a story is read: how its clips stand is asked every moment, cheaply; its editors are told when one closes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from archive.clips import telling
from archive.models import ClipUse, StoryPage
from testimonies.actions import consenting, purged_rows, withdrawing
from testimonies.consent.audiences import Audience, Use
from testimonies.models import NoticeWish, Redaction, Segment, Testimony
from tests.factories.stories import clip, make_story, place_of
from tests.factories.testimony import consent, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(north: Any) -> Testimony:
    return make_published(north, text=["the contract was not the contract", "they kept my passport"])


@pytest.fixture
def story(told: Testimony, editor: Any) -> StoryPage:
    return make_story(clip(told), clip(told, 5_000, 10_000), by=editor)


def marks(client: Client, page: StoryPage) -> list[str]:
    return list(client.get(reverse("clips_standing", args=[page.pk])).json()["clips"].values())


def test_the_page_carries_the_marks_that_the_door_tells(story: StoryPage, client: Client) -> None:
    told = client.get(reverse("clips_standing", args=[story.pk])).json()["clips"]
    shown = client.get(story.url).content.decode()
    assert len(told) == 2 and all(told.values())
    for key, mark in told.items():
        assert f'data-clip="{key}" data-mark="{mark}"' in shown


@pytest.mark.parametrize("use", [Use.EXCERPT, Use.CATALOGUE])
def test_a_consent_taken_back_empties_the_mark_at_once(
    use: str, story: StoryPage, told: Testimony, editor: Any, client: Client
) -> None:
    consenting.record(testimony=told, by=editor, use=use, audience=Audience.NOBODY, given="spoken")
    assert marks(client, story) == ["", ""]


def test_a_withdrawal_empties_it(story: StoryPage, told: Testimony, editor: Any, client: Client) -> None:
    withdrawing.withdraw(testimony=told, by=editor)
    assert marks(client, story) == ["", ""]


@pytest.mark.parametrize("change", ["sound", "transcript", "redaction", "words", "name"])
def test_whatever_changes_what_is_shown_changes_the_mark(
    change: str, story: StoryPage, told: Testimony, editor: Any, client: Client
) -> None:
    before = marks(client, story)
    if change in ("sound", "transcript"):
        consent(told, change, Audience.RESEARCHER)
    elif change == "redaction":
        recording = told.recordings.get()
        Redaction.objects.create(recording=recording, start_ms=0, end_ms=900, reason="child", by=editor)
    elif change == "words":
        one = Segment.objects.order_by("start_ms")[0]
        one.text = "other words"
        one.save()
    else:
        from testimonies.actions import renaming

        renaming.replace(testimony=told, name="contract", shown="paper", by=editor)
    after = marks(client, story)
    assert after[0] != before[0] and all(after)
    assert (after[1] == before[1]) is (change == "words")


def test_it_costs_one_query_and_nothing_is_sent_twice(
    story: StoryPage, client: Client, django_assert_num_queries: Any
) -> None:
    address = reverse("clips_standing", args=[story.pk])
    etag = client.get(address).headers["ETag"]
    with django_assert_num_queries(1):
        answer = client.get(address, headers={"If-None-Match": etag})
    assert answer.status_code == 304 and answer.content == b"" and "no-store" in answer.headers["Cache-Control"]


def test_a_mark_of_one_listener_says_nothing_of_another(
    story: StoryPage, told: Testimony, editor: Any, client: Client
) -> None:
    consent(told, Use.EXCERPT, Audience.STAFF)
    assert marks(client, story) == ["", ""]
    client.force_login(editor)
    assert all(marks(client, story))


def test_a_page_that_is_not_live_has_no_standing(story: StoryPage, client: Client) -> None:
    story.unpublish()
    assert client.get(reverse("clips_standing", args=[story.pk])).status_code == 404
    assert not ClipUse.objects.exists()
    assert client.get(reverse("clips_standing", args=[10**9])).status_code == 404


def test_its_editors_are_told_once_and_neither_by_whom_nor_what(
    story: StoryPage, told: Testimony, editor: Any, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    telling.look(ClipUse.objects.all())
    assert not mail.outbox
    consent(told, Use.EXCERPT, Audience.NOBODY)
    for _turn in range(2):
        telling.look(ClipUse.objects.all())
    (letter,) = mail.outbox
    assert letter.to == [editor.email] and f"/admin/pages/{story.pk}/edit/" in letter.body
    assert told.accession_number not in str(letter.message()) and "contract" not in letter.body
    consent(told, Use.EXCERPT)
    telling.look(ClipUse.objects.all())
    consent(told, Use.EXCERPT, Audience.NOBODY)
    telling.look(ClipUse.objects.all())
    assert len(mail.outbox) == 2


def test_who_wishes_no_letters_gets_none(story: StoryPage, told: Testimony, editor: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    NoticeWish.objects.create(user=editor, by_email=False)
    consent(told, Use.EXCERPT, Audience.NOBODY)
    telling.look(ClipUse.objects.all())
    assert not mail.outbox and not ClipUse.objects.filter(open=True).exists()


@pytest.mark.django_db(transaction=True)
def test_the_job_is_owed_in_the_transaction_of_the_withdrawal(
    told: Testimony, editor: Any, settings: Any, run_jobs: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_story(clip(told), by=editor)
    withdrawing.withdraw(testimony=told, by=editor)
    run_jobs("keeping")
    assert [letter.to for letter in mail.outbox] == [[editor.email]]


def test_the_purge_takes_the_references_of_the_table_along(story: StoryPage, told: Testimony, editor: Any) -> None:
    withdrawing.withdraw(testimony=told, by=editor)
    purged_rows.remove(told)
    assert not ClipUse.objects.exists()


def test_publishing_again_writes_down_what_stands_in_the_page_now(story: StoryPage, told: Testimony) -> None:
    story.body = [clip(told, 5_000, 10_000)]
    story.save_revision().publish()
    (use,) = ClipUse.objects.select_related("recording")
    assert use.place == place_of(told, 5_000, 10_000) and use.open


def test_the_editors_page_says_which_clip_is_closed(
    story: StoryPage, told: Testimony, superuser: Any, client: Client
) -> None:
    client.force_login(superuser)
    address = reverse("wagtailadmin_pages:edit", args=[story.pk])
    assert "Visitors do not see" not in client.get(address).content.decode()
    consent(told, Use.EXCERPT, Audience.STAFF)
    assert "Visitors do not see the clips number 1, 2" in client.get(address).content.decode()
