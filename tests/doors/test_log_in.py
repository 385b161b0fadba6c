"""Through the door and out again: log-in, sign-up, a forgotten password, a second factor, and nobody is told who is
known here."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client, TestCase

from archive.accounts.trail import end_other_sessions
from testimonies.models import Event
from tests.cast import PASSWORD

LOG_IN = "/en/log-in/"
NEW = "a quite different pass phrase"


@pytest.fixture
def post(settings: Any) -> None:
    """A mail server, whose letters the test reads."""
    settings.EMAIL_HOST = "mail.example.org"


def code_for(secret: str) -> str:
    """The six digits that a telephone shows for ``secret`` now (RFC 6238)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def log_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOG_IN, {"login": name, "password": password, **more})


def set_up_second_factor(client: Client) -> tuple[str, list[str]]:
    """The secret and the recovery codes. The password is asked for once more."""
    way = client.get("/en/account/second-factor/")["Location"]
    assert way.startswith("/en/account/confirm/password/")
    assert client.post(way, {"password": PASSWORD})["Location"] == "/en/account/second-factor/"
    page = client.get("/en/account/second-factor/").content.decode()
    secret = re.search(r'class="key"[^>]*>([A-Z2-7]+)<', page)[1]  # type: ignore[index]
    with TestCase.captureOnCommitCallbacks(execute=True):
        done = client.post("/en/account/second-factor/", {"code": code_for(secret)}, follow=True)
    codes = re.findall(r"<code>(\d{8})</code>", done.content.decode())
    assert len(codes) == 10
    return secret, codes


@pytest.mark.parametrize("name", ["interviewer", "interviewer@example.org", " interviewer "])
def test_by_name_or_by_address(client: Client, interviewer: Any, name: str) -> None:
    assert log_in(client, name)["Location"] == "/en/work/"
    assert client.get("/en/work/").status_code == 200


def test_a_reader_is_led_to_the_testimonies_and_whoever_was_on_the_way_goes_on(client: Client, visitor: Any) -> None:
    assert log_in(Client(), "visitor")["Location"] == "/en/testimonies/"
    assert log_in(client, "visitor", next="/ar/search/?q=x")["Location"] == "/ar/search/?q=x"


def test_wrong_is_wrong_whoever_is_meant(client: Client, interviewer: Any) -> None:
    pages = [
        re.sub(r'value="[^"]*"', "", log_in(Client(), name, "wrong password").content.decode())
        for name in ("interviewer", "nobody", "interviewer@example.org", "nobody@example.org")
    ]
    assert len(set(pages)) == 1 and "do not belong together" in pages[0]


def test_after_five_wrong_passwords_the_right_one_waits(interviewer: Any) -> None:
    for _time in range(5):
        log_in(Client(), "interviewer", "wrong password")
    assert "Too many attempts" in log_in(Client(), "interviewer").content.decode()


def test_signing_up_and_confirming(client: Client, post: None, db: None) -> None:
    fields = {"email": "reader@example.org", "password1": NEW, "password2": NEW}
    assert client.post("/en/sign-up/", fields)["Location"] == "/en/account/address/sent/"
    account = get_user_model().objects.get()
    assert account.username.startswith("reader-") and "reader@" not in account.username
    assert log_in(Client(), "reader@example.org", NEW)["Location"] == "/en/account/address/sent/", "not confirmed yet"
    link = re.search(r"http://[^/]+(/en/account/address/\S+)", mail.outbox[0].body)[1]  # type: ignore[index]
    other = Client()
    assert "Is this your address?" in other.get(link).content.decode()
    assert log_in(Client(), "reader@example.org", NEW)["Location"] == "/en/account/address/sent/", "a look is no yes"
    assert other.post(link).status_code == 302
    assert log_in(client, "reader@example.org", NEW)["Location"] == "/en/testimonies/"


