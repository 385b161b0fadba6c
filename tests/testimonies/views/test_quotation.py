"""Lasting addresses: span, segment, passage and moment lead to the same sound, whatever becomes of the words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from testimonies.actions import adopting, redacting, withdrawing
from testimonies.actions.correcting import cutting, writing_words
from testimonies.consent.audiences import Audience, Use
from testimonies.models import Passage, PassageDescription, Segment, Testimony, Transcript
from tests.factories.testimony import consent, make_published, make_segment, make_transcript
from tests.testimonies.actions.test_adopting import heard, spoken

TEXTS = ["they kept my passport", "for twelve ours", "and then we left"]


@pytest.fixture
def testimony(north: Any, interviewer: Any) -> Testimony:
    made = make_published(north, text=TEXTS, titles={"en": "A house"}, narrator="Amina", owner=interviewer)
    Testimony.objects.update(first_published_at=timezone.now())
    return made


@pytest.fixture
def transcript(testimony: Testimony) -> Transcript:
    return testimony.recordings.get().transcript  # type: ignore[no-any-return]


def at(testimony: Testimony, span: str = "1250-5000", more: str = "") -> str:
    return f"/en/testimonies/{testimony.accession_number}/at/1/{span}/{more}"


def quoted(html: str) -> str:
    """The words of the quotation as they are read."""
    block = re.search(r"<blockquote.*?</blockquote>", html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", block[0]).split()) if block else ""


def get(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address, follow=True)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def sound_of(html: str) -> tuple[str, str, str]:
    """The sound, and where in it the player begins and ends."""
    found = re.search(r'data-span-from="(\d+)" data-span-until="(\d+)"', html)
    source = re.search(r'<audio[^>]* src="([^"#]+)#t=', html)
    assert found and source
    return source[1], found[1], found[2]


def test_the_words_of_the_span_with_what_stands_around_them(client: Client, testimony: Testimony) -> None:
    html = get(at(testimony))
    assert quoted(html) == "kept my passport"
    assert "for twelve ours" in html and "Amina" in html and "0:01–0:05" in html
    assert f'src="{testimony.recordings.get().sound_url}#t=1.25,5"' in html
    assert 'content="noindex"' in html and client.get(at(testimony)).headers["Cache-Control"] == "private, no-store"


def test_it_begins_at_the_first_word_and_is_clipped_to_the_recording(testimony: Testimony) -> None:
    assert sound_of(get(at(testimony, "1000-5000")))[1] == "1250"
    html = get(at(testimony, "5000-999999999"))
    assert quoted(html) == "for twelve ours and then we left" and sound_of(html)[2] == "60000"


@pytest.mark.parametrize("span", ["5000-5000", "5000-1000", "60000-61000", "x-9", "1-2-3", "1.5-2.5", "1-9999999999"])
def test_a_faulty_span_is_not_there(span: str, client: Client, testimony: Testimony) -> None:
    assert client.get(at(testimony, span)).status_code == 404
    assert client.get(at(testimony).replace("/at/1/", "/at/9999/")).status_code == 404
    assert client.get(at(testimony, more="?language=%00")).status_code == 404
    for form in ("bib", "ris", "json"):
        assert client.get(at(testimony, more=f"citation.{form}?language=de")).status_code == 404


def test_a_quotation_leads_to_the_same_sound_after_all_that_can_be_done_to_the_words(
    testimony: Testimony, transcript: Transcript, editor: Any
) -> None:
    """Corrected, split, merged, transcribed anew: done when 6."""
    first, second, _third = transcript.segments.order_by("start_ms")
    segment_address = f"/en/testimonies/{testimony.accession_number}/segments/{second.pk}/"
    lasting = lasting_address(get(at(testimony, "5000-10000")))
    before, segment_before = sound_of(get(lasting)), sound_of(get(segment_address))
    assert "were changed" not in get(lasting)

    writing_words.write(
        transcript=transcript, segment=second.pk, version=second.version, text="for twelve hours", by=editor
    )
    after = get(lasting)
    assert quoted(after) == "for twelve hours" and "were changed since they were quoted" in after
    assert sound_of(after) == before and sound_of(get(segment_address)) == segment_before

    second.refresh_from_db()
    cut = cutting.split(transcript=transcript, segment=second.pk, version=second.version, at=4, by=editor)
    assert quoted(get(lasting)) == "for twelve hours"
    assert sound_of(get(lasting)) == before and sound_of(get(segment_address)) == segment_before
    first.refresh_from_db()
    second.refresh_from_db()
    cutting.merge(
        transcript=transcript, segment=first.pk, version=first.version, next_version=second.version, by=editor
    )
    assert not Segment.objects.filter(pk=second.pk).exists()
    assert quoted(get(lasting)) == "for twelve hours"
    assert sound_of(get(lasting)) == before and sound_of(get(segment_address)) == segment_before
    made = f"/en/testimonies/{testimony.accession_number}/segments/{cut.made[0]}/"
    assert quoted(get(made)) == "twelve hours"

    Segment.objects.update(review_state="machine")
    run = heard(
        transcript, spoken("they keep my passport for twelve hours a day", 0, 10_000), spoken("we left", 10_000)
    )
    adopting.adopt(run=run, by=editor)
    assert not Segment.objects.filter(pk=first.pk).exists()
    after = get(lasting)
    assert sound_of(after)[0] == before[0] and "twelve hours a day" in quoted(after)
    assert abs(int(sound_of(after)[1]) - int(before[1])) < 600, "no further than to the nearest word"
    assert get(segment_address) and "/at/1/5000-10000/" in Client().get(segment_address).headers["Location"]


def test_a_segment_that_was_struck_out_leads_to_its_sound(
    testimony: Testimony, transcript: Transcript, editor: Any
) -> None:
    segment = transcript.segments.order_by("start_ms")[2]
    writing_words.strike(transcript=transcript, segment=segment.pk, version=segment.version, by=editor)
    address = f"/en/testimonies/{testimony.accession_number}/segments/{segment.pk}/"
    assert quoted(get(address)) == "" and "Nothing is written down" in get(address)
    assert Client().get(address).headers["Location"].endswith("/at/1/10000-15000/")
    assert Client().get(f"/en/testimonies/{testimony.accession_number}/segments/{10**15}/").status_code == 404


def test_a_passage_has_a_page_and_a_moment_leads_to_its_segment(testimony: Testimony) -> None:
    passage = Passage.objects.create(recording=testimony.recordings.get(), start_ms=0, end_ms=10_000)
    PassageDescription.objects.create(passage=passage, language="en", title="The passport", synopsis="Taken away.")
    html = get(f"/en/testimonies/{testimony.accession_number}/passages/{passage.pk}/")
    assert "The passport" in html and "Taken away." in html and quoted(html).startswith("they kept my passport for")
    answer = Client().get(f"/en/testimonies/{testimony.accession_number}/at/1/6000/")
    assert answer.headers["Location"].endswith("/at/1/5000-10000/")


def test_typed_times_lead_there_and_mistakes_are_told(client: Client, testimony: Testimony) -> None:
    quote = f"/en/testimonies/{testimony.accession_number}/quote/"
    answer = client.get(quote, {"from": "0:05", "until": "0:10"})
    assert answer.headers["Location"].endswith("/at/1/5000-10000/")
    for asked in ({"from": "x", "until": "9"}, {"from": "9", "until": "5"}, {"from": "90:00", "until": "91:00"}, {}):
        told = client.get(quote, asked, follow=True)
        assert told.status_code == 200 and len(list(told.context["messages"])) == 1


def test_what_is_kept_back_is_blank_and_silent(testimony: Testimony, editor: Any) -> None:
    recording = testimony.recordings.get()
    lasting = lasting_address(get(at(testimony, "0-5000")))
    redacting.redact(
        recording=recording, start_ms=3_900, end_ms=5_000, open_to="staff", reason="other", by=editor, note=""
    )
    html = get(lasting)
    assert "passport" not in html and "[withheld]" in quoted(html) and "were changed" in html
    assert "<audio" not in html, "no silenced copy is made yet"
    for form in ("bib", "ris", "json"):
        assert b"passport" not in Client().get(at(testimony, "0-5000", f"citation.{form}")).content
    staff = Client()
    staff.force_login(editor)
    assert "passport" in get(lasting, staff)


def test_whoever_may_not_read_sees_why_and_nothing_else(testimony: Testimony, transcript: Transcript) -> None:
    consent(testimony, Use.TRANSCRIPT, Audience.RESEARCHER)
    html = get(at(testimony))
    assert "passport" not in html and "The words cannot be read here." in html
    for form in ("bib", "ris", "json"):
        assert b"passport" not in Client().get(at(testimony, more=f"citation.{form}")).content
    segment = transcript.segments.first()
    assert Client().get(f"/en/testimonies/{testimony.accession_number}/segments/{segment.pk}/").status_code == 404
    consent(testimony, Use.CATALOGUE, Audience.STAFF)
    assert Client().get(at(testimony)).status_code == 404


def test_a_translation_has_the_same_address_and_says_so(testimony: Testimony, transcript: Transcript) -> None:
    other = make_transcript(transcript.recording, language="fr", kind="translation")
    make_segment(other, "ils gardaient mon passeport", start_ms=0, end_ms=5_000, language="fr")
    html = get(at(testimony, "0-5000", "?language=fr"))
    assert quoted(html).startswith("ils gardaient") and "they kept" in html and "in translation: French" in html
    assert "of=fr-" in lasting_address(html) and "were changed" not in get(lasting_address(html))
    consent(testimony, Use.TRANSLATION, Audience.STAFF)
    for tag in ("fr", "de"):  # one that is closed and one that never was are the same
        answer = Client().get(at(testimony, "0-5000", f"?language={tag}"))
        assert answer.headers["Location"] == at(testimony, "0-5000")


def test_after_a_withdrawal_every_such_address_is_the_tombstone(testimony: Testimony, interviewer: Any) -> None:
    segment = Segment.objects.first()
    passage = Passage.objects.create(recording=testimony.recordings.get(), start_ms=0, end_ms=10_000)
    assert segment is not None
    own = f"/en/testimonies/{testimony.accession_number}/"
    ways = ["at/1/0-5000/", "at/1/60/", f"segments/{segment.pk}/", f"passages/{passage.pk}/", "citation.bib"]
    ways += ["at/1/0-5000/citation.ris", f"passages/{passage.pk}/citation.json", "quote/?from=0&until=5"]
    assert {Client().get(own + way).status_code for way in ways} <= {200, 302}
    withdrawing.withdraw(testimony=testimony, by=interviewer)
    for way in ways:
        answer = Client().get(own + way)
        assert answer.status_code == 410, way
        assert "no longer available" in answer.content.decode()


def lasting_address(html: str) -> str:
    found = re.search(r'<blockquote class="quoted" cite="http://testserver([^"]+)"', html)
    assert found
    return found[1].replace("&amp;", "&")
