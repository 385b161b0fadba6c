"""What must hold before the archive starts. Each check has an id and a hint that says how to mend it.

``manage.py run`` refuses to start on an error; so does every web server, through ``archive.wsgi``, in production.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Warning

from archive import embedded_database, environment
from testimonies.exceptions import EngineUnavailable, UnknownModel

TAG = "archive"
SHORTEST_SECRET = 40
DIFFERENT_CHARACTERS = 10


class UnsafeStart(SystemExit):
    """The archive does not start: the text names every check that failed, with how to mend it."""


def insist() -> list[str]:
    """Raise :class:`UnsafeStart` where a check of this module finds an error. Returns what is only warned of."""
    found = [one for one in checks.run_checks(tags=[TAG]) if not one.is_silenced()]
    errors = [_listed(one) for one in found if one.level >= checks.ERROR]
    if errors:
        raise UnsafeStart("\n".join(["The archive does not start:", *errors]))
    return [_listed(one) for one in found]


def _listed(one: CheckMessage) -> str:
    return f"  {one.id}: {one.msg}\n    How to mend it: {one.hint}"


@checks.register(TAG)
def transcription(**kwargs: Any) -> Iterator[CheckMessage]:
    from testimonies.transcription import engine

    if settings.WHISPER_ENGINE not in engine.ENGINES:
        yield Error(
            f"WHISPER_ENGINE={settings.WHISPER_ENGINE!r} is no engine that the archive knows.",
            hint=f"Set it to one of: {', '.join(engine.ENGINES)}.",
            id="archive.E001",
        )
        return
    try:
        engine.check_model(settings.WHISPER_MODEL, settings.WHISPER_ENGINE, settings.WHISPER_COMPUTE)
    except EngineUnavailable as error:
        hint = "Set WHISPER_ENGINE and WHISPER_COMPUTE to what this machine can do."
        yield Error(str(error), hint=hint, id="archive.E010")
    except UnknownModel as error:
        yield Error(str(error), hint="Set WHISPER_MODEL to one of these names, or to a file.", id="archive.E002")
    if settings.PRODUCTION and settings.WHISPER_MODEL == "whisper-mini":
        yield Warning(
            "The speech model is whisper-mini, which knows synthetic voices and no human speech.",
            hint="Set WHISPER_MODEL to small, medium, large-v3 or turbo; the README names their sizes.",
            id="archive.W001",
        )
    if settings.TRANSLATE_TO_ENGLISH:
        from testimonies.actions import translating
        from testimonies.exceptions import CannotTranslate

        try:
            translating.check_model(settings.WHISPER_MODEL)
        except CannotTranslate as error:
            hint = "Set TRANSLATE_TO_ENGLISH=0, or WHISPER_MODEL to a model that translates."
            yield Warning(str(error), hint=hint, id="archive.W006")


@checks.register(TAG)
def folders(**kwargs: Any) -> Iterator[CheckMessage]:
    for number, name in ((3, "MEDIA_ROOT"), (4, "LOCAL_ROOT")):
        folder = Path(getattr(settings, name))
        if not _writable(folder):
            yield Error(
                f"{name}={str(folder)!r} cannot be written to.",
                hint="Make the folder, give it to the user who runs the archive, or set another.",
                id=f"archive.E00{number}",
            )


@checks.register(TAG)
def database(**kwargs: Any) -> Iterator[CheckMessage]:
    if not settings.EMBEDDED_DATABASE:
        return
    socket = Path(settings.DATABASES["default"]["HOST"]) / embedded_database.SOCKET_NAME
    if len(os.fsencode(socket)) > embedded_database.LONGEST_SOCKET_PATH and not socket.exists():
        yield Error(
            f"The socket of the embedded database would have a path of more than "
            f"{embedded_database.LONGEST_SOCKET_PATH} characters: {socket}",
            hint="Set LOCAL_ROOT to a folder with a shorter path, or DATABASE_URL to a PostgreSQL server.",
            id="archive.E005",
        )
    if settings.PRODUCTION:
        yield Warning(
            "Production runs on the embedded database, which nobody backs up and which only this machine can reach.",
            hint="Set DATABASE_URL to a PostgreSQL server, version 14 or later.",
            id="archive.W002",
        )


@checks.register(TAG)
def production(**kwargs: Any) -> Iterator[CheckMessage]:
    if not settings.PRODUCTION:
        return
    if len(settings.SECRET_KEY) < SHORTEST_SECRET or len(set(settings.SECRET_KEY)) < DIFFERENT_CHARACTERS:
        yield Error(
            f"SECRET_KEY is too weak: it needs {SHORTEST_SECRET} characters or more, at least "
            f"{DIFFERENT_CHARACTERS} of them different.",
            hint="Make one: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="archive.E006",
        )
    if sorted(settings.ALLOWED_HOSTS) == sorted(environment.default("ALLOWED_HOSTS")) or "*" in settings.ALLOWED_HOSTS:
        yield Error(
            f"ALLOWED_HOSTS is {' '.join(settings.ALLOWED_HOSTS)!r}, which is nobody's public name, or everybody's.",
            hint="Set it to the names under which visitors reach the site, such as archive.example.org.",
            id="archive.E007",
        )
    if not settings.SITE_URL.startswith("https://"):
        yield Error(
            f"SITE_URL is {settings.SITE_URL!r}, which is no https address.",
            hint="Set it to the site's public address, such as https://archive.example.org.",
            id="archive.E008",
        )
    if settings.DEBUG:
        yield Error(
            "DEBUG is on, and would show settings and data to visitors.",
            hint="Leave DEBUG in archive/settings.py at False.",
            id="archive.E009",
        )
    if not settings.SECURE_PROXY_SSL_HEADER:
        yield Warning(
            "SECURE_PROXY is not set: behind a proxy that speaks HTTPS every page would lead back to itself.",
            hint="Set SECURE_PROXY=1 where the proxy sets X-Forwarded-Proto.",
            id="archive.W003",
        )
    elif not settings.TRUSTED_PROXIES:
        yield Warning(
            "TRUSTED_PROXIES is 0: behind a proxy all visitors look like one, and are refused together when one asks "
            "too often.",
            hint="Set TRUSTED_PROXIES to the number of your proxies, each of which adds to X-Forwarded-For.",
            id="archive.W007",
        )
    if not settings.SECOND_FACTOR_REQUIRED:
        yield Warning(
            "SECOND_FACTOR is 0: whoever learns the password of one of the staff can enter.",
            hint="Set SECOND_FACTOR=1, or leave it unset.",
            id="archive.W008",
        )


def _writable(folder: Path) -> bool:
    """Whether files can be made in ``folder``, or the folder itself where it does not exist yet."""
    while not folder.exists():
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
