"""The planted testimonies and those who ask for them: planted once, and every test begins with the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client

from archive import site_setup
from search import index
from testimonies.actions import naming
from tests.cast import EDITORS, INTERVIEWERS, account, collection, granted
from tests.factories.access import make_access, make_researcher
from tests.matrix.oracle import ASKERS, Asker
from tests.matrix.plans import plans
from tests.matrix.planting import Planted, plant
from tests.matrix.walking import Garden


@dataclass(frozen=True)
class Ground:
    """The garden, its folders, and the session of each asker by name."""

    garden: Garden
    media: Path
    index: Path
    sessions: dict[str, str]


@pytest.fixture(scope="package")
def ground(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """All that is planted, inside one transaction that is rolled back in the end."""
    folder = tmp_path_factory.mktemp("garden")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(django_settings, "MEDIA_ROOT", folder / "media")
        patch.setattr(django_settings, "SEARCH_INDEX_ROOT", folder / "index")
        site_setup.set_up()
        people = cast()
        naming.let_read(collection=collection("North"), user=people["interviewer"], by=people["superuser"])
        planted = [
            plant(plan, number, collection=collection("North"), owner=people["interviewer"])
            for number, plan in enumerate(plans())
        ]
        let_in(people, planted)
        with index.reader() as engine:
            index.Follower(engine).rebuild()
        sessions = {name: session_of(user) for name, user in people.items()}
        yield Ground(Garden(planted), folder / "media", folder / "index", sessions)
        transaction.set_rollback(True)


def cast() -> dict[str, Any]:
    """Everybody who asks, by name, but whoever is not logged in."""
    north, south = collection("North"), collection("South")
    return {
        "superuser": account("superuser", is_staff=True, is_superuser=True),
        "editor": granted("editor", north, EDITORS, "editors"),
        "interviewer": granted("interviewer", north, INTERVIEWERS, "interviewers"),
        "other_interviewer": granted("other-interviewer", north, INTERVIEWERS, "interviewers"),
        "foreign_editor": granted("foreign-editor", south, EDITORS, "editors"),
        "reader": account("reader"),
        "researcher": account("researcher"),
        "visitor": account("visitor"),
    }


def let_in(people: dict[str, Any], planted: list[Planted]) -> None:
    """The reader to the reading room for every testimony, the researcher to what is open to researchers."""
    make_researcher(people["reader"])
    make_researcher(people["researcher"])
    for one in planted:
        make_access(people["reader"], one.testimony)


def session_of(user: Any) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def garden(ground: Ground, db: None, _own_folders: None, settings: Any) -> Garden:
    settings.MEDIA_ROOT, settings.SEARCH_INDEX_ROOT = ground.media, ground.index
    settings.SEARCHES_PER_MINUTE = 1_000_000
    return ground.garden


@pytest.fixture
def client_of(ground: Ground, garden: Garden) -> Callable[[Asker], Client]:
    """``client_of(asker)``: logged in as they were when the garden was planted, whatever was asked since."""
    clients = {asker.name: Client(raise_request_exception=False) for asker in ASKERS}
    for name, session in ground.sessions.items():
        clients[name].cookies[django_settings.SESSION_COOKIE_NAME] = session
    return lambda asker: clients[asker.name]
