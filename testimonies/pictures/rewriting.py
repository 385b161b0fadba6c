"""A picture written anew from its points alone: nothing that was beside them comes along.

No EXIF, GPS, XMP, IPTC, comment, colour profile, embedded thumbnail, further frame or byte behind the end. The
orientation is applied first, and colours are turned into sRGB, which needs no profile.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from testimonies.exceptions import PictureRefused

__all__ = ["MOST_BYTES", "MOST_POINTS", "Rewritten", "rewrite"]

MOST_POINTS = 60_000_000
MOST_BYTES = 40_000_000
FORMATS = {"JPEG": ("JPEG", ".jpg"), "PNG": ("PNG", ".png"), "WEBP": ("WEBP", ".webp"), "GIF": ("PNG", ".png")}
"""What is read, what it is written as, and how its name ends. A moving picture keeps its first frame."""
QUALITY = 90


@dataclass(frozen=True, slots=True)
class Rewritten:
    """``data``: the whole file; ``extension`` with its dot; its size in points."""

    data: bytes
    extension: str
    width: int
    height: int


def rewrite(file: BinaryIO) -> Rewritten:
    """Read a picture from its beginning and write it anew. Raises :class:`PictureRefused` with a sentence."""
    file.seek(0)
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise PictureRefused(_("This picture is larger than %(most)s MB.") % {"most": MOST_BYTES // 1_000_000})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of sizes that are refused below, and of odd tags
            with Image.open(io.BytesIO(data), formats=list(FORMATS)) as opened:
                if opened.width * opened.height > MOST_POINTS:
                    raise _too_many_points()
                written_as, extension = FORMATS[str(opened.format)]
                opened.load()
                bare = _bare(opened)
                return Rewritten(_written(bare, written_as), extension, *bare.size)
    except Image.DecompressionBombError as error:
        raise _too_many_points() from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise PictureRefused(_("This is no picture that can be read: JPEG, PNG, WebP and GIF can.")) from error


def _too_many_points() -> PictureRefused:
    most = MOST_POINTS // 1_000_000
    return PictureRefused(_("This picture has more than %(most)s million points. Make it smaller.") % {"most": most})


def _bare(opened: Image.Image) -> Image.Image:
    """The points, upright and in sRGB, in an image that knows nothing else."""
    upright = ImageOps.exif_transpose(opened)
    see_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    points = _in_srgb(upright).convert("RGBA" if see_through else "RGB")
    return Image.frombytes(points.mode, points.size, points.tobytes())


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK", "L"):
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):  # a profile that fits nothing says nothing about the colours
        return picture
    return picture if turned is None else turned


def _written(picture: Image.Image, written_as: str) -> bytes:
    out = io.BytesIO()
    if written_as == "JPEG":
        picture.convert("RGB").save(out, "JPEG", quality=QUALITY, optimize=True)
    elif written_as == "WEBP":
        picture.save(out, "WEBP", quality=QUALITY)
    else:
        picture.save(out, "PNG", optimize=True)
    return out.getvalue()
