"""What asking the rule of consent adds to a search and to a page: ``python -m bench.policy [TESTIMONIES [ROUNDS]]``.

The running views are asked through Django's test client, on a PostgreSQL and an index of their own, in turns: once as
they are, once with every answer of the policy given in advance (who asks, the conditions of ``scopes``, the checks of
``rules``). A search then finds the few testimonies too that are closed to whoever asks, for every answer is yes. Prints
JSON: medians in milliseconds, and by how many percent the policy adds to them.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any
from unittest import mock

TESTIMONIES = 2_000
ROUNDS = 60
SEGMENTS_EACH = 20
LONG_ONE = 300
APPROVED = 50
WORDS_PER_SEGMENT = 20


def main(testimonies: int, rounds: int) -> dict[str, Any]:
    """Build a collection in a temporary folder and ask it."""
    with tempfile.TemporaryDirectory(prefix="b") as folder:
        os.environ |= {"LOCAL_ROOT": f"{folder}/local", "MEDIA_ROOT": f"{folder}/media", "ALLOWED_HOSTS": "testserver"}
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
        import django

        from archive import embedded_database

        django.setup()
        from django.conf import settings

        embedded_database.ensure_running(settings.POSTGRES_ROOT)
        try:
            return _measured(testimonies, rounds)
        finally:
            embedded_database.stop(settings.POSTGRES_ROOT)


def _measured(testimonies: int, rounds: int) -> dict[str, Any]:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_reference_data", verbosity=0)
    call_command("set_up_site", verbosity=0)
    people, address, word = _collection(testimonies)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    call_command("reindex", verbosity=0)
    pages = {"search": f"/en/search/?q={word}", "testimony": address, "catalogue": "/en/testimonies/"}
    return {
        "testimonies": testimonies,
        "rounds": rounds,
        "ms": {
            who: {page: _compared(user, path, rounds) for page, path in pages.items()} for who, user in people.items()
        },
    }


def _compared(user: Any, path: str, rounds: int) -> dict[str, Any]:
    from django.test import Client

    client = Client()
    if user is not None:
        client.force_login(user)
    asked = {"with": lambda: client.get(path), "without": lambda: client.get(path)}
    took: dict[str, list[float]] = {"with": [], "without": []}
    found: dict[str, set[int]] = {"with": set(), "without": set()}
    for number in range(rounds + 3):
        for which in ("with", "without") if number % 2 else ("without", "with"):
            with _answered_in_advance(user) if which == "without" else ExitStack():
                began = time.perf_counter()
                answer = asked[which]()
                ms = (time.perf_counter() - began) * 1000
            assert answer.status_code == 200, answer
            found[which].add(len(answer.content))
            if number >= 3:  # the first ones warm caches
                took[which].append(ms)
    medians = {which: statistics.median(times) for which, times in took.items()}
    differences = [one - other for one, other in zip(took["with"], took["without"], strict=True)]
    return {
        "with the policy": round(medians["with"], 2),
        "answered in advance": round(medians["without"], 2),
        "added %": round(100 * (medians["with"] / medians["without"] - 1), 1),
        "added % (median of pairs)": round(100 * statistics.median(differences) / medians["without"], 1),
        "the same page": found["with"] == found["without"],
    }


@contextmanager
def _answered_in_advance(user: Any) -> Iterator[None]:
    """No question of the policy reaches the database: who asks is known, everything is allowed."""
    from django.db.models import Q

    from search.knowledge import Knowledge
    from search.sight import Sight
    from testimonies.consent import rules, scopes
    from testimonies.consent.audiences import VISITOR
    from testimonies.models import Testimony, listener_for

    listener = _LISTENERS.setdefault(user and user.pk, listener_for(user) if user else VISITOR)

    def works_on(_listener: Any, to: str = "") -> Q:
        return Q() if listener.staff_of else Q(**{f"{to}pk__in": ()})

    holders = [
        module for name, module in sys.modules.items() if name.startswith(("testimonies.", "search.", "archive."))
    ]
    with ExitStack() as stack:
        for module in holders:
            if getattr(module, "listener_for", None) is listener_for:
                stack.enter_context(mock.patch.object(module, "listener_for", lambda _user: listener))
        # what the running site knows of permits is kept apart from what is known here
        stack.enter_context(mock.patch("search.asked.knowledge", _KNOWN.setdefault(listener, Knowledge())))
        stack.enter_context(mock.patch("search.sight._sight", _SIGHTS.setdefault(listener, cache(Sight))))
        stack.enter_context(mock.patch.object(scopes, "may", lambda *_args, **_more: Q()))
        stack.enter_context(mock.patch.object(scopes, "shows_places", lambda *_args, **_more: Q()))
        stack.enter_context(mock.patch.object(scopes, "works_on", works_on))
        stack.enter_context(mock.patch.object(rules, "check_may", lambda *_args: None))
        stack.enter_context(mock.patch.object(Testimony, "check_may", lambda *_args: None))
        stack.enter_context(mock.patch.object(Testimony, "may", lambda *_args: True))
        stack.enter_context(mock.patch("testimonies.views.testimony.restriction_of", lambda *_args: None))
        yield


_LISTENERS: dict[Any, Any] = {}
_KNOWN: dict[Any, Any] = {}
_SIGHTS: dict[Any, Any] = {}


def _collection(number: int) -> tuple[dict[str, Any], str, str]:
    """So many testimonies in two collections: who asks, the address of a long one, and a word to look for."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group, Permission
    from django.utils import timezone
    from wagtail.models import Collection, GroupCollectionPermission

    from testimonies.consent.audiences import Use
    from testimonies.models import AccessRequest, Consent, Researcher, Testimony, terms_in_force

    root = Collection.get_first_root_node()
    places = [root.add_child(name=name) for name in ("North", "South")]
    chance = random.Random(7)
    words = ["".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(3)) for _ in range(4_000)]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    testimonies = Testimony.objects.bulk_create(
        Testimony(accession_number=f"2014-{one:04}", state="published", live=True, collection=places[one % 2])
        for one in range(number)
    )
    texts: Callable[[], str] = lambda: " ".join(chance.choices(words, weights, k=WORDS_PER_SEGMENT))  # noqa: E731
    _words(testimonies, texts)
    first = dict.fromkeys(Use.values, "public")
    rooms = {one.pk for one in testimonies[1 : 2 * APPROVED : 2]}
    Consent.objects.bulk_create(
        Consent(testimony=one, use=use, audience=audience, valid_from="2000-01-01", given="form")
        for again in (False, True)
        for one in testimonies
        for use, audience in first.items()
        if not again or use in ("transcript", "sound")
        for audience in ["reading_room" if again and one.pk in rooms else audience]
    )
    users = get_user_model().objects
    researcher, editor = users.create_user("researcher"), users.create_user("editor")
    Researcher.objects.create(user=researcher, purpose="a study", terms_version=terms_in_force())
    AccessRequest.objects.bulk_create(
        AccessRequest(
            asker=researcher, testimony_id=pk, purpose="a study", state="granted", decided_at=timezone.now(),
            granted_until="2999-01-01",
        )
        for pk in rooms
    )  # fmt: skip
    group = Group.objects.create(name="editors")
    editor.groups.add(group)
    for codename in ("change_testimony", "publish_testimony"):
        permission = Permission.objects.get(content_type__app_label="testimonies", codename=codename)
        GroupCollectionPermission.objects.create(group=group, collection=places[0], permission=permission)
    people = {"visitor": None, f"researcher with {APPROVED} approved requests": researcher, "staff": editor}
    return people, f"/en/testimonies/{testimonies[0].accession_number}/", words[300]


