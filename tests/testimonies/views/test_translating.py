"""The translator's desk through its own doors."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from testimonies.actions import redacting
from testimonies.actions.translating import digest
from testimonies.models import Description, Segment, Transcript, TranslatedText
from tests.cast import granted
from tests.factories.testimony import make_published, make_theme

WORDS = ("They took my passport.", "We worked without rest.", "Nobody paid us.")


@pytest.fixture
def spoken(north: Any) -> Transcript:
    return make_published(north, text=WORDS, themes=["wages"]).recordings.get().transcript


@pytest.fixture
def volunteer(north: Any) -> Any:
    return granted("volunteer", north, ("translate_testimony",), "translators")


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(spoken: Transcript, language: str = "fr", more: str = "") -> str:
    return f"/en/translate/{spoken.recording.testimony.accession_number}/{spoken.pk}/{language}/{more}"


def form(spoken: Transcript, *texts: str, was: str = "") -> dict[str, str]:
    fields = {}
    for segment, text in zip(spoken.segments.all(), texts, strict=False):
        fields |= {f"text-{segment.pk}": text, f"was-{segment.pk}": digest(was)}
    return fields


def test_a_page_is_saved_without_a_script(spoken: Transcript, editor: Any) -> None:
    client = signed_in(editor)
    assert b"They took my passport." in client.get(address(spoken)).content
    answer = client.post(
        address(spoken), form(spoken, "Ils ont pris mon passeport.", "", "Personne n’a payé."), follow=True
    )
    assert "2 texts are saved." in answer.content.decode()
    assert [one.text for one in Segment.objects.filter(transcript__kind="translation")] == [
        "Ils ont pris mon passeport.",
        "Personne n’a payé.",
    ]


def test_what_cannot_be_saved_is_shown_again_and_the_rest_is_kept(
    spoken: Transcript, editor: Any, superuser: Any
) -> None:
    signed_in(superuser).post(address(spoken), form(spoken, "Premier."))
    answer = signed_in(editor).post(address(spoken), form(spoken, "Second.", "Sans repos.", "x" * 3_000))
    page = answer.content.decode()
    assert answer.status_code == 409 and "Second." in page and "Premier." in page and "x" * 3_000 in page
    assert {one.text for one in Segment.objects.filter(transcript__kind="translation")} == {"Premier.", "Sans repos."}


def test_a_script_is_answered_text_by_text(spoken: Transcript, editor: Any) -> None:
    client = signed_in(editor)
    answer = client.post(address(spoken), form(spoken, "Un."), headers={"Accept": "application/json"})
    (row,) = json.loads(answer.content)["rows"]
    assert (row["text"], row["wants"], row["was"], row["error"]) == ("Un.", "unchecked", digest("Un."), "")
    answer = client.post(address(spoken), form(spoken, "Deux."), headers={"Accept": "application/json"})
    (row,) = json.loads(answer.content)["rows"]
    assert answer.status_code == 409 and row["outdated"] and row["text"] == "Un."


def test_buttons_keep_a_draft_and_check_what_another_wrote(spoken: Transcript, editor: Any, superuser: Any) -> None:
    signed_in(editor).post(address(spoken), form(spoken, "Un."))
    first = spoken.segments.first()
    pressed = {**form(spoken, "Un.", was="Un."), "check": str(first.pk)}
    assert b"somebody else must check" not in signed_in(superuser).post(address(spoken), pressed, follow=True).content
    assert Segment.objects.get(transcript__kind="translation").verified_by == superuser


def test_a_remembered_translation_can_be_put_in_without_a_script(north: Any, spoken: Transcript, editor: Any) -> None:
    other = make_published(north, text=["We worked without any rest."]).recordings.get().transcript
    signed_in(editor).post(address(other), form(other, "Nous avons travaillé sans repos."))
    second = spoken.segments.all()[1]
    page = signed_in(editor).get(address(spoken)).content.decode()
    assert f'name="use-{second.pk}"' in page and "Nous avons travaillé sans repos." in page and "% alike" in page
    pressed = {**form(spoken, "", "", ""), f"use-{second.pk}": "Nous avons travaillé sans repos."}
    answer = signed_in(editor).post(address(spoken), pressed)
    assert "\nNous avons travaillé sans repos.</textarea>" in answer.content.decode()
    assert Segment.objects.filter(transcript__kind="translation").count() == 1, "it is saved by its own button"


def test_the_memory_holds_nothing_that_the_reader_may_not_read(
    north: Any, south: Any, spoken: Transcript, editor: Any, foreign_editor: Any, volunteer: Any
) -> None:
    closed = make_published(south, text=[WORDS[0]], allows=["catalogue"]).recordings.get().transcript
    signed_in(foreign_editor).post(address(closed), form(closed, "Traduction fermée."))
    kept = make_published(north, text=[WORDS[1]]).recordings.get().transcript
    signed_in(editor).post(address(kept), form(kept, "Traduction retenue."))
    redacting.redact(recording=kept.recording, start_ms=0, end_ms=5_000, open_to="staff", reason="other", by=editor)
    for user in (editor, volunteer):
        page = signed_in(user).get(address(spoken)).content.decode()
        assert "fermée" not in page and "retenue" not in page
    assert Segment.objects.filter(transcript__kind="translation").count() == 2


def test_whoever_may_not_translate_finds_nothing(
    spoken: Transcript, foreign_editor: Any, visitor: Any, volunteer: Any
) -> None:
    for user in (foreign_editor, visitor):
        for more in ("", "texts.po"):
            assert signed_in(user).get(address(spoken, more=more)).status_code == 404
        assert signed_in(user).post(address(spoken), form(spoken, "Un.")).status_code == 404
    assert signed_in(visitor).get("/en/translate/").status_code == 403
    assert Client().get(address(spoken)).status_code == 302
    assert signed_in(volunteer).get(address(spoken)).status_code == 200
    assert not Segment.objects.filter(transcript__kind="translation").exists()


@pytest.mark.parametrize("path", ["2026-9999/1/fr/", "vocabulary/words/fr/", "2026-9999/description/fr/", "xx/"])
def test_what_is_not_there_is_not_found(editor: Any, path: str) -> None:
    assert signed_in(editor).get(f"/en/translate/{path}").status_code == 404


def test_a_description_waits_for_another_and_then_stands_in_the_draft(
    spoken: Transcript, editor: Any, volunteer: Any, superuser: Any
) -> None:
    testimony = spoken.recording.testimony
    here = f"/en/translate/{testimony.accession_number}/description/fr/"
    fields = {
        "text-title": "Un témoignage",
        "was-title": digest(""),
        "text-summary": "Résumé.",
        "was-summary": digest(""),
    }
    signed_in(volunteer).post(here, fields)
    assert TranslatedText.objects.count() == 2 and not Description.objects.filter(language="fr").exists()
    own = signed_in(volunteer).post(here, {"was-title": digest("Un témoignage"), "check": "title"})
    assert own.status_code == 409
    early = signed_in(editor).post(here, {"was-summary": digest("Résumé."), "check": "summary"})
    assert "Check the title first" in early.content.decode()
    for key, text in (("title", "Un témoignage"), ("summary", "Résumé.")):
        signed_in(editor).post(here, {f"was-{key}": digest(text), "check": key})
    testimony.refresh_from_db()
    draft = testimony.get_latest_revision_as_object()
    assert {one.language: (one.title, one.summary) for one in draft.descriptions.all()}["fr"] == (
        "Un témoignage",
        "Résumé.",
    )
    assert not Description.objects.filter(testimony=testimony, language="fr").exists(), (
        "it is published like any change"
    )


def test_a_translation_of_a_draft_is_not_shown_to_whoever_reads_only_what_is_published(
    spoken: Transcript, editor: Any, volunteer: Any, superuser: Any
) -> None:
    testimony = spoken.recording.testimony
    testimony.save_revision(user=editor)
    draft = testimony.get_latest_revision_as_object()
    for description in draft.descriptions.all():
        description.summary = "A village that must not be named."
    draft.save_revision(user=editor)
    here = f"/en/translate/{testimony.accession_number}/description/fr/"
    signed_in(editor).post(here, {"text-summary": "Un village.", "was-summary": digest("")})
    assert "Un village." in signed_in(superuser).get(here).content.decode()
    page = signed_in(volunteer).get(here).content.decode()
    assert "village" not in page and "another text of it" in page
    assert "village" not in signed_in(volunteer).get(f"{here}texts.po").content.decode()


def test_a_label_is_everyones_once_an_editor_has_checked_it(north: Any, editor: Any, volunteer: Any) -> None:
    theme = make_theme("wages")
    here = "/en/translate/vocabulary/themes/tl/"
    signed_in(volunteer).post(here, {"text-wages": "Sahod", "was-wages": digest("")})
    theme.refresh_from_db()
    assert theme.other_labels == {}
    signed_in(editor).post(here, {"was-wages": digest("Sahod"), "check": "wages"})
    theme.refresh_from_db()
    assert theme.labels["tl"] == "Sahod" and theme.labels["en"] == "wages (en)"


def test_the_pages_of_what_is_missing_count_and_lead_there(spoken: Transcript, editor: Any) -> None:
    client = signed_in(editor)
    client.post(address(spoken), form(spoken, "Un."))
    page = client.get("/en/translate/fr/").content.decode()
    assert "2 segments missing" in page and "1 to be checked" in page and address(spoken) in page
    assert "1 of 3" in client.get("/en/translate/").content.decode()
    assert client.get("/en/translate/?language=tl").headers["Location"] == "/en/translate/tl/"


def test_a_testimony_that_was_taken_back_has_no_desk(spoken: Transcript, editor: Any) -> None:
    from testimonies.actions import withdrawing

    signed_in(editor).post(address(spoken), form(spoken, "Un."))
    withdrawing.withdraw(testimony=spoken.recording.testimony, by=editor)
    assert signed_in(editor).get(address(spoken)).status_code == 404
    assert "passport" not in signed_in(editor).get("/en/translate/fr/").content.decode()
