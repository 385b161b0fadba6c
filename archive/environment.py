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

from archive.given import (
    approvals,
    at_once,
    count,
    hsts,
    interface_languages,
    mode,
    names_key,
    path,
    path_or_none,
    switch,
    switch_or_auto,
    whole_number,
    words,
    workers,
)


class BadEnvironment(SystemExit):
    """A variable of the environment cannot be used; the text says which, why and how to mend it."""


@dataclass(frozen=True)
class Variable:
    """One variable: ``read`` turns its text into the value that the settings use, or raises ``ValueError``."""

    name: str
    default: str
    meaning: str
    read: Callable[[str], Any] = str


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "ARCHIVE_MODE",
        "demonstration",
        "`demonstration` (everything brought along, sample collection) or `production` (refuses to start unsafe).",
        mode,
    ),
    Variable(
        "SECRET_KEY",
        "",
        "Signs sessions and forms. Owed in production; otherwise made once and kept under `LOCAL_ROOT`.",
    ),
    Variable(
        "ALLOWED_HOSTS",
        "localhost 127.0.0.1 [::1]",
        "Host names the site answers to, separated by spaces.",
        words,
    ),
    Variable("SITE_URL", "", "Public address of the site, such as `https://archive.example.org`; owed in production."),
    Variable("HOST", "127.0.0.1", "Address the web server listens on."),
    Variable("PORT", "8000", "Port the web server listens on.", whole_number),
    Variable(
        "DATABASE_URL",
        "",
        "PostgreSQL 14 or later, as `postgres://user:password@host:port/name`. Unset: the embedded server.",
    ),
    Variable(
        "PREPARED_STATEMENTS",
        "1",
        "Let the database plan the questions of a page once for each connection. `0` behind a pool that lends a "
        "connection for one transaction and knows no prepared statements (PgBouncer before 1.21).",
        switch,
    ),
    Variable(
        "INTERFACE_LANGUAGES",
        "en es fr ar",
        "Languages of the interface. A further one is added behind these four (`en es fr ar pt`) with its catalogue in "
        "`archive/locale/pt`; what that lacks is shown in English (docs/design.md).",
        interface_languages,
    ),
    Variable("MEDIA_ROOT", "media", "Folder that holds originals and access copies. Nothing in it is public.", path),
    Variable("LOCAL_ROOT", ".local", "Folder for this machine alone: embedded database, search index, logs.", path),
    Variable(
        "WHISPER_MODEL",
        "whisper-mini",
        "Whisper checkpoint: a name (`tiny` to `large-v3`, `turbo`) or a file. `whisper-mini` is the small synthetic "
        "one carried for the demonstration; it does not know human speech.",
    ),
    Variable(
        "WHISPER_ENGINE",
        "whisper",
        "Speech recognition engine: `whisper`, or `faster-whisper` (about twice as fast on a processor, more in "
        "`int8`; `pip install --constraint constraints.txt '.[faster]'`).",
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
        workers,
    ),
    Variable(
        "TRANSCRIPTION_AT_ONCE",
        "auto",
        "Pieces of sound that one such worker hears at the same time with `faster-whisper`, the model in memory once. "
        "`auto`: one for each of its processor cores, four at most. With `whisper` always one.",
        at_once,
    ),
    Variable(
        "TRANSLATE_TO_ENGLISH",
        "0",
        "1 to have every new recording translated into English too, as a machine draft. The model must be one that was "
        "trained for it.",
        switch,
    ),
    Variable("WHISPER_CACHE", "", "Folder of downloaded and of converted checkpoints. Unset: `~/.cache/whisper`."),
    Variable("UPLOAD_LIMIT_MB", "4096", "Largest sound file that is taken in, in megabytes (10⁶ bytes).", whole_number),
    Variable(
        "UPLOAD_QUOTA_MB",
        "20480",
        "How much one person may have on its way, announced or sent and not yet described, in megabytes (10⁶ bytes).",
        whole_number,
    ),
    Variable("UPLOAD_QUOTA_FILES", "200", "How many files one person may have on their way.", whole_number),
    Variable(
        "UPLOAD_EXPIRES_HOURS",
        "168",
        "Hours after its last byte in which an upload can be continued.",
        whole_number,
    ),
    Variable(
        "RESTORE_WINDOW_DAYS",
        "30",
        "Days in which an editor can restore a testimony that its narrator took back; then it is purged.",
        whole_number,
    ),
    Variable(
        "BACKUP_KEPT_DAYS",
        "90",
        "Days for which you keep backups of the database and of `MEDIA_ROOT`. Narrators are told until when those may "
        "still hold what was purged.",
        whole_number,
    ),
    Variable(
        "INGEST_FOLDER",
        "",
        "Folder of the server from which collections can be taken in through the admin: `INGEST_FOLDER/3-north/tapes` "
        "is offered to those who may add to the collection with number 3. It is only read. Unset: not offered.",
        path_or_none,
    ),
    Variable(
        "NAMES_KEY",
        "",
        "Key that real names are sealed with where they must be held: 32 bytes in base64url; after a change the new "
        "one first, then the old ones, separated by spaces. Unset: none are held; with the embedded database a key is "
        "made in `LOCAL_ROOT/names_key` with the first name. Keep a copy away from the database.",
        names_key,
    ),
    Variable(
        "APPROVALS_NEEDED",
        "1 1 2",
        "How many different people must approve a testimony before it is published: at low, at raised, at high risk.",
        approvals,
    ),
    Variable(
        "RISK_WORDS",
        "",
        "Folder of your own word lists for the risk review, beside those that come along: `docs/risk-review.md`.",
        path_or_none,
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
    Variable("SECURE_PROXY", "0", "1 where a proxy in front speaks HTTPS and sets `X-Forwarded-Proto`.", switch),
    Variable(
        "TRUSTED_PROXIES",
        "0",
        "How many proxies of yours stand in front, each adding to `X-Forwarded-For` the address it was asked from. 0: "
        "that header is not believed.",
        count,
    ),
    Variable(
        "SECOND_FACTOR",
        "auto",
        "1: whoever works in a collection or may enter the editors' rooms must set up a second factor before anything "
        "else. 0: they may. `auto`: 1 in production, 0 in the demonstration.",
        switch_or_auto,
    ),
    Variable("SESSION_IDLE_MINUTES", "120", "Whoever asked for nothing for so long is logged out.", whole_number),
    Variable("SESSION_HOURS", "12", "Whoever logged in so long ago is logged out, whatever they do.", whole_number),
    Variable(
        "SEARCHES_PER_MINUTE",
        "120",
        "How often one person, or everybody behind one address together, may search in a minute.",
        whole_number,
    ),
    Variable(
        "POSTS_PER_HOUR",
        "20",
        "How many reports and offers may come through the public forms from one address in an hour.",
        whole_number,
    ),
    Variable(
        "LETTERS_PER_HOUR",
        "300",
        "How many letters that ask for a confirmation are sent in an hour; the others wait for the next.",
        whole_number,
    ),
    Variable(
        "POSTS_UNCONFIRMED_DAYS",
        "14",
        "Days after which a report or an offer that nobody confirmed is deleted.",
        whole_number,
    ),
    Variable(
        "CONTACTS_KEPT_DAYS",
        "365",
        "Days after the decision about it, or after the day of the action, in which the name and address of whoever "
        "sent a report or an offer are forgotten. What was published stays.",
        whole_number,
    ),
    Variable(
        "HSTS",
        "subdomains",
        "What browsers are told to keep to HTTPS for a year in production: `host`, `subdomains` too, or `preload` "
        "(asks to be put into the list that browsers carry; hard to take back).",
        hsts,
    ),
)


SECRET = {"SECRET_KEY", "NAMES_KEY", "DATABASE_URL"}
"""Variables whose value no error quotes."""


def read(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Read every variable. Raises :class:`BadEnvironment` naming the variable, what was found and what it wants."""
    values: dict[str, Any] = {}
    for variable in VARIABLES:
        text = environ.get(variable.name, variable.default)
        try:
            values[variable.name] = variable.read(text)
        except ValueError as error:
            found = "" if variable.name in SECRET else f"={text!r}"
            raise BadEnvironment(
                f"{variable.name}{found} cannot be used: {error}. What it is for: {variable.meaning}"
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