def test_an_address_that_has_an_account_gets_the_same_answer(post: None, visitor: Any) -> None:
    answers = []
    for address in ("visitor@example.org", "stranger@example.org"):
        sign_up = Client().post("/en/sign-up/", {"email": address, "password1": NEW, "password2": NEW})
        reset = Client().post("/en/account/password/reset/", {"email": address})
        answers.append((sign_up.status_code, sign_up["Location"], reset.status_code, reset["Location"]))
    assert answers[0] == answers[1]
    assert get_user_model().objects.count() == 2
    assert [letter.to for letter in mail.outbox].count(["visitor@example.org"]) == 2


def test_signing_up_takes_as_long_where_there_is_an_account(post: None, visitor: Any, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    took = {}
    for address in ("visitor@example.org", "stranger@example.org"):
        begun = time.perf_counter()
        Client().post("/en/sign-up/", {"email": address, "password1": NEW, "password2": NEW})
        took[address] = time.perf_counter() - begun
    slow, fast = max(took.values()), min(took.values())
    assert slow < 2.5 * fast, took


def test_a_forgotten_password(post: None, visitor: Any) -> None:
    here, elsewhere = Client(), Client()
    elsewhere.force_login(visitor)
    here.post("/en/account/password/reset/", {"email": "visitor@example.org"})
    link = re.search(r"http://[^/]+(/en/account/password/reset/\S+)", mail.outbox[0].body)[1]  # type: ignore[index]
    form = here.get(link)["Location"]
    assert here.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    assert log_in(Client(), "visitor", NEW).status_code == 302
    assert "no longer works" in Client().get(link).content.decode(), "once"
    assert elsewhere.get("/en/account/security/").status_code == 302, "other sessions ended"


def test_without_a_mail_server_no_message_is_promised(client: Client, db: None) -> None:
    for address in ("/en/sign-up/", "/en/account/password/reset/"):
        for answer in (client.get(address), client.post(address, {"email": "a@example.org"})):
            assert "cannot send e-mail" in answer.content.decode() and "on its way" not in answer.content.decode()
    assert not get_user_model().objects.exists() and not mail.outbox


def test_a_new_password_ends_the_other_sessions_and_not_this_one(visitor: Any) -> None:
    here, elsewhere = Client(), Client()
    log_in(here, "visitor")
    log_in(elsewhere, "visitor")
    fields = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/en/account/password/", fields)["Location"] == "/en/account/security/"
    assert here.get("/en/account/security/").status_code == 200
    assert elsewhere.get("/en/account/security/").status_code == 302


def test_the_second_factor_from_setting_up_to_the_last_code(client: Client, interviewer: Any) -> None:
    log_in(client, "interviewer")
    secret, codes = set_up_second_factor(client)
    assert secret not in str(Authenticator.objects.values_list("data", flat=True)), "encrypted in the database"
    log_in(other := Client(), "interviewer")
    assert other.get("/en/work/").status_code == 302, "the password alone opens nothing"
    assert "not right" in other.post("/en/log-in/code/", {"code": "000000"}).content.decode()
    assert other.post("/en/log-in/code/", {"code": codes[0]}).status_code == 302
    assert other.get("/en/work/").status_code == 200
    code = code_for(secret)
    log_in(fourth := Client(), "interviewer")
    assert fourth.post("/en/log-in/code/", {"code": code}).status_code == 302
    cache._cache.clear()  # type: ignore[attr-defined]  # as in another process
    log_in(fifth := Client(), "interviewer")
    assert "not right" in fifth.post("/en/log-in/code/", {"code": code}).content.decode(), "looked at over a shoulder"
    log_in(again := Client(), "interviewer")
    assert "not right" in again.post("/en/log-in/code/", {"code": codes[0]}).content.decode(), "a code opens once"
    said = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert said == [
        "logged_in", "second_factor_set_up", "log_in_refused", "logged_in", "logged_in", *["log_in_refused"] * 2
    ]  # fmt: skip


def test_sessions_of_the_password_alone_end_with_the_second_factor(interviewer: Any) -> None:
    thief, owner = Client(), Client()
    log_in(thief, "interviewer")
    log_in(owner, "interviewer")
    set_up_second_factor(owner)
    assert thief.get("/en/work/").status_code == 302
    assert owner.get("/en/work/").status_code == 200


def test_what_protects_an_account_is_changed_with_a_code_not_with_the_password(client: Client, editor: Any) -> None:
    log_in(client, "editor")
    set_up_second_factor(client)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    led = client.post("/en/account/second-factor/remove/")
    assert led["Location"] == "/en/account/confirm/code/?next=%2Fen%2Faccount%2Fsecond-factor%2Fremove%2F"
    assert client.get("/en/account/confirm/password/")["Location"] == "/en/account/confirm/code/"
    assert Authenticator.objects.count() == 2
    assert "127.0.0.1" not in str(Session.objects.get().get_decoded())


@pytest.mark.parametrize("who", ["interviewer", "editor", "superuser"])
def test_staff_can_do_nothing_but_set_it_up(client: Client, who: str, settings: Any, request: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    request.getfixturevalue(who)
    log_in(client, who)
    for address in ("/en/work/", "/admin/", "/en/testimonies/", "/en/upload/", "/admin/users/"):
        assert client.get(address)["Location"] == "/en/account/security/", address
    assert client.post("/en/upload/", {"title": "x"}).status_code == 403
    assert client.get("/healthz").status_code in (200, 503)
    assert "can do nothing else" in client.get("/en/account/security/").content.decode()
    set_up_second_factor(client)
    assert client.get("/en/testimonies/").status_code == 200


def test_readers_need_none(client: Client, visitor: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(visitor)
    assert client.get("/en/testimonies/").status_code == 200


def test_an_administrator_removes_what_was_lost(client: Client, editor: Any) -> None:
    from django.core.management import CommandError, call_command

    log_in(client, "editor")
    set_up_second_factor(client)
    call_command("remove_second_factor", "editor")
    assert not Authenticator.objects.exists() and client.get("/en/work/").status_code == 302
    with pytest.raises(CommandError, match="no second factor"):
        call_command("remove_second_factor", "editor")
    with pytest.raises(CommandError, match="no account"):
        call_command("remove_second_factor", "nobody")


@pytest.mark.parametrize(
    "address",
    ["/admin/login/", "/en/_util/login/", "/admin/password_reset/", "/admin/password_reset/confirm/Mg/set-password/"],
)
def test_wagtails_own_doors_lead_to_ours(client: Client, interviewer: Any, address: str) -> None:
    for answer in (client.get(address), client.post(address, {"username": "interviewer", "password": PASSWORD})):
        assert answer["Location"] in (LOG_IN, "/en/account/password/reset/")
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith(LOG_IN)
    assert client.get("/admin/login/?next=//evil.example")["Location"] == LOG_IN


def test_whoever_is_logged_in_without_a_part_in_the_editors_rooms_is_told_so(client: Client, visitor: Any) -> None:
    client.force_login(visitor)
    answer = client.get("/admin/consents-ending/", follow=True)
    assert answer.status_code == 403 and "no part in these rooms" in answer.content.decode()


def test_the_editors_rooms_change_neither_password_nor_address(client: Client, editor: Any) -> None:
    client.force_login(editor)
    page = client.get("/admin/account/").content.decode()
    assert "old_password" not in page and 'name="name_email-email"' not in page


def test_after_the_log_out_nothing_is_left(client: Client, editor: Any) -> None:
    log_in(client, "editor")
    assert Session.objects.count() == 1
    answer = client.post("/en/log-out/")
    assert answer["Clear-Site-Data"] == '"cache"' and not Session.objects.exists()


def test_all_other_sessions_can_be_ended(editor: Any, visitor: Any) -> None:
    clients = [Client(), Client(), Client()]
    for client, who in zip(clients, (editor, editor, visitor), strict=True):
        client.force_login(who)
    end_other_sessions(editor, keep=clients[0].session.session_key)
    assert [client.get("/en/account/security/").status_code for client in clients] == [200, 302, 200]
