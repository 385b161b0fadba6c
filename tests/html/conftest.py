"""Every page of the table in ``tests/browser/pages.py``, in four languages, as the archive answers it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from archive import demonstration_campaign, site_setup
from archive.models import Action, Campaign
from search import index
from testimonies.actions import looking, naming
from testimonies.models import Segment
from tests.browser.pages import LANGUAGES, Facts, pages
from tests.matrix.plans import OPEN, plans
from tests.matrix.planting import SHARED, Planted, plant


@pytest.fixture
def facts(north: Any, interviewer: Any, editor: Any, superuser: Any) -> Facts:
    """Of a testimony that is open to everyone, and of one of which only the catalogue entry is."""
    site_setup.set_up()
    call_command("load_reference_data", verbosity=0)
    demonstration_campaign.load()
    naming.let_read(collection=north, user=interviewer, by=superuser)
    for_researchers = next(plan for plan in plans() if plan.name.startswith("transcript: for researcher"))
    whole, part = (
        plant(plan, number, collection=north, owner=interviewer) for number, plan in enumerate((OPEN, for_researchers))
    )
    with index.reader() as engine:
        index.Follower(engine).rebuild()
    _look, token = looking.make(testimony=whole.testimony, by=editor, language="en", days=1)
    return replace(_facts(whole), restricted=part.testimony.accession_number, token=token, **_keys())


def _keys() -> dict[str, int]:
    return {"action": Action.objects.latest("pk").pk, "campaign": Campaign.objects.latest("pk").pk}


def _facts(planted: Planted) -> Facts:
    first = Segment.objects.filter(transcript__recording=planted.recording).order_by("start_ms").first()
    assert first is not None
    return Facts(
        accession=planted.testimony.accession_number,
        uuid=str(planted.recording.uuid),
        span_ms=(first.start_ms, first.end_ms),
        word=SHARED,
    )


@pytest.fixture
def documents(facts: Facts, interviewer: Any, editor: Any, tmp_path: Path) -> Iterator[Path]:
    """A folder with a file for each page and language: ``testimony.ar.html``."""
    folder = tmp_path / "documents"
    folder.mkdir()
    amiss: list[str] = []
    people = {"": None, "interviewer": interviewer, "editor": editor}
    for name, user in people.items():
        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user)
        for page, address in pages(facts, people=True):
            if page.seen_as != name:
                continue
            for language in LANGUAGES:
                answer = client.get(f"/{language}/{address}")
                if (answer.status_code, answer["Content-Type"]) != (page.status, "text/html; charset=utf-8"):
                    amiss.append(f"{page.name}: /{language}/{address}: {answer.status_code}")
                (folder / f"{page.name}.{language}.html").write_bytes(answer.getvalue())
    assert not amiss, "\n".join(amiss)
    yield folder
