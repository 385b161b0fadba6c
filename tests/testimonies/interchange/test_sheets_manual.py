"""The manual of batch ingest is drawn from the table of columns."""

from __future__ import annotations

from django.conf import settings

from testimonies.actions.sheet_entries import QUALIFIERS
from testimonies.consent.audiences import Audience
from testimonies.interchange.sheets import columns
from testimonies.interchange.sheets.reading import MOST_BYTES, MOST_ROWS
from testimonies.models import Given, Participation, ShownAs

BEGIN, END = "<!-- columns: manage.py ingest --columns -->\n", "<!-- end of columns -->\n"


def manual() -> str:
    return (settings.BASE_DIR / "docs" / "batch-ingest.md").read_text(encoding="utf-8")


def test_the_table_of_the_manual_is_that_of_the_code() -> None:
    assert manual().partition(BEGIN)[2].partition(END)[0] == columns.manual(), "paste what ingest --columns prints"


def test_the_manual_names_every_word_that_a_cell_may_hold() -> None:
    for word in (*QUALIFIERS["role"], *QUALIFIERS["use"], *Audience.values, *Given.by_others(), *ShownAs.values):
        assert word in manual(), word
    assert {f"{part}:name" for part in Participation.Part.values} <= set(columns.BY_NAME)
    assert f"{MOST_BYTES // 1_000_000} MB" in manual() and f"{MOST_ROWS:,} rows" in manual()
