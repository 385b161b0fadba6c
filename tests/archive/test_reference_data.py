"""The facts of the Convention: loaded once, the same on every run, shown as far as they were verified."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive import reference_data
from archive.models import Instrument, Loaded, TimelineEntry, TreatyAction
from archive.models.treaties import Verified, shown_date
from testimonies.exceptions import BadReferenceData
from testimonies.models import Article, Country, Theme, ThemeGroup

pytestmark = pytest.mark.django_db
MODELS = (Country, Article, ThemeGroup, Theme, Instrument, TreatyAction, TimelineEntry)
ANNIVERSARY = date(2014, 12, 18)


def everything() -> dict[str, list[dict[str, object]]]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the files, to be spoiled."""
    return Path(shutil.copytree(reference_data.DATA, tmp_path / "data", ignore=shutil.ignore_patterns("*.opus")))


def test_loading_again_changes_nothing(data: Path) -> None:
    assert reference_data.load() is True
    before = everything()
    assert all(before.values())
    assert reference_data.load() is False
    Loaded.objects.all().delete()
    assert reference_data.load() is True
    assert everything() == before


def test_a_row_that_differs_is_brought_up_to_the_file_and_an_editors_own_is_left() -> None:
    reference_data.load()
    before = everything()
    Country.objects.filter(iso2="KE").update(label_en="Somewhere")
    TreatyAction.objects.filter(country__iso2="MX").update(note="changed", day=date(1999, 1, 1))
    Theme.objects.get(slug="remittances").articles.set(Article.objects.filter(number=1))
    Article.objects.get(number=9).delete()
    Loaded.objects.all().delete()
    reference_data.load()
    after = everything()
    new = Article.objects.get(number=9).pk
    for state in (before, after):
        state["Article"] = [{**row, "id": 0} if row["number"] == 9 else row for row in state["Article"]]
    assert new and sorted(map(str, after["Article"])) == sorted(map(str, before["Article"]))
    assert after | {"Article": 0} == before | {"Article": 0}
    assert Theme.objects.get(slug="remittances").articles.exclude(number=1).exists()
    TreatyAction.objects.filter(country__iso2="MX").update(note="an editor's", is_own=True)
    Loaded.objects.all().delete()
    reference_data.load()
    assert set(TreatyAction.objects.filter(country__iso2="MX").values_list("note", flat=True)) == {"an editor's"}


def test_every_row_of_every_file_is_there() -> None:
    reference_data.load()
    for name, model in (
        ("countries.csv", Country), ("icrmw_articles.csv", Article), ("rights_themes.csv", Theme),
        ("rights_theme_groups.csv", ThemeGroup), ("instruments.csv", Instrument), ("timeline.csv", TimelineEntry),
    ):  # fmt: skip
        with (reference_data.DATA / name).open(encoding="utf-8", newline="") as file:
            assert model.objects.count() == len(list(csv.DictReader(file))), name


def test_the_campaign_s_own_figures_on_its_anniversary() -> None:
    """18 December 2014: 47 States parties, 19 signatories that had not ratified, 131 States that had done nothing."""
    reference_data.load()
    done = TreatyAction.objects.filter(instrument__code="ICRMW").on(ANNIVERSARY)
    parties = set(done.filter(kind__in=TreatyAction.BINDING).values_list("country", flat=True))
    signed = set(done.filter(kind=TreatyAction.Kind.SIGNATURE).values_list("country", flat=True))
    states = set(Country.objects.values_list("pk", flat=True))
    assert (len(parties), len(signed - parties), len(states - parties - signed)) == (47, 19, 131)


@pytest.mark.parametrize(
    ("verified", "shown"),
    [
        ("yes", "2003-07-01"),
        ("derived", "2003-07-01"),
        ("year", "2003"),
        ("partial", ""),
        ("indirect", ""),
        ("no", ""),
    ],
)
def test_a_day_is_shown_as_far_as_it_was_verified(verified: str, shown: str) -> None:
    assert shown_date("2003-07-01", verified) == shown
    assert verified in Verified.values


def test_no_day_that_was_not_verified_is_ever_shown() -> None:
    reference_data.load()
    doubtful = TreatyAction.objects.exclude(verified__in=("yes", "derived"))
    assert doubtful.exists() and all(len(one.shown_day) < len("2003-07-01") for one in doubtful)
    entries = TimelineEntry.objects.exclude(verified__in=("yes", "derived"))
    assert all(len(entry.shown_date) <= 4 for entry in entries)
    assert not TreatyAction.objects.on(date(2999, 1, 1)).filter(pk__in=doubtful).exists()


def test_what_editors_changed_beside_it_stays() -> None:
    reference_data.load()
    own = Country.objects.create(
        iso2="ZZ", iso3="ZZZ", m49="999", un_status="non_member", **{f"label_{tag}": "Nowhere" for tag in ("en", "es")}
    )
    Loaded.objects.all().delete()
    reference_data.load()
    assert Country.objects.filter(pk=own.pk).exists()


def spoil(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("icrmw_status.csv", spoil("AL,ALB,", "XQ,XQQ,"), "icrmw_status.csv, line 2"),
        ("icrmw_status.csv", spoil("2007-06-05", "2007-06-31"), "icrmw_status.csv, line 2.*2007-06-31"),
        ("icrmw_status.csv", spoil("action_date", "acted"), "icrmw_status.csv, line 2.*action_date"),
        ("icrmw_articles.csv", spoil("\n2,", "\ntwo,"), "icrmw_articles.csv, line 3.*two"),
        ("countries.csv", spoil("\n", "\nAA,\n"), "countries.csv, line 2.*cells"),
        ("rights_themes.csv", lambda text: text + "odd\n", "rights_themes.csv, line 47.*cells"),
    ],
)
def test_a_bad_row_is_named_and_nothing_changes(file: str, change: Callable[[str], str], said: str, data: Path) -> None:
    reference_data.load()
    before = everything()
    path = data / file
    whole = path.read_text(encoding="utf-8")
    assert change(whole) != whole
    path.write_text(change(whole), encoding="utf-8")
    with pytest.raises(BadReferenceData, match=f"(?s){said}"):
        reference_data.load(data)
    assert everything() == before


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("load_reference_data")
    call_command("load_reference_data")
    assert capsys.readouterr().out.splitlines() == ["Reference data loaded.", "Reference data is up to date."]

    def refuse() -> bool:
        raise BadReferenceData("countries.csv, line 2: no.")

    monkeypatch.setattr(reference_data, "load", refuse)
    with pytest.raises(CommandError, match=r"countries\.csv, line 2"):
        call_command("load_reference_data")