def _words(testimonies: list[Any], text: Callable[[], str]) -> None:
    """A title, a recording and its words for each; the first is a long one."""
    from testimonies.models import AccessCopy, Description, Recording, Segment, Transcript

    Description.objects.bulk_create(
        Description(testimony=one, language="en", title=text(), summary=text()) for one in testimonies
    )
    recordings = Recording.objects.bulk_create(
        Recording(
            testimony=one, sha256=f"{one.pk:064x}", size_bytes=1, media_type="audio/ogg", container="ogg", codec="opus",
            channels=1, sample_rate_hz=48_000, released=True, preparation="ready", duration_ms=600_000,
            spoken_languages=["en"],
        )
        for one in testimonies
    )  # fmt: skip
    AccessCopy.objects.bulk_create(
        AccessCopy(recording=one, file=f"access/{one.uuid}.m4a", sha256=one.sha256, size_bytes=1, peaks={"data": []})
        for one in recordings
    )
    transcripts = Transcript.objects.bulk_create(
        Transcript(recording=one, kind="original", language="en") for one in recordings
    )
    Segment.objects.bulk_create(
        (
            Segment(transcript=one, start_ms=at * 5_000, end_ms=at * 5_000 + 5_000, text=text(), language="en")
            for one in transcripts
            for at in range(LONG_ONE if one is transcripts[0] else SEGMENTS_EACH)
        ),
        batch_size=2_000,
    )


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    print(json.dumps(main(*(given + [TESTIMONIES, ROUNDS][len(given) :])), indent=2))
