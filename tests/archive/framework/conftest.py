"""The reference data, and a testimony that speaks of article 66."""

from __future__ import annotations

from tests.archive.ways.conftest import closed, site, told  # noqa: F401  # fixtures
