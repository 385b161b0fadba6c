"""Whoever is in the group of the campaign's editors can enter all that the public pages tell of it, and no more."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from archive.models import (
    Action,
    Campaign,
    LibraryItem,
    Occasion,
    Organisation,
    RecurringDay,
    TimelineEntry,
    TreatyAction,
)
from archive.site_setup import CAMPAIGN_EDITORS
from tests.cast import account

pytestmark = pytest.mark.django_db
ENTERED = (TreatyAction, TimelineEntry, Occasion, RecurringDay, LibraryItem, Action, Campaign, Organisation)
FACTS = (TreatyAction, TimelineEntry, Occasion, RecurringDay, LibraryItem)


@pytest.fixture
def inside(site: None) -> Client:
    editor = account("campaigner")
    editor.groups.add(Group.objects.get(name=CAMPAIGN_EDITORS))
    client = Client()
    client.force_login(editor)
    return client


@pytest.mark.parametrize("model", ENTERED, ids=lambda model: model.__name__)
def test_they_list_and_add(inside: Client, model: type) -> None:
    meta = model._meta  # type: ignore[attr-defined]
    at = f"/admin/snippets/{meta.app_label}/{meta.model_name}/"
    assert inside.get(at).status_code == 200
    assert inside.get(f"{at}add/").status_code == 200


def test_they_delete_no_fact_and_see_no_testimony(inside: Client) -> None:
    for model in FACTS:
        pk = model.objects.values_list("pk", flat=True).first()
        assert inside.get(f"/admin/snippets/archive/{model._meta.model_name}/delete/{pk}/").status_code in (302, 403)
    assert inside.get("/admin/snippets/testimonies/testimony/").status_code in (302, 403)
