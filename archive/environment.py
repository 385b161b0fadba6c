"""Every setting that comes from the environment: its name, its default, its meaning, and how it is read.

The settings table of the README is drawn from :data:`VARIABLES`; ``tests/archive/test_settings_table.py`` holds them
equal. A value that cannot be read stops the start with a sentence that says how to mend it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BASE_DIR = Path(__file__).resolve().parent.parent


class BadEnvironment(SystemExit):
    """A variable of the environment cannot be used; the text says which, why and how to mend it."""


@dataclass(frozen=True)
class Variable:
    """One variable: ``read`` turns its text into the value that the settings use, or raises ``ValueError``."""

    name: str
    default: str
    meaning: str
    read: Callable[[str], Any] = str


def _words(text: str) -> list[str]:
    return [word for word in text.replace(",", " ").split() if word]


def _whole_number(text: str) -> int:
    number = int(text)
    if number <= 0:
        raise ValueError("it must be a whole number above zero")
    return number


def _path(text: str) -> Path:
    path = Path(text).expanduser()
    return path if path.is_absolute() else BASE_DIR / path


def _path_or_none(text: str) -> Path | None:
    return _path(text) if text else None


def _mode(text: str) -> str:
    if text not in ("demonstration", "production"):
        raise ValueError("it must be 'demonstration' or 'production'")
    return text


def _switch(text: str) -> bool:
    if text.lower() not in ("0", "1", "no", "yes", "false", "true"):
        raise ValueError("it must be 1 or 0")
    return text.lower() in ("1", "yes", "true")


def _count(text: str) -> int:
    if int(text) < 0:
        raise ValueError("it must be a whole number, or 0")
    return int(text)


def _switch_or_auto(text: str) -> bool | None:
    return None if text == "auto" else _switch(text)


def _hsts(text: str) -> str:
    if text not in ("host", "subdomains", "preload"):
        raise ValueError("it must be 'host', 'subdomains' or 'preload'")
    return text


def _workers(text: str) -> int:
    return max(1, cores() // 4) if text == "auto" else _whole_number(text)


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "ARCHIVE_MODE",
        "demonstration",
        "`demonstration` (everything brought along, sample collection) or `production` (refuses to start unsafe).",
        _mode,
    ),
    Variable(
        "SECRET_KEY",
        "",
        "Signs sessions and forms. Owed in production; otherwise made once and kept under `LOCAL_ROOT`.",
    ),
    Variable(
        "ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]", "Host names the site answers to, separated by spaces.", _words
    ),
    Variable("SITE_URL", "", "Public address of the site, such as `https://archive.example.org`; owed in production."),
    Variable("HOST", "127.0.0.1", "Address the web server listens on."),
    Variable("PORT", "8000", "Port the web server listens on.", _whole_number),
    Variable(
        "DATABASE_URL",
        "",
        "PostgreSQL 14 or later, as `postgres://user:password@host:port/name`. Unset: the embedded server.",
    ),
    Variable("MEDIA_ROOT", "media", "Folder that holds originals and access copies. Nothing in it is public.", _path),
    Variable("LOCAL_ROOT", ".local", "Folder for this machine alone: embedded database, search index, logs.", _path),
    Variable(
        "WHISPER_MODEL",
        "whisper-mini",
        "Whisper checkpoint: a name (`tiny` to `large-v3`, `turbo`) or a file. `whisper-mini` is the small synthetic "
        "one carried for the demonstration; it does not know human speech.",
    ),
    Variable(
        "WHISPER_ENGINE",
        "whisper",
        "Speech recognition engine: `whisper`, or `faster-whisper` (about twice as fast in `int8` on a processor; "
        "`pip install --constraint constraints.txt '.[faster]'`).",
    ),
    Variable(
        "WHISPER_COMPUTE",
        "auto",
        "What the engine computes in: `float32`, `float16` (graphics card only), `int8` (`faster-whisper` only), or "
        "`auto`: `float16` on a graphics card, else `float32`.",
    ),
    Variable(
        "TRANSCRIPTION_WORKERS",
        "auto",
        "Workers that `manage.py run` starts for speech recognition; they share the chunks of each recording. Each "
        "holds the model in memory. `auto`: one for every four processor cores, at least one.",
        _workers,
    ),
    Variable(
        "TRANSLATE_TO_ENGLISH",
        "0",
        "1 to have every new recording translated into English too, as a machine draft. The model must be one that was "
        "trained for it.",
        _switch,
    ),
    Variable("WHISPER_CACHE", "", "Folder of downloaded and of converted checkpoints. Unset: `~/.cache/whisper`."),
    Variable(
        "UPLOAD_LIMIT_MB", "4096", "Largest sound file that is taken in, in megabytes (10⁶ bytes).", _whole_number
    ),
    Variable(
        "UPLOAD_QUOTA_MB",
        "20480",
        "How much one person may have on its way, announced or sent and not yet described, in megabytes (10⁶ bytes).",
        _whole_number,
    ),
    Variable("UPLOAD_QUOTA_FILES", "200", "How many files one person may have on their way.", _whole_number),
    Variable(
        "UPLOAD_EXPIRES_HOURS", "168", "Hours after its last byte in which an upload can be continued.", _whole_number
    ),
    Variable(
        "RESTORE_WINDOW_DAYS",
        "30",
        "Days in which an editor can restore a testimony that its narrator took back; then it is purged.",
        _whole_number,
    ),
    Variable(
        "BACKUP_KEPT_DAYS",
        "90",
        "Days for which you keep backups of the database and of `MEDIA_ROOT`. Narrators are told until when those may "
        "still hold what was purged.",
        _whole_number,
    ),
    Variable(
        "INGEST_FOLDER",
        "",
        "Folder of the server from which collections can be taken in through the admin: `INGEST_FOLDER/3-north/tapes` "
        "is offered to those who may add to the collection with number 3. It is only read. Unset: not offered.",
        _path_or_none,
    ),
    Variable(
        "EMAIL_HOST",
        "",
        "Mail server for notices and for letters about accounts. Unset: none are sent, and nobody can sign up or reset "
        "a password.",
    ),
    Variable("EMAIL_FROM", "archive@localhost", "Sender of those notices."),
    Variable(
        "X_ACCEL_REDIRECT",
        "",
        "Internal location (nginx) that maps to `MEDIA_ROOT`; set, media bytes are handed over to the server in front.",
    ),
    Variable("SECURE_PROXY", "0", "1 where a proxy in front speaks HTTPS and sets `X-Forwarded-Proto`.", _switch),
    Variable(
        "TRUSTED_PROXIES",
        "0",
        "How many proxies of yours stand in front, each adding to `X-Forwarded-For` the address it was asked from. 0: "
        "that header is not believed.",
        _count,
    ),
    Variable(
        "SECOND_FACTOR",
        "auto",
        "1: whoever works in a collection or may enter the editors' rooms must set up a second factor before anything "
        "else. 0: they may. `auto`: 1 in production, 0 in the demonstration.",
        _switch_or_auto,
    ),
    Variable("SESSION_IDLE_MINUTES", "120", "Whoever asked for nothing for so long is logged out.", _whole_number),
    Variable("SESSION_HOURS", "12", "Whoever logged in so long ago is logged out, whatever they do.", _whole_number),
    Variable(
        "SEARCHES_PER_MINUTE",
        "120",
        "How often one person, or everybody behind one address together, may search in a minute.",
        _whole_number,
    ),
    Variable(
        "HSTS",
        "subdomains",
        "What browsers are told to keep to HTTPS for a year in production: `host`, `subdomains` too, or `preload` "
        "(asks to be put into the list that browsers carry; hard to take back).",
        _hsts,
    ),
)


def read(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Read every variable. Raises :class:`BadEnvironment` naming the variable, what was found and what it wants."""
    values: dict[str, Any] = {}
    for variable in VARIABLES:
        text = environ.get(variable.name, variable.default)
        try:
            values[variable.name] = variable.read(text)
        except ValueError as error:
            raise BadEnvironment(
                f"{variable.name}={text!r} cannot be used: {error}. What it is for: {variable.meaning}"
            ) from None
    if values["ARCHIVE_MODE"] == "production" and not values["SECRET_KEY"]:
        raise BadEnvironment(
            "SECRET_KEY is not set, and production mode does not start without one. Make one with "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))' and set it in the environment."
        )
    return values


def default(name: str) -> Any:
    """What the variable ``name`` means where nobody set it."""
    variable = next(one for one in VARIABLES if one.name == name)
    return variable.read(variable.default)


def kept_secret(folder: Path) -> str:
    """The secret key of a machine that was given none: made once, readable by its owner alone."""
    file = folder / "secret_key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text().strip()


def table() -> str:
    """The settings table of the README, in Markdown."""
    rows = [
        f"| `{variable.name}` | {f'`{variable.default}`' if variable.default else 'unset'} | {variable.meaning} |"
        for variable in VARIABLES
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])
