"""The pictures of visitors' posts: written anew before anything of them is kept, and given out only once published.

Nothing of the file that came is kept: neither its name nor where it was taken.
"""

from __future__ import annotations

import io
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from PIL import Image

from archive.models import Post, PostPicture
from archive.models.post_picture import posted_root
from archive.picture_files import TYPES
from testimonies.exceptions import PictureRefused
from testimonies.pictures import rewriting

__all__ = ["MOST_BYTES", "MOST_PICTURES", "Small", "keep", "keep_again", "posted_picture", "small"]

MOST_PICTURES = 3
MOST_BYTES = 12_000_000
LONGEST_SIDE = 1_600


@dataclass(frozen=True, slots=True)
class Small:
    """A picture written anew, at most :data:`LONGEST_SIDE` points long."""

    data: bytes
    extension: str
    width: int
    height: int


def small(file: Any) -> Small:
    """Raises :class:`PictureRefused` with a sentence for what is no picture, or a larger one than is taken."""
    if file.size > MOST_BYTES:
        raise PictureRefused(_("This picture is larger than %(most)s MB.") % {"most": MOST_BYTES // 1_000_000})
    clean = rewriting.rewrite(file)
    if max(clean.width, clean.height) <= LONGEST_SIDE:
        return Small(clean.data, clean.extension, clean.width, clean.height)
    with Image.open(io.BytesIO(clean.data)) as picture:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        out = io.BytesIO()
        picture.save(out, picture.format or "PNG")
        return Small(out.getvalue(), clean.extension, *picture.size)


def keep(post: Post, picture: Small, alt: str, position: int) -> PostPicture:
    """On the disk before the row is committed; a file without a row is nobody's."""
    name = f"{secrets.token_hex(16)}{picture.extension}"
    root = posted_root()
    root.mkdir(parents=True, exist_ok=True)
    with (root / name).open("xb") as stream:
        stream.write(picture.data)
        stream.flush()
        os.fsync(stream.fileno())
    return PostPicture.objects.create(
        post=post, position=position, file=name, width=picture.width, height=picture.height, alt=alt
    )


def keep_again(post: Post, picture: PostPicture, position: int) -> PostPicture:
    """The same file for a correction."""
    facts = {name: getattr(picture, name) for name in ("file", "width", "height", "alt")}
    return PostPicture.objects.create(post=post, position=position, **facts)


@require_safe
def posted_picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture of what is published; for those who decide, of what waits too. 404 for any other file."""
    known = PostPicture.objects.filter(file=name)
    shown = known.filter(post__action__isnull=False) | known.filter(post__campaign__isnull=False)
    if not shown.exists() and not (known.exists() and request.user.has_perm("archive.moderate_post")):
        raise Http404
    try:
        answer = FileResponse((posted_root() / name).open("rb"), content_type=TYPES[Path(name).suffix])
    except (FileNotFoundError, KeyError):
        raise Http404 from None
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    return answer


@receiver(post_delete, sender=PostPicture)
def let_go(instance: PostPicture, **kwargs: Any) -> None:
    """The file goes with the last row that names it."""

    def unlink() -> None:
        if not PostPicture.objects.filter(file=instance.file).exists():
            instance.path.unlink(missing_ok=True)

    transaction.on_commit(unlink)
