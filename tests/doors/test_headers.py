"""Every page, file and refusal tells the browser what it must not do."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.test import Client

from archive import site_setup
from archive.middleware import ALWAYS, EDITORS_POLICY, PUBLIC_POLICY
from tests.testimonies.views.test_seclusion import MAY_FAIL, pages


@pytest.fixture
def everywhere(db: None) -> list[str]:
    site_setup.set_up()
    return sorted({*pages(), "/", "/ar/", "/en/nothing-here/", "/nothing/", "/sound/x", "/admin/nothing/"})


@pytest.mark.parametrize("who", [None, "superuser"])
def test_every_address_carries_every_header(everywhere: list[str], who: str | None, request: Any) -> None:
    client, walked = Client(raise_request_exception=False), 0
    if who:
        client.force_login(request.getfixturevalue(who))
    for address in everywhere:
        if "log-out" in address or "logout" in address:
            continue
        answer = client.get(address)
        assert answer.status_code < 500 or address in MAY_FAIL, address
        editing = address.startswith("/admin/")
        policy = answer["Content-Security-Policy"]
        assert policy == (EDITORS_POLICY if editing else PUBLIC_POLICY), address
        assert "unsafe" not in policy or editing
        assert answer["X-Frame-Options"] == "DENY" or editing, address
        for name, value in ALWAYS.items():
            assert answer[name] == value, (address, name)
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "public" not in answer["Cache-Control"], address
        if who and answer["Content-Type"].startswith("text/html"):
            assert "no-store" in answer["Cache-Control"], address
        walked += answer.status_code == 200
    assert walked >= 15


def test_the_public_policy_allows_no_other_origin_and_nothing_inline() -> None:
    allowed = {word for part in PUBLIC_POLICY.split("; ") for word in part.split()[1:]}
    assert allowed == {"'none'", "'self'", "data:", "blob:"}
    for directive in ("script-src", "style-src", "worker-src", "form-action", "connect-src"):
        assert f"{directive} 'self'" in PUBLIC_POLICY.split("; ")
    assert "frame-ancestors 'none'" in PUBLIC_POLICY


def test_refusals_carry_them_too(client: Client, db: None) -> None:
    for answer in (
        client.get("/en/", headers={"Host": "evil.example"}),
        Client(enforce_csrf_checks=True).post("/en/log-in/", {}),
        client.put("/en/search/"),
    ):
        assert answer.status_code in (400, 403, 405)
        assert answer["Content-Security-Policy"] == PUBLIC_POLICY


def test_a_picture_of_the_site_opened_by_itself_runs_nothing(client: Client) -> None:
    assert finders.find("images/icon.svg")
    django_settings.STATIC_ROOT.joinpath("images").mkdir(parents=True, exist_ok=True)
    answer = client.get("/static/images/icon.svg")
    assert answer["Content-Security-Policy"] == PUBLIC_POLICY


def test_a_preview_may_be_framed_by_the_editors_rooms_alone(client: Client, superuser: Any) -> None:
    from archive.models import HomePage

    site_setup.set_up()
    client.force_login(superuser)
    page = HomePage.objects.first()
    answer = client.get(f"/admin/pages/{page.pk}/edit/preview/")  # type: ignore[union-attr]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
