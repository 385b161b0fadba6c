"""What an attacker tries first, at every door of the site."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents.models import Document

from archive import site_setup
from testimonies.models import Testimony
from tests.cast import PASSWORD
from tests.doors.addresses import addresses, everything_kept
from tests.factories.testimony import make_published, make_recording, make_transcript
from tests.testimonies.views.test_seclusion import MAY_FAIL

EVIL = (
    "//evil.example", "https://evil.example/", "http:evil.example", "///evil.example", "/\\evil.example",
    "\\\\evil.example", "javascript:alert(1)", "https:/evil.example", "%2F%2Fevil.example", "/%09/evil.example",
    "http://testserver@evil.example/", " //evil.example", "data:text/html,x",
)  # fmt: skip
REFUSALS = (301, 302, 400, 403, 404, 405, 410, 412, 429)
LEAVES_THE_SESSION = ("/log-out/", "/admin/logout/")


@pytest.fixture
def testimony(north: Any, interviewer: Any) -> Testimony:
    site_setup.set_up()
    made: Testimony = make_published(north)
    make_transcript(make_recording(made), ["words that were spoken"])
    return made


@pytest.fixture
def every(testimony: Testimony) -> list[str]:
    recording = testimony.recordings.last()
    values = {
        "pk": testimony.pk, "object_id": testimony.pk, "accession": testimony.accession_number, "position": 1,
        "uuid": recording.uuid, "format": "vtt", "step": "copy", "app_label": "testimonies",
        "model_name": "testimony", "path": "",
    }  # fmt: skip
    found = [one for one in addresses(values) if not one.endswith(LEAVES_THE_SESSION)]
    assert len(found) > 150
    return found


@pytest.fixture
def administrator(superuser: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(superuser)
    return client


def test_a_look_changes_nothing_anywhere(every: list[str], administrator: Client) -> None:
    administrator.get("/admin/")
    before = everything_kept()
    for address in every:
        for answer in (administrator.get(address), administrator.head(address)):
            assert answer.status_code < 500 or address in MAY_FAIL, address
    after = everything_kept()
    assert {name for name in before if before[name] != after[name]} == set()


def test_no_deed_without_the_form_token(every: list[str], superuser: Any) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(superuser)
    client.get("/admin/")
    before = everything_kept()
    for address in every:
        for method in (client.post, client.put, client.patch, client.delete):
            answer = method(address, headers={"Origin": "https://evil.example"})
            assert answer.status_code in (301, 302, 400, 403, 404, 405, 410, 412, 429), (
                f"{address}: {answer.status_code}"
            )
            elsewhere = answer.headers.get("Location", "/")
            assert elsewhere.startswith("/") and not elsewhere.startswith("//"), address
    assert before == everything_kept()
    assert client.get("/en/work/").status_code == 200, "still logged in"


@pytest.mark.parametrize(
    "cookie",
    [
        "", "0" * 32, "x" * 32, "' OR 1=1 --", "../../etc/passwd", "\x00", "é", "a" * 5000, "None", "1;2", "%00", "[]",
        '{"_auth_user_id": "1"}',
    ],
)  # fmt: skip
def test_a_session_cookie_that_was_made_up_opens_nothing(client: Client, superuser: Any, cookie: str) -> None:
    Client().force_login(superuser)
    client.cookies["sessionid"] = cookie
    answer = client.get("/en/work/")
    assert answer.status_code == 302 and answer["Location"].startswith("/en/log-in/")


def test_a_session_cookie_that_was_changed_or_planted_opens_nothing(superuser: Any, visitor: Any) -> None:
    known = Client()
    known.force_login(superuser)
    key = known.session.session_key or ""
    for changed in (key[:-1], key + "a", key.upper(), key[::-1], f"{key} "):
        other = Client()
        other.cookies["sessionid"] = changed
        assert other.get("/en/work/").status_code == 302, changed
    planted = Client()
    planted.cookies["sessionid"] = "a" * 32
    planted.post("/en/log-in/", {"login": "visitor", "password": PASSWORD})
    assert planted.cookies["sessionid"].value != "a" * 32
    assert not Session.objects.filter(pk="a" * 32).exists()


def test_a_session_that_is_over_opens_nothing(administrator: Client) -> None:
    key = administrator.session.session_key
    administrator.post("/en/log-out/")
    administrator.cookies["sessionid"] = key or ""
    assert administrator.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    "value", ["../../etc/passwd", '"><script>x</script>', "xx", "ar\r\nSet-Cookie: a=b", "é" * 999]
)
def test_a_language_that_was_made_up_is_none(client: Client, db: None, value: str) -> None:
    site_setup.set_up()
    client.cookies["django_language"] = value
    for answer in (client.get("/"), client.get("/", headers={"Accept-Language": value.replace("\r\n", " ")})):
        assert answer["Location"] in ("/en/", "/ar/")
    page = client.get("/en/search/").content.decode()
    assert "<script>x" not in page and "passwd" not in page


@pytest.mark.parametrize("wanted", EVIL)
def test_nobody_is_led_to_another_site(wanted: str, interviewer: Any, visitor: Any) -> None:
    def leads(answer: Any) -> str:
        """Where a browser would go, which takes a backslash for a slash and leaves out tabs and spaces."""
        way = re.sub(r"[\t\r\n]", "", str(answer.headers.get("Location", "/")).strip()).replace("\\", "/")
        return urljoin("https://testserver/en/log-in/", way)

    out, inside = Client(), Client()
    inside.force_login(visitor)
    answers = [
        out.post("/en/log-in/", {"login": "interviewer", "password": PASSWORD, "next": wanted}),
        Client().get("/admin/login/", {"next": wanted}),
        inside.get("/en/log-in/", {"next": wanted}),
        inside.post("/en/log-out/", {"next": wanted}),
        Client().get("/en/_util/login/", {"next": wanted}),
    ]
    confirming = Client()
    confirming.force_login(interviewer)
    answers.append(confirming.post("/en/account/confirm/password/", {"password": PASSWORD, "next": wanted}))
    answers.append(Client().get(f"/{wanted}"))
    for answer in answers:
        assert urlsplit(leads(answer))[:2] == ("https", "testserver"), leads(answer)


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "localhost@evil.example", "localhost:80:80", "[::1]x"]
)
def test_another_name_is_not_answered(client: Client, db: None, host: str) -> None:
    assert client.get("/en/log-in/", headers={"Host": host}).status_code == 400


def test_a_letter_leads_to_the_site_whatever_the_request_said(client: Client, visitor: Any, settings: Any) -> None:
    from django.core import mail

    settings.EMAIL_HOST, settings.SITE_URL = "mail.example.org", "https://archive.example.org"
    client.post(
        "/en/account/password/reset/",
        {"email": "visitor@example.org"},
        headers={"Host": "localhost", "X-Forwarded-Host": "evil.example", "Referer": "https://evil.example/"},
    )
    text = mail.outbox[0].body
    assert "https://archive.example.org/en/account/password/reset/" in text and "evil" not in text
    assert "localhost" not in text


ODD = {
    "long": "x" * 200_000, "nul": "\x00", "no character": "\ufffe\uffff", "far": "\U0010ffff" * 99,
    "sql": "' UNION SELECT password FROM auth_user --", "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "script": "<script>alert(1)</script>", "deep": "(" * 20_000, "regex": "a" * 50 + "*" * 50, "percent": "%s%n%d",
    "path": "../" * 200, "newline": "a\r\nSet-Cookie: b=c", "direction": "\u202e\u2066",
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_odd_questions_get_an_ordinary_answer(testimony: Testimony, odd: str) -> None:
    client = Client(raise_request_exception=False)
    value = ODD[odd]
    for address in ("/en/search/", "/en/testimonies/", f"/en/testimonies/{testimony.accession_number}/", "/en/log-in/"):
        names = ("q", "page", "country", "theme", "language", "next", "order", "p", "t", "from", "to", "id")
        for asked in ({name: value for name in names}, {value[:500]: "1"}):
            answer = client.get(address, asked)
            assert answer.status_code in (200, 301, 302, 400, 404, 414, 429), f"{address}: {answer.status_code}"
            assert "Set-Cookie: b" not in str(answer.headers)
            assert "<script>alert(1)" not in answer.content.decode()
    assert client.post("/en/log-in/", {"login": value, "password": value}).status_code in (200, 400, 403, 429)


def test_many_fields_and_long_headers_are_refused_or_ignored(db: None) -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/en/search/?" + "&".join(f"a{i}=1" for i in range(20_000))).status_code in (200, 400)
    assert client.post("/en/log-in/", {f"a{i}": "1" for i in range(6_000)}).status_code == 400
    long = "x" * 100_000
    for name in ("Cookie", "Accept-Language", "User-Agent", "Range", "If-None-Match", "X-Forwarded-For", "Referer"):
        assert client.get("/en/search/?q=a", headers={name: long}).status_code == 200, name


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.js", "a.xhtml", "a.pdf.html"])
def test_the_editors_rooms_take_no_document_that_a_browser_would_run(administrator: Client, name: str) -> None:
    file = SimpleUploadedFile(name, b"<script>alert(1)</script>", "text/html")
    administrator.post("/admin/documents/add/", {"title": "x", "file": file, "collection": "1"})
    administrator.post("/admin/documents/multiple/add/", {"title": "x", "files[]": file, "collection": "1"})
    assert not Document.objects.exists()


def test_what_was_taken_in_is_at_no_address(administrator: Client) -> None:
    file = SimpleUploadedFile("a.txt", b"<script>alert('taken in')</script>", "text/plain")
    administrator.post("/admin/documents/add/", {"title": "x", "file": file, "collection": "1"})
    document = Document.objects.get()
    for root in ("/nothing-below-media-is-public/", "/media/", "/", "/static/", "/en/", "/documents/1/", "/static/../"):
        answer = administrator.get(root + document.file.name)
        assert answer.status_code in (301, 302, 404)
        assert b"taken in" not in answer.content


def test_an_upload_is_not_removed_by_a_page_of_another_site(interviewer: Any) -> None:
    from testimonies.models import Upload
    from tests.spec.tus.speaker import Speaker

    client = Client()
    client.force_login(interviewer)
    address = Speaker(client).begin()
    strict = Client(enforce_csrf_checks=True, headers={"Origin": "https://evil.example"})
    strict.cookies = client.cookies
    for ask in (strict.get, strict.post, strict.delete):
        refused = ask(address, headers={"X-HTTP-Method-Override": "DELETE", "Tus-Resumable": "1.0.0"})
        assert refused.status_code == 403
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "HEAD", "POST", "PUT", "TRACE", "CONNECT"])
def test_a_method_said_in_a_header_is_not_believed(
    client: Client, visitor: Any, testimony: Testimony, method: str
) -> None:
    client.force_login(visitor)
    before = everything_kept()
    number, uuid = testimony.accession_number, testimony.recordings.last().uuid
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        for address in (f"/en/testimonies/{number}/", f"/en/recordings/{uuid}/", f"/sound/{uuid}.m4a", "/upload/"):
            client.get(address, headers={name: method})
            client.post(address, headers={name: method})
    assert before == everything_kept()
