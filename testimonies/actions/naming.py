"""Real names: sealed, read by named people for a reason, let go, sealed anew under another key.

Each look is written down. No event holds a name: they say who looked at whose, and why.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection

from testimonies.exceptions import NotPermitted, SealBroken, StateForbids
from testimonies.models import Event, LookReason, NameReader, Person, RealName
from testimonies.sealing import keys as keyring
from testimonies.sealing.seal import seal, unseal

__all__ = ["forget", "hold", "keys", "known_again", "let_read", "read", "rotate", "stop_reading"]

LONGEST = 300
AT_ONCE = 100


def keys() -> keyring.Keys:
    """The keys of this installation. Raises :class:`SealBroken` with what to do where there are none."""
    if settings.NAMES_KEY:
        return keyring.read(settings.NAMES_KEY)
    if settings.NAMES_KEY_FILE is None:
        raise SealBroken(
            _(
                "A real name is held only with a key from outside the database. "
                "Make one with “manage.py rotate_names_key --make”, and set NAMES_KEY."
            )
        )
    return keyring.from_file(Path(settings.NAMES_KEY_FILE))


@transaction.atomic
def hold(*, person: Person, name: str, by: Any, asked: bool = True) -> None:
    """Seal the name of ``person``, in the place of one that is held.

    ``asked=False``: it came with a sheet of whoever may describe the testimony. Raises :class:`NotPermitted` for who is
    not named as a reader, :class:`StateForbids` for a name that is none, :class:`SealBroken`.
    """
    name = " ".join(name.split())
    if asked:
        _check_reader(person, by)
    if not name or len(name) > LONGEST:
        raise StateForbids(_("Write the name, in at most %(longest)s characters.") % {"longest": LONGEST})
    key_id, sealed = seal(keys(), name, RealName(person=person).about)
    RealName.objects.update_or_create(
        person=person, defaults={"sealed": sealed, "key_id": key_id, "sealed_by": _account(by)}
    )
    Event.write("real_name_sealed", by=by, person=person.pk)


@transaction.atomic
def read(*, person: Person, reason: str, by: Any) -> str:
    """The real name, for a named reader who says why. The look is written down before the name is given out."""
    _check_reader(person, by)
    if reason not in LookReason.values:
        raise NotPermitted(_("Say why you have to know this name."))
    held = RealName.objects.filter(person=person).first()
    if held is None:
        raise StateForbids(_("No real name is held of this person."))
    name = unseal(keys(), held.key_id, bytes(held.sealed), held.about)
    Event.write("real_name_read", by=by, person=person.pk, reason=reason)
    return name


@transaction.atomic
def forget(*, person: Person, by: Any) -> None:
    """Let go of a real name that need not be held any longer."""
    _check_reader(person, by)
    if RealName.objects.filter(person=person).delete()[0]:
        Event.write("real_name_forgotten", by=by, person=person.pk)


@transaction.atomic
def let_read(*, collection: Collection, user: Any, by: Any) -> None:
    """Name an account that may read the sealed names of a collection. Administrators do; also for themselves."""
    _check_administrator(by)
    _listed, made = NameReader.objects.get_or_create(collection=collection, user=user, defaults={"named_by": by})
    if made:
        Event.write("name_reader_named", by=by, collection=collection.pk, user=user.pk)


@transaction.atomic
def stop_reading(*, collection: Collection, user: Any, by: Any) -> None:
    """Take an account from the list; it reads no sealed name from now on."""
    _check_administrator(by)
    if NameReader.objects.filter(collection=collection, user=user).delete()[0]:
        Event.write("name_reader_struck", by=by, collection=collection.pk, user=user.pk)


def rotate(*, by: Any = None) -> int:
    """Seal under the newest key whatever another one sealed; returns how many were. Stopped anywhere, it goes on."""
    ring = keys()
    moved = 0
    while some := _next_ones(ring, by):
        moved += some
    return moved


@transaction.atomic
def _next_ones(ring: keyring.Keys, by: Any) -> int:
    older = RealName.objects.select_for_update().exclude(key_id=ring.newest).order_by("pk")[:AT_ONCE]
    count = 0
    for held in older:
        name = unseal(ring, held.key_id, bytes(held.sealed), held.about)
        held.key_id, held.sealed = seal(ring, name, held.about)
        held.save(update_fields=["key_id", "sealed"])
        count += 1
    if count:
        Event.write("names_sealed_anew", by=by, names=count, key=ring.newest)
    return count


def known_again(*, people: Any, name: str) -> Person | None:
    """The first of ``people`` whose sealed name is this one. Nobody sees a name by it."""
    ring = keys()
    for person in people.select_related("real_name"):
        held = person.real_name
        if held.key_id in ring.by_id and unseal(ring, held.key_id, bytes(held.sealed), held.about) == name:
            return person
    return None


def _check_reader(person: Person, by: Any) -> None:
    if not NameReader.may_read(by, person):
        raise NotPermitted(_("You are not among those who may handle the real names of this collection."))


def _check_administrator(by: Any) -> None:
    if not (by.is_active and by.is_superuser):
        raise NotPermitted(_("An administrator says who may read real names."))


def _account(by: Any) -> Any:
    return by if getattr(by, "pk", None) else None
