"""The recorder's page, its worker and its manifest: the same for everyone, and all that it needs without a line."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from testimonies.models import Country


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def vocabulary(db: None) -> None:
    call_command("load_reference_data")


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_the_page_is_the_same_for_everyone(client: Client, interviewer: Any, vocabulary: None, language: str) -> None:
    address = f"/{language}/record/"
    before = client.get(address)
    client.force_login(interviewer)
    page = client.get(address)
    assert page.content == before.content and not before.cookies
    text = page.content.decode()
    assert "interviewer@" not in text and "csrfmiddlewaretoken" not in text
    country = Country.objects.get(iso2="NP")
    assert getattr(country, f"label_{language}") in text
    assert text.count("data-script=") == 4


def test_the_worker_keeps_the_page_and_all_that_it_loads(client: Client, vocabulary: None) -> None:
    worker = client.get("/fr/record/worker.js")
    assert worker["Service-Worker-Allowed"] == "/fr/record/"
    assert worker["Content-Type"].startswith("text/javascript")
    shell = json.loads(worker.content.decode().partition("const SHELL = ")[2].partition(";\n")[0])
    for language in ("en", "es", "fr", "ar"):
        text = client.get(f"/{language}/record/").content.decode()
        loaded = set(re.findall(r'(?:src|href)="(/static/[^"]+|/\w\w/record/[^"]*)"', text)) - {
            f"/{other}/record/worker.js" for other in ("en", "es", "fr", "ar")
        }
        assert loaded <= set(shell["addresses"])
    for address in shell["addresses"]:
        if address.startswith("/static/"):
            assert finders.find(address.removeprefix("/static/")), address
    assert not any(
        "send" in address.rpartition("/record/")[2] for address in shell["addresses"] if "/static/" not in address
    )


def test_another_word_is_another_version(client: Client, vocabulary: None) -> None:
    def version() -> str:
        found = re.search(r'"version": "(\w+)"', client.get("/en/record/worker.js").content.decode())
        assert found
        return found.group(1)

    before = version()
    assert version() == before
    Country.objects.filter(iso2="NP").update(label_fr="Le Népal")
    cache.delete("recorder-worker")  # a minute has passed
    assert version() != before


def test_the_manifest_names_the_recorder_and_nothing_else(client: Client) -> None:
    answer = client.get("/ar/record/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    facts = answer.json()
    assert (facts["start_url"], facts["dir"], facts["display"]) == ("/ar/record/", "rtl", "standalone")
    assert {icon["sizes"] for icon in facts["icons"]} == {"192x192", "512x512"}
    for icon in facts["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))
