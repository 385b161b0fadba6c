"""The demonstration collection: invented roles in synthetic voices, taken in through the same verbs as any upload.

Its transcripts are not stored anywhere: the worker transcribes the sound, as it would any other.
"""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission

from archive.models import Loaded
from testimonies.actions import accession, describing, publishing, registering
from testimonies.models import (
    Passage,
    PassageDescription,
    Recording,
    Theme,
    terms_in_force,
)
from testimonies.upload.receiving import Incoming, Received

__all__ = ["LOG_INS", "load"]

DATA = Path(__file__).resolve().parent / "data" / "demonstration"
NAME = "demonstration collection"

INTERVIEWER, EDITOR, ADMINISTRATOR, RESEARCHER = "interviewer", "editor", "administrator", "researcher"
LOG_INS: tuple[tuple[str, str, str], ...] = (
    (INTERVIEWER, "interviewer", "listen-with-care"),
    (EDITOR, "editor", "read-with-care"),
    (ADMINISTRATOR, "administrator", "keep-with-care"),
    (RESEARCHER, "researcher", "study-with-care"),
)
"""(role, user name, password): for the demonstration on one's own machine; production never makes them."""

PERMISSIONS = {
    INTERVIEWER: ("add_testimony",),
    EDITOR: ("add_testimony", "change_testimony", "publish_testimony"),
}
GIVEN = {"spoken": "spoken", "signed form": "form", "form": "form", "both": "both"}


def load() -> bool:
    """Make the log-ins and the collection, once; return whether there was anything to do.

    Each testimony is one transaction: stopped in the middle, the next start goes on where it stopped.
    """
    if Loaded.objects.filter(name=NAME).exists():
        return False
    wanted = json.loads((DATA / "testimonies.json").read_text(encoding="utf-8"))
    collection = _collection(wanted["collection"]["name"])
    people = _people(collection)
    for one in wanted["testimonies"]:
        if not Recording.objects.filter(testimony__demonstration=True, original_name=one["sound"]).exists():
            _take_in(one, collection, people)
    Loaded.objects.create(name=NAME, digest="")
    return True


def _collection(name: str) -> Collection:
    root = Collection.get_first_root_node()
    assert root is not None
    found: Collection = Collection.objects.filter(name=name).first() or root.add_child(name=name)
    return found


@transaction.atomic
def _people(collection: Collection) -> dict[str, Any]:
    users = {}
    for role, name, password in LOG_INS:
        user, made = get_user_model().objects.get_or_create(
            username=name, defaults={"email": f"{name}@archive.invalid", "is_superuser": role == ADMINISTRATOR}
        )
        if made:
            user.is_staff = user.is_superuser
            user.set_password(password)
            user.save()
        if role in PERMISSIONS:
            user.groups.add(_group(role, collection))
        users[role] = user
    registering.accept(
        by=users[RESEARCHER],
        purpose="To try the demonstration out as a researcher does.",
        version=terms_in_force(),
        affiliation="Demonstration",
    )
    return users


def _group(role: str, collection: Collection) -> Group:
    group, _made = Group.objects.get_or_create(name=f"{collection.name}: {role}s")
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    for codename in PERMISSIONS[role]:
        permission = Permission.objects.get(content_type__app_label="testimonies", codename=codename)
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    return group


@transaction.atomic
def _take_in(one: dict[str, Any], collection: Collection, people: dict[str, Any]) -> None:
    language = one["languages"][0]
    recording = accession.deposit(
        by=people[INTERVIEWER],
        received=_received(DATA / one["sound"]),
        collection=collection,
        title=one["descriptions"][language]["title"],
        language=language,
        original_name=one["sound"],
        spoken_languages=one["languages"],
        demonstration=True,
    )
    testimony = describing.describe(
        testimony=recording.testimony, particulars=_particulars(one), by=people[INTERVIEWER]
    )
    _passages(recording, one.get("passages", ()))
    if one["state"] in ("in_review", "published"):
        publishing.submit(testimony=testimony, by=people[INTERVIEWER])
    if one["state"] == "published":
        publishing.approve(testimony=testimony, by=people[EDITOR])


def _received(sound: Path) -> Received:
    with Incoming(Path(settings.MEDIA_ROOT), limit_bytes=settings.UPLOAD_LIMIT_BYTES) as incoming:
        with sound.open("rb") as file:
            shutil.copyfileobj(file, incoming)
        return incoming.finish()


def _particulars(one: dict[str, Any]) -> describing.Particulars:
    return describing.Particulars(
        descriptions={tag: describing.Text(**text) for tag, text in one["descriptions"].items()},
        interview_date=one["interview_date"],
        countries=tuple(describing.Where(**where) for where in one["countries"]),
        themes=tuple(one["themes"]),
        keywords=tuple(one.get("keywords", ())),
        people=(describing.Someone(called=one["narrator"]),),
        consents=tuple(
            describing.Allowed(
                use=consent["use"],
                audience=consent["audience"],
                given=GIVEN[consent["given"]],
                language=consent.get("language") or one["languages"][0],
                valid_from=_day(consent.get("from")),
                valid_until=_day(consent.get("until")),
            )
            for consent in one["consent"]
        ),
    )


def _passages(recording: Recording, wanted: Any) -> None:
    for one in wanted:
        span = {"start_ms": one["start_ms"], "end_ms": one["end_ms"]}
        passage = Passage.objects.create(recording=recording, **span, **_years(one))
        PassageDescription.objects.bulk_create(
            PassageDescription(passage=passage, language=tag, title=title) for tag, title in one["titles"].items()
        )
        passage.themes.set(list(Theme.objects.filter(slug=one["theme"])))


def _years(passage: Any) -> dict[str, int]:
    """Those that it tells of, ``[first, last]`` in the file."""
    return dict(zip(("first_year", "last_year"), passage.get("years", ()), strict=False))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
