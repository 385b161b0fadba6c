"""A story is translated with wagtail-localize: its words and what its pictures show; clips come from the original."""

from __future__ import annotations

from typing import Any

import polib
import pytest
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from archive.models import StoryPage
from tests.factories.stories import block, clip, make_index, make_story, place_of
from tests.factories.testimony import make_published

pytestmark = pytest.mark.django_db
WORDS = "the contract was not the contract"


def test_words_are_translated_and_clips_follow_the_original(
    north: Any, superuser: Any, django_capture_on_commit_callbacks: Any
) -> None:
    told, other = make_published(north, text=[WORDS]), make_published(north, text=["x"])
    places = [place_of(told).as_json(), place_of(other).as_json()]
    stop = {"place": "A village", "country": "", "coordinates": "28, 84", "when": "2009", "mode": "bus"}
    page = make_story(
        block("text", "<p>She signed.</p>"),
        clip(told),
        block("sequence", {"title": "Both", "clips": [{"type": "item", "id": f"c{n}", "value": one}
                                                      for n, one in enumerate(places)]}),
        block("journey", {"title": "Her way", "places": [{"type": "item", "id": f"p{n}", "value": stop}
                                                         for n in range(2)]}),
    )  # fmt: skip
    make_index("fr")
    source, _made = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="fr"))
    sent = polib.pofile(str(translation.export_po()))
    texts = {entry.msgid for entry in sent}
    assert {"She signed.", "Both", "Her way", "A village", "2009"} <= texts
    assert not [text for text in texts if WORDS in text or "28, 84" in text or str(places[0]["recording"]) in text]
    for entry in sent:
        entry.msgstr = f"« {entry.msgid} »"
    translation.import_po(polib.pofile(str(sent)))
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(user=superuser, publish=True)
    made = StoryPage.objects.get(locale__language_code="fr")
    assert made.places == page.places and "« She signed. »" in str(made.body[0].value.source)
    assert made.body[3].value["places"][0]["place"] == "« A village »"
    assert made.body[3].value["places"][0]["coordinates"] == "28, 84"
