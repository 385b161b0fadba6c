"""What a narrator answers is done at once, written down, and put to the editors; a link never opens what is closed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from archive import site_setup
from testimonies.actions import looking, purging, redacting, withdrawing
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import (
    Answered,
    Consent,
    Event,
    LookAnswer,
    LookMark,
    NarratorsLook,
    Redaction,
    State,
    Testimony,
    Withdrawal,
    is_awaited,
)
from tests.factories.testimony import consent
from tests.testimonies.looks.conftest import TEXTS, Linked

pytestmark = pytest.mark.django_db
LINE = re.compile(r'name="line" value="([0-9-]+)"')


def marks() -> list[tuple[int, int]]:
    return list(LookMark.objects.order_by("start_ms").values_list("start_ms", "end_ms"))


def test_words_are_read_ticked_unticked_and_taken_out(client: Client, linked: Linked) -> None:
    words = f"{linked.address}words/1/"
    page = client.get(words).content.decode()
    assert all(text in page for text in TEXTS) and 'src="/en/look/' in page
    shown = LINE.findall(page)
    assert shown == ["0-5000", "5000-10000", "10000-15000"]
    client.post(words, {"line": shown, "out": shown[:2], "go": "next"})
    assert marks() == [(0, 5_000), (5_000, 10_000)] and is_awaited(linked.testimony)
    assert client.get(words).content.decode().count(" checked") == 2
    client.post(words, {"line": shown, "out": [shown[1]], "go": "front"})
    assert marks() == [(5_000, 10_000)]
    assert not Redaction.objects.exists(), "nothing is taken out before the button is pressed"
    assert TEXTS[1] in client.get(f"{linked.address}out/").content.decode()
    answer = client.post(f"{linked.address}out/", {"out": "yes"})
    assert answer["Location"].endswith("?done=removed")
    made = Redaction.objects.get()
    assert (made.start_ms, made.end_ms, made.open_to, made.reason, made.by) == (
        5_000, 10_000, "staff", "narrator_asked", None,
    )  # fmt: skip
    assert not marks() and not is_awaited(linked.testimony)
    assert "Samira" not in client.get(words).content.decode()
    event = Event.objects.get(verb="look_words_removed")
    assert (event.by, event.testimony, event.data["look"]) == (None, linked.testimony, linked.look.pk)
    assert LookAnswer.objects.waiting().get().data == {"redactions": [made.pk]}
    client.post(f"{linked.address}out/", {"out": "yes"})
    assert Redaction.objects.count() == 1, "a second press does nothing"


def test_words_that_were_typed_where_there_was_no_room_are_told_and_go_too(client: Client, linked: Linked) -> None:
    """A word that a person added at the end of a line has a time and no length."""
    segment = linked.testimony.recordings.get().transcripts.get(kind="original").segments.get(start_ms=5_000)
    segment.words, segment.text = [*segment.words, [10_000, 10_000, "kerchief", None]], f"{segment.text} kerchief"
    segment.save()
    client.post(f"{linked.address}words/1/", {"line": "5000-10000", "out": "5000-10000", "go": "front"})
    assert "kerchief" in client.get(f"{linked.address}out/").content.decode()
    client.post(f"{linked.address}out/", {"out": "yes"})
    assert "kerchief" not in client.get(f"{linked.address}words/1/").content.decode()


def test_what_researchers_may_still_hear_can_be_taken_out_from_them_and_nothing_twice(
    client: Client, linked: Linked, editor: Any
) -> None:
    recording = linked.testimony.recordings.get()
    redacting.redact(recording=recording, start_ms=0, end_ms=5_000, open_to="researcher", reason="other", by=editor)
    words = f"{linked.address}words/1/"
    page = client.get(words).content.decode()
    assert "0-5000" in LINE.findall(page) and TEXTS[0] not in page
    for _twice in range(2):
        client.post(words, {"line": "0-5000", "out": "0-5000"})
        client.post(f"{linked.address}out/", {"out": "yes"})
    assert Redaction.objects.filter(open_to="staff").count() == 1 and not marks()
    assert "0-5000" not in LINE.findall(client.get(words).content.decode())


def test_some_words_of_a_line(client: Client, linked: Linked) -> None:
    line = f"{linked.address}words/1/5000/"
    page = client.get(line).content.decode()
    assert page.count('name="word"') == 6
    client.post(line, {"word": ["2", "5", "99", "x"]})
    assert marks() == [(6_666, 7_499), (9_165, 9_998)]
    assert "Some words of it are ticked" in client.get(f"{linked.address}words/1/").content.decode()
    client.post(f"{linked.address}words/1/", {"line": ["5000-10000"], "go": "next"})
    assert len(marks()) == 2, "a line whose box was never ticked keeps its words"
    client.post(line, {"word": ["2"]})
    assert marks() == [(6_666, 7_499)]
    key = LookMark.objects.get().pk
    client.post(f"{linked.address}out/", {"keep": str(key + 1)})
    assert marks() == [(6_666, 7_499)]
    client.post(f"{linked.address}out/", {"keep": str(key)})
    assert not marks()


@pytest.mark.parametrize("written", ["", "-", "5", "5-", "-5", "9-5", "a-b", "1" * 13 + "-" + "2" * 13, "٣-٥", "5-5"])
def test_a_stretch_that_is_none_marks_nothing(client: Client, linked: Linked, written: str) -> None:
    answer = client.post(f"{linked.address}words/1/", {"line": [written], "out": [written]})
    assert answer.status_code == 302 and not marks()


def test_a_stretch_beyond_the_end_is_cut_off_and_too_many_are_refused(client: Client, linked: Linked) -> None:
    recording = linked.testimony.recordings.get()
    looking.mark(look=linked.look, recording=recording, within=(59_000, 90_000), spans=[(59_000, 90_000)])
    looking.mark(look=linked.look, recording=recording, within=(70_000, 90_000), spans=[(70_000, 90_000)])
    assert marks() == [(59_000, 60_000)]
    with pytest.raises(StateForbids):
        spans = [(one * 20, one * 20 + 10) for one in range(looking.MOST_MARKS)]
        looking.mark(look=linked.look, recording=recording, within=(0, 20_000), spans=spans)
    assert marks() == [(59_000, 60_000)]


def test_marks_that_were_never_sent_keep_it_from_being_published_and_an_editor_sends_them(
    client: Client, linked: Linked, editor: Any, foreign_editor: Any
) -> None:
    client.post(f"{linked.address}words/1/", {"line": "0-5000", "out": "0-5000"})
    looking.revoke(look=linked.look, by=editor)
    testimony = Testimony.objects.get()
    with pytest.raises(PermissionDenied):
        testimony.save_revision().publish(user=editor)
    assert not Testimony.objects.get().live
    with pytest.raises(StateForbids):
        looking.remove(look=linked.look)
    with pytest.raises(NotPermitted):
        looking.remove(look=linked.look, by=foreign_editor)
    looking.remove(look=linked.look, by=editor)
    assert Redaction.objects.get().by == editor
    testimony.save_revision().publish(user=editor)
    assert Testimony.objects.get().live


def test_changes_are_asked_for_and_wait_until_an_editor_saw_to_them(
    client: Client, linked: Linked, editor: Any, foreign_editor: Any
) -> None:
    site_setup.set_up()
    door = f"{linked.address}changes/"
    assert client.post(door, {"text": " \x00 ", "wish": "nonsense"}).status_code == 400
    too_long = client.post(door, {"text": "ض" * 4_001, "wish": "name"})
    assert too_long.status_code == 400 and "4000" in too_long.content.decode().replace(",", "")
    client.post(door, {"text": "نعم، ولكن…\n<script>", "wish": ["talk", "name"]})
    asked = LookAnswer.objects.get()
    assert (asked.kind, asked.data) == (Answered.CHANGES, {"wishes": ["name", "talk"]})
    assert "…" not in str(list(Event.objects.values_list("data", flat=True))), "no word of it in an event"
    testimony = Testimony.objects.get()
    with pytest.raises(PermissionDenied):
        testimony.save_revision().publish(user=editor)
    client.force_login(editor)
    page = client.get("/admin/narrators-answers/").content.decode()
    assert escape("<script>") in page and "<script>\n" not in page and testimony.accession_number in page
    assert "1 answer of a narrator waits." in client.get("/admin/").content.decode()
    stranger = Client()
    stranger.force_login(foreign_editor)
    assert testimony.accession_number not in stranger.get("/admin/narrators-answers/").content.decode()
    assert stranger.post(f"/admin/narrators-answers/{asked.pk}/seen-to/", follow=True).status_code == 404
    assert client.post(f"/admin/narrators-answers/{asked.pk}/seen-to/").status_code == 302
    assert Event.objects.filter(verb="look_answer_settled", by=editor).count() == 1
    testimony.save_revision().publish(user=editor)
    assert Testimony.objects.get().live


def test_agreeing_by_use_is_a_sitting_of_the_ledger(client: Client, linked: Linked) -> None:
    door = f"{linked.address}agree/"
    assert client.post(door, {}).status_code == 400, "nothing was said before, and nothing is said now"
    consent(linked.testimony, "sound", "public", valid_from=date(2040, 1, 1))
    page = client.get(door).content.decode()
    assert "May your voice be heard?" in page and "2040" in page
    client.post(door, {"catalogue": "public", "transcript": "researcher", "export": "nonsense", "sound": ""})
    given = Consent.objects.filter(given="own_look")
    assert {(one.use, one.audience) for one in given} == {
        ("catalogue", "public"), ("transcript", "researcher"), ("sound", "public"),
    }  # fmt: skip
    assert len({one.sitting for one in given}) == 1 and {one.recorded_by for one in given} == {None}
    assert {one.language for one in given} == {"fr"}
    assert given.get(use="sound").valid_from == date(2040, 1, 1), "an embargo stays"
    assert Event.objects.filter(verb="consent_recorded").count() == 3
    assert LookAnswer.objects.get().kind == Answered.AGREED


def test_a_link_closes_at_once_and_opens_nothing_wider_that_is_public(linked: Linked) -> None:
    for use in ("catalogue", "transcript", "sound"):
        consent(linked.testimony, use, "researcher")
    Testimony.objects.update(state=State.PUBLISHED, live=True)
    wide = {"catalogue": "public", "transcript": "staff", "translation": "public", "sound": "researcher"}
    answer = looking.agree(look=linked.look, audiences=wide)
    assert answer.data["wished"] == {"catalogue": "public", "translation": "public"}
    given = {one.use: one.audience for one in Consent.objects.filter(given="own_look")}
    assert given == {"catalogue": "researcher", "transcript": "staff", "sound": "researcher"}
    assert [use for use, _audience in answer.wished] == ["an entry in the catalogue", "translation of the words"]


def test_taking_it_back_closes_everything_and_leaves_the_receipt(client: Client, linked: Linked, editor: Any) -> None:
    door = f"{linked.address}withdraw/"
    assert client.post(door, {}).status_code == 400 and not Withdrawal.objects.exists()
    assert client.post(door, {"sure": "yes"}).status_code == 302
    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.by, withdrawal.language, Testimony.objects.get().state) == (None, "fr", State.WITHDRAWN)
    page = client.get(f"/fr/look/{linked.token}/").content.decode()
    assert withdrawal.receipt_number in page and "Harvest" not in page
    for behind in ("words/1/", "about/", "out/", "changes/", "agree/", "sound/1.m4a"):
        answer = client.get(linked.address + behind)
        assert answer.status_code == 302 and answer["Location"] == linked.address, behind
    assert client.post(f"{linked.address}changes/", {"wish": "talk"}).status_code == 302
    assert LookAnswer.objects.get().kind == Answered.WITHDREW
    assert Event.objects.filter(verb="look_withdrew", by=None).count() == 1
    client.force_login(editor)
    assert withdrawal.receipt_number.rpartition("-")[0] in client.get("/admin/narrators-answers/").content.decode()
    withdrawing.restore(withdrawal=withdrawal, by=editor, reason="They changed their mind.")
    assert client.get(f"{linked.address}words/1/").status_code == 302, "a new link is made for whoever comes back"


@pytest.mark.django_db(transaction=True)
def test_a_purge_leaves_nothing_of_it(linked: Linked, client: Client) -> None:
    client.post(f"{linked.address}changes/", {"text": "my words"})
    client.post(f"{linked.address}words/1/", {"line": "0-5000", "out": "0-5000"})
    client.post(f"{linked.address}withdraw/", {"sure": "yes"})
    Withdrawal.objects.update(restorable_until=timezone.now())
    purging.purge(withdrawal=Withdrawal.objects.get())
    assert Withdrawal.objects.get().is_purged
    assert not NarratorsLook.objects.exists() and not LookAnswer.objects.exists() and not LookMark.objects.exists()
    assert client.get(linked.address).status_code == 404


def test_an_old_page_after_the_revocation_writes_nothing(linked: Linked, editor: Any) -> None:
    looking.revoke(look=linked.look, by=editor)
    recording = linked.testimony.recordings.get()
    for verb, said in (
        (looking.ask_changes, {"text": "x"}), (looking.agree, {"audiences": {"sound": "public"}}),
        (looking.withdraw, {}), (looking.remove, {}),
        (looking.mark, {"recording": recording, "within": (0, 5), "spans": [(0, 5)]}),
    ):  # fmt: skip
        with pytest.raises(StateForbids):
            verb(look=linked.look, **said)  # type: ignore[operator]
    assert not LookAnswer.objects.exists() and Testimony.objects.get().state == State.DRAFT


@pytest.mark.django_db(transaction=True)
def test_the_editors_are_written_to_without_a_word_of_it(
    linked: Linked, client: Client, settings: Any, run_jobs: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client.post(f"{linked.address}changes/", {"text": "my cousin"})
    run_jobs("keeping")
    run_jobs("keeping")
    (letter,) = mail.outbox
    assert letter.to == ["editor@example.org"] and "/admin/narrators-answers/" in letter.body
    assert "cousin" not in letter.body + letter.subject and linked.token not in letter.body


def test_the_editor_makes_a_link_that_is_shown_once_with_a_square(linked: Linked, client: Client, editor: Any) -> None:
    site_setup.set_up()
    client.force_login(editor)
    door = f"/admin/narrators/{linked.testimony.accession_number}/"
    record = client.get(f"/admin/snippets/testimonies/testimony/edit/{linked.testimony.pk}/").content.decode()
    assert door in record
    assert client.post(door, {"language": "ar", "days": "400"}).status_code == 400
    shown = client.post(door, {"language": "ar", "days": "3"})
    page = shown.content.decode()
    (address,) = set(re.findall(r"http://[^\s<\"]+/ar/look/[0-9a-z-]+/", page))
    assert "<svg" in page and 'dir="rtl"' in page and "no-store" in shown["Cache-Control"]
    slip = page[page.index('class="slip"') :]
    assert linked.testimony.accession_number not in slip[: slip.index("</article>")] and "Harvest" not in slip
    assert Client().get(address.partition("8000")[2] or address[address.index("/ar/") :]).status_code == 200
    token = address.rstrip("/").rpartition("/")[2]
    assert token not in client.get(door).content.decode()
    made = NarratorsLook.objects.order_by("-pk").first()
    assert made is not None and (made.expires_at - made.made_at).days in (2, 3)
    assert client.post(f"{door}{made.pk}/revoke/").status_code == 302
    assert Client().get(f"/ar/look/{token}/").status_code == 404


def test_links_of_others_are_not_there(linked: Linked, client: Client, foreign_editor: Any) -> None:
    client.force_login(foreign_editor)
    door = f"/admin/narrators/{linked.testimony.accession_number}/"
    site_setup.set_up()
    assert client.get(door, follow=True).status_code == 404
    for deed in ("revoke", "remove"):
        assert client.post(f"{door}{linked.look.pk}/{deed}/", follow=True).status_code == 404
