"""Consent × audience × use × surface: no address of ours shows anybody what the narrator did not allow them."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.core import mail

from tests.matrix.routes import routes
from tests.matrix.surfaces import SURFACES
from tests.matrix.walking import Garden, listed

LEAVES = ("log-out", "account_logout")
"""Never asked: whoever asks is gone afterwards."""


def test_every_address_of_ours_is_in_the_matrix_and_nothing_else_is() -> None:
    ours = {route.key for route in routes() if route.is_ours}
    missing, gone = ours - set(SURFACES), set(SURFACES) - {route.key for route in routes()}
    assert not missing, f"say in tests/matrix/surfaces.py what these show: {sorted(missing)}"
    assert not gone, f"these addresses are no more: {sorted(gone)}"


@pytest.mark.parametrize("key", [key for key in SURFACES if key not in LEAVES])
def test_nothing_of_ours_shows_what_it_may_not(garden: Garden, client_of: Any, caplog: Any, key: str) -> None:
    surface = SURFACES[key]
    with caplog.at_level(logging.INFO):
        walked = garden.walk(key, surface, client_of)
    assert not walked.leaks, listed(walked.leaks)
    lacking = surface.shows - walked.shown[surface.to]
    assert not lacking, f"it shows less than it did, and a walk over what shows nothing proves nothing: {lacking}"
    assert not garden.marks_in("\n".join(record.getMessage() for record in caplog.records).encode()), "in a log"
    assert not mail.outbox
