"""What governs follows the ledger by itself: in the transaction that writes a line, in whatever order lines arrive."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from testimonies.consent.audiences import VISITOR, Audience, Listener, Use
from testimonies.models import Consent, Governing, Testimony
from tests.factories.testimony import consent, make_published

pytestmark = pytest.mark.django_db


def test_the_highest_line_governs_whatever_order_lines_arrive_in(north: Any) -> None:
    made = make_published(north)
    later = Consent.objects.create(
        pk=9_000_000, testimony=made, use=Use.SOUND, audience=Audience.NOBODY, valid_from=date(2000, 1, 1), given="form"
    )
    consent(made, Use.SOUND, Audience.PUBLIC)  # a lower key, written by a transaction that ended after the other
    assert Governing.objects.get(testimony=made).sound_line == later.pk
    assert not Testimony.objects.allowing(Use.SOUND, VISITOR).exists()


def test_a_line_that_was_not_written_after_all_governs_nothing(north: Any) -> None:
    made = make_published(north)
    with pytest.raises(RuntimeError), transaction.atomic():
        consent(made, Use.SOUND, Audience.NOBODY)
        raise RuntimeError
    assert Testimony.objects.allowing(Use.SOUND, VISITOR).exists()


def test_each_audience_has_its_days(north: Any) -> None:
    made = make_published(north)
    consent(made, Use.CATALOGUE, Audience.PUBLIC, valid_from=date(2020, 1, 1), valid_until=date(2020, 1, 31))
    consent(made, Use.SOUND, Audience.RESEARCHER, valid_from=date(2020, 1, 10), valid_until=date(2999, 1, 1))
    held = Governing.objects.get(testimony=made)
    assert held.sound_public.isempty and not held.sound_researcher.isempty
    for day, open_then in ((9, False), (10, True), (31, True)):
        found = Testimony.objects.allowing(Use.SOUND, Listener(audience=Audience.RESEARCHER), date(2020, 1, day))
        assert found.exists() == open_then
    assert not Testimony.objects.allowing(Use.SOUND, Listener(audience=Audience.RESEARCHER), date(2020, 2, 1)).exists()
