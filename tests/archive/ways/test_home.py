"""The first page: filled by itself until an editor builds it, the same rule for everybody's eyes, and light."""

from __future__ import annotations

import json
from typing import Any

import polib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from archive.blocks.home_body import HomeBody
from archive.models import HomePage
from testimonies.models import Testimony
from tests.factories.testimony import consent, make_published

pytestmark = pytest.mark.django_db


def build(*sections: tuple[str, dict[str, Any]]) -> HomePage:
    page = HomePage.objects.get(locale__language_code="en")
    page.body = json.dumps([{"type": kind, "value": value} for kind, value in sections])
    page.save_revision().publish()
    return page


def first_page(client: Client) -> str:
    return client.get("/en/").content.decode()


def test_it_fills_itself(told: Testimony, closed: Testimony, client: Client) -> None:
    html = first_page(client)
    for words in ("I paid the agent", "Five years in the kitchen", "Philippines", "Recruiters, fees and debt", "Maria"):
        assert words in html
    assert "zqclosed" not in html
    assert html.index("I paid the agent") < html.index("Newest voices")


def test_an_editors_sections_stand_in_their_order(told: Testimony, client: Client) -> None:
    build(
        ("text", {"heading": "Why", "text": "<p>Because.</p>"}),
        ("numbers", {"heading": "So many"}),
        ("call", {"heading": "You", "text": "Come.", "button": "Here", "page": None}),
    )
    html = first_page(client)
    assert html.index("Because.") < html.index("So many") < html.index("Come.")
    assert "Newest voices" not in html


def test_a_chosen_voice_gives_way_when_it_may_not_be_quoted(told: Testimony, north: Any, client: Client) -> None:
    chosen = make_published(north, text="The chosen one speaks.", titles={"en": "Chosen"})
    make_published(north, text="The newest one speaks.", titles={"en": "Newest"})
    build(("voice", {"testimony": chosen.pk}))
    assert "The chosen one speaks." in first_page(client)
    consent(chosen, "excerpt", "nobody")
    assert "The chosen one speaks." not in first_page(client)
    assert "The newest one speaks." in first_page(client)
    consent(chosen, "catalogue", "nobody")
    assert "Chosen" not in first_page(client)


def test_a_voice_is_heard_there_only_where_it_may(told: Testimony, client: Client) -> None:
    assert told.recordings.get().sound_url in first_page(client)
    consent(told, "sound", "researcher")
    assert "<audio" not in first_page(client) and "I paid the agent" in first_page(client)


def test_a_story_that_is_not_public_is_left_out(site: None, client: Client) -> None:
    other = HomePage.objects.get(locale__language_code="fr")
    build(("stories", {"heading": "Told", "stories": [other.pk]}))
    assert "Accueil" in first_page(client)
    other.unpublish()
    assert "Accueil" not in first_page(client)


def test_sections_are_translated_as_po(
    site: None, superuser: Any, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    HomePage.objects.get(locale__language_code="fr").delete()
    page = build(("text", {"heading": "Why", "text": "<p>Because.</p>"}), ("voice", {"testimony": None}))
    source, _made = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="fr"))
    translation.save_target()
    sent = polib.pofile(str(translation.export_po()))
    assert {"Why", "Because."} <= {entry.msgid for entry in sent}
    for entry in sent:
        entry.msgstr = f"« {entry.msgid} »"
    translation.import_po(sent)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(user=superuser, publish=True)
    html = client.get("/fr/").content.decode()
    assert "« Why »" in html and "« Because. »" in html


def test_every_section_explains_itself() -> None:
    body = HomeBody()
    assert len(body.child_blocks) == 8
    for name, block in body.child_blocks.items():
        assert block.meta.description and block.meta.icon != "placeholder", name
        for field, child in block.child_blocks.items():
            help_text = child.field.help_text if hasattr(child, "field") else child.child_block.field.help_text
            assert len(str(help_text)) > 10, (name, field)


def test_it_is_light(told: Testimony, north: Any, client: Client) -> None:
    for number in range(12):
        make_published(
            north, text="Words that were said " * 8, titles={"en": f"Testimony {number}"}, narrator="Somebody"
        )
    assert len(client.get("/en/").content) < 60_000


def test_no_question_more_for_more_testimonies(told: Testimony, north: Any, client: Client) -> None:
    counts = []
    for _round in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/")
        counts.append(len(queries))
        for _number in range(3):
            make_published(north, text="Words.", countries=[("NP", "origin")], themes=["women"], narrator="Somebody")
    assert counts[1] == counts[2]
