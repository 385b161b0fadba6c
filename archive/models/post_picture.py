"""A picture that came with a visitor's post: written anew when it came, given out only once it is published."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from archive.models.post import Post

__all__ = ["PostPicture", "posted_root"]


class PostPicture(models.Model):
    """``file``: its name below ``MEDIA_ROOT/posted``. A correction that keeps a picture names the same file."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="pictures")
    position = models.PositiveSmallIntegerField()
    file = models.CharField(max_length=60, db_index=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(max_length=250)
    kept_at = models.DateTimeField(db_default=Now())

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("position", "pk")
        default_permissions = ()
        constraints = [models.CheckConstraint(name="post_picture_says_what", condition=~models.Q(alt=""))]

    def __str__(self) -> str:
        return self.file

    @property
    def path(self) -> Path:
        return posted_root() / self.file


def posted_root() -> Path:
    return Path(settings.MEDIA_ROOT) / "posted"
