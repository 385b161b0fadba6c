"""The terms of use and their version belong together: whoever changes a word asks everybody again."""

from __future__ import annotations

import hashlib
from pathlib import Path

from testimonies.models.researcher import TERMS_VERSION

TEXT = Path(__file__).resolve().parents[2] / "templates" / "testimonies" / "terms_text.html"
KNOWN = {"2026-11": "899e2284517e51f371545c2750a81b7860bff976c9a9eec239eea46f4b0787b7"}
"""The SHA-256 of the text of each version that was ever in force."""


def test_a_new_text_is_a_new_version() -> None:
    digest = hashlib.sha256(TEXT.read_bytes()).hexdigest()
    assert KNOWN.get(TERMS_VERSION) == digest, (
        "The terms of use were changed: set TERMS_VERSION in testimonies/models/researcher.py anew, and add it here."
    )
