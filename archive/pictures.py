"""Nothing rides along with what is uploaded beside the sound: pictures are written anew, papers are plain text.

The forms tell of a file that cannot be kept; the receivers see to it whichever door a file comes by.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.documents.models import Document
from wagtail.images.forms import BaseImageForm
from wagtail.images.models import Image
from wagtail.users.models import UserProfile

from archive.models import SealedPicture
from archive.models.sealed_picture import sealed_root
from testimonies.exceptions import PictureRefused
from testimonies.pictures.rewriting import rewrite
from testimonies.preservation import originals

LONGEST_PAPER_BYTES = 5_000_000


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wagtails_own = self.fields["file"].to_python

        def to_python(file: Any) -> Any:
            """Wagtail's own look at a picture stops with an error of the server where one is damaged."""
            if file:
                _check(lambda: rewrite(file))
                file.seek(0)
            return wagtails_own(file)

        self.fields["file"].to_python = to_python


class PaperForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data:
            _check(lambda: _plain(file))
            file.seek(0)
        return file


def _check(attempt: Any) -> None:
    try:
        attempt()
    except PictureRefused as refusal:
        raise forms.ValidationError(str(refusal)) from refusal


@receiver(pre_save, sender=Image)
def write_picture_anew(instance: Image, **kwargs: Any) -> None:
    """Before anything of it is stored or rendered; its name, and a title that was its name, stay behind."""
    if not instance.file or instance.file._committed:
        return
    name = Path(instance.file.name).name
    clean = rewrite(instance.file)
    instance.sealed = (_seal(instance.file), name)
    instance.file.save(f"{secrets.token_hex(16)}{clean.extension}", ContentFile(clean.data), save=False)
    instance.file.close()
    instance.width, instance.height = clean.width, clean.height
    instance.file_size, instance.file_hash = len(clean.data), _short_digest(clean.data)
    if instance.title.strip() in ("", name, Path(name).stem):
        instance.title = _("Picture")


@receiver(post_save, sender=Image)
def keep_what_came(instance: Image, **kwargs: Any) -> None:
    if sealed := instance.__dict__.pop("sealed", None):
        digest, name = sealed
        before = SealedPicture.objects.filter(picture=instance).first()
        SealedPicture.objects.update_or_create(picture=instance, defaults={"sha256": digest, "name": name[:255]})
        if before is not None and before.sha256 != digest:
            _let_go(before)


@receiver(post_delete, sender=SealedPicture)
def forget_what_came(instance: SealedPicture, **kwargs: Any) -> None:
    _let_go(instance)


@receiver(pre_save, sender=UserProfile)
def write_avatar_anew(instance: UserProfile, **kwargs: Any) -> None:
    if instance.avatar and not instance.avatar._committed:
        clean = rewrite(instance.avatar)
        instance.avatar.save(f"{secrets.token_hex(16)}{clean.extension}", ContentFile(clean.data), save=False)


@receiver(pre_save, sender=Document)
def keep_paper_plain(instance: Document, **kwargs: Any) -> None:
    """A PDF or an office file holds names, places and earlier words that nobody can be sure to find: it is refused."""
    if not instance.file or instance.file._committed:
        return
    name = Path(instance.file.name).name
    text = _plain(instance.file)
    instance.file.save(f"{secrets.token_hex(16)}{Path(name).suffix.lower()}", ContentFile(text), save=False)
    instance.file.close()
    instance.file_size, instance.file_hash = len(text), _short_digest(text)
    if instance.title.strip() in ("", name, Path(name).stem):
        instance.title = _("Paper")


def _plain(file: Any) -> bytes:
    """The bytes of a plain text, else :class:`PictureRefused`."""
    file.seek(0)
    data: bytes = file.read(LONGEST_PAPER_BYTES + 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if (
        len(data) > LONGEST_PAPER_BYTES
        or "\0" in text
        or text.lstrip()[:5].lower() in ("%pdf-", "<html", "<!doc", "<?xml")
    ):
        raise PictureRefused(
            _("Only plain text (UTF-8, at most 5 MB) is taken: other papers carry hidden names and dates along.")
        )
    return text.encode("utf-8")


def _seal(file: Any) -> str:
    """Keep the file as it came; its digest."""
    file.seek(0)
    data: bytes = file.read()
    incoming = sealed_root() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    part = incoming / secrets.token_hex(16)
    with part.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    digest = hashlib.sha256(data).hexdigest()
    originals.keep(sealed_root(), part, digest)
    return digest


def _short_digest(data: bytes) -> str:
    """As Wagtail writes it, to tell of files that are there twice."""
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def _let_go(held: SealedPicture) -> None:
    if not SealedPicture.objects.filter(sha256=held.sha256).exclude(pk=held.pk).exists():
        transaction.on_commit(lambda: held.path.unlink(missing_ok=True))
