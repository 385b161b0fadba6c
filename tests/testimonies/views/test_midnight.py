"""On the day of an embargo's end doors open at midnight, and on the day after the last they close, with no job run.

The clock alone moves. Nothing is written, no task runs, the index stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from archive import site_setup
from search.engine import Engine
from search.index import Follower
from testimonies.consent.audiences import Audience, Use
from testimonies.models import Testimony
from tests.factories.testimony import consent, make_published

WORDS, TITLE = "they kept my passport in a drawer", "A door with a date"
OPENS, CLOSES = date(2030, 1, 10), date(2030, 1, 12)
"""Both inclusive."""

Clock = Callable[[datetime], None]
A_SECOND = timedelta(seconds=1)
EDGES = [
    (datetime(2030, 1, 10, tzinfo=UTC) - A_SECOND, False),
    (datetime(2030, 1, 10, tzinfo=UTC), True),
    (datetime(2030, 1, 13, tzinfo=UTC) - A_SECOND, True),
    (datetime(2030, 1, 13, tzinfo=UTC), False),
]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    def goes_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return goes_to


def lying_open(north: Any, *, embargoed: str | None = None) -> Testimony:
    """Everything is public without an end, but for ``embargoed``, or all where none is named."""
    testimony = make_published(north, text=WORDS, titles={"en": TITLE}, countries=[("PH", "origin")])
    for use in [embargoed] if embargoed else Use.values:
        consent(testimony, use, Audience.PUBLIC, valid_from=OPENS, valid_until=CLOSES)
    copy = Path(settings.MEDIA_ROOT, testimony.recordings.get().access_copy.file)
    copy.parent.mkdir(parents=True)
    copy.write_bytes(b"sound")
    Follower(Engine(Path(settings.SEARCH_INDEX_ROOT))).catch_up()
    return testimony


def test_everything_opens_and_closes_by_itself(north: Any, clock: Clock) -> None:
    site_setup.set_up()
    testimony = lying_open(north)
    number, uuid = testimony.accession_number, testimony.recordings.get().uuid
    client = Client()
    for moment, is_open in EDGES:
        clock(moment)
        for address in (
            f"/en/testimonies/{number}/",
            f"/en/testimonies/{number}/transcript-1.txt",
            f"/sound/{uuid}.m4a",
            f"/sound/{uuid}/waveform.json",
        ):
            assert client.get(address).status_code == (200 if is_open else 404), (address, moment)
        for address in ("/en/testimonies/", "/en/search/?q=passport", "/en/search/?q=door", "/en/"):
            assert (TITLE in client.get(address).content.decode()) is is_open, (address, moment)
        assert ("PH (en)" in client.get("/en/testimonies/").content.decode()) is is_open


@pytest.mark.parametrize(
    ("use", "address", "token"),
    [
        (Use.TRANSCRIPT, "/en/testimonies/{number}/", "passport"),
        (Use.TRANSCRIPT, "/en/testimonies/", "passport"),
        (Use.TRANSCRIPT, "/en/search/?q=kept", "drawer"),  # the page explains itself with the other word
        (Use.TRANSCRIPT, "/en/testimonies/{number}/transcript-1.vtt", "passport"),
        (Use.SOUND, "/en/testimonies/{number}/", "/sound/"),
        (Use.SOUND, "/en/search/?q=kept", "/sound/"),
        (Use.EXCERPT, "/en/testimonies/", "passport"),
        (Use.REUSE, "/en/testimonies/{number}/", "The narrator allows you to use this"),
    ],
)
def test_each_use_has_its_own_clock(use: str, address: str, token: str, north: Any, clock: Clock) -> None:
    testimony = lying_open(north, embargoed=use)
    for moment, is_open in EDGES:
        clock(moment)
        answer = Client().get(address.format(number=testimony.accession_number))
        assert (token in answer.content.decode()) is is_open, moment


def test_what_a_browser_kept_is_asked_for_again_and_refused(north: Any, clock: Clock) -> None:
    """A tag that was right yesterday opens nothing today."""
    testimony = lying_open(north)
    address = f"/sound/{testimony.recordings.get().uuid}.m4a"
    clock(EDGES[1][0])
    before = Client().get(address)
    assert before.status_code == 200 and "max-age=0" in before.headers["Cache-Control"]
    again = {"If-None-Match": before.headers["ETag"]}
    assert Client().get(address, headers=again).status_code == 304
    clock(EDGES[3][0])
    assert Client().get(address, headers=again).status_code == 404


def test_machines_are_told_on_the_day(north: Any, clock: Clock) -> None:
    testimony = lying_open(north, embargoed=Use.MACHINE_PROCESSING)
    for moment, is_open in EDGES:
        clock(moment)
        for rest in ("", "transcript-1.txt"):
            answer = Client().get(f"/en/testimonies/{testimony.accession_number}/{rest}")
            assert (answer.headers.get("TDM-Reservation") == "1") is not is_open
            assert ("noarchive" in answer.headers.get("X-Robots-Tag", "")) is not is_open
