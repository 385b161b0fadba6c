"""A waveform is half a megabyte for an interview of hours: nobody fetches it but the address that gives it out."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from testimonies.models import AccessCopy, Recording
from tests.factories.testimony import make_published

pytestmark = pytest.mark.django_db


def test_no_page_of_a_recording_fetches_its_waveform(north: Any, interviewer: Any, client: Client) -> None:
    testimony = make_published(north, text=["they kept the passport"], owner=interviewer)
    recording = testimony.recordings.get()
    AccessCopy.objects.filter(recording=recording).update(peaks={"data": [0, 1]})
    client.force_login(interviewer)
    redactions = reverse("testimonies:redactions", args=[recording.uuid])
    pages = (testimony.get_absolute_url(), recording.get_absolute_url(), redactions, "/en/work/", "/en/testimonies/")
    for address in pages:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert not [one["sql"] for one in asked.captured_queries if '"peaks"' in one["sql"]], address


def test_whether_it_is_drawn_is_known_without_it(north: Any) -> None:
    recording = make_published(north, text=["words"]).recordings.get()
    for peaks, owed in (({"data": []}, False), (None, True)):
        AccessCopy.objects.filter(recording=recording).update(peaks=peaks)
        assert AccessCopy.objects.get(recording=recording).is_drawn is not owed
        assert Recording.objects.unprepared().filter(pk=recording.pk).exists() is owed
