"""What a picture brought along when it was uploaded: its file as it came, sealed. It is never served."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from wagtail.images.models import Image

from testimonies.preservation import originals

__all__ = ["SealedPicture", "sealed_root"]


class SealedPicture(models.Model):
    """The uploaded file of ``picture``, by digest, below ``MEDIA_ROOT/sealed-pictures``, and the name it had."""

    wagtail_reference_index_ignore = True

    picture = models.OneToOneField(Image, on_delete=models.CASCADE, primary_key=True, related_name="+")
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=255, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def path(self) -> Path:
        return originals.path_of(sealed_root(), self.sha256)


def sealed_root() -> Path:
    return Path(settings.MEDIA_ROOT) / "sealed-pictures"
