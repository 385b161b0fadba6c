"""The ground that the other tests stand on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Origin, Template, engines
from wagtail.models import Collection

from testimonies.consent.audiences import VISITOR
from testimonies.models import Country, Testimony
from tests.factories.testimony import make_published
from tests.undefined import UndefinedVariable


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_that_commits_leaves_nothing_behind_and_takes_nothing_away(turn: int) -> None:
    assert not Country.objects.exists()
    assert Collection.get_first_root_node() is not None
    Country.objects.create(iso2="XX", iso3="XXX", m49="999", un_status="member")


def test_a_process_of_its_own_sees_what_the_test_committed(north: Any, process_environment: dict[str, str]) -> None:
    make_published(north, text="we were five to a room")
    asked = "from testimonies.models import Segment; print(Segment.objects.get().text)"
    answer = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", asked],
        cwd=settings.BASE_DIR, env=process_environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert answer.stdout.strip() == "we were five to a room", answer.stderr


def test_what_the_factory_publishes_is_public(north: Any) -> None:
    testimony = make_published(north, text="we were five to a room", countries=[("NP", "origin")], themes=["housing"])
    assert list(Testimony.objects.visible_to(VISITOR)) == [testimony]


def test_an_undefined_variable_is_an_error_in_our_templates_alone(tmp_path: Path) -> None:
    engine = engines["django"].engine
    ours = Template("{{ nothing }}", Origin(str(settings.BASE_DIR / "templates" / "page.html")), engine=engine)
    theirs = Template("[{{ nothing|default:'-' }}]", Origin(str(tmp_path / "page.html")), engine=engine)
    with pytest.raises(UndefinedVariable, match="nothing"):
        ours.render(Context({}))
    assert theirs.render(Context({})) == "[-]"


def test_the_environment_of_the_caller_does_not_reach_the_product() -> None:
    assert settings.WHISPER_MODEL == "whisper-mini"
    assert "PORT" not in os.environ and not settings.PRODUCTION
