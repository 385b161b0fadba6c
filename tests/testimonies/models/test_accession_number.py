from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from testimonies.models import AccessionCounter, Testimony
from tests.cast import collection
from tests.factories.testimony import make_testimony

THREADS, EACH = 6, 5


def test_numbers_are_counted_within_their_year_and_grow_beyond_four_digits(db: None) -> None:
    assert [AccessionCounter.next_in(2026) for _ in range(2)] == ["2026-0001", "2026-0002"]
    assert AccessionCounter.next_in(2027) == "2027-0001"
    AccessionCounter.objects.filter(year=2027).update(last=9_999)
    assert AccessionCounter.next_in(2027) == "2027-10000"


def test_a_testimony_takes_the_next_number_of_its_year(north: Any) -> None:
    year = timezone.localdate().year
    assert [make_testimony(north).accession_number for _ in range(2)] == [f"{year}-0001", f"{year}-0002"]


def test_the_number_of_a_deleted_testimony_is_not_given_again(north: Any) -> None:
    first = make_testimony(north)
    number = first.accession_number
    first.delete()
    assert make_testimony(north).accession_number > number


def test_a_number_never_changes_and_never_stands_twice(north: Any) -> None:
    first, second = make_testimony(north), make_testimony(north)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Testimony.objects.filter(pk=second.pk).update(accession_number="2020-0001")
    with pytest.raises(IntegrityError, match="accession_number"), transaction.atomic():
        make_testimony(north, accession_number=first.accession_number)


@pytest.mark.django_db(transaction=True)
def test_many_at_one_moment_get_a_number_each() -> None:
    """Also where the transaction that took a number lasts, and where one is rolled back."""
    given: list[str] = []
    together = threading.Barrier(THREADS)

    def take(thread: int) -> None:
        try:
            together.wait(30)
            for turn in range(EACH):
                with transaction.atomic():
                    number = make_testimony(north).accession_number
                    if (thread, turn) == (0, 0):
                        transaction.set_rollback(True)
                    else:
                        given.append(number)
        finally:
            connection.close()

    north = collection("North")
    threads = [threading.Thread(target=take, args=(number,)) for number in range(THREADS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert len(given) == THREADS * EACH - 1
    assert len(set(given)) == len(given)
    assert sorted(given) == sorted(Testimony.objects.values_list("accession_number", flat=True))
