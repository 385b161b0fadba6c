"""Listening at random: everybody who may be heard, each as likely; nobody else."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.test import Client

from archive.ways.chance import anyone
from testimonies.consent.audiences import VISITOR
from testimonies.models import Testimony
from tests.factories.testimony import consent, make_published

pytestmark = pytest.mark.django_db


def test_each_is_drawn_as_often(north: Any) -> None:
    for number in range(4):
        make_published(north, text="Words.", narrator=f"Narrator {number}")
    drawn = Counter(anyone(VISITOR).pk for _lot in range(400))  # type: ignore[union-attr]
    # 100 each; six standard deviations of that are 52
    assert len(drawn) == 4 and all(48 < times < 152 for times in drawn.values())


def test_only_who_may_be_heard(north: Any, closed: Testimony) -> None:
    silent = make_published(north, text="Words.")
    consent(silent, "sound", "researcher")
    heard = make_published(north, text="Words.")
    assert {anyone(VISITOR) for _lot in range(30)} == {heard}


def test_words_where_nobody_may_be_heard(north: Any) -> None:
    read = make_published(north, text="Words.", allows=("catalogue", "transcript"))
    make_published(north, text="Words.", allows=("catalogue",))
    assert anyone(VISITOR) == read


def test_the_address_leads_there_and_keeps_nothing(told: Testimony, client: Client) -> None:
    answer = client.get("/fr/listen/")
    assert answer["Location"] == f"/fr/testimonies/{told.accession_number}/"
    assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


def test_a_page_says_that_there_is_nobody(closed: Testimony, client: Client) -> None:
    answer = client.get("/en/listen/")
    assert answer.status_code == 200 and b"zqclosed" not in answer.content
