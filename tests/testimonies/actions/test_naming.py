"""Real names: sealed, read by named people for a reason; nothing else of the archive knows them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from testimonies.actions import describing, naming
from testimonies.actions.describing import Particulars, Someone
from testimonies.exceptions import NotPermitted, SealBroken, StateForbids
from testimonies.models import Event, LookReason, NameReader, Person, RealName
from testimonies.sealing import keys
from testimonies.sealing.seal import seal, unseal
from tests.factories.testimony import make_testimony

NAME = "Zebedea Quartermaine-Osei"


@pytest.fixture(autouse=True)
def _key(settings: Any, tmp_path: Path) -> None:
    settings.NAMES_KEY, settings.NAMES_KEY_FILE = "", tmp_path / "local" / "names_key"


@pytest.fixture
def person(north: Any) -> Person:
    return Person.objects.create(collection=north, pseudonym="Asha", shown_as="pseudonym")


@pytest.fixture
def reader(editor: Any, superuser: Any, north: Any) -> Any:
    naming.let_read(collection=north, user=editor, by=superuser)
    return editor


def everything_in_the_database() -> bytes:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            found.append(cursor.fetchone()[0])
    return "\n".join(found).encode()


def test_a_name_is_read_by_who_is_named_for_a_reason_and_each_look_is_written_down(
    person: Person, reader: Any, interviewer: Any, superuser: Any
) -> None:
    naming.hold(person=person, name=f"  {NAME} ", by=reader)
    assert naming.read(person=person, reason=LookReason.CONSENT, by=reader) == NAME
    for stranger in (interviewer, superuser):
        with pytest.raises(NotPermitted):
            naming.read(person=person, reason=LookReason.CONSENT, by=stranger)
    with pytest.raises(NotPermitted):
        naming.read(person=person, reason="curious", by=reader)
    looks = Event.objects.filter(verb="real_name_read")
    assert [(one.by, one.data) for one in looks] == [(reader, {"person": person.pk, "reason": "consent"})]
    in_hex = NAME.encode().hex().encode()
    assert NAME.encode() not in (held := everything_in_the_database()) and in_hex not in held and b"Asha" in held


def test_who_is_struck_out_or_leaves_the_collection_reads_no_more(
    person: Person, reader: Any, superuser: Any, north: Any
) -> None:
    naming.hold(person=person, name=NAME, by=reader)
    groups = list(reader.groups.all())
    reader.groups.clear()
    with pytest.raises(NotPermitted):
        naming.read(person=person, reason=LookReason.LAW, by=reader)
    reader.groups.set(groups)
    naming.stop_reading(collection=north, user=reader, by=superuser)
    with pytest.raises(NotPermitted):
        naming.read(person=person, reason=LookReason.LAW, by=reader)
    with pytest.raises(NotPermitted):
        naming.let_read(collection=north, user=reader, by=reader)
    assert not NameReader.objects.exists()


def test_a_seal_opens_for_its_person_alone_and_not_when_it_was_touched(person: Person, reader: Any, north: Any) -> None:
    other = Person.objects.create(collection=north)
    naming.hold(person=person, name=NAME, by=reader)
    held = RealName.objects.get()
    RealName.objects.create(person=other, sealed=held.sealed, key_id=held.key_id)
    with pytest.raises(SealBroken):
        naming.read(person=other, reason=LookReason.LAW, by=reader)
    touched = bytes(held.sealed)[:-1] + bytes([bytes(held.sealed)[-1] ^ 1])
    RealName.objects.filter(person=person).update(sealed=touched)
    with pytest.raises(SealBroken):
        naming.read(person=person, reason=LookReason.LAW, by=reader)


def test_the_length_of_a_name_is_not_to_be_seen() -> None:
    ring = keys.read(keys.new())
    assert len({len(seal(ring, name, "person:1")[1]) for name in ("Al", NAME, "إبراهيم")}) == 1
    assert unseal(ring, *seal(ring, "إبراهيم", "person:1"), "person:1") == "إبراهيم"


def test_the_key_lies_in_a_file_of_the_owner_alone_and_is_never_overwritten(settings: Any) -> None:
    file = settings.NAMES_KEY_FILE
    first = naming.keys().newest
    assert file.stat().st_mode & 0o777 == 0o600 and naming.keys().newest == first
    file.write_text("broken")
    with pytest.raises(SealBroken):
        naming.keys()
    assert file.read_text() == "broken"


def test_without_any_key_nothing_is_sealed_and_the_sentence_says_what_to_do(
    settings: Any, person: Person, reader: Any
) -> None:
    settings.NAMES_KEY_FILE = None
    with pytest.raises(SealBroken, match="NAMES_KEY"):
        naming.hold(person=person, name=NAME, by=reader)
    with pytest.raises(StateForbids):
        naming.read(person=person, reason=LookReason.LAW, by=reader)


def test_names_move_to_another_key_a_few_at_a_time_and_go_on_where_they_stopped(
    settings: Any, north: Any, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [Person.objects.create(collection=north) for _number in range(5)]
    for number, person in enumerate(people):
        naming.hold(person=person, name=f"{NAME} {number}", by=reader)
    old = naming.keys().newest
    monkeypatch.setattr(naming, "AT_ONCE", 2)
    keys.add_to(settings.NAMES_KEY_FILE)
    naming._next_ones(naming.keys(), None)  # killed after the first two
    assert RealName.objects.filter(key_id=old).count() == 3
    call_command("rotate_names_key", "--go-on")
    assert not RealName.objects.filter(key_id=old).exists()
    settings.NAMES_KEY_FILE.write_text(settings.NAMES_KEY_FILE.read_text().split()[0])  # the old one is thrown away
    read = [naming.read(person=person, reason=LookReason.MEND, by=reader) for person in people]
    assert read == [f"{NAME} {number}" for number in range(5)]


def test_a_sheet_s_name_that_is_not_shown_is_sealed_and_its_bearer_known_again(
    interviewer: Any, north: Any, reader: Any
) -> None:
    people = Particulars(
        people=(
            Someone(shown_as="pseudonym", pseudonym="Asha", name=NAME),
            Someone(part="interviewer", shown_as="anonymous", name="Inés Prado"),
        )
    )
    for _turn in range(2):
        describing.describe(testimony=make_testimony(north, owner=interviewer), particulars=people, by=interviewer)
    assert Person.objects.filter(participations__part="narrator").count() == 2
    assert Person.objects.filter(participations__part="interviewer").distinct().count() == 1
    assert {naming.read(person=one, reason=LookReason.MEND, by=reader) for one in Person.objects.all()} == {
        NAME,
        "Inés Prado",
    }
    held = everything_in_the_database()
    assert NAME.encode() not in held and "Inés Prado".encode() not in held


def test_plain_names_of_before_are_sealed_by_the_migration(north: Any, reader: Any) -> None:
    migration = import_module("testimonies.migrations.0015_risk")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE testimonies_person DROP CONSTRAINT person_has_a_plain_name_only_to_be_shown")
    hidden = Person.objects.create(collection=north, name=NAME, pseudonym="Asha", shown_as="pseudonym")
    shown = Person.objects.create(collection=north, name="Amina", shown_as="name")
    migration.seal_names(apps, None)
    hidden.refresh_from_db(), shown.refresh_from_db()
    assert (hidden.name, shown.name) == ("", "Amina")
    assert naming.read(person=hidden, reason=LookReason.LAW, by=reader) == NAME
    assert RealName.objects.count() == 1
    migration.give_names_back(apps, None)
    hidden.refresh_from_db()
    assert hidden.name == NAME
