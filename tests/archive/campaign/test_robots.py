"""Programs that fill in forms: nothing of theirs is shown, and a person among them is heard."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from archive.campaign import letters, robots
from archive.models import Action, Asked, Campaign, Post, PostState
from tests.archive.campaign.conftest import ACTION, CAMPAIGN, Sender, confirm, stamp_of

pytestmark = pytest.mark.django_db

REPORT = "/en/actions/report/"


def stamp(age_s: int, kind: str = "action", nonce: str = "n") -> str:
    return signing.dumps([kind, nonce, int(time.time()) - age_s], salt=robots.SALT)


def test_too_fast_and_too_late_are_asked_once_more_with_every_word(site: None, client: Client) -> None:
    for made in (stamp(0), stamp(100_000), stamp(60, "campaign"), "", "x" * 500, stamp(60)[:-2]):
        answer = client.post(REPORT, {**ACTION, "stamp": made})
        assert answer.status_code == 400 and "A march to the labour ministry" in answer.content.decode()
        assert not Post.objects.exists()
    fast = stamp(0)
    assert f'value="{fast}"' in client.post(REPORT, {**ACTION, "stamp": fast}).content.decode(), "it grows older"


def test_a_trap_that_was_filled_in_is_emptied_and_nothing_is_lost(send: Sender) -> None:
    answer = send(REPORT, {**ACTION, "second_name": "robot"})
    html = answer.content.decode()
    assert answer.status_code == 400 and "A field that nobody sees" in html and 'value="robot"' not in html
    assert not Post.objects.exists()
    kept = send("/en/campaigns/describe/", {**CAMPAIGN, "second_name": "robot"}).content.decode()
    assert kept.count(" checked") == 2, "what was ticked too"
    trap = html.split('class="apart"')[1].split("</div>")[0]
    assert " hidden" in trap and 'tabindex="-1"' in trap


def test_one_address_sends_so_many_and_then_waits(send: Sender, settings: Any) -> None:
    settings.POSTS_PER_HOUR = 3
    statuses = [send(REPORT, {**ACTION, "title": f"March {number}"}).status_code for number in range(5)]
    assert statuses == [302, 302, 302, 429, 429]
    assert send(REPORT, ACTION, REMOTE_ADDR="203.0.113.9").status_code == 302, "others are not made to wait"
    assert not Asked.objects.filter(who__contains="127.0.0.1").exists(), "no address is written down"


def test_links_and_the_same_again_are_kept_apart_without_a_letter(send: Sender, superuser: Any, client: Client) -> None:
    send(REPORT, ACTION)
    send(REPORT, {**ACTION, "title": "  a MARCH to the labour   ministry"})
    send(REPORT, {**ACTION, "title": "Buy at http://pills.example"})
    send(REPORT, {**ACTION, "title": "Another", "aims": "http://a.example " * 9})
    assert [one.doubts for one in Post.objects.order_by("pk")] == [[], ["same"], ["links"], ["links", "address"]]
    client.force_login(superuser)
    html = client.get("/admin/from-visitors/?state=doubtful").content.decode()
    assert "pills.example" in html and html.count("data-state") == 3
    doubtful = Post.objects.order_by("pk")[1]
    client.post(f"/admin/from-visitors/{doubtful.uuid}/", {"do": "let_in", "seen": doubtful.text_digest})
    doubtful.refresh_from_db()
    assert doubtful.doubts == [] and doubtful.state == PostState.RECEIVED


def test_letters_have_a_limit_and_the_others_wait(send: Sender, settings: Any) -> None:
    settings.LETTERS_PER_HOUR = 2
    for number in range(4):
        send(REPORT, {**ACTION, "title": f"March {number}", "contact_email": f"a{number}@example.org"})
    for post in Post.objects.order_by("pk"):
        letters.tell_post(post_id=post.pk)
    told = list(Post.objects.order_by("pk").values_list("told_state", flat=True))
    assert told == ["received", "received", "", ""]
    settings.LETTERS_PER_HOUR = 100
    for post in Post.objects.order_by("pk"):
        letters.tell_post(post_id=post.pk)
    assert not Post.objects.filter(told_state="").exists(), "none is forgotten"


def test_a_person_among_ten_thousand_robots_is_heard(send: Sender, superuser: Any) -> None:
    """Six kinds of robot, from one address and from many; ``python -m bench.robots`` sends 10,000."""
    client, good = Client(), stamp_of(Client(), REPORT)
    for number in range(600):
        said = {
            **ACTION,
            "title": f"Cheap loans {number}",
            "contact_email": f"robot{number}@spam.example",
            "stamp": ("", good, stamp(0), stamp(10**6), good, stamp(60, nonce=f"r{number}"))[number % 6],
            "second_name": "x" if number % 6 == 4 else "",
        }
        many = {"REMOTE_ADDR": f"198.51.{number // 250}.{number % 250}"} if number % 2 else {}
        assert client.post(REPORT, said, **many).status_code in (302, 400, 429)
        if number == 300:
            assert send("/en/campaigns/describe/", CAMPAIGN, REMOTE_ADDR="203.0.113.7").status_code == 302
    human = Post.objects.get(kind="campaign")
    assert human.said["title"] == "Ratify now" and human.doubts == []
    confirm(human)
    assert human.state == PostState.WAITING
    robots_posts = Post.objects.filter(kind="action")
    assert set(robots_posts.values_list("state", flat=True)) <= {"received"}
    assert not Action.objects.exists() and not Campaign.objects.exists()
    html = "".join(Client().get(f"/en/{path}").content.decode() for path in ("actions/", "campaigns/", ""))
    assert "Cheap loans" not in html
