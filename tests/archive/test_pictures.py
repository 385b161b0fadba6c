"""Nothing rides along with a picture or a paper, whichever door it comes by; what came is kept sealed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow
from PIL import ImageCms, PngImagePlugin
from wagtail.documents.models import Document
from wagtail.images.models import Image

from archive.models import SealedPicture
from testimonies.exceptions import PictureRefused
from testimonies.pictures import rewriting
from testimonies.pictures.rewriting import rewrite

SECRETS = (
    b"Amina Haddad",
    b"Exif",
    b"GPS",
    b"http://ns.adobe.com/xap",
    b"Photoshop 3.0",
    b"photo of my house",
    b"Nokia",
    b"ICC_PROFILE",
)
GPS_TAG, MAKER, ORIENTATION, ARTIST = 0x8825, 0x010F, 0x0112, 0x013B
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:li>Amina Haddad</rdf:li></x:xmpmeta>'
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x10\x1c\x02\x50\x00\x0bAmina Haddad"


def photograph(form: str = "JPEG") -> bytes:
    """Twelve by eight points, red above and blue below once it is turned upright, with all that rides along."""
    lying = Pillow.new("RGB", (12, 8), "red")
    lying.paste((0, 0, 255), (6, 0, 12, 8))
    exif = Pillow.Exif()
    exif[MAKER], exif[ARTIST], exif[ORIENTATION] = "Nokia", "Amina Haddad", 6
    exif.get_ifd(GPS_TAG).update({1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    out = io.BytesIO()
    more: dict[str, Any] = {"exif": exif, "icc_profile": profile}
    if form == "JPEG":
        more |= {"comment": b"photo of my house", "xmp": XMP, "quality": 95, "subsampling": 0}
    if form == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", "photo of my house")
        notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
        more["pnginfo"] = notes
    if form == "WEBP":
        more |= {"xmp": XMP, "lossless": True}
    lying.save(out, form, **more)
    data = out.getvalue()
    if form == "JPEG":  # IPTC, and a second picture behind the end, as telephones add it
        segment = b"\xff\xed" + (len(IPTC) + 2).to_bytes(2, "big") + IPTC
        data = data[:2] + segment + data[2:] + data
    return data


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_its_points_and_nothing_else(form: str) -> None:
    came = photograph(form)
    assert sum(secret in came for secret in SECRETS) >= 2
    clean = rewrite(io.BytesIO(came)).data
    assert not [secret for secret in SECRETS if secret in clean]
    with Pillow.open(io.BytesIO(clean)) as read:
        assert read.size == (8, 12), "turned upright"
        above, below = read.convert("RGB").getpixel((4, 2)), read.convert("RGB").getpixel((4, 10))
        assert above[0] > 200 > 60 > above[2] and below[2] > 200 > 60 > below[0]
        assert not read.getexif() and not {"icc_profile", "comment", "xmp", "photoshop"} & set(read.info)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        photograph()[:300],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 99,
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(PictureRefused):
        rewrite(io.BytesIO(data))


def test_a_bomb_is_refused_before_it_goes_off(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    Pillow.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(PictureRefused, match="million points"):
        rewrite(io.BytesIO(out.getvalue()))
    monkeypatch.setattr(rewriting, "MOST_BYTES", 10)
    with pytest.raises(PictureRefused, match="larger"):
        rewrite(io.BytesIO(photograph()))


def everything_below_media() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves its renditions open
def test_an_upload_is_stored_clean_under_a_name_of_chance_and_what_came_is_sealed(superuser: Any) -> None:
    client = Client()
    client.force_login(superuser)
    came = photograph()
    file = SimpleUploadedFile("amina-haddad-at-home.jpg", came, "image/jpeg")
    answer = client.post(
        reverse("wagtailimages:add"), {"title": "amina-haddad-at-home", "file": file, "collection": 1, "tags": ""}
    )
    assert answer.status_code == 302
    picture = Image.objects.get()
    assert (
        picture.title == "Picture" and "amina" not in picture.file.name and (picture.width, picture.height) == (8, 12)
    )
    rendition = picture.get_rendition("width-4")
    assert "amina" not in rendition.file.name
    sealed = SealedPicture.objects.get()
    assert sealed.path.read_bytes() == came and sealed.path.stat().st_mode & 0o222 == 0
    for path, data in everything_below_media().items():
        assert path == sealed.path or not [secret for secret in SECRETS if secret in data], path
        assert "amina" not in str(path)
    for address in (reverse("wagtailimages:index"), reverse("wagtailimages:edit", args=[picture.pk])):
        assert "amina" not in client.get(address).content.decode().lower()


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_goes_takes_what_was_sealed_with_it() -> None:
    picture = Image(title="Ours", file=SimpleUploadedFile("a.jpg", photograph()))
    picture.save()
    sealed = SealedPicture.objects.get().path
    assert picture.title == "Ours" and sealed.exists()
    picture.delete()
    assert not sealed.exists()


def test_the_form_says_what_is_wrong(superuser: Any) -> None:
    client = Client()
    client.force_login(superuser)
    bad = SimpleUploadedFile("a.png", photograph("PNG")[:200], "image/png")
    answer = client.post(reverse("wagtailimages:add"), {"title": "a", "file": bad, "collection": 1, "tags": ""})
    assert answer.status_code == 200 and not Image.objects.exists()
    for name, data in (("a.pdf", b"%PDF-1.7 Amina"), ("a.txt", b"%PDF-1.7 Amina"), ("a.txt", b"\xd0\xcf\x11\xe0\0")):
        paper = SimpleUploadedFile(name, data)
        answer = client.post(reverse("wagtaildocs:add"), {"title": "a", "file": paper, "collection": 1, "tags": ""})
        assert answer.status_code == 200 and not Document.objects.exists()


def test_a_paper_is_plain_text_under_a_name_of_chance(db: None) -> None:
    paper = Document(title="amina.txt", file=SimpleUploadedFile("amina.txt", "Notes: الحدود".encode()))
    paper.save()
    assert "amina" not in paper.file.name and paper.title == "Paper"
    with paper.file.open() as kept:
        assert kept.read().decode() == "Notes: الحدود"
    with pytest.raises(PictureRefused):
        Document(title="a", file=SimpleUploadedFile("a.txt", b"%PDF-1.4")).save()
