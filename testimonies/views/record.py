"""The recorder that needs no line: a page for each language, and what makes a web app of it.

The page holds nothing personal and is the same for everyone, so that a device may keep it. What is recorded and
written down stays in the device's own database until its owner sends it (:mod:`testimonies.views.record_sending`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from testimonies.consent.audiences import Audience
from testimonies.description import languages
from testimonies.models import Country, Participation, Role, ShownAs, TestimonyKind, ThemeGroup
from testimonies.views.record_words import QUESTIONS, SAID, SCRIPT, SCRIPT_ENDS

__all__ = ["manifest", "record", "worker"]

ICONS = (("192", "any"), ("512", "any"), ("512", "maskable"))
PAPER, ACCENT = "#faf6ef", "#86361b"
KEPT_FOR_S = 60
"""Four workers ask at once whenever a recorder is opened; all four pages are put together for the first of them."""
_IMPORTED = re.compile(r"""(?:from\s+|import\s+|url\()["']\./?([\w./-]+)["']|url\(["']([\w./-]+\.css)["']\)""")


@gzip_page
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """The page in the language of its address."""
    response = HttpResponse(page(get_language() or "en"))
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What the device needs to know to put the recorder beside its other apps. Its name betrays nothing."""
    language = get_language() or "en"
    facts = {
        "id": "/record/",
        "name": _("Recorder"),
        "short_name": _("Recorder"),
        "description": _("Records interviews without a line and sends them when there is one."),
        "lang": language,
        "dir": languages.direction(language),
        "start_url": reverse("testimonies:record"),
        "scope": "/",  # the log-in and the recorder in another language stay in the same window
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {
                "src": static(f"images/recorder-{purpose}-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size, purpose in ICONS
        ],
    }
    response = HttpResponse(json.dumps(facts, ensure_ascii=False), content_type="application/manifest+json")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of this language's recorder; it answers for nothing outside."""
    source = cache.get_or_set("recorder-worker", _worker_source, KEPT_FOR_S)
    response = HttpResponse(source, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = reverse("testimonies:record")
    return response


def _worker_source() -> str:
    """The worker's code behind the list of what it keeps. Another word anywhere makes another version of it."""
    found = finders.find("js/record_worker.js")
    assert isinstance(found, str)
    code = Path(found).read_text(encoding="utf-8")
    pages = {language: page(language) for language in languages.INTERFACE_LANGUAGES}
    addresses = [address for language in pages for address in _addresses(language)] + sorted(_assets())
    digest = hashlib.sha256()
    for part in (code, *pages.values(), *addresses):
        digest.update(part.encode())
    shell = json.dumps({"version": digest.hexdigest()[:16], "addresses": addresses})
    return f"const SHELL = {shell};\n{code}"


def page(language: str) -> str:
    """The whole page in ``language``: the same for everyone, logged in or not."""
    with override(language):
        return render_to_string("testimonies/record.html", _words(language))


def _words(language: str) -> dict[str, Any]:
    return {
        "language": language,
        "direction": languages.direction(language),
        "recorders": [
            {"tag": tag, "own_name": languages.own_name(tag), "direction": languages.direction(tag), **_places(tag)}
            for tag in languages.INTERFACE_LANGUAGES
        ],
        "scripts": [_script(tag) for tag in languages.INTERFACE_LANGUAGES],
        "questions": [(use.value, question) for use, question in QUESTIONS.items()],
        "audiences": Audience.choices,
        "countries": sorted(
            ((one.iso2, one.label) for one in Country.objects.order_by("iso2")), key=lambda pair: pair[1].casefold()
        ),
        "roles": Role.choices,
        "groups": ThemeGroup.objects.prefetch_related("themes").order_by("position", "slug"),
        "tongues": languages.choices(),
        "kinds": TestimonyKind.choices,
        "parts": Participation.Part.choices,
        "ways": ShownAs.choices,
        "said": {name: str(sentence) for name, sentence in SAID.items()},
    }


def _script(language: str) -> dict[str, Any]:
    """What is read aloud, in one language; a page holds it in each, for the narrator's is not always the reader's."""
    with override(language):
        return {
            "tag": language,
            "direction": languages.direction(language),
            "before": [str(paragraph) for paragraph in SCRIPT],
            "questions": [str(question) for question in QUESTIONS.values()],
            "ends": str(SCRIPT_ENDS),
        }


def _places(language: str) -> dict[str, str]:
    with override(language):
        return {"url": reverse("testimonies:record"), "worker": reverse("testimonies:record-worker")}


def _addresses(language: str) -> list[str]:
    with override(language):
        return [reverse("testimonies:record"), reverse("testimonies:record-manifest")]


def _assets() -> set[str]:
    """The addresses of every script and sheet that the page loads, through whatever those load, and its icons."""
    names: set[str] = set()
    waiting = ["css/site.css", "css/work.css", "js/record.js", "js/leave.js", "js/menu.js"]
    while waiting:
        name = waiting.pop()
        if name not in names:
            names.add(name)
            waiting += _loads(name)
    names |= {"images/icon.svg", *(f"images/recorder-{purpose}-{size}.png" for size, purpose in ICONS)}
    return {static(name) for name in names}


def _loads(name: str) -> Iterator[str]:
    found = finders.find(name)
    assert isinstance(found, str), name
    folder = name.rpartition("/")[0]
    for match in _IMPORTED.finditer(Path(found).read_text(encoding="utf-8")):
        yield f"{folder}/{match[1] or match[2]}"
