"""Actions, campaigns and a partner of the demonstration: made up, and said to be so wherever they are shown."""

from __future__ import annotations

import json
from datetime import date, time
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from archive.demonstration import DATA, EDITOR, LOG_INS
from archive.models import Action, Campaign, Instrument, Loaded, Organisation
from archive.models.organisation import ROLES
from archive.site_setup import CAMPAIGN_EDITORS
from testimonies.models import Country

__all__ = ["load"]

NAME = "demonstration campaign"


@transaction.atomic
def load() -> bool:
    """Once; return whether there was anything to do. What an editor changed or deleted since is left as it is."""
    if Loaded.objects.filter(name=NAME).exists():
        return False
    wanted = json.loads((DATA / "campaign.json").read_text(encoding="utf-8"))
    countries = {one.iso2: one for one in Country.objects.all()}
    _partner(wanted["partner"])
    for one in wanted["actions"]:
        at = time.fromisoformat(one.pop("time")) if one["time"] else one.pop("time")
        day = date.fromisoformat(one.pop("day"))
        Action.objects.create(**{**one, "country": countries[one["country"]]}, day=day, time=at, demonstration=True)
    for one in wanted["campaigns"]:
        codes = one.pop("instruments")
        made = Campaign.objects.create(**{**one, "country": countries[one["country"]]}, demonstration=True)
        made.instruments.set(Instrument.objects.filter(code__in=codes))
    _let_editors_decide()
    Loaded.objects.create(name=NAME, digest="")
    return True


def _partner(one: dict[str, Any]) -> None:
    made = Organisation.objects.create(
        name=one["name"],
        slug=one["slug"],
        in_directory=True,
        demonstration=True,
        **{name: name in one["roles"] for name in ROLES},
        **{f"about_{tag}": text for tag, text in one["about"].items()},
    )
    made.countries.set(Country.objects.filter(iso2__in=one["countries"]))


def _let_editors_decide() -> None:
    """The demonstration's editor decides about what visitors send."""
    name = next(name for role, name, _password in LOG_INS if role == EDITOR)
    editor, group = get_user_model().objects.filter(username=name).first(), Group.objects.filter(name=CAMPAIGN_EDITORS)
    if editor is not None:
        editor.groups.add(*group)
