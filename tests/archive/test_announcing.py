"""The sheets of a page stand in its header, the very ones that it links."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from archive import site_setup


@pytest.fixture
def site(db: None) -> None:
    site_setup.set_up()


@pytest.mark.parametrize("path", ["/en/", "/ar/?lite", "/en/styleguide/", "/en/nothing/"])
def test_what_is_announced_is_what_is_linked(site: None, client: Client, path: str) -> None:
    answer = client.get(path)
    linked = re.findall(r'<link rel="stylesheet" href="([^"]+)">', answer.content.decode())
    assert linked and answer.headers["Link"] == ", ".join(f"<{one}>; rel=preload; as=style" for one in linked)


def test_nothing_is_announced_but_with_a_page(site: None, client: Client, admin_client: Client) -> None:
    assert "Link" not in client.get("/robots.txt").headers
    assert "Link" not in admin_client.get("/admin/", follow=True).headers
