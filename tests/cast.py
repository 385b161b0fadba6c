"""The people of the tests, and the two organisations whose collections must not see each other's drafts.

Nobody here is known by a permission: a test names a person, and the person is known by what they were granted.

| name | collection | granted |
|---|---|---|
| ``interviewer``, ``other_interviewer`` | North | create, and change what they created |
| ``editor`` | North | change everything, approve, publish |
| ``foreign_interviewer``, ``foreign_editor`` | South | the same, there |
| ``superuser`` | all | everything |
| ``visitor`` | none | has an account and nothing else |
"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission

__all__ = [
    "PASSWORD",
    "editor",
    "foreign_editor",
    "foreign_interviewer",
    "interviewer",
    "north",
    "other_interviewer",
    "south",
    "superuser",
    "visitor",
]

PASSWORD = "a long pass phrase of the tests"
INTERVIEWERS = ("add_testimony",)
EDITORS = ("change_testimony", "publish_testimony")


def collection(name: str) -> Collection:
    """The collection of a partner organisation, below the root."""
    root = Collection.get_first_root_node()
    return Collection.objects.filter(name=name).first() or root.add_child(name=name)


def granted(user_name: str, where: Collection, codenames: tuple[str, ...], group_name: str) -> Any:
    """A user in the group that holds ``codenames`` on the collection ``where``, and may enter the editors' rooms."""
    group, made = Group.objects.get_or_create(name=f"{where.name} {group_name}")
    if made:
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
        for permission in Permission.objects.filter(
            content_type__app_label="testimonies", content_type__model="testimony", codename__in=codenames
        ):
            GroupCollectionPermission.objects.create(group=group, collection=where, permission=permission)
    user = account(user_name)
    user.groups.add(group)
    return user


def account(user_name: str, **more: Any) -> Any:
    return get_user_model().objects.create_user(
        username=user_name, email=f"{user_name}@example.org", password=PASSWORD, **more
    )


@pytest.fixture
def north(db: None) -> Collection:
    return collection("North")


@pytest.fixture
def south(db: None) -> Collection:
    return collection("South")


@pytest.fixture
def interviewer(north: Collection) -> Any:
    return granted("interviewer", north, INTERVIEWERS, "interviewers")


@pytest.fixture
def other_interviewer(north: Collection) -> Any:
    return granted("other-interviewer", north, INTERVIEWERS, "interviewers")


@pytest.fixture
def editor(north: Collection) -> Any:
    return granted("editor", north, EDITORS, "editors")


@pytest.fixture
def foreign_interviewer(south: Collection) -> Any:
    return granted("foreign-interviewer", south, INTERVIEWERS, "interviewers")


@pytest.fixture
def foreign_editor(south: Collection) -> Any:
    return granted("foreign-editor", south, EDITORS, "editors")


@pytest.fixture
def visitor(db: None) -> Any:
    return account("visitor")


@pytest.fixture
def superuser(db: None) -> Any:
    return account("superuser", is_staff=True, is_superuser=True)
