"""Sessions end by themselves."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from archive import tasks
from archive.accounts.ages import BEGAN, SEEN

PAGE = "/en/account/security/"


@pytest.fixture
def reader(client: Client, visitor: Any) -> Client:
    client.force_login(visitor)
    return client


def set_back(client: Client, name: str, seconds: int) -> None:
    session = client.session
    session[name] -= seconds
    session.save()


def test_whoever_was_away_too_long_is_logged_out(reader: Client, settings: Any) -> None:
    assert reader.get(PAGE).status_code == 200
    set_back(reader, SEEN, settings.SESSION_IDLE_S - 60)
    assert reader.get(PAGE).status_code == 200
    assert reader.session[SEEN] >= time.time() - 2, "being here counts"
    set_back(reader, SEEN, settings.SESSION_IDLE_S)
    assert reader.get(PAGE)["Location"].startswith("/en/log-in/")
    assert not Session.objects.exists()


def test_and_so_is_whoever_stays_too_long(reader: Client, settings: Any) -> None:
    set_back(reader, BEGAN, settings.SESSION_COOKIE_AGE)
    assert reader.get("/en/upload/mine.json").status_code in (302, 401, 403)
    assert reader.get(PAGE).status_code == 302


def test_reading_writes_nothing(reader: Client, django_assert_num_queries: Any) -> None:
    reader.get(PAGE)
    before = Session.objects.values().get()
    reader.get(PAGE)
    assert Session.objects.values().get() == before


def test_sessions_that_ended_are_deleted(reader: Client) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    tasks.tidy(0)
    assert not Session.objects.exists()


def test_what_a_session_holds_says_nothing_about_the_place(client: Client, interviewer: Any) -> None:
    from tests.cast import PASSWORD

    client.post("/en/log-in/", {"login": "interviewer", "password": PASSWORD}, REMOTE_ADDR="192.0.2.7")
    client.get("/en/work/", REMOTE_ADDR="192.0.2.7", headers={"User-Agent": "A telephone"})
    held = str(Session.objects.get().get_decoded())
    assert "192.0.2.7" not in held and "telephone" not in held


def test_the_cookie_is_for_the_server_alone(client: Client, interviewer: Any) -> None:
    from tests.cast import PASSWORD

    client.post("/en/log-in/", {"login": "interviewer", "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and int(cookie["max-age"]) == 12 * 3600
