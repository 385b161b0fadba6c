"""Whoever asks too often is asked to wait; nobody learns from the count who they were."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from archive import tasks
from archive.accounts import asker
from archive.accounts.asker import address_of, network_of, token_of
from archive.models import Asked, Count, Salt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_salt() -> Any:
    asker._salts.clear()
    yield
    asker._salts.clear()


def test_too_many_searches_are_told_to_wait(client: Client, settings: Any, visitor: Any) -> None:
    settings.SEARCHES_PER_MINUTE = 3
    for _time in range(3):
        assert client.get("/ar/search/?q=x").status_code == 200
    answer = client.get("/ar/search/?q=x")
    assert answer.status_code == 429 and 1 <= int(answer["Retry-After"]) <= 60
    assert 'dir="rtl"' in answer.content.decode() and "no-store" in answer["Cache-Control"]
    assert client.get("/ar/search/").status_code == 200, "the empty form is always there"
    assert client.get("/ar/search/?q=x", REMOTE_ADDR="192.0.2.7").status_code == 200, "another address"
    client.force_login(visitor)
    assert client.get("/ar/search/?q=x").status_code == 200, "a person is counted as a person"
    Asked.objects.update(since=timezone.now() - timedelta(seconds=61))
    assert Client().get("/ar/search/?q=x").status_code == 200, "another minute"


def test_the_count_keeps_no_address(client: Client) -> None:
    client.get("/en/search/?q=x", REMOTE_ADDR="192.0.2.7")
    client.post("/en/log-in/", {"login": "a@example.org", "password": "wrong"}, REMOTE_ADDR="192.0.2.7")
    kept = [*Asked.objects.values_list("who", flat=True), *Count.objects.values_list("key", flat=True)]
    assert len(kept) >= 3
    assert not any("192.0.2" in one or "example.org" in one for one in kept)


def test_a_token_is_the_same_all_day_and_worthless_after(rf: RequestFactory) -> None:
    first = token_of(rf.get("/"))
    asker._salts.clear()  # another process
    assert token_of(rf.get("/")) == first
    Salt.objects.update(day=timezone.now().date() - timedelta(days=1))
    tasks.tidy(0)
    assert not Salt.objects.exists()
    asker._salts.clear()
    assert token_of(rf.get("/")) != first


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_what_a_visitor_says_about_their_address_is_not_believed(
    rf: RequestFactory, settings: Any, proxies: int, forwarded: str, believed: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    asked = rf.get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="192.0.2.1")
    assert address_of(asked) == believed


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("no address", "no address"),
    ],
)
def test_a_household_is_one_asker(address: str, network: str) -> None:
    assert network_of(address) == network


def test_log_ins_are_limited_per_address_whatever_the_name(client: Client) -> None:
    answers = [client.post("/en/log-in/", {"login": f"n{i}", "password": "wrong"}).status_code for i in range(31)]
    assert answers[-1] == 429 and answers[0] == 200


def test_the_shared_part_of_the_cache_outlives_a_process_and_ends_in_time() -> None:
    assert cache.add("allauth:x", [1.5]) and not cache.add("allauth:x", [2])
    assert cache.get("allauth:x") == [1.5] and cache.get("allauth:y", 7) == 7
    cache.set("allauth:x", [2], 60)
    Count.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert cache.get("allauth:x") is None and cache.add("allauth:x", True, 10)
    assert cache.delete("allauth:x") and not cache.delete("allauth:x")
    cache.set("other", object())
    assert cache.get("other") is not None and not Count.objects.exists()


def test_the_counts_wait_for_no_disk() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r'")
        unlogged = {name for (name,) in cursor.fetchall()}
    assert {"archive_asked", "archive_salt", "archive_count"} <= unlogged
