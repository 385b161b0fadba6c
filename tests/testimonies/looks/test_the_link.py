"""The link opens nothing else, cannot be guessed, leaves no trace, and dies when it is revoked."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.serializers import serialize
from django.db import connection
from django.test import Client
from django.utils import timezone

from archive import site_setup
from archive.logs import WithoutSecrets
from testimonies.actions import looking, withdrawing
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import Event, NarratorsLook, Redaction, digest_of_token, new_token
from tests.cast import account
from tests.doors.addresses import everything_kept
from tests.factories.testimony import consent, make_published, make_recording, make_testimony, make_transcript
from tests.testimonies.looks.conftest import BYTES, TEXTS, Linked

pytestmark = pytest.mark.django_db
PAGES = ("", "words/1/", "words/1/0/", "about/", "out/", "changes/", "agree/", "withdraw/", "sound/1.m4a")


def test_a_secret_holds_140_bits_and_is_nowhere_in_the_archive(linked: Linked) -> None:
    many = {new_token() for _each in range(500)}
    letters = {letter for one in many for letter in one.replace("-", "")}
    assert len(many) == 500 and len(letters) == 32 and {len(one.replace("-", "")) for one in many} == {28}
    kept = serialize("json", NarratorsLook.objects.all()) + serialize("json", Event.objects.all())
    assert linked.token not in kept and linked.token.replace("-", "") not in kept
    assert linked.look.digest in kept
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)} t WHERE t::text LIKE %s",
                           [f"%{linked.token}%"])  # fmt: skip
            assert cursor.fetchone() == (0,), table


def test_it_opens_however_it_was_typed(client: Client, linked: Linked) -> None:
    for typed in (linked.token.upper(), linked.token.replace("-", ""), linked.token.replace("0", "O")):
        assert client.get(f"/es/look/{typed}/").status_code == 200


def test_every_answer_is_kept_by_nobody_and_tells_no_site(client: Client, linked: Linked) -> None:
    for page in PAGES:
        answer = client.get(linked.address + page)
        assert answer.status_code in (200, 302), page
        assert "no-store" in answer["Cache-Control"] and answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"].startswith("noindex") and not answer.cookies
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert b"/*/look/" in client.get("/robots.txt").content


def test_the_first_page_tells_a_program_that_passes_links_on_nothing(client: Client, linked: Linked) -> None:
    page = client.get(linked.address).content.decode()
    for word in ("Harvest", "Amal", linked.testimony.accession_number, *TEXTS):
        assert word not in page
    assert NarratorsLook.objects.get().opened_at is None
    client.get(f"{linked.address}words/1/")
    client.get(f"{linked.address}words/1/")
    assert NarratorsLook.objects.get().opened_at and Event.objects.filter(verb="look_opened").count() == 1


def test_unknown_over_and_revoked_get_the_very_same_answer(linked: Linked, editor: Any) -> None:
    def told(token: str, page: str) -> tuple[Any, ...]:
        answer = Client(REMOTE_ADDR=f"192.0.2.{len(seen)}").get(f"/en/look/{token}/{page}")
        body = answer.content.decode().replace(token, "")
        return answer.status_code, body, sorted(answer.headers.items()), sorted(answer.cookies)

    for page in PAGES:
        seen: list[tuple[Any, ...]] = []
        NarratorsLook.objects.update(revoked_at=None, expires_at=timezone.now() + timedelta(days=1))
        for token in (new_token(), new_token(), "x" * len(linked.token)):
            seen.append(told(token, page))
        NarratorsLook.objects.update(expires_at=timezone.now())
        seen.append(told(linked.token, page))
        NarratorsLook.objects.update(expires_at=timezone.now() + timedelta(days=1), revoked_at=timezone.now())
        seen.append(told(linked.token, page))
        assert seen[0][0] == 404 and all(one == seen[0] for one in seen), page


def test_it_dies_with_its_testimony(client: Client, linked: Linked, editor: Any) -> None:
    withdrawing.withdraw(testimony=linked.testimony, by=editor)
    assert {client.get(linked.address + page).status_code for page in PAGES} == {404}


def test_it_opens_nothing_else(client: Client, linked: Linked, interviewer: Any, north: Any) -> None:
    """Not another testimony, not the sound at its own address, not by a position or key of another record."""
    site_setup.set_up()
    other = make_testimony(north, owner=interviewer, titles={"en": "Other"})
    make_transcript(make_recording(other), ["other words"])
    second = make_recording(other)
    client.get(f"{linked.address}words/1/")
    own = linked.testimony.recordings.get()
    for address in (
        linked.testimony.get_absolute_url(), own.sound_url, own.get_absolute_url(), other.get_absolute_url(),
        f"/sound/{own.uuid}/waveform.json", "/admin/", "/en/work/", f"{own.get_absolute_url()}history/",
        f"/en/testimonies/{linked.testimony.accession_number}/transcript-1.txt",
        f"/en/testimonies/{linked.testimony.accession_number}/consent/",
    ):  # fmt: skip
        assert client.get(address).status_code in (302, 404), address
    for page in (f"words/{second.position}/", "words/2/", "words/99999999999999999999/", "words/1/777/", "words/0/"):
        answer = client.get(linked.address + page)
        assert answer.status_code == 302 and answer["Location"].startswith(linked.address), page
    assert client.get(f"{linked.address}sound/2.m4a").status_code == 409
    assert not client.cookies


def test_what_is_kept_from_the_public_is_kept_from_the_link(client: Client, linked: Linked, editor: Any) -> None:
    from testimonies.actions import redacting, renaming

    recording = linked.testimony.recordings.get()
    redacting.redact(recording=recording, start_ms=500, end_ms=4_500, open_to="researcher", reason="other", by=editor)
    renaming.replace(testimony=linked.testimony, name="Samira", shown="S.", by=editor)
    page = client.get(f"{linked.address}words/1/").content.decode()
    assert "not the contract" not in page and "Samira" not in page and "S." in page
    assert client.get(f"{linked.address}sound/1.m4a").status_code == 409, "no silenced copy is made yet"
    spans = [list(one) for one in linked.look.silent_in(recording)]
    for copy in recording.redacted_copies.all():
        copy.path.parent.mkdir(parents=True, exist_ok=True)
        copy.path.write_bytes(b"silenced" if copy.spans == spans else b"not all")
    recording.redacted_copies.update(
        state="checked", sha256="0" * 64, size_bytes=8, made_at=timezone.now(), peaks={"data": []}
    )
    assert b"".join(client.get(f"{linked.address}sound/1.m4a").streaming_content) == b"silenced"  # type: ignore[attr-defined]
    assert Redaction.objects.count() == 2, "the name is silent as well"


def test_what_was_closed_to_the_staff_too_is_no_more_open_by_a_link(client: Client, linked: Linked) -> None:
    consent(linked.testimony, "catalogue", "nobody")
    assert client.get(f"{linked.address}words/1/").status_code == 302
    assert client.get(f"{linked.address}sound/1.m4a").status_code == 409


def test_sound_comes_in_ranges_and_stops_in_mid_flow_when_it_is_revoked(
    client: Client, linked: Linked, editor: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr("testimonies.views.flowing.ASKED_EVERY_S", 0)
    settings.X_ACCEL_REDIRECT = "/kept/"
    address = f"{linked.address}sound/1.m4a"
    part = client.get(address, headers={"Range": "bytes=10-19"})
    assert part.status_code == 206 and b"".join(part.streaming_content) == BYTES[10:20]  # type: ignore[attr-defined]
    whole = client.get(address)
    assert "X-Accel-Redirect" not in whole.headers, "a server in front would not stop"
    flow = iter(whole.streaming_content)  # type: ignore[attr-defined]
    assert next(flow) == BYTES[: 16 * 1024]
    looking.revoke(look=linked.look, by=editor)
    assert list(flow) == []
    assert client.get(address).status_code == 404


def test_guesses_are_limited_and_a_good_link_is_not(client: Client, linked: Linked, settings: Any) -> None:
    settings.LOOKS_MISSED_PER_MINUTE = 3
    for _each in range(10):
        assert client.get(f"{linked.address}words/1/").status_code == 200
    answers = [client.get(f"/en/look/{new_token()}/").status_code for _each in range(5)]
    assert answers == [404, 404, 404, 429, 429]
    refused = client.get(linked.address)
    assert refused.status_code == 429 and refused["Referrer-Policy"] == "no-referrer" and refused["Retry-After"]
    assert client.get(linked.address, REMOTE_ADDR="192.0.2.9").status_code == 200


def test_no_log_holds_a_secret(linked: Linked, caplog: Any, settings: Any) -> None:
    settings.LOOKS_MISSED_PER_MINUTE = 2
    secrets = [linked.token, *(new_token() for _each in range(4))]
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.DEBUG):
        for one in secrets:
            for page in ("", "words/1/", "nothing-like-it/", "sound/9.m4a"):
                client.get(f"/en/look/{one}/{page}")
                client.put(f"/en/look/{one}/{page}")
    assert caplog.records
    for record in caplog.records:
        if not record.name.startswith("django.db"):
            WithoutSecrets().filter(record)
            assert not any(one in record.getMessage() for one in secrets), record
        else:
            assert not any(one in str(record.args) for one in secrets), "the database is asked for the digest alone"
    assert re.search(r"/look/… *|/look/…", "\n".join(one.getMessage() for one in caplog.records))


def test_a_form_is_taken_without_any_cookie_and_from_nobody_who_lacks_the_secret(linked: Linked) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Origin": "null"})
    assert client.post(f"{linked.address}changes/", {"wish": "talk"}).status_code == 302
    before = everything_kept()
    for page in PAGES:
        answer = client.post(f"/en/look/{new_token()}/{page}", {"sure": "yes", "wish": "talk", "out": "0-5000"})
        assert answer.status_code in (404, 405)
    assert before == everything_kept()


def test_only_who_works_on_it_makes_and_revokes_links(
    linked: Linked, editor: Any, interviewer: Any, foreign_editor: Any, other_interviewer: Any
) -> None:
    looking.make(testimony=linked.testimony, by=interviewer, language="ar", days=1)
    for stranger in (foreign_editor, other_interviewer, account("somebody")):
        with pytest.raises(NotPermitted):
            looking.make(testimony=linked.testimony, by=stranger, language="en", days=1)
        with pytest.raises(NotPermitted):
            looking.revoke(look=linked.look, by=stranger)
    for wrong in ({"language": "tl", "days": 1}, {"language": "en", "days": 0}, {"language": "en", "days": 61}):
        with pytest.raises(StateForbids):
            looking.make(testimony=linked.testimony, by=editor, **wrong)  # type: ignore[arg-type]
    stranger = make_published(linked.testimony.collection, narrator="Zahra").participations.get().person
    with pytest.raises(StateForbids):
        looking.make(testimony=linked.testimony, by=editor, language="en", days=1, person=stranger)
    looking.revoke(look=linked.look, by=interviewer)
    looking.revoke(look=linked.look, by=interviewer)
    assert Event.objects.filter(verb="look_revoked").count() == 1
    assert NarratorsLook.objects.of_token(linked.token) is None
    assert digest_of_token(linked.token) == linked.look.digest
