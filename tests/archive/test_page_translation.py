"""Pages are translated with wagtail-localize: out as PO, back, published by a person; and it opens nothing else."""

from __future__ import annotations

from typing import Any

import polib
import pytest
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from archive import site_setup
from archive.models import HomePage
from testimonies.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def translation() -> Translation:
    """The English first page, to be put into French, which has none yet."""
    site_setup.set_up()
    HomePage.objects.get(locale__language_code="fr").delete()
    page = HomePage.objects.get(locale__language_code="en")
    source, _made = TranslationSource.update_or_create_from_instance(page)
    made = Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="fr"))
    made.save_target()
    return made


def _translate(translation: Translation) -> None:
    """Every sentence, in a PO file that somebody sends back."""
    sent = polib.pofile(str(translation.export_po()))
    for entry in sent:
        entry.msgstr = f"« {entry.msgid} »"
    translation.import_po(polib.pofile(str(sent)))


def test_what_nobody_translated_yet_is_not_published(translation: Translation, client: Client) -> None:
    made = HomePage.objects.get(locale__language_code="fr")
    assert not made.live


def test_a_page_goes_out_as_po_and_comes_back(
    translation: Translation, superuser: Any, django_capture_on_commit_callbacks: Any
) -> None:
    _translate(translation)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(user=superuser, publish=True)
    made = HomePage.objects.get(locale__language_code="fr")
    assert made.live and made.title == "« Home »"
    assert "their own voices" in made.lead and "«" in made.lead


def test_what_changed_in_the_original_since_is_waited_for(translation: Translation) -> None:
    _translate(translation)
    total, done = translation.get_progress()
    assert done == total > 1
    page = HomePage.objects.get(locale__language_code="en")
    page.lead = "<p>Something new.</p>"
    page.save_revision().publish()
    translation.source.update_from_db()
    assert translation.get_progress() == (total, total - 1)


@pytest.mark.parametrize("asker", ["superuser", "editor", "foreign_editor"])
def test_its_list_of_every_record_is_closed(asker: str, request: Any, client: Client, north: Any) -> None:
    Person.objects.create(collection=north, pseudonym="Somebody", shown_as="pseudonym")
    client.force_login(request.getfixturevalue(asker))
    for address in ("testimonies/person/", "testimonies/testimony/", "testimonies/person/1/"):
        answer = client.get(f"/admin/localize/api/snippets/{address}", follow=True)
        assert answer.status_code == 404 and b"Somebody" not in answer.content
