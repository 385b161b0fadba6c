from __future__ import annotations

from pathlib import Path

import pytest

from archive import demonstration, environment

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_settings_table_of_the_readme_is_the_one_of_the_code() -> None:
    assert environment.table() in README.read_text(encoding="utf-8"), "mend: python manage.py settings_table --write"


def test_the_log_ins_of_the_readme_are_those_of_the_demonstration() -> None:
    text = README.read_text(encoding="utf-8")
    assert all(f"| `{name}` | `{password}` |" in text for _, name, password in demonstration.LOG_INS)


def test_every_default_can_be_read() -> None:
    values = environment.read({})
    assert values["PORT"] == 8000 and values["WHISPER_MODEL"] == "whisper-mini" and values["SECURE_PROXY"] is False


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "eighty", "PORT='eighty' cannot be used"),
        ("PORT", "0", "above zero"),
        ("UPLOAD_LIMIT_MB", "-5", "above zero"),
        ("ARCHIVE_MODE", "staging", "'demonstration' or 'production'"),
        ("SECURE_PROXY", "perhaps", "1 or 0"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_it_is_for(name: str, value: str, sentence: str) -> None:
    with pytest.raises(environment.BadEnvironment, match=sentence) as refused:
        environment.read({name: value})
    assert name in str(refused.value) and "What it is for" in str(refused.value)


def test_production_without_a_secret_is_refused_with_a_way_to_make_one() -> None:
    with pytest.raises(environment.BadEnvironment, match=r"secrets\.token_urlsafe"):
        environment.read({"ARCHIVE_MODE": "production"})


def test_the_kept_secret_is_made_once_and_is_nobody_elses_to_read(tmp_path: Path) -> None:
    first = environment.kept_secret(tmp_path / "local")
    assert len(first) > 50 and environment.kept_secret(tmp_path / "local") == first
    assert (tmp_path / "local" / "secret_key").stat().st_mode & 0o077 == 0
