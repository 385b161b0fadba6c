"""A person at a public form: opens the page, types, waits a moment, sends."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from archive import reference_data, site_setup
from archive.campaign import robots
from archive.models import Post

ACTION = {
    "language": "en",
    "title": "A march to the labour ministry",
    "organisation": "Workers’ Union of the North",
    "aims": "That the State ratifies the Convention.",
    "links": "https://example.org/march",
    "country": "PH",
    "place": "Manila",
    "day": "2015-05-01",
    "time": "10:00",
    "zone": "Asia/Manila",
    "contact_name": "Amina",
    "contact_email": "amina@example.org",
}
CAMPAIGN = {
    "language": "en",
    "title": "Ratify now",
    "organisation": "Migrant Network",
    "aims": "Ratification.",
    "country": "KH",
    "instruments": ["ICRMW", "C189"],
    "standing": "under_way",
    "steps": "A letter to the minister.",
    "contact_name": "Sok",
    "contact_email": "sok@example.org",
}
MAILING = "django.core.mail.backends.locmem.EmailBackend"

Sender = Callable[..., Any]


@pytest.fixture
def site(db: None, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = MAILING, "mail.example.org"
    site_setup.set_up()
    reference_data.load()


@pytest.fixture
def send(site: None, monkeypatch: pytest.MonkeyPatch) -> Sender:
    """``send(path, fields, client=…, **request)``: opens the form, then sends it, as slowly as a person does."""
    monkeypatch.setattr(robots, "FASTEST_S", 0)

    def one(path: str, fields: dict[str, Any], client: Client | None = None, **request: Any) -> Any:
        client = client or Client()
        return client.post(path, {"stamp": stamp_of(client, path), **fields}, **request)

    return one


def stamp_of(client: Client, path: str) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', client.get(path).content.decode())
    assert found
    return found[1]


def link_of(post: Post) -> str:
    return f"/{post.language}/posted/{post.root.token}/"


def confirm(post: Post) -> None:
    assert Client().post(link_of(post), {"do": "confirm"}).status_code == 302
    post.refresh_from_db()


def a_picture(*, gps: bool = False, size: tuple[int, int] = (60, 40)) -> SimpleUploadedFile:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "zqplace"
    if gps:
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (14.0, 35.0, 0.0)
    Image.new("RGB", size, "red").save(out, "JPEG", exif=exif.tobytes(), comment=b"zqplace")
    return SimpleUploadedFile("zqname.jpg", out.getvalue(), "image/jpeg")
